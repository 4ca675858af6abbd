package orm_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestBulkCreateKeysAndConflicts(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		rows := make([]*shelf.Reader, 2500)
		for i := range rows {
			rows[i] = &shelf.Reader{Name: fmt.Sprint("r", i)}
			if i%10 == 3 {
				rows[i].ID = int64(100_000 + i)
			}
		}
		n, err := readers.BulkCreate(e.ctx, rows, orm.Batch[*shelf.Reader](700))
		same(e, n, ok(e, 2500, err))
		got, err := readers.All(e.ctx)
		e.do(err)
		names := map[int64]string{}
		for _, r := range got {
			names[r.ID] = r.Name
		}
		for _, r := range rows {
			if names[r.ID] != r.Name || !r.IsSaved() {
				e.Fatalf("%d is %s, want %s", r.ID, names[r.ID], r.Name)
			}
		}
		rows[5].Name = "changed"
		e.counted(1, func() { e.do(readers.Save(e.ctx, rows[5])) })
		n, err = readers.BulkCreate(e.ctx, nil)
		same(e, n, ok(e, 0, err))

		p := func(names ...string) (out []*shelf.Publisher) {
			for _, n := range names {
				out = append(out, &shelf.Publisher{Name: n, City: ptr("of " + n)})
			}
			return out
		}
		type pub = *shelf.Publisher
		_, err = publishers.BulkCreate(e.ctx, p("a", "b"))
		e.do(err)
		_, err = publishers.BulkCreate(e.ctx, p("c", "b"))
		is(e, err, db.ErrUnique)
		count(e, &publishers.Query, 2)
		n, err = publishers.BulkCreate(e.ctx, p("a", "c"), orm.IgnoreConflicts[pub]())
		same(e, n, ok(e, 1, err))
		again := p("a", "d")
		again[0].City = nil
		n, err = publishers.BulkCreate(e.ctx, again, orm.UpdateConflicts(orm.Cols[pub](publishers.Name), orm.Cols[pub](publishers.City)))
		same(e, n, ok(e, 2, err))
		a := get(e, &publishers.Query, publishers.Name.Eq("a"))
		if a.City != nil || a.ID != again[0].ID {
			e.Fatalf("%+v %+v", a, again[0])
		}
		if _, err = publishers.BulkCreate(e.ctx, again, orm.UpdateConflicts(orm.Cols[pub](publishers.Name), nil)); err == nil {
			e.Fatal("UpdateConflicts without columns")
		}
		tagged := []*shelf.Tag{{Name: "x"}, {Name: "y"}}
		n, err = tags.BulkCreate(e.ctx, tagged)
		same(e, n, ok(e, 2, err))
		same(e, tagged[0].IsSaved(), true)
	})
}

func TestBulkUpdate(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		for i, b := range l.books {
			b.Pages, b.Rating, b.Editor = int32(i), nil, orm.To[shelf.Author](l.authors[2].ID)
			b.Title += "?"
		}
		e.counted(1, func() {
			n, err := books.BulkUpdate(e.ctx, l.books, books.Pages, books.Rating, books.Editor)
			same(e, n, ok(e, 4, err))
		})
		got := get(e, &books.Query, books.ID.Eq(l.books[2].ID))
		if got.Pages != 2 || got.Rating != nil || got.Editor.Key() != l.authors[2].ID || got.Title != "Middlemarch" {
			e.Fatalf("%+v", got)
		}
		e.counted(1, func() { e.do(books.Save(e.ctx, l.books[2])) }) // the title is a change still
		same(e, get(e, &books.Query, books.ID.Eq(l.books[2].ID)).Title, "Middlemarch?")
		l.books[1].Pages, l.books[1].Price = 1, dec("-1")
		_, err := books.BulkUpdate(e.ctx, l.books, books.Price)
		same(e, invalid(e, err), []string{"price:too_cheap"})
		_, err = books.Filter(books.ID.Eq(l.books[3].ID)).DeleteAll(e.ctx)
		e.do(err)
		n, err := books.BulkUpdate(e.ctx, []book{l.books[0], l.books[3]}, books.Pages)
		same(e, n, ok(e, 1, err)) // the number tells that a row is gone
	})
}

func TestBulkCreateIsFast(t *testing.T) {
	t.Parallel()
	if !testenv.Full() {
		t.Skip("100,000 rows against the clock: with MUSETTE_TEST_LEVEL=full")
	}
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		rows := make([]book, 100_000)
		for i := range rows {
			rows[i] = &shelf.Book{Title: fmt.Sprint("book ", i), Author: orm.To[shelf.Author](l.authors[i%3].ID), Price: dec("1.25"), Pages: int32(i)}
		}
		start := time.Now()
		_, err := books.BulkCreate(e.ctx, rows)
		e.do(err)
		if took := time.Since(start); e.postgres() && took > 5*time.Second {
			e.Fatalf("100,000 rows took %v, want less than 5 s", took)
		} else {
			e.Log("100,000 rows took", took)
		}
	})
}
