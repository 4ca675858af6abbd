// Package models holds the models that the benchmarks work with: products to read, drafts of products to write, and
// books with their authors for joins.
package models

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// Goods are the columns of products and their drafts.
//
//musette:abstract
type Goods struct {
	Name        string `orm:"max_length=100"`
	Description string
	Price       decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Stock       int32
	CreatedAt   time.Time
}

// A Product is read and updated.
//
//musette:table product
type Product struct {
	orm.Model
	ID int64
	Goods
}

// A Draft is like a product. Drafts are inserted, and their table is emptied between two turns.
//
//musette:table draft
type Draft struct {
	orm.Model
	ID int64
	Goods
}

// An Author writes books.
//
//musette:table author
type Author struct {
	orm.Model
	ID      int64
	Name    string `orm:"max_length=100"`
	Country string `orm:"max_length=2"`
}

// A Book is read with its author.
//
//musette:table book
type Book struct {
	orm.Model
	ID        int64
	Title     string          `orm:"max_length=200"`
	Price     decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Published time.Time
	Author    orm.Ref[Author] `orm:"on_delete=cascade,related_name=Books"`
}

// A Wallet holds money.
//
//musette:table wallet
type Wallet struct {
	orm.Model
	ID      int64
	Balance decimal.Decimal `orm:"max_digits=12,decimal_places=2"`
}
