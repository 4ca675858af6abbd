package library

import (
	"context"
	"errors"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// The code of docs/topics/transactions.md and docs/topics/models.md.

func TestAtomic(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx, told := e.ctx, false
		tell := func(context.Context) { told = true }
		// docs:begin atomic
		err := orm.Atomic(ctx, func(ctx context.Context) error {
			a := &Author{Name: "Octavia E. Butler"}
			if err := Authors.Create(ctx, a); err != nil {
				return err // rolls back
			}
			b := &Book{Title: "Kindred", Author: orm.To[Author](a.ID), Price: decimal.MustParse("14.50")}
			if err := Books.Create(ctx, b); err != nil {
				return err // rolls back, the author too
			}
			orm.OnCommit(ctx, tell) // runs when both are there for everybody
			return nil
		})
		// docs:end atomic
		e.must(err)
		if !told {
			e.Error("the hook did not run")
		}
	})
}

func TestSavepoint(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin savepoint
		err := orm.Atomic(ctx, func(ctx context.Context) error {
			for _, name := range []string{"Octavia E. Butler", "Stanisław Lem"} {
				err := orm.Atomic(ctx, func(ctx context.Context) error { // a savepoint
					return Authors.Create(ctx, &Author{Name: name})
				})
				if err != nil && !errors.Is(err, db.ErrUnique) {
					return err
				}
			}
			return nil // the one that was there already does not undo the other
		})
		// docs:end savepoint
		e.must(err)
		n, err := Authors.Count(ctx)
		if n != 4 || err != nil {
			e.Errorf("%d authors (%v), want 4", n, err)
		}
	})
}

func TestConstraintErrors(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin constraint
		err := Authors.Create(ctx, &Author{Name: "Stanisław Lem"})
		var c *orm.ConstraintError
		if errors.As(err, &c) {
			_ = c.Model   // library.Author
			_ = c.Fields  // [name]
			_ = c.Code    // unique
			_ = c.Message // Author with this Name already exists.
		}
		// docs:end constraint
		if c == nil || c.Model != "library.Author" || len(c.Fields) != 1 || c.Fields[0] != "name" || c.Code != "unique" || c.Message != "Author with this Name already exists." {
			e.Errorf("the error is %#v", err)
		}
		if problem.Of(err) != problem.Conflict {
			e.Errorf("its kind is %s, want conflict", problem.Of(err))
		}
	})
}

func TestValidation(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin invalid
		err := Books.Create(ctx, &Book{Title: " Kindred", Genre: "thriller", Price: decimal.MustParse("14.505"), Stock: 1})
		var invalid *problem.ValidationError
		if errors.As(err, &invalid) {
			for _, field := range invalid.Names() {
				_ = invalid.Fields[field] // author: null · genre: invalid_choice · price: max_decimal_places · stock: not_out · title: invalid
			}
		}
		// docs:end invalid
		if invalid == nil {
			e.Fatalf("the error is %v", err)
		}
		for field, code := range map[string]string{"author": "null", "genre": "invalid_choice", "price": "max_decimal_places", "stock": "not_out", "title": "invalid"} {
			if got := invalid.Fields[field]; len(got) != 1 || got[0].Code != code {
				e.Errorf("%s: %v, want the code %s", field, got, code)
			}
		}
	})
}

func TestDefaultsAndHooks(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		r := &Reader{Name: "Eve"}
		e.must(Readers.Create(e.ctx, r))
		if r.CreatedAt.IsZero() || r.UpdatedAt.IsZero() {
			e.Error("the stamps are not set")
		}
		n, err := Cards.Filter(Cards.Reader.Name.Eq("Eve")).Count(e.ctx)
		if n != 1 || err != nil {
			e.Errorf("%d cards (%v), want 1", n, err)
		}
		b := &Book{Title: "Kindred", Author: orm.To[Author](int64(1)), Price: ten}
		e.must(Books.Create(e.ctx, b))
		if b.Genre != Novel || orm.LabelOf(b.Genre) != "Novel" {
			e.Errorf("the genre is %q, want novel", b.Genre)
		}
	})
}

func TestDeletingWhatIsProtected(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		gone, err := Authors.Filter(Authors.Name.Eq("Stanisław Lem")).DeleteAll(e.ctx)
		e.must(err)
		if gone.Models["library.Author"] != 1 || gone.Models["library.Book"] != 2 {
			e.Errorf("deleted %v, want 1 author and 2 books", gone.Models)
		}
	})
}

func TestIsolation(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		ctx := e.ctx
		// docs:begin isolation
		var report []*GenreRow
		err := orm.AtomicWith(ctx, db.TxOptions{Isolation: db.RepeatableRead, ReadOnly: true}, func(ctx context.Context) error {
			n, err := Books.Count(ctx) // both statements see the same state
			if err != nil || n == 0 {
				return err
			}
			report, err = GenreRows.
				With(GenreRows.Genre.Is(Books.Genre), GenreRows.NumBooks.Is(orm.CountAll[*Book]()), GenreRows.Total.Is(orm.Sum(Books.Price))).
				OrderBy(GenreRows.NumBooks.Desc()).
				All(ctx)
			return err
		})
		// docs:end isolation
		e.must(err)
		if len(report) != 3 {
			e.Errorf("%d lines, want 3", len(report))
		}
	})
}

func TestContextAfterItsTransaction(t *testing.T) {
	t.Parallel()
	on(t, func(e *env) {
		var kept context.Context
		e.must(orm.Atomic(e.ctx, func(ctx context.Context) error { kept = ctx; return nil }))
		if _, err := Books.Count(kept); !errors.Is(err, db.ErrTxDone) {
			e.Errorf("a context after its transaction: %v, want ErrTxDone", err)
		}
		if _, err := Books.ForUpdate().All(e.ctx); !errors.Is(err, orm.ErrNoTransaction) {
			e.Errorf("ForUpdate outside a transaction: %v, want ErrNoTransaction", err)
		}
	})
}
