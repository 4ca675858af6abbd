// Package books keeps what people have read.
package books

import (
	"time"

	"github.com/musette-go/musette/auth"
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

// A Book stands on somebody's shelf. Others see it when it is shared.
type Book struct {
	orm.Model
	ID       int64
	Title    string          `orm:"max_length=200"`
	Author   orm.Ref[Author] `orm:"on_delete=cascade,related_name=Books"`
	Stars    int16
	Language string `orm:"max_length=2,blank"`
	ReadAt   *time.Time
	Owner    orm.Ref[auth.User] `orm:"null,on_delete=cascade,related_name=Shelf"` // none for those from before there were accounts
	Shared   bool               `orm:"default=true"`
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
