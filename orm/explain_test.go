package orm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		for _, opts := range [][]orm.ExplainOption{nil, {orm.Analyze}, {orm.Analyze, orm.Buffers, orm.Verbose}, {orm.FormatJSON}} {
			plan, err := books.Filter(books.Title.Eq("' x"), books.Author.Name.Eq("y")).Explain(e.ctx, opts...)
			e.do(err)
			if !strings.Contains(plan, "shelf_book") {
				e.Fatal(plan)
			}
			if e.postgres() && len(opts) == 1 && opts[0] == orm.FormatJSON && !json.Valid([]byte(plan)) {
				e.Fatal(plan)
			}
			if e.postgres() && len(opts) > 0 && opts[0] == orm.Analyze && !strings.Contains(plan, "actual") {
				e.Fatal(plan)
			}
		}
	})
}

// TestIndexesAreUsed asks for the plans of documented queries at 100,000 rows.
func TestIndexesAreUsed(t *testing.T) {
	t.Parallel()
	if !testenv.Full() {
		t.Skip("100,000 rows: with MUSETTE_TEST_LEVEL=full")
	}
	on(t, shelf.Models, func(e *env) {
		as := make([]author, 5000)
		for i := range as {
			as[i] = &shelf.Author{Name: fmt.Sprint("author ", i), Born: ptr(int32(1000 + i%900))}
		}
		_, err := authors.BulkCreate(e.ctx, as)
		e.do(err)
		rows := make([]book, 100_000)
		for i := range rows {
			rows[i] = &shelf.Book{Title: fmt.Sprint("Book ", i), Author: orm.To[shelf.Author](as[i%5000].ID), Price: dec("1.25"), Pages: int32(i), Stock: int64(i), Out: i%100 != 0, ISBN: ptr(fmt.Sprint(i))}
		}
		_, err = books.BulkCreate(e.ctx, rows)
		e.do(err)
		e.do(e.db.ExecScript(e.ctx, "ANALYZE"))
		for index, q := range map[string]*orm.Query[book]{
			"author_id":              books.Filter(books.Author.ID.Eq(as[7].ID)).OrderBy(),
			"isbn":                   books.Filter(books.ISBN.Eq("77")),
			"shelf_book_stock_in":    books.Filter(books.Out.Eq(false)).OrderBy(books.Stock.Desc()).Limit(10),
			"title":                  books.Filter(books.Title.Eq("Book 5"), books.Author.ID.Eq(as[5].ID)),
			"shelf_book_lower_title": books.Filter(orm.Eq(orm.Lower(books.Title), "book 77")),
		} {
			plan, err := q.Explain(e.ctx)
			e.do(err)
			if !strings.Contains(plan, index) || strings.Contains(plan, "Seq Scan on shelf_book") || strings.Contains(plan, "SCAN shelf_book\n") {
				e.Errorf("%s:\n%s", index, plan)
			}
		}
	})
}

// TestLowerIndex has an index on Lower serve the query that says Lower, with letters beyond ASCII, on a database of any size.
func TestLowerIndex(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		l.books[0].Title = "ÉCOLE"
		e.do(books.Save(e.ctx, l.books[0]))
		q := books.Filter(orm.Eq(orm.Lower(books.Title), "école")).OrderBy()
		same(e, list(e, q, title), []string{"ÉCOLE"})
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			if e.postgres() { // four rows are read faster than an index
				e.do(e.db.ExecScript(ctx, "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"))
			}
			plan, err := q.Explain(ctx)
			if !strings.Contains(plan, "shelf_book_lower_title") {
				e.Error(plan)
			}
			return err
		}))
	})
}

func TestQueryBudget(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		rec := db.NewRecorder(db.RecorderOptions{Budget: 2})
		ctx := db.Record(e.ctx, rec)
		rows, err := books.All(ctx)
		e.do(err)
		for _, b := range rows {
			_, err := authors.Get(ctx, authors.ID.Eq(b.Author.Key())) // the loop that the budget is for
			e.do(err)
		}
		over := rec.OverBudget()
		if len(over) != 1 || over[0].Count != 4 || !strings.HasPrefix(over[0].Caller, "orm/explain_test.go:") {
			e.Fatalf("%+v", over)
		}
		rec = db.NewRecorder(db.RecorderOptions{Budget: 2})
		ctx = db.Record(e.ctx, rec)
		for b, err := range books.Iter(ctx, 1) {
			e.do(err)
			_, err = books.Loans.Query(b).All(ctx)
			e.do(err)
		}
		named := false
		for _, s := range rec.OverBudget() {
			named = named || strings.Contains(s.SQL, "shelf_loan") && strings.HasPrefix(s.Caller, "orm/explain_test.go:")
		}
		if !named {
			e.Fatalf("%+v", rec.OverBudget())
		}
	})
}
