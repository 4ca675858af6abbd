// Package library is the shop's reading room: authors, their books, and who has read them.
package library

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// An Author writes books.
type Author struct {
	orm.Model
	ID      int64
	Name    string `orm:"max_length=100,index"`
	Country string `orm:"max_length=2,blank"`

	User orm.Ref[auth.User] `orm:"null,on_delete=set_null,related_name=Authors"` // who writes under this name, if they have an account
}

// Meta sorts authors by name.
func (Author) Meta() orm.Meta[Author] {
	return orm.Meta[Author]{Ordering: orm.By(Authors.Name.Asc(), Authors.ID.Asc())}
}

// A Book is by one author and read by many people.
type Book struct {
	orm.Model
	ID        int64
	Title     string              `orm:"max_length=200"`
	Author    orm.Ref[Author]     `orm:"on_delete=cascade,related_name=Books"`
	Readers   orm.Many[auth.User] `orm:"related_name=Books"`
	Price     decimal.Decimal     `orm:"max_digits=8,decimal_places=2"`
	Published *time.Time          // nil for a draft
}

// Meta sorts books by title.
func (Book) Meta() orm.Meta[Book] {
	return orm.Meta[Book]{
		Ordering: orm.By(Books.Title.Asc(), Books.ID.Asc()),
		Indexes:  orm.Indexes(orm.Index(Books.Title, Books.ID)),
	}
}

// An AuthorRow is an author with the number of their books.
type AuthorRow struct {
	orm.Result
	Author
	NumBooks int64
}
