package orm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

type readerKey struct{}

// policed returns a context whose reader sees the books with that text in the title, and may change none.
func policed(e *env, text string) context.Context {
	e.Helper()
	ps, err := orm.NewPolicies(orm.NewPolicy(shelf.Books, "title", func(ctx context.Context, a orm.Action) (orm.Pred[*shelf.Book], error) {
		text, ok := ctx.Value(readerKey{}).(string)
		switch {
		case !ok:
			return orm.Pred[*shelf.Book]{}, errors.New("nobody reads")
		case a != orm.View:
			return orm.Or[*shelf.Book](), nil
		}
		return books.Title.Contains(text), nil
	}))
	e.do(err)
	return context.WithValue(orm.WithPolicies(e.ctx, ps), readerKey{}, text)
}

// Every way to a model's rows goes through its policy, or is refused.
func TestPolicy(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		ctx := policed(e, "la")
		got, err := books.For(ctx).OrderBy(books.ID.Asc()).All(ctx)
		e.do(err)
		var titles []string
		for _, b := range got {
			titles = append(titles, b.Title)
		}
		same(e, strings.Join(titles, "|"), "Orlando")
		n, err := books.Filter(books.ID.Gt(0)).For(ctx).Count(ctx)
		e.do(err)
		same(e, n, int64(1))
		_, err = books.For(ctx).Get(ctx, books.ID.Eq(l.books[1].ID))
		is(e, err, orm.ErrNotFound)
		n, err = books.For(ctx, orm.Change).Update(ctx, books.Title.Set("gone"))
		e.do(err)
		same(e, n, int64(0))
		n, err = books.Unrestricted().Count(ctx)
		e.do(err)
		same(e, n, int64(len(l.books)))
		n, err = authors.Filter(authors.Books.Any()).Count(ctx) // no rows of books are read
		e.do(err)
		if n == 0 {
			e.Error("conditions on related rows are no reading of them")
		}
		e.do(books.Save(ctx, got[0])) // a row that somebody has
		e.do(books.Refresh(ctx, got[0]))
	})
}

func TestPolicyRefusesWhatSaysNothing(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		ctx := policed(e, "la")
		ways := map[string]func() error{
			"All":       func() error { _, err := books.All(ctx); return err },
			"Get":       func() error { _, err := books.Get(ctx, books.ID.Eq(1)); return err },
			"First":     func() error { _, err := books.First(ctx); return err },
			"Count":     func() error { _, err := books.Count(ctx); return err },
			"Exists":    func() error { _, err := books.Exists(ctx); return err },
			"Update":    func() error { _, err := books.Update(ctx, books.Title.Set("x")); return err },
			"DeleteAll": func() error { _, err := books.Filter(books.ID.Gt(0)).DeleteAll(ctx); return err },
			"Values":    func() error { _, err := orm.Values(ctx, books, books.Title); return err },
			"Iter": func() error {
				for _, err := range books.OrderBy(books.ID.Asc()).Iter(ctx, 10) {
					return err
				}
				return nil
			},
			"Query of a relation": func() error { _, err := authors.Books.Query(l.authors[0]).All(ctx); return err },
			"With": func() error {
				_, err := authors.PrefetchRelated(authors.Books.With(books.OrderBy(books.ID.Asc()))).All(ctx)
				return err
			},
			"GetOrCreate": func() error {
				_, _, err := books.GetOrCreate(ctx, &shelf.Book{}, books.ID.Eq(l.books[1].ID))
				return err
			},
			"UpdateOrCreate": func() error {
				_, _, err := books.UpdateOrCreate(ctx, &shelf.Book{}, func(b *shelf.Book) { b.Title = "x" }, books.ID.Eq(l.books[1].ID))
				return err
			},
			"Refresh":   func() error { return books.Refresh(ctx, &shelf.Book{ID: l.books[1].ID}) },
			"Aggregate": func() error { _, err := orm.Aggregate(ctx, books, orm.Max(books.ID)); return err },
			"Aggregate of a slice": func() error {
				_, err := orm.Aggregate(ctx, books.OrderBy(books.ID.Asc()).Limit(2), orm.Max(books.ID))
				return err
			},
			"Values2":   func() error { _, err := orm.Values2(ctx, books, books.ID, books.Title); return err },
			"Explain":   func() error { _, err := books.Explain(ctx); return err },
			"Last":      func() error { _, err := books.OrderBy(books.ID.Asc()).Last(ctx); return err },
			"Paginate":  func() error { _, err := books.OrderBy(books.ID.Asc()).Paginate(ctx, 1, 10); return err },
			"uncounted": func() error { _, err := books.OrderBy(books.ID.Asc()).PaginateUncounted(ctx, 1, 10); return err },
			"ForUpdate": func() error {
				return orm.Atomic(ctx, func(ctx context.Context) error { _, err := books.ForUpdate().All(ctx); return err })
			},
			"LoadRelated": func() error {
				return orm.LoadRelated(ctx, l.authors, authors.Books.With(books.OrderBy(books.ID.Asc())))
			},
			"results": func() error {
				_, err := sales.With(sales.Author.Is(books.Author.Name), sales.Sold.Is(orm.Count(books.ISBN)), sales.Total.Is(orm.Sum(books.Price)),
					sales.Mean.Is(orm.Avg(books.Pages)), sales.Newest.Is(orm.Max(books.At))).All(ctx)
				return err
			},
			"results from a query": func() error {
				_, err := sales.From(books.Filter(books.ID.Gt(0))).With(sales.Author.Is(books.Author.Name), sales.Sold.Is(orm.Count(books.ISBN)), sales.Total.Is(orm.Sum(books.Price)),
					sales.Mean.Is(orm.Avg(books.Pages)), sales.Newest.Is(orm.Max(books.At))).Count(ctx)
				return err
			},
			"relation first": func() error { _, err := authors.Books.Query(l.authors[0]).First(ctx); return err },
			"Page":           func() error { _, err := books.OrderBy(books.ID.Asc()).Limit(1).All(ctx); return err },
		}
		for name, way := range ways {
			var refused *orm.PolicyError
			if err := way(); !errors.As(err, &refused) || refused.Model != "shelf.Book" || refused.Missing {
				e.Errorf("%s: %v", name, err)
			}
		}
		_, err := authors.For(ctx).All(ctx)
		var missing *orm.PolicyError
		if !errors.As(err, &missing) || !missing.Missing {
			e.Errorf("For without a policy: %v", err)
		}
		_, err = books.For(e.ctx).All(e.ctx)
		is(e, err, orm.ErrPolicy) // not even policies
	})
}

// A value over related rows says whose rows count, wherever in the query's outputs it stands.
func TestPolicyOfRelatedValues(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		ctx := policed(e, "la")
		seen, err := orm.Allowed(ctx, books, orm.View)
		e.do(err)
		count := func(ps ...orm.Pred[book]) (n int64, err error) {
			all, err := orm.Values(ctx, authors, authors.Books.Count(ps...))
			for _, c := range all {
				n += c
			}
			return n, err
		}
		for what, ps := range map[string][]orm.Pred[book]{
			"nothing": nil, "a condition": {books.ID.Gt(0)}, "one of two": {orm.Or(seen, books.ID.Gt(0))}, "its opposite": {orm.Not(seen)},
		} {
			var refused *orm.PolicyError
			if n, err := count(ps...); !errors.As(err, &refused) || !refused.Value || refused.Model != "shelf.Book" || !strings.Contains(err.Error(), "orm.Allowed") {
				e.Errorf("%s: %d, %v", what, n, err)
			}
		}
		for what, c := range map[string]struct {
			ps   []orm.Pred[book]
			want int64
		}{
			"Allowed": {[]orm.Pred[book]{seen}, 1}, "Allowed and more": {[]orm.Pred[book]{books.ID.Gt(0), seen}, 1}, "and": {[]orm.Pred[book]{orm.And(seen, books.ID.Gt(0))}, 1},
			"Unrestricted and another": {[]orm.Pred[book]{orm.Unrestricted(books), books.Title.Contains("la")}, 1},
		} {
			if n, err := count(c.ps...); n != c.want || err != nil {
				e.Errorf("%s: %d, want %d (%v)", what, n, c.want, err)
			}
		}
		if n, err := count(orm.Unrestricted(books)); n < 3 || err != nil {
			e.Errorf("%d books in all (%v)", n, err)
		}
		_, err = orm.Values(ctx, authors, orm.MaxOf(authors.Books, books.Title))
		is(e, err, orm.ErrPolicy)
		_, err = orm.Values2(ctx, authors, authors.ID, orm.Coalesce(orm.MaxOf(authors.Books, books.Pages), 0))
		is(e, err, orm.ErrPolicy)
		_, err = authorRows.With(authorRows.NumBooks.Is(authors.Books.Count(seen)), authorRows.Dearest.Is(orm.MaxOf(authors.Books, books.Price)),
			authorRows.Titles.Is(authors.Books.Count(seen))).All(ctx)
		is(e, err, orm.ErrPolicy)
		_, err = orm.Values(e.ctx, authors, orm.MaxOf(authors.Books, books.Title)) // without policies
		e.do(err)
	})
}

// GetOrCreate finds what may be seen only, and does not hand out, or change, a row that may not.
func TestPolicyOfGetOrCreate(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		ctx := policed(e, "la")
		seen, err := books.For(ctx).Get(ctx)
		e.do(err)
		hidden := l.books[1]
		if hidden.ID == seen.ID {
			hidden = l.books[0]
		}
		got, created, err := books.For(ctx).GetOrCreate(ctx, &shelf.Book{}, books.ID.Eq(seen.ID))
		e.do(err)
		same(e, got.Title, seen.Title)
		same(e, created, false)
		again := *hidden
		if got, _, err := books.For(ctx).GetOrCreate(ctx, &again, books.ID.Eq(hidden.ID)); err == nil {
			e.Errorf("a row that may not be seen is found: %s", got.Title)
		}
		if _, _, err := books.For(ctx, orm.Change).UpdateOrCreate(ctx, &again, func(b *shelf.Book) { b.Title = "changed" }, books.ID.Eq(seen.ID)); err == nil {
			e.Error("a row that may not be changed is")
		}
		_, created, err = books.Unrestricted().UpdateOrCreate(ctx, &shelf.Book{}, func(b *shelf.Book) { b.Title = "changed" }, books.ID.Eq(hidden.ID))
		e.do(err)
		same(e, created, false)
		titles, err := orm.Values(ctx, books.Unrestricted().Filter(books.Title.Eq("changed")), books.ID)
		e.do(err)
		if !slices.Equal(titles, []int64{hidden.ID}) {
			e.Errorf("changed are %v", titles)
		}
	})
}

// Prefetched rows are those that may be seen.
func TestPolicyInPrefetches(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		ctx := policed(e, "la")
		count := func(rs ...orm.Prefetcher[*shelf.Author]) (n int) {
			rows, err := authors.PrefetchRelated(rs...).All(ctx)
			e.do(err)
			for _, a := range rows {
				of, err := authors.Books.Of(a)
				e.do(err)
				n += len(of)
			}
			return n
		}
		same(e, count(authors.Books), 1)
		if n := count(authors.Books.With(books.Unrestricted())); n < 3 {
			e.Errorf("%d books without the policy", n)
		}
	})
}

// The condition of a policy by itself makes counts and conditions on related rows agree with what is seen.
func TestAllowed(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		ctx := policed(e, "la")
		seen, err := orm.Allowed(ctx, books, orm.View)
		e.do(err)
		n, err := authors.Filter(authors.Books.Any(seen)).Count(ctx)
		e.do(err)
		same(e, n, int64(1))
		none, err := orm.Allowed(ctx, books.Filter(books.ID.Eq(l.books[0].ID)), orm.Change) // of the model: what is filtered does not count
		e.do(err)
		n, err = authors.Filter(authors.Books.Any(none)).Count(ctx)
		e.do(err)
		same(e, n, int64(0))
		_, err = orm.Allowed(ctx, authors, orm.View)
		is(e, err, orm.ErrPolicy)
		ctx = context.WithValue(ctx, readerKey{}, nil)
		if _, err := orm.Allowed(ctx, books, orm.View); err == nil || err.Error() != "nobody reads" {
			e.Error(err)
		}
	})
}

func TestPoliciesRefuseTwo(t *testing.T) {
	t.Parallel()
	p := orm.NewPolicy(shelf.Books, "one", func(context.Context, orm.Action) (orm.Pred[*shelf.Book], error) { return orm.And[*shelf.Book](), nil })
	_, err := orm.NewPolicies(slices.Repeat([]*orm.Policy{p}, 2)...)
	if err == nil || !strings.Contains(err.Error(), "shelf.Book has two policies") {
		t.Error(err)
	}
}

// A policy's failure ends the query, and a policy without an answer is one.
func TestPolicyFails(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models[:0], func(e *env) {
		ctx := context.WithValue(policed(e, "x"), readerKey{}, nil)
		if _, err := books.For(ctx).All(ctx); err == nil || err.Error() != "nobody reads" {
			e.Error(err)
		}
		ps, err := orm.NewPolicies(orm.NewPolicy(shelf.Books, "none", func(context.Context, orm.Action) (orm.Pred[*shelf.Book], error) { return orm.Pred[*shelf.Book]{}, nil }))
		e.do(err)
		ctx = orm.WithPolicies(e.ctx, ps)
		if _, err := books.For(ctx).All(ctx); err == nil || !strings.Contains(err.Error(), `gives no condition for "view"`) {
			e.Error(err)
		}
	})
}

// A policy that lets everybody see everything adds nothing to the statement: SQLite counts a whole table without looking at its rows.
func TestPolicyForEveryone(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		ps, err := orm.NewPolicies(orm.NewPolicy(shelf.Books, "everyone", func(context.Context, orm.Action) (orm.Pred[*shelf.Book], error) { return orm.And[*shelf.Book](), nil }))
		e.do(err)
		ctx := orm.WithPolicies(e.ctx, ps)
		plain, _, err := books.SQL(e.db)
		e.do(err)
		said, _, err := books.For(ctx).SQL(e.db)
		e.do(err)
		same(e, said, plain)
		_, err = books.For(ctx).Count(ctx)
		e.do(err)
	})
}
