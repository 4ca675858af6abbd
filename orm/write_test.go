package orm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestSaveWritesWhatChanged(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		b := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		e.counted(0, func() { e.do(books.Save(e.ctx, b)) })
		b.Pages, b.ISBN = 301, nil
		e.counted(1, func() { e.do(books.Save(e.ctx, b)) })
		all := e.rec.Statements()
		want := `UPDATE "shelf_book" SET "isbn_13" = $1, "pages" = $2, "updated_at" = $3 WHERE "id" = $4`
		if !e.postgres() {
			want = `UPDATE "shelf_book" SET "isbn_13" = ?1, "pages" = ?2, "updated_at" = ?3 WHERE "id" = ?4`
		}
		same(e, all[len(all)-1].SQL, want)
		e.counted(0, func() { e.do(books.Save(e.ctx, b)) })
		got := get(e, &books.Query, books.ID.Eq(b.ID))
		if got.ISBN != nil || got.Pages != 301 || !got.UpdatedAt.After(l.books[0].UpdatedAt) || !got.CreatedAt.Equal(l.books[0].CreatedAt) {
			e.Fatalf("%+v", got)
		}
	})
}

func TestChangesInPlaceAreSeen(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		create(e, plains.Create, plainRow())
		p := get(e, &plains.Query)
		p.Raw[0] = 9
		p.Extra[2] = 'b'
		e.do(plains.Save(e.ctx, p))
		got := get(e, &plains.Query)
		same(e, string(got.Raw), "\x09\xff")
		same(e, string(got.Extra[2]), "b")
		full := create(e, nullables.Create, nullRows()[0])[0]
		(*full.Raw) = append(*full.Raw, 1)
		*full.At = full.At.Add(time.Hour)
		*full.Title = "changed"
		(*full.Extra)[2] = 'z'
		*full.Active = true
		e.do(nullables.Save(e.ctx, full))
		compareNullable(e, get(e, &nullables.Query), full)
	})
}

func TestCopiesDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		a := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		b := *a
		a.Pages = 1
		b.Stock = 77
		e.do(books.Save(e.ctx, a))
		e.do(books.Save(e.ctx, &b))
		got := get(e, &books.Query, books.ID.Eq(a.ID))
		if got.Pages != 1 || got.Stock != 77 {
			e.Fatal(got.Pages, got.Stock)
		}
	})
}

func TestSaveRefuses(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		if err := books.Save(e.ctx, &shelf.Book{ID: l.books[0].ID}); err == nil {
			e.Fatal("a row that was never loaded was saved")
		}
		b := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		b.ID = 4711
		if err := books.Save(e.ctx, b); err == nil {
			e.Fatal("a row with another key was saved")
		}
		b.ID = l.books[0].ID
		gone := get(e, &books.Query, books.ID.Eq(l.books[3].ID))
		_, err := books.Delete(e.ctx, l.books[3])
		e.do(err)
		gone.Pages = 2
		is(e, books.Save(e.ctx, gone), orm.ErrGone)
		is(e, books.Refresh(e.ctx, gone), orm.ErrGone)
		if l.books[3].IsSaved() {
			e.Fatal("a deleted row counts as saved")
		}
	})
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		b := get(e, books.SelectRelated(books.Author, books.Editor).PrefetchRelated(books.Tags, books.Loans), books.ID.Eq(l.books[0].ID))
		_, err := books.Filter(books.ID.Eq(b.ID)).Update(e.ctx, books.Author.ID.Set(l.authors[2].ID), orm.SetNull(books.Editor), books.Title.Set("New"))
		e.do(err)
		b.Pages = 12345
		e.do(books.Refresh(e.ctx, b))
		if b.Title != "New" || b.Pages != 300 || b.Author.Key() != l.authors[2].ID || b.Author.Loaded() || !b.Editor.IsNull() || b.Editor.Loaded() || b.Tags.Loaded() {
			e.Fatalf("%+v", b)
		}
		_, err = books.Loans.Of(b)
		is(e, err, orm.ErrNotLoaded)
		e.counted(0, func() { e.do(books.Save(e.ctx, b)) })
	})
}

func TestOnlyDeferLoad(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		key := books.ID.Eq(l.books[0].ID)
		b := get(e, books.Only(books.Title, books.Rating), key)
		if b.Title != "Orlando" || b.Pages != 0 || b.ID == 0 || !b.Author.IsNull() || b.Rating == nil {
			e.Fatalf("%+v", b)
		}
		e.counted(0, func() { e.do(books.Save(e.ctx, b)) })
		b.Title = "O"
		b.Stock = 44 // deferred, and set
		e.do(books.Save(e.ctx, b))
		got := get(e, &books.Query, key)
		if got.Title != "O" || got.Stock != 44 || got.Pages != 300 || got.Author.Key() != l.authors[0].ID {
			e.Fatalf("%+v", got)
		}
		b.Title = "Unsaved"
		b.Place = 3 // deferred, and set: a change that Load must keep
		e.counted(1, func() { e.do(books.Load(e.ctx, b, books.Pages)) })
		e.counted(0, func() { e.do(books.Load(e.ctx, b, books.Pages)) })
		e.counted(1, func() { e.do(books.Load(e.ctx, b)) })
		if b.Title != "Unsaved" || b.Pages != 300 || b.Author.Key() != l.authors[0].ID || b.Price.String() != "9.99" || b.Place != 3 {
			e.Fatalf("%+v", b)
		}
		e.counted(1, func() { e.do(books.Save(e.ctx, b)) })
		got = get(e, &books.Query, key)
		if got.Title != "Unsaved" || got.Place != 3 {
			e.Fatalf("%+v", got)
		}
		d := get(e, books.Defer(books.Title, books.Author), key)
		if d.Title != "" || d.Pages != 300 || !d.Author.IsNull() {
			e.Fatalf("%+v", d)
		}
		if v, ok := books.Descriptor().Value(d, "title"); ok {
			e.Fatal("a deferred value was given", v)
		}
		e.do(books.Load(e.ctx, d))
		e.counted(0, func() { e.do(books.Save(e.ctx, d)) })
		e.do(books.Load(e.ctx, d))
		if err := books.Load(e.ctx, &shelf.Book{}); err == nil {
			e.Fatal("Load of a new row")
		}
	})
}

func TestCreateFillsIn(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		before := time.Now().Add(-time.Second)
		f := &kinds.Formats{Email: "a@example.com", Homepage: "https://example.com/", Slug: "a-b", Stock: 0}
		e.do(kinds.FormatSets.Create(e.ctx, f))
		if f.ID == 0 || f.Code != "fresh" || f.Made.Before(before) || f.Changed.Before(before) || f.Seen.IsZero() || !f.IsSaved() {
			e.Fatalf("%+v", f)
		}
		got := get(e, &kinds.FormatSets.Query)
		if !got.Made.Equal(f.Made) || got.Seen != f.Seen || got.Clock != f.Clock {
			e.Fatalf("%+v %+v", got, f)
		}
		own := &kinds.Formats{ID: 1000, Email: "b@example.com", Homepage: "https://example.com/", Slug: "b", Code: "mine"}
		e.do(kinds.FormatSets.Create(e.ctx, own))
		same(e, get(e, &kinds.FormatSets.Query, kinds.FormatSets.Code.Eq("mine")).ID, int64(1000))
	})
}

func TestOtherKeys(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		c, s, h := kinds.Countries, kinds.Sessions, kinds.Heirs
		create(e, c.Create, &kinds.Country{Code: "DE", Name: "Germany"}, &kinds.Country{Code: "FR", Name: "France"})
		de := orm.ToOf[kinds.Country]("DE")
		first := create(e, s.Create, &kinds.Session{Token: orm.UUID{1}, Country: de})[0]
		second := create(e, s.Create, &kinds.Session{Token: orm.UUID{2}, Country: de, Before: orm.ToOf[kinds.Session](first.Token)})[0]
		create(e, kinds.Legacies.Create, &kinds.Legacy{ID: 7, Name: "seven"})
		create(e, h.Create, &kinds.Heir{Legacy: orm.To[kinds.Legacy](int64(7)), Session: orm.ToOf[kinds.Session](second.Token)}, &kinds.Heir{Legacy: orm.To[kinds.Legacy](int64(7))})
		fr := get(e, &c.Query, c.Code.Eq("FR"))
		for range 2 {
			e.do(s.Visited.Add(e.ctx, second, fr, &kinds.Country{Code: "DE"}))
		}
		rows, err := s.SelectRelated(s.Country, s.Before).PrefetchRelated(s.Visited, s.Following, s.Heir).OrderBy(s.Token.Asc()).All(e.ctx)
		e.do(err)
		same(e, rows[1].Country.Row().Name, "Germany")
		same(e, rows[1].Before.Row().Token, first.Token)
		same(e, len(rows[1].Visited.Rows()), 2)
		same(e, len(rows[0].Visited.Rows()), 0)
		following, err := s.Following.Of(rows[0])
		same(e, len(following), ok(e, 1, err))
		heir, err := s.Heir.Of(rows[1])
		e.do(err)
		same(e, heir.Legacy.Key(), int64(7))
		_, err = s.Heir.Of(rows[0])
		is(e, err, orm.ErrNotFound)
		legacy := get(e, kinds.Legacies.PrefetchRelated(kinds.Legacies.Heirs))
		heirs, err := kinds.Legacies.Heirs.Of(legacy)
		same(e, len(heirs), ok(e, 2, err))
		withLegacy := get(e, h.SelectRelated(h.Legacy).PrefetchRelated(h.Session), h.Session.IsNotNull())
		same(e, withLegacy.Legacy.Row().Name, "seven")
		same(e, withLegacy.Session.Row().Token, second.Token)
		visitors, err := c.PrefetchRelated(c.Visitors, c.Sessions).OrderBy(c.Code.Asc()).All(e.ctx)
		e.do(err)
		v, err := c.Visitors.Of(visitors[0])
		same(e, len(v), ok(e, 1, err))
		e.do(s.Visited.Set(e.ctx, second, fr))
		same(e, ok(e, 1, nil), len(list(e, s.Visited.Query(second), func(c *kinds.Country) string { return c.Code })))
		e.do(s.Visited.Remove(e.ctx, second, fr))
		e.do(s.Visited.Clear(e.ctx, second))
		if err := s.Visited.Add(e.ctx, second, &kinds.Country{}); err == nil {
			e.Fatal("a row without a key was added")
		}
		if err := c.Create(e.ctx, &kinds.Country{Code: "DE"}); !errors.Is(err, db.ErrUnique) {
			e.Fatal(err)
		}
	})
}
