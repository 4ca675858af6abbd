package library

import (
	"context"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// aggregateCases compute.
func aggregateCases() []sqlCase {
	return []sqlCase{
		{"aggregate", func(ctx context.Context) error {
			// docs:begin aggregate
			total, err := orm.Aggregate(ctx, Books.Filter(Books.Genre.Eq(Novel)), orm.Coalesce(orm.Sum(Books.Price), decimal.Zero))
			// docs:end aggregate
			return expectNumber(total.String(), "28.50", err)
		}},
		{"values", func(ctx context.Context) error {
			// docs:begin values
			titles, err := orm.Values(ctx, Books.Filter(Books.Stock.Gt(0)), Books.Title)
			// docs:end values
			return expect(titles, 3, err)
		}},
		{"values2", func(ctx context.Context) error {
			// docs:begin values2
			dearest, err := orm.Values2(ctx, Books.OrderBy(), Books.Genre, orm.Max(Books.Price))
			// docs:end values2
			return expect(dearest, 3, err)
		}},
		{"distinct", func(ctx context.Context) error {
			// docs:begin distinct
			genres, err := orm.Values(ctx, Books.OrderBy(Books.Genre.Asc()).Distinct(), Books.Genre)
			// docs:end distinct
			return expect(genres, 3, err)
		}},
		{"with", func(ctx context.Context) error {
			// docs:begin with
			rows, err := AuthorRows.
				With(AuthorRows.NumBooks.Is(Authors.Books.Count()), AuthorRows.Dearest.Is(orm.MaxOf(Authors.Books, Books.Price))).
				OrderBy(AuthorRows.NumBooks.Desc(), Authors.Name.Asc()).
				All(ctx)
			// docs:end with
			return expect(rows, 3, err)
		}},
		{"groups", func(ctx context.Context) error {
			// docs:begin groups
			rows, err := GenreRows.From(Books.Filter(Books.Stock.Gt(0))).
				With(GenreRows.Genre.Is(Books.Genre), GenreRows.NumBooks.Is(orm.CountAll[*Book]()), GenreRows.Total.Is(orm.Sum(Books.Price))).
				Filter(orm.Gt(GenreRows.NumBooks, 1)).
				OrderBy(GenreRows.Total.Desc()).
				All(ctx)
			// docs:end groups
			return expect(rows, 1, err)
		}},
	}
}

// relationCases use relations.
func relationCases() []sqlCase {
	return []sqlCase{
		{"any", func(ctx context.Context) error {
			// docs:begin any
			authors, err := Authors.Filter(Authors.Books.Any(Books.Price.Gt(ten), Books.Stock.Gt(0))).All(ctx)
			// docs:end any
			return expect(authors, 2, err)
		}},
		{"anymany", func(ctx context.Context) error {
			// docs:begin anymany
			books, err := Books.Filter(Books.Readers.Any(Readers.Name.Eq("Ada"))).All(ctx)
			// docs:end anymany
			return expect(books, 2, err)
		}},
		{"reversecount", func(ctx context.Context) error {
			// docs:begin reversecount
			authors, err := Authors.Filter(orm.Ge(Authors.Books.Count(Books.Stock.Gt(0)), 1)).All(ctx)
			// docs:end reversecount
			return expect(authors, 3, err)
		}},
		{"reverseone", func(ctx context.Context) error {
			// docs:begin reverseone
			readers, err := Readers.Filter(Readers.Card.Is(Cards.Number.StartsWith("R-"))).PrefetchRelated(Readers.Card).All(ctx)
			// docs:end reverseone
			return expect(readers, 2, err)
		}},
		{"query", func(ctx context.Context) error {
			lem := &Author{ID: 1}
			// docs:begin query
			books, err := Authors.Books.Query(lem).Filter(Books.Stock.Gt(0)).All(ctx)
			// docs:end query
			return expect(books, 1, err)
		}},
		{"deep", func(ctx context.Context) error {
			// docs:begin deep
			books, err := Books.Filter(Books.Author.Mentor().Name.Eq("Stanisław Lem")).SelectRelated(Books.Author.Mentor()).All(ctx)
			// docs:end deep
			return expect(books, 0, err)
		}},
		{"manyadd", func(ctx context.Context) error {
			b, ada, bob := &Book{ID: 3}, &Reader{ID: 1}, &Reader{ID: 2}
			// docs:begin manyadd
			err := Books.Readers.Add(ctx, b, ada, bob)
			// docs:end manyadd
			return err
		}},
		{"manyremove", func(ctx context.Context) error {
			b, ada := &Book{ID: 1}, &Reader{ID: 1}
			// docs:begin manyremove
			err := Books.Readers.Remove(ctx, b, ada)
			// docs:end manyremove
			return err
		}},
		{"manyset", func(ctx context.Context) error {
			b, bob := &Book{ID: 2}, &Reader{ID: 2}
			// docs:begin manyset
			err := Books.Readers.Set(ctx, b, bob)
			// docs:end manyset
			return err
		}},
		{"manyclear", func(ctx context.Context) error {
			b := &Book{ID: 1}
			// docs:begin manyclear
			err := Books.Readers.Clear(ctx, b)
			// docs:end manyclear
			return err
		}},
	}
}
