package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID int64
}

//musette:table shop_product
type Item struct {
	orm.Model
	ID int64
}

//musette:plural Products
type Good struct {
	orm.Model
	ID int64
}

type ItemRel struct {
	orm.Model
	ID int64
}

type Thing struct {
	orm.Model
	ID int64
}

var Things []Thing

func newThing() {}

type thingModel int
