package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID       int64
	Name     string
	Title    string `orm:"column=Name"`
	ParentID int64
	Parent   orm.Ref[Product] `orm:"on_delete=cascade,column=parent"`
	Owner    orm.Ref[Product] `orm:"on_delete=cascade,related_name=-,column=name"`
	UserID   int64
	UserId   int64
}

type Line struct {
	orm.Model
	ID      int64
	Order   orm.Ref[Product] `orm:"on_delete=cascade,related_name=-"`
	OrderID orm.Ref[Product] `orm:"on_delete=cascade,related_name=-"`
}
