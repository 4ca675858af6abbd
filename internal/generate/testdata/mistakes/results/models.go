package shop

import "github.com/musette-go/musette/orm"

type Book struct {
	orm.Model
	ID    int64
	Title string
}

type A struct {
	orm.Result
	N int64
}

type B struct {
	orm.Result `orm:"from=Bok"`
	N          int64
}

type C struct {
	orm.Result
	Book
	Title string
}

type D struct {
	orm.Result
	helper
	N int64
}

type helper struct{}

type E struct {
	orm.Result `orm:"from=Book"`
	Book
}

type F struct {
	orm.Result `orm:"form=Book"`
}

type G struct {
	orm.Result
	Book
	N     []string
	M     int64 `orm:"index"`
	R     orm.Ref[Book]
	lower int64
	Count int64
}

type H struct {
	orm.Result
	orm.Model
	ID int64
}

type I struct {
	orm.Result `orm:"from=auth.User"`
}
