package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID int64
	Product
}

//musette:abstract
type Base struct {
	Base
	orm.Model
	ID int64
}

type Item struct {
	Base
}
