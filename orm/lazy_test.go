package orm_test

import (
	"context"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// TestQueriesAreLazy puts a query together by every method: nothing runs until one takes the context, and then one
// statement, with the rows that are there at that moment.
func TestQueriesAreLazy(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		var q *orm.Query[book]
		var results orm.ResultQuery[author, *shelf.AuthorRow]
		e.counted(0, func() {
			q = books.Filter(books.Pages.Gt(1)).Exclude(books.Title.Eq("x")).OrderBy(books.Price.Asc()).Reverse().Distinct().
				SelectRelated(books.Author).PrefetchRelated().Only(books.Title, books.Price, books.Author).Offset(0).Limit(10).ForUpdate()
			q = q.Using(e.db)
			results = authorRows.With(authorRows.NumBooks.Is(authors.Books.Count()), authorRows.Dearest.Is(orm.MaxOf(authors.Books, books.Price)), authorRows.Titles.Is(authors.Books.Count())).
				Filter(orm.Ne(authors.Name, "x")).OrderBy(authors.ID.Asc()).Limit(3)
			for range 2 {
				_, _, err := q.SQL(e.db)
				e.do(err)
			}
			_ = q.Iter(e.ctx, 10) // a loop that nobody has begun
		})
		create(e, books.Create, &shelf.Book{Title: "made later", Author: orm.To[shelf.Author](1), Price: dec("99"), Pages: 5})
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			e.counted(1, func() {
				rows, err := q.All(ctx)
				e.do(err)
				same(e, rows[0].Title, "made later")
			})
			return nil
		}))
		for range 2 { // and again each time
			e.counted(1, func() {
				_, err := results.All(e.ctx)
				e.do(err)
			})
		}
	})
}
