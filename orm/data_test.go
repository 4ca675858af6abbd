package orm_test

import (
	"time"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

var (
	authors    = shelf.Authors
	books      = shelf.Books
	publishers = shelf.Publishers
	readers    = shelf.Readers
	tags       = shelf.Tags
	loans      = shelf.Loans
	people     = shelf.Persons
)

// library is a small set of rows with NULLs in every nullable column.
type library struct {
	publishers []*shelf.Publisher
	authors    []*shelf.Author
	books      []*shelf.Book
	readers    []*shelf.Reader
	tags       []*shelf.Tag
}

func (e *env) fill() *library {
	e.Helper()
	var l library
	l.publishers = create(e, publishers.Create,
		&shelf.Publisher{Name: "Hogarth", City: ptr("London")},
		&shelf.Publisher{Name: "Faber"})
	p := func(i int) orm.Ref[shelf.Publisher] { return orm.To[shelf.Publisher](l.publishers[i].ID) }
	l.authors = create(e, authors.Create,
		&shelf.Author{Name: "Woolf", Born: ptr(int32(1882)), Publisher: p(0)},
		&shelf.Author{Name: "Eliot", Born: ptr(int32(1888)), Publisher: p(1)},
		&shelf.Author{Name: "Anon"})
	a := func(i int) orm.Ref[shelf.Author] { return orm.To[shelf.Author](l.authors[i].ID) }
	l.authors[1].Mentor = a(0)
	e.do(authors.Save(e.ctx, l.authors[1]))
	day := time.Date(2024, 2, 29, 23, 59, 59, 123456000, time.UTC)
	l.books = create(e, books.Create,
		&shelf.Book{Title: "Orlando", ISBN: ptr("111"), Author: a(0), Editor: a(1), Price: dec("9.99"), Rating: ptr(dec("4.5")), Pages: 300, Stock: 5, At: &day},
		&shelf.Book{Title: "The Waves", Author: a(0), Price: dec("12.50"), Pages: 250, Stock: 0, Shelf: "A", Place: 1},
		&shelf.Book{Title: "Middlemarch", ISBN: ptr("222"), Author: a(1), Price: dec("7.00"), Rating: ptr(dec("4.8125")), Pages: 900, Stock: 2, Out: true, At: ptr(day.AddDate(0, 0, 1))},
		&shelf.Book{Title: "100% cotton_wool\\", Author: a(2), Price: dec("0.01"), Pages: 1, Stock: 9, Shelf: "A", Place: 2})
	l.readers = create(e, readers.Create, &shelf.Reader{Name: "Ann"}, &shelf.Reader{Name: "Bob"}, &shelf.Reader{Name: "Cid"})
	l.tags = create(e, tags.Create, &shelf.Tag{Name: "novel"}, &shelf.Tag{Name: "it's \"odd\""}, &shelf.Tag{Name: "unused"})
	e.do(books.Tags.Add(e.ctx, l.books[0], l.tags[0], l.tags[1]))
	e.do(books.Tags.Add(e.ctx, l.books[2], l.tags[0]))
	create(e, loans.Create,
		&shelf.Loan{Book: orm.To[shelf.Book](l.books[0].ID), Reader: orm.To[shelf.Reader](l.readers[0].ID), Days: 7},
		&shelf.Loan{Book: orm.To[shelf.Book](l.books[0].ID), Reader: orm.To[shelf.Reader](l.readers[1].ID), Days: 3},
		&shelf.Loan{Book: orm.To[shelf.Book](l.books[2].ID), Reader: orm.To[shelf.Reader](l.readers[0].ID), Days: 1})
	return &l
}

func title(b *shelf.Book) string { return b.Title }
