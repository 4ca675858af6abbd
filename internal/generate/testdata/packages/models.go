// Package library has keys to models of another package.
package library

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/generate/testdata/packages/auth"
	"github.com/musette-go/musette/orm"
)

// An Author writes.
type Author struct {
	orm.Model
	ID      int64
	Name    string `orm:"max_length=100,index"`
	Country string `orm:"max_length=2,blank"`
}

// Status of a book.
type Status string

// Timestamps are embedded.
type Timestamps struct {
	CreatedAt time.Time `orm:"auto_now_add"`
	UpdatedAt time.Time `orm:"auto_now"`
}

// A Book is written.
type Book struct {
	orm.Model
	ID        int64
	Title     string              `orm:"max_length=200"`
	Author    orm.Ref[Author]     `orm:"on_delete=cascade,related_name=Books"`
	Editor    orm.Ref[auth.User]  `orm:"null,on_delete=set_null,related_name=EditedBooks"`
	Readers   orm.Many[auth.User] `orm:"related_name=Books"`
	Price     decimal.Decimal     `orm:"max_digits=8,decimal_places=2"`
	Status    Status              `orm:"max_length=10,default=draft"`
	Published *time.Time
	Timestamps
}

// Meta uses generated names.
func (Book) Meta() orm.Meta[Book] {
	return orm.Meta[Book]{Ordering: orm.By(Books.Title.Asc())}
}
