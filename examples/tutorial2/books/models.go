// Package books keeps what we have read.
package books

import (
	"time"

	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// An Author writes books.
type Author struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100,unique"`
}

// Meta sorts authors by name.
func (Author) Meta() orm.Meta[Author] {
	return orm.Meta[Author]{Ordering: orm.By(Authors.Name.Asc())}
}

// docs:begin book

// A Book has one author, and stars once it is read.
type Book struct {
	orm.Model
	ID       int64
	Title    string          `orm:"max_length=200"`
	Author   orm.Ref[Author] `orm:"on_delete=cascade,related_name=Books"`
	Stars    int16
	Language string `orm:"max_length=2,blank"`
	ReadAt   *time.Time
}

// docs:end book

// Meta sorts books by title and keeps the stars in bounds, in validation and in the database.
func (Book) Meta() orm.Meta[Book] {
	return orm.Meta[Book]{
		Ordering: orm.By(Books.Title.Asc(), Books.ID.Asc()),
		Constraints: orm.Constraints(
			orm.Check("book_stars", orm.Between(Books.Stars, 0, 5)).Message("stars", "Give 0 to 5 stars."),
		),
	}
}
