package shop

import (
	"time"

	"github.com/musette-go/musette/orm"
)

type Category struct {
	orm.Model
	ID int64
}

type helper struct{ X int }

type Product struct {
	orm.Model
	ID       int64
	Category orm.Ref[Categori]  `orm:"on_delete=cascade"`
	Helper   orm.Ref[helper]    `orm:"on_delete=cascade"`
	At       orm.Ref[time.Time] `orm:"on_delete=cascade"`
	Owner    orm.Ref[auth.User] `orm:"on_delete=cascade"`
	Tags     orm.Many[Tag]
	Count    orm.Ref[int]               `orm:"on_delete=cascade"`
	Key      orm.RefOf[Nothing, string] `orm:"on_delete=cascade"`
	Bare     orm.Ref                    `orm:"on_delete=cascade"`
	Listed   orm.Ref[[]Category]        `orm:"on_delete=cascade"`
}
