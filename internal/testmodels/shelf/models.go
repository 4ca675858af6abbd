// Package shelf has authors, books and readers: every kind of relation, constraints, indexes and results.
package shelf

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// Stamps is shared by models that embed it.
type Stamps struct {
	CreatedAt time.Time `orm:"auto_now_add"`
	UpdatedAt time.Time `orm:"auto_now"`
}

// Publisher prints books.
type Publisher struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100,unique"`
	City *string
}

// Author writes books and may have a mentor.
type Author struct {
	orm.Model
	ID        int64
	Name      string             `orm:"max_length=100,index"`
	Born      *int32             `orm:"index"`
	Mentor    orm.Ref[Author]    `orm:"null,on_delete=set_null,related_name=Students"`
	Publisher orm.Ref[Publisher] `orm:"null,on_delete=set_null,related_name=Authors"`
}

// Profile is one to one with an author.
type Profile struct {
	orm.Model
	ID     int64
	Author orm.Ref[Author] `orm:"on_delete=cascade,one_to_one,related_name=Profile"`
	Text   string
}

// Tag has a key of text.
type Tag struct {
	orm.Model
	Name string `orm:"max_length=30,primary_key"`
}

// Reader borrows books.
type Reader struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=100"`
}

// Book is written by an author, and perhaps edited by another.
type Book struct {
	orm.Model
	ID     int64
	Title  string           `orm:"max_length=200"`
	ISBN   *string          `orm:"max_length=13,unique,column=isbn_13"`
	Author orm.Ref[Author]  `orm:"on_delete=cascade,related_name=Books"`
	Editor orm.Ref[Author]  `orm:"null,on_delete=set_null,related_name=Edited"`
	Price  decimal.Decimal  `orm:"max_digits=8,decimal_places=2"`
	Rating *decimal.Decimal `orm:"max_digits=6,decimal_places=4"`
	Pages  int32
	Stock  int64
	Out    bool
	At     *time.Time
	Shelf  string `orm:"max_length=10"`
	Place  int32
	Stamps
	Tags    orm.Many[Tag]    `orm:"related_name=Books"`
	Readers orm.Many[Reader] `orm:"through=Loan,related_name=Books"`
}

// Meta has constraints and indexes of every kind.
func (Book) Meta() orm.Meta[Book] {
	return orm.Meta[Book]{
		Ordering: orm.By(Books.Title.Asc(), Books.ID.Asc()),
		LatestBy: orm.By(Books.At.Asc(), Books.ID.Asc()),
		Indexes: orm.Indexes(
			orm.Index(Books.Author, Books.Price),
			orm.IndexBy(orm.Lower(Books.Title).Asc()).Named("shelf_book_lower_title"),
			orm.IndexBy(Books.Stock.Desc()).Where(Books.Out.Eq(false)).Named("shelf_book_stock_in"),
		),
		Constraints: orm.Constraints(
			orm.Check("shelf_book_price_positive", Books.Price.Ge(decimal.Zero)).Message("too_cheap", "The price cannot be negative."),
			orm.Check("shelf_book_stock", orm.Or(Books.Stock.Ge(0), Books.Out.Eq(true))),
			orm.Unique("shelf_book_title_author", Books.Title, Books.Author),
			orm.Unique("shelf_book_place", Books.Shelf, Books.Place).Where(orm.Ne(Books.Shelf, "")).Message("taken", "This place is taken."),
		),
		VerboseName: "book",
	}
}

// Loan is a pair of book and reader.
type Loan struct {
	orm.Model
	ID     int64
	Book   orm.Ref[Book]   `orm:"on_delete=cascade,related_name=Loans"`
	Reader orm.Ref[Reader] `orm:"on_delete=cascade,related_name=Loans"`
	Days   int32
}

// Person has friends.
type Person struct {
	orm.Model
	ID      int64
	Name    string           `orm:"max_length=50"`
	Friends orm.Many[Person] `orm:"related_name=FriendOf"`
}

// AuthorRow is an author with what is counted.
type AuthorRow struct {
	orm.Result
	Author
	NumBooks int64
	Dearest  *decimal.Decimal
	Titles   int64
}

// Sales is a projection by author.
//
//musette:plural SalesRows
type Sales struct {
	orm.Result `orm:"from=Book"`
	Author     string
	Sold       int64
	Total      *decimal.Decimal
	Mean       *float64
	Newest     *time.Time
}
