package orm_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

var (
	authorRows = shelf.AuthorRows
	sales      = shelf.SalesRows
)

func TestAnnotations(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		q := authorRows.With(
			authorRows.NumBooks.Is(authors.Books.Count()),
			authorRows.Dearest.Is(orm.MaxOf(authors.Books, books.Price)),
			authorRows.Titles.Is(authors.Books.Count(books.Pages.Gt(260))),
		)
		show := func(q orm.ResultQuery[author, *shelf.AuthorRow]) string {
			e.Helper()
			rows, err := q.All(e.ctx)
			e.do(err)
			n, err := q.Count(e.ctx)
			e.do(err)
			same(e, n, len(rows))
			var out []string
			for _, r := range rows {
				if !r.IsSaved() {
					e.Fatal("an embedded row without its state")
				}
				out = append(out, strings.Join([]string{r.Name, string(rune('0' + r.NumBooks)), r.Dearest.String(), string(rune('0' + r.Titles))}, " "))
			}
			return strings.Join(out, "|")
		}
		same(e, show(q.OrderBy(authors.ID.Asc())), "Woolf 2 12.50 1|Eliot 1 7.00 1|Anon 1 0.01 0")
		same(e, show(q.OrderBy(authorRows.NumBooks.Asc(), authorRows.Dearest.Desc())), "Eliot 1 7.00 1|Anon 1 0.01 0|Woolf 2 12.50 1")
		same(e, show(q.OrderBy(authors.ID.Asc()).Filter(orm.Gt(authorRows.NumBooks, 1))), "Woolf 2 12.50 1")
		same(e, show(q.OrderBy(authors.ID.Asc()).Filter(orm.Le(authorRows.Titles, 1), orm.Ne(authors.Name, "Anon"))), "Woolf 2 12.50 1|Eliot 1 7.00 1")
		same(e, show(q.OrderBy(authors.ID.Asc()).Filter(orm.Or(orm.Gt(authorRows.NumBooks, 1), authors.Name.Eq("Anon")))), "Woolf 2 12.50 1|Anon 1 0.01 0")
		same(e, show(q.OrderBy(authors.ID.Asc()).Offset(1).Limit(1)), "Eliot 1 7.00 1")
		same(e, show(q.From(authors.Filter(authors.Name.StartsWith("E")))), "Eliot 1 7.00 1")
		e.counted(2, func() {
			rows, err := q.OrderBy(authors.ID.Asc()).SelectRelated(authors.Publisher).PrefetchRelated(authors.Books).All(e.ctx)
			e.do(err)
			same(e, rows[0].Publisher.Row().Name, "Hogarth")
			of, err := authors.Books.Of(&rows[0].Author)
			same(e, len(of), ok(e, 2, err))
		})
		page, err := q.OrderBy(authors.ID.Asc()).Paginate(e.ctx, 2, 2)
		e.do(err)
		same(e, page.Rows[0].Name, "Anon")
		first, err := q.OrderBy(authorRows.Dearest.Asc()).First(e.ctx)
		same(e, first.Name, ok(e, "Anon", err))
		_, err = q.Filter(authors.Name.Eq("x")).First(e.ctx)
		is(e, err, orm.ErrNotFound)
		// the embedded row can be saved
		first.Name = "Nobody"
		e.do(authors.Save(e.ctx, &first.Author))
		same(e, get(e, &authors.Query, authors.ID.Eq(first.ID)).Name, "Nobody")
		if _, err := authorRows.With(authorRows.NumBooks.Is(authors.Books.Count())).All(e.ctx); err == nil || !strings.Contains(err.Error(), "dearest") {
			e.Fatal(err)
		}
	})
}

func TestProjections(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		q := sales.With(
			sales.Author.Is(books.Author.Name), sales.Sold.Is(orm.Count(books.ISBN)), sales.Total.Is(orm.Sum(books.Price)),
			sales.Mean.Is(orm.Avg(books.Pages)), sales.Newest.Is(orm.Max(books.At)),
		)
		show := func(q orm.ResultQuery[book, *shelf.Sales]) string {
			e.Helper()
			rows, err := q.All(e.ctx)
			e.do(err)
			n, err := q.Count(e.ctx)
			e.do(err)
			same(e, n, len(rows))
			var out []string
			for _, r := range rows {
				at := "-"
				if r.Newest != nil {
					at = r.Newest.Format("02")
				}
				out = append(out, strings.Join([]string{r.Author, string(rune('0' + r.Sold)), r.Total.String(), at}, " "))
			}
			return strings.Join(out, "|")
		}
		same(e, show(q.OrderBy(sales.Author.Asc())), "Anon 0 0.01 -|Eliot 1 7.00 01|Woolf 1 22.49 29")
		same(e, show(q.OrderBy(books.Author.Name.Desc())), "Woolf 1 22.49 29|Eliot 1 7.00 01|Anon 0 0.01 -")
		same(e, show(q.OrderBy(sales.Newest.Desc())), "Anon 0 0.01 -|Eliot 1 7.00 01|Woolf 1 22.49 29")
		same(e, show(q.OrderBy(sales.Author.Asc()).Filter(orm.Ge(sales.Sold, 1))), "Eliot 1 7.00 01|Woolf 1 22.49 29")
		same(e, show(q.OrderBy(sales.Author.Asc()).Filter(books.Price.Lt(dec("10")))), "Anon 0 0.01 -|Eliot 1 7.00 01|Woolf 1 9.99 29")
		same(e, show(q.OrderBy(sales.Author.Asc()).Filter(orm.Eq(sales.Author, "Woolf"))), "Woolf 1 22.49 29")
		same(e, show(q.OrderBy(sales.Author.Asc()).Offset(1).Limit(1)), "Eliot 1 7.00 01")
		same(e, show(q.OrderBy(sales.Author.Asc()).Distinct()), "Anon 0 0.01 -|Eliot 1 7.00 01|Woolf 1 22.49 29")
		first, err := q.OrderBy(orm.Sum(books.Price).Desc()).First(e.ctx)
		same(e, first.Author, ok(e, "Woolf", err))
		same(e, *first.Mean, 275.0)
		// parameters in what groups
		year := sales.With(sales.Author.Is(orm.Coalesce(orm.Nullable(books.ISBN), "none")), sales.Sold.Is(orm.CountAll[book]()), sales.Total.Is(orm.Sum(books.Price)), sales.Mean.Is(orm.Avg(books.Pages)), sales.Newest.Is(orm.Max(books.At)))
		same(e, show(year.OrderBy(sales.Author.Asc())), "111 1 9.99 29|222 1 7.00 01|none 2 12.51 -")
		same(e, show(year.OrderBy(sales.Author.Asc()).Filter(orm.Gt(sales.Sold, 1))), "none 2 12.51 -")
		n, err := sales.From(books.None()).With(sales.Author.Is(books.Author.Name), sales.Sold.Is(orm.Count(books.ISBN)), sales.Total.Is(orm.Sum(books.Price)), sales.Mean.Is(orm.Avg(books.Pages)), sales.Newest.Is(orm.Max(books.At))).Count(e.ctx)
		same(e, n, ok(e, 0, err))
	})
}
