package db_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// wantTx checks that err is a *TxError with the reason.
func wantTx(t testing.TB, what string, err, reason error) {
	t.Helper()
	var tx *db.TxError
	if !errors.Is(err, reason) || !errors.As(err, &tx) {
		t.Errorf("%s: %v, want a *TxError with %v", what, err, reason)
	}
}

func TestContextAfterItsTransaction(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		var outer, inner context.Context
		var rows *db.Rows
		err := inTx(d, ctx, func(ctx context.Context) error {
			outer = ctx
			if err := inTx(d, ctx, func(ctx context.Context) error { inner = ctx; return nil }); err != nil {
				return err
			}
			_, err := d.Exec(inner, "DELETE FROM point")
			wantTx(t, "inner context in the outer block", err, db.ErrTxDone)
			exec(t, d, ctx, "INSERT INTO point (id) VALUES (1), (2), (3)")
			rows, err = d.Query(ctx, "SELECT id FROM point ORDER BY id")
			if err == nil && !rows.Next() {
				t.Error("no row")
			}
			return err // rows stay open
		})
		if err != nil {
			t.Fatal(err)
		}
		for what, ctx := range map[string]context.Context{"outer": outer, "inner": inner} {
			_, err := d.Query(ctx, "SELECT 1")
			wantTx(t, what+" Query", err, db.ErrTxDone)
			_, err = d.Write(ctx, "INSERT INTO point (id) VALUES (9) RETURNING id")
			wantTx(t, what+" Write", err, db.ErrTxDone)
			_, err = d.Exec(ctx, "DELETE FROM point")
			wantTx(t, what+" Exec", err, db.ErrTxDone)
			wantTx(t, what+" ExecScript", d.ExecScript(ctx, "DELETE FROM point"), db.ErrTxDone)
			wantTx(t, what+" Atomic", inTx(d, ctx, func(context.Context) error { return nil }), db.ErrTxDone)
			wantTx(t, what+" Pinned", d.Pinned(ctx, func(context.Context) error { return nil }), db.ErrTxDone)
			if db.InTransaction(ctx) {
				t.Error(what, "is still in a transaction")
			}
		}
		if rows.Next() {
			t.Error("rows go on after their transaction")
		}
		wantTx(t, "rows", rows.Err(), db.ErrTxDone)
		if got := ids(t, d, ctx); len(got) != 3 {
			t.Error("rows", got)
		}
	})
}

// TestTwoGoroutines lets many goroutines use one transaction's context. Each use works or is ErrTxBusy; run with -race.
func TestTwoGoroutines(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		exec(t, d, ctx, "INSERT INTO point (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')")
		busy := 0
		for round := 0; round < 50 && busy == 0; round++ {
			var mu sync.Mutex
			note := func(err error) {
				if err == nil {
					return
				}
				wantTx(t, "second user", err, db.ErrTxBusy)
				mu.Lock()
				busy++
				mu.Unlock()
			}
			_ = inTx(d, ctx, func(ctx context.Context) error {
				var wg sync.WaitGroup
				for range 8 {
					wg.Go(func() {
						for range 20 {
							note(useContext(ctx, d))
						}
					})
				}
				wg.Wait()
				return nil
			})
		}
		if busy == 0 {
			t.Error("no use was refused")
		}
	})
}

// useContext reads and writes.
func useContext(ctx context.Context, d *db.DB) error {
	rows, err := d.Query(ctx, "SELECT id, name FROM point ORDER BY id")
	if err != nil {
		return err
	}
	for rows.Next() {
		if id, name := rows.Int64(), rows.String(); name != string(rune('a'+id-1)) {
			return errors.New("wrong row: " + name)
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	_, err = d.Exec(ctx, "UPDATE point SET id = id")
	return err
}

// TestGoroutineThatOutlivesItsTransaction leaves a goroutine running a statement when the function returns.
func TestGoroutineThatOutlivesItsTransaction(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		slow := "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT i FROM n) x"
		var wg sync.WaitGroup
		defer wg.Wait()
		refused := false
		for round := 0; round < 200 && !refused; round++ {
			err := inTx(d, ctx, func(ctx context.Context) error {
				started := make(chan bool)
				wg.Go(func() {
					close(started)
					if rows, err := d.Query(ctx, slow); err == nil {
						_ = rows.Close()
					}
				})
				<-started
				runtime.Gosched()
				return nil // now and then before the goroutine's statement, now and then during it
			})
			if err != nil {
				wantTx(t, "Atomic", err, db.ErrTxBusy)
				refused = true
			}
		}
		if !refused {
			t.Error("never refused")
		}
	})
}

func TestOpenRowsInTransaction(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		exec(t, d, ctx, "INSERT INTO point (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')")
		one := d.Dialect().Features.Cursors // PostgreSQL: one result at a time
		err := d.Pinned(ctx, func(ctx context.Context) error {
			rows, err := d.Query(ctx, "SELECT id, name FROM point ORDER BY id")
			if err != nil {
				return err
			}
			defer rows.Close()
			err = inTx(d, ctx, func(ctx context.Context) error { return nil })
			if one {
				wantTx(t, "transaction beside open rows", err, db.ErrTxBusy)
				return nil
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		err = inTx(d, ctx, func(ctx context.Context) error {
			rows, err := d.Query(ctx, "SELECT id, name FROM point ORDER BY id")
			if err != nil {
				return err
			}
			n := 0
			for rows.Next() {
				id := rows.Int64()
				_, err := d.Exec(ctx, q(d, "UPDATE point SET name = 'x' WHERE id = ?1"), id)
				switch {
				case one:
					wantTx(t, "statement beside open rows", err, db.ErrTxBusy)
				case err != nil:
					t.Error(err)
				case len(ids(t, d, ctx)) != 3 || number(t, d, ctx, "SELECT id, name FROM point ORDER BY id") != 1:
					t.Error("the same statement beside its open result gives other rows")
				}
				if name := rows.String(); name != string(rune('a'+n)) {
					t.Errorf("row %d changed under the reader: %s", n, name)
				}
				n++
			}
			if n != 3 {
				t.Error("read", n, "rows")
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestForeignTransaction(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		other := open(t, testenv.SQLite(t), db.Options{})
		ctx := db.With(t.Context(), d)
		exec(t, d, ctx, pointTable)
		exec(t, other, ctx, pointTable)
		var ended context.Context
		err := inTx(d, ctx, func(ctx context.Context) error {
			ended = ctx
			_, err := other.Query(ctx, "SELECT 1")
			wantTx(t, "foreign Query", err, db.ErrForeignTx)
			_, err = other.Exec(ctx, "DELETE FROM point")
			wantTx(t, "foreign Exec", err, db.ErrForeignTx)
			wantTx(t, "foreign ExecScript", other.ExecScript(ctx, "DELETE FROM point"), db.ErrForeignTx)
			return inTx(other, ctx, func(ctx context.Context) error { // now it has one on each
				if err := add(ctx, other, 1); err != nil {
					return err
				}
				return add(ctx, d, 2)
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := ids(t, other, ctx), ids(t, d, ctx); len(a) != 1 || a[0] != 1 || len(b) != 1 || b[0] != 2 {
			t.Error(a, b)
		}
		if rows, err := other.Query(ended, "SELECT 1"); err == nil {
			_ = rows.Close()
		} else {
			t.Error("the other database refuses a context whose transaction has ended:", err)
		}
	})
}

func TestFrom(t *testing.T) {
	t.Parallel()
	d := open(t, "sqlite://:memory:", db.Options{})
	_, err := db.From(t.Context())
	wantTx(t, "From", err, db.ErrNoDatabase)
	if got, err := db.From(db.With(t.Context(), d)); got != d || err != nil {
		t.Error(got, err)
	}
}

// TestStatementDuringARow runs a statement in another goroutine while a row of the same transaction is read: it is
// refused or harmless. Run with -race.
func TestStatementDuringARow(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		exec(t, d, ctx, "INSERT INTO point (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')")
		err := inTx(d, ctx, func(ctx context.Context) error {
			rows, err := d.Query(ctx, "SELECT id, name, id, name FROM point ORDER BY id")
			if err != nil {
				return err
			}
			var wg sync.WaitGroup
			defer wg.Wait()
			for n := int64(1); rows.Next(); n++ {
				wg.Go(func() {
					if _, err := d.Exec(ctx, "UPDATE point SET name = 'other'"); err != nil {
						wantTx(t, "statement beside a row", err, db.ErrTxBusy)
					}
				})
				a, b, c, e := rows.Int64(), rows.String(), rows.Int64(), rows.String()
				wg.Wait()
				if name := string(rune('a' + n - 1)); a != n || c != n || n == 1 && (b != name || e != name) || b != e {
					t.Error("row", n, "read as", a, b, c, e)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
