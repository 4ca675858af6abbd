// Package catalog is what the shop sells.
package catalog

import (
	"context"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// docs:begin models

// A Category groups products.
//
//musette:plural Categories
type Category struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100,unique"`
	Slug string `orm:"slug,max_length=100,unique"`
}

// Meta sorts categories by name.
func (Category) Meta() orm.Meta[Category] {
	return orm.Meta[Category]{
		Ordering:          orm.By(Categories.Name.Asc()),
		VerboseNamePlural: "categories",
	}
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
	SoldOutAt   *time.Time
	CreatedAt   time.Time `orm:"auto_now_add"`
}

// Meta declares what a tag cannot say.
func (Product) Meta() orm.Meta[Product] {
	return orm.Meta[Product]{
		Ordering: orm.By(Products.Name.Asc(), Products.ID.Asc()),
		Indexes:  orm.Indexes(orm.Index(Products.Category, Products.Price)),
		Constraints: orm.Constraints(
			orm.Check("product_price_positive", Products.Price.Gt(decimal.Zero)).Message("min_value", "Price must be positive."),
			orm.Check("product_stock_not_negative", Products.Stock.Ge(0)).Message("min_value", "Stock cannot be negative."),
		),
	}
}

// docs:end models

// Clean keeps InStock and SoldOutAt true to Stock.
func (p *Product) Clean(context.Context, *orm.Errors) {
	p.InStock = p.Stock > 0
	switch {
	case p.InStock:
		p.SoldOutAt = nil
	case p.SoldOutAt == nil:
		now := time.Now().UTC().Truncate(time.Microsecond)
		p.SoldOutAt = &now
	}
}
