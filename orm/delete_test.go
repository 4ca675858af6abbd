package orm_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/rules"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

func rootRef(r *rules.Root) orm.Ref[rules.Root] { return orm.To[rules.Root](r.ID) }

func TestOnDelete(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		r := create(e, rules.Roots.Create, &rules.Root{Name: "1"}, &rules.Root{Name: "2"}, &rules.Root{Name: "3"})
		keep, gone := r[2], r[1]
		for _, x := range []*rules.Root{keep, gone} {
			b := create(e, rules.Branches.Create, &rules.Branch{Root: rootRef(x)}, &rules.Branch{Root: rootRef(x)})
			for _, y := range b {
				create(e, rules.Leaves.Create, &rules.Leaf{Branch: orm.To[rules.Branch](y.ID)}, &rules.Leaf{Branch: orm.To[rules.Branch](y.ID)})
			}
			create(e, rules.Frees.Create, &rules.Free{Root: rootRef(x)})
			create(e, rules.Fallbacks.Create, &rules.Fallback{Root: rootRef(x)})
			create(e, rules.Danglings.Create, &rules.Dangling{Root: rootRef(x)})
		}
		before := gone.ID
		d, err := rules.Roots.Delete(e.ctx, gone)
		e.do(err)
		same(e, d.Total, int64(7))
		same(e, fmt.Sprint(d.Models), "map[rules.Branch:2 rules.Leaf:4 rules.Root:1]")
		count(e, &rules.Branches.Query, 2)
		count(e, &rules.Leaves.Query, 4)
		count(e, rules.Frees.Filter(rules.Frees.Root.IsNull()), 1)
		count(e, rules.Fallbacks.Filter(rules.Fallbacks.Root.ID.Eq(1)), 1)
		count(e, rules.Danglings.Filter(rules.Danglings.Root.ID.Eq(before)), 1)
		if gone.IsSaved() {
			e.Fatal("the deleted row counts as saved")
		}
		// a second deletion finds nothing
		d, err = rules.Roots.Delete(e.ctx, gone)
		same(e, d.Total, ok(e, int64(0), err))
	})
}

func count[P any](e *env, q *orm.Query[P], want int64) {
	e.Helper()
	got, err := q.Count(e.ctx)
	if err != nil || got != want {
		e.Fatalf("%d rows, %v; want %d", got, err, want)
	}
}

func TestProtect(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		r := create(e, rules.Roots.Create, &rules.Root{Name: "1"}, &rules.Root{Name: "2"})
		create(e, rules.Branches.Create, &rules.Branch{Root: rootRef(r[0])}, &rules.Branch{Root: rootRef(r[1])})
		create(e, rules.Guards.Create, &rules.Guard{Root: rootRef(r[0])})
		create(e, rules.Locks.Create, &rules.Lock{Root: rootRef(r[1])})
		for i, rule := range []schema.OnDelete{schema.Protect, schema.Restrict} {
			_, err := rules.Roots.Delete(e.ctx, r[i])
			var p *orm.ProtectedError
			if !errors.As(err, &p) || !errors.Is(err, orm.ErrProtected) || p.Rule != rule || p.Count != 1 || p.Model != "rules.Root" {
				e.Fatal(err)
			}
		}
		_, err := rules.Roots.DeleteAll(e.ctx)
		is(e, err, orm.ErrProtected)
		count(e, &rules.Branches.Query, 2)
		count(e, &rules.Roots.Query, 2)
	})
}

// TestRestrict is Django's example: a song keeps its album, unless both go with their artist.
func TestRestrict(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		a := create(e, rules.Artists.Create, &rules.Artist{}, &rules.Artist{})
		first, second := orm.To[rules.Artist](a[0].ID), orm.To[rules.Artist](a[1].ID)
		album := create(e, rules.Albums.Create, &rules.Album{Artist: first}, &rules.Album{Artist: second})
		create(e, rules.Songs.Create, &rules.Song{Artist: first, Album: orm.To[rules.Album](album[0].ID)}, &rules.Song{Artist: first, Album: orm.To[rules.Album](album[1].ID)})
		_, err := rules.Albums.Delete(e.ctx, album[0])
		is(e, err, orm.ErrProtected)
		_, err = rules.Artists.Delete(e.ctx, a[1])
		is(e, err, orm.ErrProtected)
		d, err := rules.Artists.Delete(e.ctx, a[0])
		e.do(err)
		same(e, fmt.Sprint(d.Models), "map[rules.Album:1 rules.Artist:1 rules.Song:2]")
	})
}

func TestDeleteCircles(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		hen := create(e, rules.Hens.Create, &rules.Hen{})[0]
		egg := create(e, rules.Eggs.Create, &rules.Egg{Hen: orm.To[rules.Hen](hen.ID)})[0]
		hen.Egg = orm.To[rules.Egg](egg.ID)
		e.do(rules.Hens.Save(e.ctx, hen))
		d, err := rules.Hens.Delete(e.ctx, hen)
		same(e, d.Total, ok(e, int64(2), err))
		root := create(e, rules.Trees.Create, &rules.Tree{})[0]
		at := root
		for range 20 {
			at = create(e, rules.Trees.Create, &rules.Tree{Parent: orm.To[rules.Tree](at.ID)})[0]
		}
		root.Parent = orm.To[rules.Tree](at.ID)
		e.do(rules.Trees.Save(e.ctx, root))
		d, err = rules.Trees.Delete(e.ctx, at)
		same(e, d.Total, ok(e, int64(21), err))
	})
}

func TestDeleteQuery(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		d, err := books.Filter(books.Author.Name.Eq("Woolf")).DeleteAll(e.ctx)
		e.do(err)
		same(e, fmt.Sprint(d.Models), "map[shelf.Book:2 shelf.Loan:2]")
		e.counted(1, func() { // nothing hangs on loans
			d, err = loans.Filter(loans.Book.Title.Eq("Middlemarch")).DeleteAll(e.ctx)
			same(e, d.Total, ok(e, int64(1), err))
		})
		create(e, loans.Create, &shelf.Loan{Book: orm.To[shelf.Book](int64(3)), Reader: orm.To[shelf.Reader](int64(1)), Days: 1}, &shelf.Loan{Book: orm.To[shelf.Book](int64(3)), Reader: orm.To[shelf.Reader](int64(2)), Days: 2},
			&shelf.Loan{Book: orm.To[shelf.Book](int64(4)), Reader: orm.To[shelf.Reader](int64(2)), Days: 3}, &shelf.Loan{Book: orm.To[shelf.Book](int64(4)), Reader: orm.To[shelf.Reader](int64(2)), Days: 4})
		d, err = loans.OrderBy(loans.Days.Asc()).Offset(3).DeleteAll(e.ctx)
		same(e, d.Total, ok(e, int64(1), err))
		d, err = loans.OrderBy(loans.Days.Desc()).Offset(2).DeleteAll(e.ctx)
		same(e, d.Total, ok(e, int64(1), err))
		d, err = loans.OrderBy(loans.Days.Desc()).Limit(1).DeleteAll(e.ctx)
		same(e, d.Total, ok(e, int64(1), err))
		same(e, get(e, &loans.Query).Days, int32(2))
		d, err = loans.None().DeleteAll(e.ctx)
		same(e, d.Total, ok(e, int64(0), err))
		d, err = tags.Query.DeleteAll(e.ctx) // the pairs go, the books stay
		same(e, d.Total, ok(e, int64(3), err))
		count(e, &books.Query, 2)
		if _, err := books.Delete(e.ctx, &shelf.Book{}); err == nil {
			e.Fatal("a row without a key was deleted")
		}
		_, err = books.Delete(orm.With(t.Context(), e.db), &shelf.Book{ID: 1})
		is(e, err, orm.ErrNoRegistry)
	})
}

func TestDeleteIsAtomic(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		r := create(e, rules.Roots.Create, &rules.Root{Name: "1"})[0]
		create(e, rules.Branches.Create, &rules.Branch{Root: rootRef(r)})
		create(e, rules.Hookeds.Create, &rules.Hooked{Root: rootRef(r), Name: "x"}, &rules.Hooked{Root: rootRef(r), Name: "after delete"})

		logs, err := rules.Logs.Count(e.ctx)
		e.do(err)
		_, err = rules.Roots.Delete(e.ctx, r)
		is(e, err, rules.ErrHook)
		count(e, &rules.Branches.Query, 1)
		count(e, &rules.Hookeds.Query, 2)
		count(e, &rules.Logs.Query, logs)
		if !r.IsSaved() {
			e.Fatal("the row counts as deleted")
		}
		h := get(e, &rules.Hookeds.Query, rules.Hookeds.Name.Eq("after delete"))
		h.Name = "before delete"
		e.do(rules.Hookeds.Save(e.ctx, h))
		_, err = rules.Hookeds.Query.DeleteAll(e.ctx)
		is(e, err, rules.ErrHook)
		count(e, &rules.Hookeds.Query, 2)
		h.Name = "fine"
		e.do(rules.Hookeds.Save(e.ctx, h))
		_, err = rules.Logs.Query.DeleteAll(e.ctx)
		e.do(err)
		_, err = rules.Roots.Delete(e.ctx, r)
		e.do(err)
		same(e, len(list(e, rules.Logs.Filter(rules.Logs.Text.Contains("delete")), func(l *rules.Log) string { return l.Text })), 4)
	})
}
