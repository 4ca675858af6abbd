package library

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// The code of docs/topics/queries.md.

func TestFiltering(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin list
		books, err := Books.
			Filter(Books.Price.Gt(ten), Books.Author.Name.Contains("Le Guin")).
			SelectRelated(Books.Author).
			OrderBy(Books.Price.Desc()).
			Limit(10).
			All(ctx)
		// docs:end list
		e.must(err)
		e.titles(books, "The Wave in the Mind", "The Dispossessed")

		// docs:begin value
		inStock := Books.Filter(Books.Stock.Gt(0))
		cheap, err := inStock.Filter(Books.Price.Lt(ten)).All(ctx) // inStock itself stays as it is
		// docs:end value
		e.must(err)
		e.titles(cheap, "View with a Grain of Sand")

		// docs:begin or
		books, err = Books.Filter(orm.Or(
			Books.Genre.In(Poetry, Essay),
			orm.And(Books.Stock.Eq(0), Books.Published.IsNull()),
		)).All(ctx)
		// docs:end or
		e.must(err)
		e.titles(books, "The Wave in the Mind", "Unfinished", "View with a Grain of Sand")
	})
}

func TestNotIsTwoValued(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		y2000 := *year(2000)
		// docs:begin not
		before, err := Books.Filter(Books.Published.Lt(y2000)).Count(ctx) // 3
		if err != nil {
			return err
		}
		others, err := Books.Filter(orm.Not(Books.Published.Lt(y2000))).Count(ctx) // 2: the one of 2004, and the one that is not out
		if err != nil {
			return err
		}
		all, err := Books.Count(ctx) // 5
		// docs:end not
		e.must(err)
		if before != 3 || others != 2 || all != 5 {
			e.Errorf("%d before, %d others of %d, want 3 and 2 of 5", before, others, all)
		}
		return nil
	})
}

func TestRelations(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		// docs:begin notloaded
		b, err := Books.Get(ctx, Books.Title.Eq("Solaris"))
		if err != nil {
			return err
		}
		_, err = b.Author.Get() // orm: Author is not loaded: add SelectRelated …
		// docs:end notloaded
		if !errors.Is(err, orm.ErrNotLoaded) || b.Author.Key() == 0 {
			e.Errorf("the author was read without being loaded: %v", err)
		}

		// docs:begin loaded
		books, err := Books.SelectRelated(Books.Author).PrefetchRelated(Books.Readers).All(ctx) // two statements
		if err != nil {
			return err
		}
		for _, b := range books {
			author, err := b.Author.Get()
			if err != nil {
				return err
			}
			readers, err := b.Readers.All()
			if err != nil {
				return err
			}
			fmt.Fprintln(out, b.Title, author.Name, len(readers))
		}
		// docs:end loaded
		if len(books) != 5 {
			e.Errorf("%d books, want 5", len(books))
		}

		// docs:begin reverse
		authors, err := Authors.PrefetchRelated(Authors.Books.With(Books.Filter(Books.Stock.Gt(0)).OrderBy(Books.Price.Desc()))).All(ctx)
		if err != nil {
			return err
		}
		for _, a := range authors {
			books, err := Authors.Books.Of(a)
			if err != nil {
				return err
			}
			fmt.Fprintln(out, a.Name, len(books))
		}
		// docs:end reverse
		if len(authors) != 3 {
			e.Errorf("%d authors, want 3", len(authors))
		}
		return nil
	})
}

func TestOnly(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		// docs:begin onlyload
		b, err := Books.Only(Books.Title).First(ctx)
		if err != nil {
			return err
		}
		err = Books.Load(ctx, b, Books.Price, Books.Stock) // one statement for what is missing
		// docs:end onlyload
		e.must(err)
		if b.Title != "Solaris" || b.Price.String() != "12.50" || b.Genre != "" {
			e.Errorf("found %s for %s, genre %q", b.Title, b.Price, b.Genre)
		}
		return nil
	})
}

func TestComputing(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		// docs:begin sum
		total, err := orm.Aggregate(ctx, Books.Filter(Books.Stock.Gt(0)), orm.Sum(Books.Price)) // *decimal.Decimal, nil over no rows
		// docs:end sum
		e.must(err)
		if total == nil || total.String() != "37.30" {
			e.Errorf("the sum is %v, want 37.30", total)
		}
		// docs:begin flat
		names, err := orm.Values(ctx, Authors.OrderBy(Authors.Name.Asc()), Authors.Name)     // []string
		pairs, err2 := orm.Values2(ctx, Books.OrderBy(), Books.Genre, orm.CountAll[*Book]()) // []orm.Pair[Genre, int64]
		// docs:end flat
		e.must(errors.Join(err, err2))
		if len(names) != 3 || len(pairs) != 3 {
			e.Errorf("%d names and %d genres, want 3 and 3", len(names), len(pairs))
		}
		// docs:begin annotate
		rows, err := AuthorRows.
			With(
				AuthorRows.NumBooks.Is(Authors.Books.Count()),
				AuthorRows.Dearest.Is(orm.MaxOf(Authors.Books, Books.Price)),
			).
			Filter(orm.Gt(AuthorRows.NumBooks, 1)).
			OrderBy(AuthorRows.NumBooks.Desc(), Authors.Name.Asc()).
			All(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			fmt.Fprintln(out, r.Name, r.NumBooks, r.Dearest) // Name is the author's, from the embedded model
		}
		// docs:end annotate
		if len(rows) != 2 {
			e.Errorf("%d authors with more than one book, want 2", len(rows))
		}
		// docs:begin report
		report, err := GenreRows.
			With(
				GenreRows.Genre.Is(Books.Genre),
				GenreRows.NumBooks.Is(orm.CountAll[*Book]()),
				GenreRows.Total.Is(orm.Sum(Books.Price)),
			).
			OrderBy(GenreRows.Total.Desc()).
			All(ctx)
		// docs:end report
		e.must(err)
		if len(report) != 3 || report[0].Genre != Novel || report[0].NumBooks != 3 {
			e.Errorf("the report has %d lines", len(report))
		}
		return nil
	})
}

func TestUpdating(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		b, err := Books.Get(ctx, Books.Title.Eq("Solaris"))
		e.must(err)
		// docs:begin sell
		n, err := Books.Filter(Books.ID.Eq(b.ID), Books.Stock.Ge(1)).Update(ctx, Books.Stock.Sub(1))
		if err != nil {
			return err
		}
		if n == 0 {
			return errSoldOut
		}
		// docs:end sell

		// docs:begin changed
		b.Price = decimal.MustParse("14.00")
		err = Books.Save(ctx, b) // UPDATE … SET price = … WHERE id = …: only what changed
		// docs:end changed
		e.must(err)
		e.must(Books.Refresh(ctx, b))
		if b.Stock != 2 || b.Price.String() != "14.00" {
			e.Errorf("stock %d and price %s, want 2 and 14.00", b.Stock, b.Price)
		}
		return nil
	})
}

var errSoldOut = errors.New("sold out")

func TestOrderKeys(t *testing.T) {
	t.Parallel()
	try(t, func(e *env, ctx context.Context) error {
		// docs:begin orderkeys
		orders := orm.OrderKeys[*Book]{
			"title":  Books.Title.Asc(),
			"price":  Books.Price.Asc(),
			"author": Books.Author.Name.Asc(),
		}
		order, err := orders.Parse("-price,title") // what stands in the address after ?ordering=
		if err != nil {
			return err // an *orm.OrderKeyError: web answers 400
		}
		page, err := Books.OrderBy(order...).Paginate(ctx, 1, 25)
		// docs:end orderkeys
		e.must(err)
		if page.Count != 5 || page.Rows[0].Title != "The Wave in the Mind" {
			e.Errorf("%d books, the first is %s", page.Count, page.Rows[0].Title)
		}
		if _, err := orders.Parse("password"); err == nil {
			e.Error("an undeclared order was accepted")
		}
		return nil
	})
}

func TestExplain(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		// docs:begin explain
		plan, err := Books.Filter(Books.Genre.Eq(Essay)).Explain(e.ctx)
		// docs:end explain
		e.must(err)
		if !strings.Contains(strings.ToUpper(plan), "SCAN") && !strings.Contains(strings.ToUpper(plan), "SEARCH") {
			e.Errorf("the plan is %q", plan)
		}
	})
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin record
		rec := db.NewRecorder(db.RecorderOptions{Statements: true})
		_, err := Books.PrefetchRelated(Books.Readers).All(db.Record(ctx, rec))
		fmt.Fprintln(out, rec.Count(), "statements") // 2 statements
		// docs:end record
		e.must(err)
		if rec.Count() != 2 {
			e.Errorf("%d statements, want 2", rec.Count())
		}
	})
}

func TestOneStatementInAtomic(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		// docs:begin getorcreate
		author, created, err := Authors.GetOrCreate(e.ctx, &Author{Name: "Octavia E. Butler"}, Authors.Name.Eq("Octavia E. Butler"))
		// docs:end getorcreate
		e.must(err)
		if !created || author.ID == 0 {
			e.Errorf("author %d, created %t", author.ID, created)
		}
	})
}
