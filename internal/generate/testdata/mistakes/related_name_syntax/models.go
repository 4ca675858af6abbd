package shop

import "github.com/musette-go/musette/orm"

type Book struct {
	orm.Model
	ID int64
	A  orm.Ref[Book] `orm:"on_delete=cascade,related_name=books"`
	B  orm.Ref[Book] `orm:"on_delete=cascade,related_name=my-books"`
	C  orm.Ref[Book] `orm:"on_delete=cascade,related_name"`
}
