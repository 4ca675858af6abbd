// Package library holds the models of the examples in the documentation. Its tests are the code blocks of the pages, and
// run on every database.
package library

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// docs:begin author

// An Author writes books, and may have learnt from another.
type Author struct {
	orm.Model
	ID     int64
	Name   string          `orm:"max_length=100,unique"`
	Born   *int32          // the year, where it is known
	Mentor orm.Ref[Author] `orm:"null,on_delete=set_null,related_name=Students"`
}

// docs:end author

// Meta sorts authors by name.
func (Author) Meta() orm.Meta[Author] {
	return orm.Meta[Author]{Ordering: orm.By(Authors.Name.Asc())}
}

// docs:begin genre

// Genre is what kind of book a book is.
type Genre string

// The genres.
const (
	Novel  Genre = "novel"
	Poetry Genre = "poetry"
	Essay  Genre = "essay"
)

// Choices are the genres with their labels: nothing else is valid.
func (Genre) Choices() []orm.Choice {
	return []orm.Choice{{Value: Novel, Label: "Novel"}, {Value: Poetry, Label: "Poetry"}, {Value: Essay, Label: "Essay"}}
}

// docs:end genre

// docs:begin book

// A Book has one author and any number of readers.
type Book struct {
	orm.Model
	ID        int64
	Title     string          `orm:"max_length=200"`
	Author    orm.Ref[Author] `orm:"on_delete=cascade,related_name=Books"`
	Genre     Genre           `orm:"max_length=10"`
	Price     decimal.Decimal `orm:"max_digits=8,decimal_places=2"`
	Stock     int32
	Published *time.Time
	Readers   orm.Many[Reader] `orm:"related_name=Books"`
}

// docs:end book

// docs:begin meta

// Meta declares what a tag cannot say, with the same typed columns that queries use.
func (Book) Meta() orm.Meta[Book] {
	return orm.Meta[Book]{
		Ordering: orm.By(Books.Title.Asc(), Books.ID.Asc()),
		LatestBy: orm.By(Books.Published.Asc()),
		Indexes: orm.Indexes(
			orm.Index(Books.Genre, Books.Price),
			orm.IndexBy(orm.Lower(Books.Title).Asc()).Named("library_book_title_lower"),
			orm.Index(Books.Stock).Where(Books.Stock.Gt(0)),
		),
		Constraints: orm.Constraints(
			orm.Unique("book_title_author", Books.Title, Books.Author),
			orm.Check("book_price_positive", Books.Price.Gt(decimal.Zero)).Message("min_value", "Price must be positive."),
		),
		Fields: orm.Fields(
			orm.Label(Books.Stock, "copies in stock"),
			orm.Help(Books.Published, "Leave it empty while the book is not out."),
			orm.Default(Books.Genre, func() Genre { return Novel }),
			orm.Validator(Books.Title, func(title string) error {
				if title != strings.TrimSpace(title) {
					return errSpace
				}
				return nil
			}),
		),
	}
}

// docs:end meta

// errSpace is shown to people.
var errSpace = errors.New("Remove the space around the title.") //nolint:staticcheck // a sentence for people

// docs:begin clean

// Clean checks what concerns more than one field.
func (b *Book) Clean(_ context.Context, errs *orm.Errors) {
	if b.Published == nil && b.Stock > 0 {
		errs.Add(orm.Name(Books.Stock), "not_out", "A book that is not out cannot be in stock.")
	}
}

// docs:end clean

// docs:begin abstract

// Stamps tell when a row was made and changed. It has no table: models that embed it get its columns.
type Stamps struct {
	CreatedAt time.Time `orm:"auto_now_add"`
	UpdatedAt time.Time `orm:"auto_now"`
}

// A Reader has read books.
type Reader struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100"`
	Stamps
}

// docs:end abstract

// docs:begin card

// A Card belongs to one reader: the key is unique, and on the other side there is one row instead of many.
type Card struct {
	orm.Model
	ID     int64
	Reader orm.Ref[Reader] `orm:"one_to_one,on_delete=cascade,related_name=Card"`
	Number string          `orm:"max_length=20,unique"`
}

// docs:end card

// docs:begin hook

// AfterCreate gives every new reader a card, in the transaction that creates the reader.
func (r *Reader) AfterCreate(ctx context.Context) error {
	return Cards.Create(ctx, &Card{Reader: orm.To[Reader](r.ID), Number: fmt.Sprintf("R-%05d", r.ID)})
}

// docs:end hook

// docs:begin results

// An AuthorRow is an author with what is computed over their books.
type AuthorRow struct {
	orm.Result
	Author
	NumBooks int64
	Dearest  *decimal.Decimal
}

// A GenreRow is one line of a report: the books of a genre.
type GenreRow struct {
	orm.Result `orm:"from=Book"`
	Genre      Genre
	NumBooks   int64
	Total      *decimal.Decimal
}

// docs:end results
