package library

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

var ten = decimal.FromInt(10)

// readCases are the methods that read rows.
func readCases() []sqlCase {
	return []sqlCase{
		{"all", func(ctx context.Context) error {
			// docs:begin all
			books, err := Books.All(ctx)
			// docs:end all
			return expect(books, 5, err)
		}},
		{"filter", func(ctx context.Context) error {
			// docs:begin filter
			books, err := Books.Filter(Books.Price.Gt(ten), Books.Author.Name.StartsWith("U")).All(ctx)
			// docs:end filter
			return expect(books, 2, err)
		}},
		{"exclude", func(ctx context.Context) error {
			// docs:begin exclude
			books, err := Books.Exclude(Books.Genre.Eq(Novel), Books.Published.Lt(*year(2000))).All(ctx)
			// docs:end exclude
			return expect(books, 3, err)
		}},
		{"orderby", func(ctx context.Context) error {
			// docs:begin orderby
			books, err := Books.OrderBy(Books.Published.Desc(), Books.Author.Name.Asc()).All(ctx)
			// docs:end orderby
			return expect(books, 5, err)
		}},
		{"reverse", func(ctx context.Context) error {
			// docs:begin reverse
			books, err := Books.Reverse().All(ctx)
			// docs:end reverse
			return expect(books, 5, err)
		}},
		{"limit", func(ctx context.Context) error {
			// docs:begin limit
			books, err := Books.Limit(10).Offset(2).All(ctx)
			// docs:end limit
			return expect(books, 3, err)
		}},
		{"none", func(ctx context.Context) error {
			// docs:begin none
			books, err := Books.None().All(ctx)
			// docs:end none
			return expect(books, 0, err)
		}},
		{"get", func(ctx context.Context) error {
			// docs:begin get
			b, err := Books.Get(ctx, Books.Title.Eq("Solaris"))
			// docs:end get
			return expect([]*Book{b}, 1, err)
		}},
		{"first", func(ctx context.Context) error {
			// docs:begin first
			first, err := Books.First(ctx)
			// docs:end first
			return expect([]*Book{first}, 1, err)
		}},
		{"last", func(ctx context.Context) error {
			// docs:begin last
			last, err := Books.Last(ctx)
			// docs:end last
			return expect([]*Book{last}, 1, err)
		}},
		{"latest", func(ctx context.Context) error {
			// docs:begin latest
			newest, err := Books.Latest(ctx)
			// docs:end latest
			return expect([]*Book{newest}, 1, err)
		}},
		{"earliest", func(ctx context.Context) error {
			// docs:begin earliest
			oldest, err := Books.Earliest(ctx)
			// docs:end earliest
			return expect([]*Book{oldest}, 1, err)
		}},
		{"count", func(ctx context.Context) error {
			// docs:begin count
			n, err := Books.Filter(Books.Stock.Gt(0)).Count(ctx)
			// docs:end count
			return expectNumber(n, 3, err)
		}},
		{"exists", func(ctx context.Context) error {
			// docs:begin exists
			found, err := Books.Filter(Books.Stock.Gt(0)).Exists(ctx)
			// docs:end exists
			if err == nil && !found {
				err = fmt.Errorf("nothing found")
			}
			return err
		}},
		{"selectrelated", func(ctx context.Context) error {
			// docs:begin selectrelated
			books, err := Books.SelectRelated(Books.Author).All(ctx)
			// docs:end selectrelated
			return expect(books, 5, err)
		}},
		{"prefetchrelated", func(ctx context.Context) error {
			// docs:begin prefetchrelated
			authors, err := Authors.PrefetchRelated(Authors.Books).All(ctx)
			// docs:end prefetchrelated
			return expect(authors, 3, err)
		}},
		{"prefetchmany", func(ctx context.Context) error {
			// docs:begin prefetchmany
			books, err := Books.PrefetchRelated(Books.Readers.With(Readers.OrderBy(Readers.Name.Asc()))).All(ctx)
			// docs:end prefetchmany
			return expect(books, 5, err)
		}},
		{"only", func(ctx context.Context) error {
			// docs:begin only
			books, err := Books.Only(Books.Title, Books.Price).All(ctx)
			// docs:end only
			return expect(books, 5, err)
		}},
		{"defer", func(ctx context.Context) error {
			// docs:begin defer
			books, err := Books.Defer(Books.Genre, Books.Published).All(ctx)
			// docs:end defer
			return expect(books, 5, err)
		}},
		{"forupdate", func(ctx context.Context) error {
			// docs:begin forupdate
			books, err := Books.Filter(Books.Stock.Gt(0)).OrderBy(Books.ID.Asc()).ForUpdate(orm.SkipLocked).Limit(1).All(ctx)
			// docs:end forupdate
			return expect(books, 1, err)
		}},
		{"iter", func(ctx context.Context) error {
			// docs:begin iter
			for b, err := range Books.OrderBy(Books.ID.Asc()).Iter(ctx, 500) {
				if err != nil {
					return err
				}
				fmt.Fprintln(out, b.Title)
			}
			// docs:end iter
			return nil
		}},
		{"paginate", func(ctx context.Context) error {
			// docs:begin paginate
			page, err := Books.Paginate(ctx, 2, 2)
			// docs:end paginate
			return expect(page.Rows, 2, err)
		}},
		{"paginateuncounted", func(ctx context.Context) error {
			// docs:begin paginateuncounted
			page, err := Books.PaginateUncounted(ctx, 2, 2)
			// docs:end paginateuncounted
			return expect(page.Rows, 2, err)
		}},
		{"expressions", func(ctx context.Context) error {
			// docs:begin expressions
			books, err := Books.Filter(orm.Eq(orm.Year(Books.Published), 1961)).All(ctx)
			// docs:end expressions
			return expect(books, 1, err)
		}},
	}
}
