package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/musette-go/musette/db"
)

// sandboxed runs a test in a sandbox of a database with two tables, and sees that nothing stays.
func sandboxed(t *testing.T, test func(t *testing.T, d *db.DB, ctx context.Context)) {
	t.Helper()
	onBoth(t, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), "CREATE TABLE p (id bigint PRIMARY KEY)")
		exec(t, d, t.Context(), "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)")
		if err := d.Sandbox(t.Context(), func(ctx context.Context) { test(t, d, ctx) }); err != nil {
			t.Errorf("the sandbox: %v", err)
		}
		if n := number(t, d, t.Context(), "SELECT (SELECT count(*) FROM p) + (SELECT count(*) FROM c)"); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

// TestSandboxStatements: a statement that fails takes nothing else with it, and keys are looked at when it ends.
func TestSandboxStatements(t *testing.T) {
	t.Parallel()
	sandboxed(t, func(t *testing.T, d *db.DB, ctx context.Context) {
		exec(t, d, ctx, "INSERT INTO p VALUES (1)")
		for range 2 {
			if _, err := d.Exec(ctx, "INSERT INTO p VALUES (1)"); !errors.Is(err, db.ErrUnique) {
				t.Errorf("the same key again: %v", err)
			}
			if _, err := d.Exec(ctx, "INSERT INTO c VALUES (1, 9)"); !errors.Is(err, db.ErrForeignKey) {
				t.Errorf("a key that points to nothing: %v", err)
			}
			if rows, err := d.Write(ctx, "INSERT INTO c VALUES (1, 9) RETURNING id"); !errors.Is(err, db.ErrForeignKey) {
				t.Errorf("a key that points to nothing, with RETURNING: %v, %v", rows, err)
			}
		}
		exec(t, d, ctx, "INSERT INTO c VALUES (1, 1)")
		if n := number(t, d, ctx, "SELECT count(*) FROM c"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

// TestSandboxTransactions: an Atomic in a sandbox is an outermost one.
func TestSandboxTransactions(t *testing.T) {
	t.Parallel()
	sandboxed(t, func(t *testing.T, d *db.DB, ctx context.Context) {
		var ran []string
		hook := func(ctx context.Context, name string) {
			db.OnCommit(ctx, func(ctx context.Context) {
				ran = append(ran, name)
				exec(t, d, ctx, "INSERT INTO p VALUES (?1)", int64(100+len(ran))) // a hook has a working context
			})
		}
		hook(ctx, "at once")
		err := d.Atomic(ctx, db.TxOptions{Durable: true}, func(ctx context.Context) error {
			hook(ctx, "outer")
			_ = inTx(d, ctx, func(ctx context.Context) error { hook(ctx, "dropped"); return errors.New("no") })
			exec(t, d, ctx, "INSERT INTO c VALUES (1, 2)") // before what it points to
			exec(t, d, ctx, "INSERT INTO p VALUES (2)")
			if err := d.Atomic(ctx, db.TxOptions{Durable: true}, nil); !errors.Is(err, db.ErrNestedDurable) {
				t.Errorf("a durable transaction within another: %v", err)
			}
			if len(ran) != 1 {
				t.Errorf("hooks ran before the end: %q", ran)
			}
			return nil
		})
		if want := []string{"at once", "outer"}; err != nil || !slices.Equal(ran, want) {
			t.Errorf("%v; the hooks %q ran, want %q", err, ran, want)
		}
		err = inTx(d, ctx, func(ctx context.Context) error {
			hook(ctx, "failed")
			exec(t, d, ctx, "INSERT INTO c VALUES (2, 9)")
			return nil
		})
		if !errors.Is(err, db.ErrForeignKey) || len(ran) != 2 {
			t.Errorf("a transaction that leaves a key pointing to nothing: %v; hooks %q", err, ran)
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM c"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

// TestSandboxMisuse: what a sandbox cannot do is an error.
func TestSandboxMisuse(t *testing.T) {
	t.Parallel()
	sandboxed(t, func(t *testing.T, d *db.DB, ctx context.Context) {
		if err := d.Sandbox(ctx, nil); !errors.Is(err, db.ErrNestedDurable) {
			t.Errorf("a sandbox in a sandbox: %v", err)
		}
		err := inTx(d, ctx, func(inner context.Context) error {
			db.OnCommit(inner, func(context.Context) { t.Error("the hook of a transaction that rolled back ran") })
			exec(t, d, ctx, "INSERT INTO p VALUES (1)") // the outer context: part of the inner block, as everywhere
			err := inTx(d, ctx, func(context.Context) error { return nil })
			return errors.Join(err, errors.New("no"))
		})
		if n := number(t, d, ctx, "SELECT count(*) FROM p"); n != 0 || err == nil {
			t.Errorf("%d rows after a rollback (%v)", n, err)
		}
	})
}

// TestCaptureOnCommit: hooks are handed over when they would have run.
func TestCaptureOnCommit(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		var hooks []func(context.Context)
		ctx := db.CaptureOnCommit(t.Context(), func(h func(context.Context)) { hooks = append(hooks, h) })
		ran := 0
		register := func(ctx context.Context) { db.OnCommit(ctx, func(context.Context) { ran++ }) }
		register(ctx)
		_ = inTx(d, ctx, func(ctx context.Context) error { register(ctx); return errors.New("no") })
		if err := inTx(d, ctx, func(ctx context.Context) error { register(ctx); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(hooks) != 2 || ran != 0 {
			t.Errorf("%d hooks were handed over, want 2; %d ran", len(hooks), ran)
		}
		hooks[1](ctx)
		if ran != 1 {
			t.Error("the hook that was handed over does not run")
		}
	})
}
