package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// manyBooks makes n books by 7 authors, each with readers.
func (e *env) manyBooks(n int) {
	e.Helper()
	as := make([]author, 7)
	for i := range as {
		as[i] = &shelf.Author{Name: fmt.Sprint("author ", i)}
	}
	_, err := authors.BulkCreate(e.ctx, as)
	e.do(err)
	rows := make([]book, n)
	for i := range rows {
		rows[i] = &shelf.Book{Title: fmt.Sprint("book ", i), Author: orm.To[shelf.Author](as[i%len(as)].ID), Price: dec("1.25"), Pages: int32(i)}
		if i%3 == 0 {
			rows[i].Editor = orm.To[shelf.Author](as[(i+1)%len(as)].ID)
		}
	}
	_, err = books.BulkCreate(e.ctx, rows)
	e.do(err)
	rs := create(e, readers.Create, &shelf.Reader{Name: "Ann"}, &shelf.Reader{Name: "Bob"})
	lent := make([]*shelf.Loan, 0, n)
	for i, b := range rows {
		for _, r := range rs[:i%3] { // none, one or two
			lent = append(lent, &shelf.Loan{Book: orm.To[shelf.Book](b.ID), Reader: orm.To[shelf.Reader](r.ID)})
		}
	}
	_, err = loans.BulkCreate(e.ctx, lent)
	e.do(err)
}

// TestHundredBooksWithTheirAuthors lists them by one statement, with the rows that asking for each would give.
func TestHundredBooksWithTheirAuthors(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.manyBooks(100)
		var rows []book
		e.counted(1, func() { rows = every(e, books.SelectRelated(books.Author, books.Editor)) })
		same(e, len(rows), 100)
		for _, b := range rows {
			lazy := get(e, &authors.Query, authors.ID.Eq(b.Author.Key()))
			if a := b.Author.Row(); a.ID != lazy.ID || a.Name != lazy.Name || !a.IsSaved() {
				e.Fatalf("%s is by %+v, and asked for by itself by %+v", b.Title, a, lazy)
			}
			if b.Editor.Loaded() == b.Editor.IsNull() {
				e.Fatal("an editor that is there was not loaded, or one that is not was")
			}
			if !b.Editor.IsNull() {
				same(e, b.Editor.Row().Name, get(e, &authors.Query, authors.ID.Eq(b.Editor.Key())).Name)
			}
		}
	})
}

// TestPrefetchIsTwoStatements asks for readers of few and of very many books.
func TestPrefetchIsTwoStatements(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.manyBooks(2_000)
		for _, n := range []int{1, 2, 100, 999, 2_000} {
			var rows []book
			e.counted(2, func() { rows = every(e, books.OrderBy(books.ID.Asc()).Limit(n).PrefetchRelated(books.Readers)) })
			same(e, len(rows), n)
			e.counted(2, func() { every(e, books.OrderBy(books.ID.Asc()).Limit(n).PrefetchRelated(books.Loans)) })
			for i, b := range rows {
				same(e, len(b.Readers.Rows()), i%3)
			}
		}
		e.counted(2, func() { every(e, authors.PrefetchRelated(authors.Books)) })
		e.manyReaders(40_000) // more than a statement of either database has parameters
		e.counted(2, func() { every(e, readers.PrefetchRelated(readers.Loans)) })
	})
}

// TestAnnotationsEqualCounting compares each aggregate over related rows with what Go computes from all of them, by one statement.
func TestAnnotationsEqualCounting(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.manyBooks(100)
		create(e, authors.Create, &shelf.Author{Name: "without books"})
		byAuthor := map[string][]book{}
		for _, b := range every(e, books.SelectRelated(books.Author)) {
			byAuthor[b.Author.Row().Name] = append(byAuthor[b.Author.Row().Name], b)
		}
		var rows []*shelf.AuthorRow
		e.counted(1, func() {
			var err error
			rows, err = authorRows.With(authorRows.NumBooks.Is(authors.Books.Count()), authorRows.Dearest.Is(orm.SumOf(authors.Books, books.Price)),
				authorRows.Titles.Is(authors.Books.Count(books.Pages.Ge(50)))).All(e.ctx)
			e.do(err)
		})
		same(e, len(rows), 8)
		for _, r := range rows {
			want, late := byAuthor[r.Name], 0
			for _, b := range want {
				if b.Pages >= 50 {
					late++
				}
			}
			same(e, r.NumBooks, len(want))
			same(e, r.Titles, late)
			if len(want) == 0 && r.Dearest == nil {
				continue
			}
			same(e, r.Dearest, dec("1.25").Mul(dec(fmt.Sprint(len(want)))))
		}
		for name, list := range byAuthor {
			var titles []string
			pages, least, most := int64(0), list[0].Pages, list[0].Pages
			for _, b := range list {
				titles = append(titles, b.Title)
				pages, least, most = pages+int64(b.Pages), min(least, b.Pages), max(most, b.Pages)
			}
			slices.Sort(titles)
			of := books.Filter(books.Author.Name.Eq(name)).OrderBy(books.Title.Asc())
			joined, smallest, largest := "", int32(0), int32(0)
			e.counted(1, func() {
				s, a, b, err := orm.Aggregate3(e.ctx, of, orm.StringAgg(books.Title, "|"), orm.Min(books.Pages), orm.Max(books.Pages))
				e.do(err)
				joined, smallest, largest = *s, *a, *b
			})
			mean, err := orm.Aggregate(e.ctx, of, orm.Avg(books.Pages))
			e.do(err)
			same(e, fmt.Sprint(joined, smallest, largest, *mean), fmt.Sprint(strings.Join(titles, "|"), least, most, float64(pages)/float64(len(list))))
		}
	})
}

// every returns the rows of a query that must not fail.
func every[P any](e *env, q *orm.Query[P]) []P {
	e.Helper()
	rows, err := q.All(e.ctx)
	e.do(err)
	return rows
}
