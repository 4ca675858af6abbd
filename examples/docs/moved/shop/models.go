// Package shop has models for the tables of Django's app shop.
package shop

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Category is a row of the table shop_category.
//
//musette:unmanaged
//musette:plural Categories
type Category struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=80,unique"`
}

// An Orderitem is a row of the table shop_orderitem.
//
//musette:unmanaged
type Orderitem struct {
	orm.Model
	ID         int64
	CountField int32 `orm:"column=count"`
	BoughtAt   time.Time
	Buyer      orm.Ref[auth.User] `orm:"on_delete=do_nothing"`
	Product    orm.Ref[Product]   `orm:"on_delete=do_nothing"`
}

// A Product is a row of the table shop_product.
//
//musette:unmanaged
type Product struct {
	orm.Model
	ID       int64
	Name     string `orm:"max_length=200,index"`
	Text     string
	Price    decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	InStock  bool
	Released *orm.Date
	Category orm.Ref[Category] `orm:"on_delete=do_nothing"`
}
