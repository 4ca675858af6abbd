// Package mustfail holds programs that must not compile. Every line with a comment ERROR has a mistake that the compiler
// finds, with a message in which the comment's words occur.
package mustfail

import (
	"context"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/generate/testdata/mutual"
	library "github.com/musette-go/musette/internal/generate/testdata/packages"
	"github.com/musette-go/musette/internal/generate/testdata/packages/auth"
	"github.com/musette-go/musette/internal/generate/testdata/results"
	"github.com/musette-go/musette/orm"
)

var (
	ctx     = context.Background()
	books   = library.Books
	authors = library.Authors
)

// A text is compared with a text.
var _ = books.Filter(books.Title.Eq(5)) // ERROR cannot use 5 (untyped int constant) as string value in argument to books.Title.Eq

// A number is compared with a number.
var _ = books.Filter(books.ID.Gt("7")) // ERROR cannot use "7" (untyped string constant) as int64 value

// A decimal is no float.
var _ = books.Filter(books.Price.Lt(9.5)) // ERROR cannot use 9.5 (untyped float constant) as decimal.Decimal value

// A column that the model does not have.
var _ = books.Filter(books.Titel.Eq("x")) // ERROR books.Titel undefined

// A query of one model takes no condition on another.
var _ = books.Filter(authors.Name.Eq("x")) // ERROR orm.Pred[*library.Book]

// Nor an order by another.
var _ = books.OrderBy(authors.Name.Asc()) // ERROR orm.Order[*library.Book]

// A column is no order: it needs Asc or Desc.
var _ = books.OrderBy(books.Title) // ERROR orm.Order[*library.Book]

// A number has no text search.
var _ = books.Filter(books.Price.Contains("9")) // ERROR books.Price.Contains undefined

// A text is not added to.
var _, _ = books.Update(ctx, books.Title.Add("x")) // ERROR books.Title.Add undefined

// A time is set to a time.
var _, _ = books.Update(ctx, books.Published.Set("2026-01-01")) // ERROR as "time".Time value

// A condition is no assignment.
var _, _ = books.Update(ctx, books.Title.Eq("x")) // ERROR orm.Assign[*library.Book]

// An assignment to the column of another model.
var _, _ = books.Update(ctx, authors.Name.Set("x")) // ERROR orm.Assign[*library.Book]

// A plain column cannot be joined.
var _ = books.SelectRelated(books.Title) // ERROR orm.Related[*library.Book]

// A many-to-many cannot be joined: it is prefetched.
var _ = books.SelectRelated(books.Readers) // ERROR orm.Related[*library.Book]

// A relation of another model cannot be prefetched.
var _ = authors.PrefetchRelated(books.Readers) // ERROR orm.Prefetcher[*library.Author]

// A condition inside of Any is one on the related model.
var _ = authors.Filter(authors.Books.Any(authors.Name.Eq("x"))) // ERROR orm.Pred[*library.Book]

// A row of one model is not created as another.
var _ = books.Create(ctx, &library.Author{}) // ERROR *library.Author

// A struct is created by its address.
var _ = books.Create(ctx, library.Book{}) // ERROR *library.Book

// A column is compared with values; with another column it is orm.Eq's business.
var _ = library.Books.Filter(library.Books.Author.Name.Eq(library.Authors.Name)) // ERROR as string value

// An output is computed by an expression over the rows of its model.
var _ = results.ItemRows.With(results.ItemRows.Sold.Is(authors.Books.Count())) // ERROR orm.Expr[*stock.Item, int64]

// A key is set by its type.
var _ = books.Filter(books.AuthorID.Eq(library.Author{}.Name)) // ERROR as int64 value

// A key of one type of row is not the key of another.
var _ = library.Book{Author: orm.Ref[auth.User]{}} // ERROR as orm.Ref[library.Author] value

// A type of one's own is not a string.
var status = "draft"
var _ = books.Filter(books.Status.Eq(status)) // ERROR as library.Status value

// Text is no condition and no order: no part of a statement comes from a free string.
var _ = books.Filter("price > 5") // ERROR as orm.Pred[*library.Book] value
var _ = books.OrderBy("-title")   // ERROR as orm.Order[*library.Book] value

// What lies behind a key of another model is no column of this one.
var _ = mutual.Persons.Filter(mutual.Items.Category.Name.Eq("x")) // ERROR orm.Pred[*mutual.Person]

// What is used above, so that only the marked lines are wrong.
var _, _ = decimal.Decimal{}, time.Time{}
