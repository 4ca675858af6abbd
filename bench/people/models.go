// Package people is a small shop as an app of a Musette site, with pages for people who are logged in: what package auth costs
// is measured on it.
package people

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go run ../../cmd/musette generate

// A Category groups products.
//
//musette:plural Categories
type Category struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100,unique"`
}

// A Product is one item for sale.
type Product struct {
	orm.Model
	ID          int64
	Name        string            `orm:"max_length=100,index"`
	Category    orm.Ref[Category] `orm:"on_delete=protect,related_name=Products"`
	Price       decimal.Decimal   `orm:"max_digits=10,decimal_places=2"`
	Description string            `orm:"blank"`
	Stock       int32
	InStock     bool
	CreatedAt   time.Time
}

// Meta sorts products by name.
func (Product) Meta() orm.Meta[Product] {
	return orm.Meta[Product]{Ordering: orm.By(Products.Name.Asc(), Products.ID.Asc())}
}
