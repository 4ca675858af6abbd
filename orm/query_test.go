package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testmodels/rules"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

func TestOneRow(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		same(e, get(e, &books.Query, books.Title.Eq("Orlando")).ID, l.books[0].ID)
		_, err := books.Get(e.ctx, books.Title.Eq("x"))
		is(e, err, orm.ErrNotFound)
		same(e, problem.Of(err), problem.NotFound)
		same(e, err.Error(), "orm: no shelf.Book matches")
		_, err = books.Get(e.ctx)
		is(e, err, orm.ErrMultiple)
		same(e, get(e, books.OrderBy(books.Pages.Desc()).Limit(1)).Title, "Middlemarch")
		same(e, get(e, books.OrderBy(books.Pages.Desc()).Offset(3)).Title, "100% cotton_wool\\")
		first := func(b book, err error) string { e.Helper(); e.do(err); return b.Title }
		same(e, first(books.First(e.ctx)), "100% cotton_wool\\")
		same(e, first(books.Last(e.ctx)), "The Waves")
		same(e, first(books.OrderBy(books.Rating.Asc()).First(e.ctx)), "Orlando")
		same(e, first(books.OrderBy(books.Rating.Desc(), books.ID.Asc()).First(e.ctx)), "The Waves")
		same(e, first(books.OrderBy(books.Pages.Asc()).Last(e.ctx)), "Middlemarch")
		same(e, first(books.OrderBy().First(e.ctx)), "Orlando") // by the key
		same(e, first(books.OrderBy().Last(e.ctx)), "100% cotton_wool\\")
		same(e, first(books.Filter(books.At.IsNotNull()).Latest(e.ctx)), "Middlemarch")
		same(e, first(books.Earliest(e.ctx)), "Orlando")
		same(e, first(books.Reverse().First(e.ctx)), "The Waves")
		same(e, first(books.Reverse().Last(e.ctx)), "100% cotton_wool\\")
		same(e, first(books.Offset(1).Limit(3).First(e.ctx)), "Middlemarch")
		_, err = books.Limit(0).First(e.ctx)
		is(e, err, orm.ErrNotFound)
		_, err = books.Filter(books.Pages.Gt(1000)).First(e.ctx)
		is(e, err, orm.ErrNotFound)
		if _, err = books.Limit(3).Last(e.ctx); err == nil {
			e.Fatal("the last of a slice")
		}
		if _, err = authors.Latest(e.ctx); err == nil || !strings.Contains(err.Error(), "LatestBy") {
			e.Fatal(err)
		}
	})
}

func TestNone(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.counted(0, func() {
			q := books.None()
			rows, err := q.All(e.ctx)
			same(e, len(rows), ok(e, 0, err))
			n, err := q.Count(e.ctx)
			same(e, n, ok(e, int64(0), err))
			some, err := q.Exists(e.ctx)
			same(e, some, ok(e, false, err))
			_, err = q.First(e.ctx)
			is(e, err, orm.ErrNotFound)
			_, err = q.Get(e.ctx)
			is(e, err, orm.ErrNotFound)
			n, err = q.Update(e.ctx, books.Pages.Set(1))
			same(e, n, ok(e, int64(0), err))
			for range q.Iter(e.ctx, 0) {
				e.Fatal("a row")
			}
			names, err := orm.Values(e.ctx, q, books.Title)
			same(e, len(names), ok(e, 0, err))
		})
		n, err := orm.Aggregate(e.ctx, books.None(), orm.CountAll[book]())
		same(e, n, ok(e, int64(0), err))
	})
}

func TestQueriesAreValues(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		base := books.Filter(books.Pages.Gt(1)).OrderBy(books.ID.Asc())
		a, b := base.Filter(books.Out.Eq(true)), base.Filter(books.Out.Eq(false))
		c, d := base.SelectRelated(books.Author), base.SelectRelated(books.Editor)
		same(e, len(list(e, a, title)), 1)
		same(e, len(list(e, b, title)), 2)
		same(e, len(list(e, base, title)), 3)
		x, err := c.First(e.ctx)
		e.do(err)
		y, err := d.First(e.ctx)
		e.do(err)
		if !x.Author.Loaded() || x.Editor.Loaded() || y.Author.Loaded() || !y.Editor.Loaded() {
			e.Fatal("two queries share what they load")
		}
	})
}

func TestWrongQueries(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		e.counted(0, func() {
			for name, q := range map[string]*orm.Query[book]{
				"Filter": books.Limit(2).Filter(books.Pages.Gt(1)), "Exclude": books.Offset(2).Exclude(books.Pages.Gt(1)), "OrderBy": books.Limit(2).OrderBy(books.ID.Asc()),
				"Reverse": books.Limit(2).Reverse(), "Distinct": books.Limit(2).Distinct(), "Limit(-1)": books.Limit(-1), "Offset(-1)": books.Offset(-1),
				"OrderBy Reverse": books.OrderBy().Reverse(),
			} {
				if _, err := q.All(e.ctx); err == nil || !strings.Contains(err.Error(), strings.Fields(name)[len(strings.Fields(name))-1]) || !strings.Contains(err.Error(), "shelf.Book") {
					e.Errorf("%s: %v", name, err)
				}
				if _, err := q.Count(e.ctx); err == nil {
					e.Errorf("%s: Count without an error", name)
				}
			}
			for name, as := range map[string][]orm.Assign[book]{
				"nothing": nil, "the key": {books.ID.Set(1)}, "a joined column": {books.Author.Name.Set("x")}, "twice": {books.Pages.Set(1), books.Pages.Set(2)},
				"from a joined column": {orm.SetTo(books.Title, orm.F(books.Author.Name))}, "an aggregate": {orm.SetTo(books.Pages, orm.Coalesce(orm.Max(books.Pages), 0))},
				"NULL": {orm.SetNull(books.Title)},
			} {
				if _, err := books.Query.Update(e.ctx, as...); err == nil {
					e.Errorf("Update of %s", name)
				}
			}
			for name, err := range map[string]error{
				"Avg of a text":       second(orm.Aggregate(e.ctx, books, orm.Avg(books.Title))),
				"Sum of a time":       second(orm.Aggregate(e.ctx, books, orm.Sum(books.At))),
				"Max of a bool":       second(orm.Aggregate(e.ctx, books, orm.Max(books.Out))),
				"no aggregate":        second(orm.Aggregate(e.ctx, books, books.Pages)),
				"an unordered output": second(orm.Values(e.ctx, books.OrderBy(books.Pages.Asc()).Distinct(), books.Out)),
			} {
				if err == nil {
					e.Error(name, "is no error")
				}
			}
			if _, err := books.Filter(orm.Pred[book]{}).All(e.ctx); err == nil || !strings.Contains(err.Error(), "never set") {
				e.Error(err)
			}
			_, err := orm.Values2(e.ctx, books.OrderBy(books.Pages.Asc()), books.Author.Name, orm.Max(books.Price))
			if err == nil {
				e.Error("groups sorted by a column of rows")
			}
			_, err = books.BulkUpdate(e.ctx, []book{{}}, books.Pages)
			if err == nil {
				e.Error("BulkUpdate of a new row")
			}
			_, err = books.BulkUpdate(e.ctx, []book{{}}, books.Author.Name)
			if err == nil {
				e.Error("BulkUpdate of a joined column")
			}
			_, err = books.BulkUpdate(e.ctx, nil)
			if err == nil {
				e.Error("BulkUpdate without columns")
			}
		})
		_, err := books.All(t.Context())
		is(e, err, db.ErrNoDatabase)
	})
}

func second[T any](_ T, err error) error { return err }

func TestUnknownTable(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		_, err := rules.Roots.All(e.ctx)
		if !errors.Is(err, db.ErrUndefinedTable) || !strings.Contains(err.Error(), "rules.Root") || !strings.Contains(err.Error(), "migrations") {
			e.Fatal(err)
		}
		if err := rules.Roots.Create(e.ctx, &rules.Root{Name: "x"}); !errors.Is(err, db.ErrUndefinedTable) {
			e.Fatal(err)
		}
	})
}

func TestValues(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		names, err := orm.Values(e.ctx, books.OrderBy(books.Title.Desc()).Limit(2), books.Title)
		same(e, names, ok(e, []string{"The Waves", "Orlando"}, err))
		names, err = orm.Values(e.ctx, books.Distinct(), books.Author.Name)
		e.do(err)
		same(e, len(names), 3)
		names, err = orm.Values(e.ctx, books.OrderBy(books.Author.Name.Desc()).Distinct(), books.Author.Name)
		same(e, names, ok(e, []string{"Woolf", "Eliot", "Anon"}, err))
		pairs, err := orm.Values2(e.ctx, books.OrderBy(books.Author.Name.Asc()), books.Author.Name, orm.Max(books.Price))
		e.do(err)
		var got []string
		for _, p := range pairs {
			got = append(got, p.A+" "+p.B.String())
		}
		same(e, got, []string{"Anon 0.01", "Eliot 7.00", "Woolf 12.50"})
		triples, err := orm.Values3(e.ctx, books.OrderBy(orm.Coalesce(orm.Sum(books.Pages), 0).Desc()), orm.Year(books.At), orm.CountAll[book](), orm.Coalesce(orm.Sum(books.Pages), 0))
		_ = triples
		if err == nil {
			e.Fatal("NULL was read into a number") // the year of a NULL
		}
		triples, err = orm.Values3(e.ctx, books.Filter(books.At.IsNotNull()).OrderBy(orm.Coalesce(orm.Sum(books.Pages), 0).Desc()), orm.Year(books.At), orm.CountAll[book](), orm.Coalesce(orm.Sum(books.Pages), 0))
		same(e, triples, ok(e, []orm.Triple[int64, int64, int32]{{A: 2024, B: 2, C: 1200}}, err))
		isbns, err := orm.Values(e.ctx, books.Filter(books.ISBN.IsNotNull()).OrderBy(books.ISBN.Asc()), books.ISBN)
		same(e, isbns, ok(e, []string{"111", "222"}, err))
		lits, err := orm.Values3(e.ctx, books.Limit(1), orm.Lit[book](int64(5)), orm.Lit[book]("x"), orm.Lit[book](dec("1.50")))
		same(e, lits, ok(e, []orm.Triple[int64, string, any]{{A: 5, B: "x", C: "1.50"}}, err))
		sum, err := orm.Values(e.ctx, books.OrderBy(books.ID.Asc()), orm.Coalesce(orm.SumOf(books.Loans, loans.Days), 0))
		same(e, sum, ok(e, []int32{10, 0, 1, 0}, err))
		all, err := orm.Values(e.ctx, books.OrderBy(books.ISBN.Asc(), books.ID.Asc()), orm.Nullable(books.ISBN))
		e.do(err)
		same(e, *all[0]+*all[1], "111222")
		same(e, all[2] == nil && all[3] == nil, true)
		keys, err := orm.Values(e.ctx, books.Filter(books.Editor.IsNotNull()), books.Editor.ID)
		same(e, len(keys), ok(e, 1, err))
	})
}

func TestAggregates(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		none, err := orm.Aggregate(e.ctx, books, orm.Sum(books.Price))
		e.do(err)
		if none != nil {
			e.Fatal(none)
		}
		zero, err := orm.Aggregate(e.ctx, books, orm.Coalesce(orm.Sum(books.Price), dec("0.005")))
		same(e, zero, ok(e, "0.005", err))
		a, b, c, err := orm.Aggregate3(e.ctx, books, orm.Avg(books.Price), orm.Max(books.At), orm.StringAgg(books.Title, ","))
		e.do(err)
		if a != nil || b != nil || c != nil {
			e.Fatal(a, b, c)
		}
		l := e.fill()
		sum, count, avg, err := orm.Aggregate3(e.ctx, books, orm.Sum(books.Price), orm.Count(books.ISBN), orm.Avg(books.Price))
		e.do(err)
		same(e, sum, "29.50")
		same(e, count, 2)
		same(e, *avg, 7.375)
		text, least, err := orm.Aggregate2(e.ctx, books.Filter(books.Pages.Gt(1)), orm.StringAgg(books.Title, "'; --"), orm.Min(books.Title))
		e.do(err)
		same(e, *text+*least, "Middlemarch'; --Orlando'; --The WavesMiddlemarch")
		at, err := orm.Aggregate(e.ctx, books, orm.Max(books.At))
		e.do(err)
		same(e, at.Equal(*l.books[2].At), true)
		n, err := orm.Aggregate(e.ctx, books.OrderBy(books.Pages.Desc()).Limit(2), orm.Sum(books.Pages))
		same(e, *n, ok(e, int32(1200), err))
		distinct, err := orm.Aggregate(e.ctx, books, orm.CountDistinct(books.Author.ID))
		same(e, distinct, ok(e, int64(3), err))
		product, err := orm.Aggregate(e.ctx, books, orm.Sum(orm.F(books.Price).Mul(orm.Lit[book](dec("0.1")))))
		same(e, product, ok(e, "2.950", err))
		joined, err := orm.Aggregate(e.ctx, loans, orm.Max(loans.Book.Price))
		same(e, joined, ok(e, "9.99", err))
	})
}
