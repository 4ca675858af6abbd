package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/musette-go/musette/db"
)

const pointTable = "CREATE TABLE point (id bigint PRIMARY KEY, name varchar(20))"

// ids returns the keys of table point.
func ids(t testing.TB, d *db.DB, ctx context.Context) []int64 {
	t.Helper()
	rows, err := d.Query(ctx, "SELECT id FROM point ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	out := []int64{}
	for rows.Next() {
		out = append(out, rows.Int64())
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func add(ctx context.Context, d *db.DB, id int64) error {
	_, err := d.Exec(ctx, q(d, "INSERT INTO point (id) VALUES (?1)"), id)
	return err
}

var errPlanned = errors.New("planned")

// outcome is how a block's function ends.
type outcome int

const (
	succeeds outcome = iota
	fails
	panics
	exits // runtime.Goexit
)

func (o outcome) end() error {
	switch o {
	case fails:
		return errPlanned
	case panics:
		panic("planned")
	case exits:
		runtime.Goexit()
	}
	return nil
}

// apart runs f in a goroutine of its own and reports what it panicked with, if anything.
func apart(f func()) (panicked any) {
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	return <-done
}

func TestAtomicKeepsAllOrNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		for i, test := range []struct {
			end  outcome
			want []int64
		}{{fails, []int64{}}, {panics, []int64{}}, {exits, []int64{}}, {succeeds, []int64{1, 2}}} {
			var err error
			panicked := apart(func() {
				err = errors.New("did not return")
				err = inTx(d, ctx, func(ctx context.Context) error {
					if !db.InTransaction(ctx) {
						t.Error("not in a transaction")
					}
					for id := int64(1); id <= 2; id++ {
						if err := add(ctx, d, id); err != nil {
							t.Error(err)
						}
					}
					return test.end.end()
				})
			})
			if (panicked != nil) != (test.end == panics) {
				t.Errorf("%d: panicked with %v", i, panicked)
			}
			if test.end == fails && err != errPlanned || test.end == succeeds && err != nil {
				t.Errorf("%d: error %v", i, err)
			}
			if got := ids(t, d, ctx); !slices.Equal(got, test.want) {
				t.Errorf("%d: rows %v, want %v", i, got, test.want)
			}
			if s := d.Stats(); s.InUse != 0 {
				t.Errorf("%d: %d connections in use", i, s.InUse)
			}
		}
	})
}

func TestInnerFailureUndoesOnlyTheInnerBlock(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, end := range []outcome{succeeds, fails, panics, exits} {
			ctx := t.Context()
			exec(t, d, ctx, "DROP TABLE IF EXISTS point")
			exec(t, d, ctx, pointTable)
			want := []int64{1, 4}
			if end == succeeds {
				want = []int64{1, 2, 3, 4}
			}
			err := inTx(d, ctx, func(ctx context.Context) error {
				if err := add(ctx, d, 1); err != nil {
					return err
				}
				runInner(func() error {
					return inTx(d, ctx, func(ctx context.Context) error {
						if err := add(ctx, d, 2); err != nil {
							return err
						}
						if err := inTx(d, ctx, func(ctx context.Context) error { return add(ctx, d, 3) }); err != nil {
							return err
						}
						return end.end()
					})
				}, end == exits)
				return add(ctx, d, 4)
			})
			if err != nil {
				t.Errorf("%v: %v", end, err)
			}
			if got := ids(t, d, ctx); !slices.Equal(got, want) {
				t.Errorf("%v: rows %v, want %v", end, got, want)
			}
		}
	})
}

// runInner runs f and swallows its error or panic; in a goroutine of its own when it ends that.
func runInner(f func() error, elsewhere bool) {
	if elsewhere {
		apart(func() { _ = f() })
		return
	}
	defer func() { _ = recover() }()
	_ = f()
}

func TestInnerStatementErrorLeavesTheOuterUsable(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		err := inTx(d, ctx, func(ctx context.Context) error {
			if err := add(ctx, d, 1); err != nil {
				return err
			}
			err := inTx(d, ctx, func(ctx context.Context) error {
				if err := add(ctx, d, 2); err != nil {
					return err
				}
				return add(ctx, d, 1)
			})
			if !errors.Is(err, db.ErrUnique) {
				t.Errorf("inner block: %v, want a unique violation", err)
			}
			return add(ctx, d, 3)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(t, d, ctx); !slices.Equal(got, []int64{1, 3}) {
			t.Errorf("rows %v", got)
		}
	})
}

func TestSwallowedErrorOnPostgres(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		if !d.Dialect().Features.ConcurrentWriters {
			t.Skip("SQLite undoes a failed statement only, so a transaction may go on")
		}
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		err := inTx(d, ctx, func(ctx context.Context) error {
			_ = add(ctx, d, 1)
			first := add(ctx, d, 1) // swallowed
			second := add(ctx, d, 2)
			var tx *db.TxError
			if !errors.Is(second, db.ErrTxAborted) || !errors.As(second, &tx) || tx.First != first {
				t.Errorf("after a swallowed error: %v", second)
			}
			return nil
		})
		if !errors.Is(err, db.ErrTxAborted) || !errors.Is(err, db.ErrUnique) {
			t.Errorf("Atomic: %v, want ErrTxAborted that wraps the unique violation", err)
		}
		if got := ids(t, d, ctx); len(got) != 0 {
			t.Errorf("rows %v", got)
		}
	})
}

func TestCancelledContextRollsBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), pointTable)
		ctx, cancel := context.WithCancel(t.Context())
		err := inTx(d, ctx, func(ctx context.Context) error {
			if err := add(ctx, d, 1); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, db.ErrCanceled) || !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if got := ids(t, d, t.Context()); len(got) != 0 {
			t.Errorf("rows %v", got)
		}
	})
}

func TestHooks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		var log []string
		hook := func(ctx context.Context, name string) {
			db.OnCommit(ctx, func(ctx context.Context) {
				if db.InTransaction(ctx) {
					t.Error("a hook runs inside the transaction")
				}
				log = append(log, fmt.Sprint(name, ids(t, d, ctx)))
			})
		}
		hook(ctx, "at once")
		err := inTx(d, ctx, func(ctx context.Context) error {
			hook(ctx, "first")
			_ = inTx(d, ctx, func(ctx context.Context) error {
				hook(ctx, "inner kept")
				_ = inTx(d, ctx, func(ctx context.Context) error {
					hook(ctx, "innermost dropped")
					return errPlanned
				})
				return nil
			})
			_ = inTx(d, ctx, func(ctx context.Context) error {
				hook(ctx, "inner dropped")
				_ = inTx(d, ctx, func(ctx context.Context) error {
					hook(ctx, "kept in a dropped one")
					return nil
				})
				return errPlanned
			})
			hook(ctx, "last")
			if len(log) != 1 {
				t.Error("hooks ran before the commit:", log)
			}
			return add(ctx, d, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"at once[]", "first[1]", "inner kept[1]", "last[1]"}
		if !slices.Equal(log, want) {
			t.Errorf("hooks %q, want %q", log, want)
		}
		log = nil
		_ = inTx(d, ctx, func(ctx context.Context) error { hook(ctx, "never"); return errPlanned })
		if log != nil {
			t.Error("hooks of a rolled back transaction ran:", log)
		}
	})
}

func TestHooksOutliveTheRequestAndMayWrite(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), pointTable)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var late context.Context
		panicked := apart(func() {
			err := inTx(d, ctx, func(ctx context.Context) error {
				late = ctx
				db.OnCommit(ctx, func(ctx context.Context) { cancel(); panic("first hook") })
				db.OnCommit(ctx, func(ctx context.Context) {
					if err := inTx(d, ctx, func(ctx context.Context) error { return add(ctx, d, 7) }); err != nil {
						t.Error(err)
					}
				})
				return nil
			})
			t.Error("Atomic returned in spite of the hook's panic", err)
		})
		if panicked != "first hook" {
			t.Errorf("panicked with %v", panicked)
		}
		if got := ids(t, d, t.Context()); !slices.Equal(got, []int64{7}) {
			t.Errorf("rows %v: the second hook did not run", got)
		}
		ran := false
		db.OnCommit(late, func(context.Context) { ran = true })
		if !ran {
			t.Error("a hook registered after the commit did not run at once")
		}
	})
}

func TestDurableAndOptions(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		durable := db.TxOptions{Durable: true}
		err := d.Atomic(ctx, durable, func(ctx context.Context) error {
			return d.Atomic(ctx, durable, func(ctx context.Context) error { t.Error("ran"); return nil })
		})
		var tx *db.TxError
		if !errors.Is(err, db.ErrNestedDurable) || !errors.As(err, &tx) {
			t.Errorf("nested durable: %v", err)
		}
		err = d.Atomic(ctx, db.TxOptions{ReadOnly: true, Isolation: db.RepeatableRead}, func(ctx context.Context) error {
			if got := ids(t, d, ctx); len(got) != 0 {
				t.Error(got)
			}
			return add(ctx, d, 1)
		})
		if !errors.Is(err, db.ErrReadOnly) {
			t.Errorf("write in a read-only transaction: %v", err)
		}
	})
}

func TestReadOnlyTransactionSeesOneState(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		err := d.Atomic(ctx, db.TxOptions{ReadOnly: true, Isolation: db.RepeatableRead}, func(inner context.Context) error {
			before := ids(t, d, inner)
			if err := add(ctx, d, 1); err != nil { // beside the transaction
				return err
			}
			if after := ids(t, d, inner); len(before) != 0 || len(after) != 0 {
				t.Errorf("saw %v, then %v", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestPinned(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TEMP TABLE mine (id bigint)") // belongs to a connection
		exec(t, d, ctx, pointTable)
		var kept context.Context
		err := d.Pinned(ctx, func(ctx context.Context) error {
			kept = ctx
			exec(t, d, ctx, "DROP TABLE IF EXISTS mine")
			exec(t, d, ctx, "CREATE TEMP TABLE mine (id bigint)")
			if db.InTransaction(ctx) {
				t.Error("pinned is no transaction")
			}
			for range 2 {
				err := inTx(d, ctx, func(ctx context.Context) error {
					if !db.InTransaction(ctx) {
						t.Error("not in a transaction")
					}
					exec(t, d, ctx, "INSERT INTO mine VALUES (1)")
					return errPlanned
				})
				if err != errPlanned {
					t.Error(err)
				}
			}
			if n := number(t, d, ctx, "SELECT count(*) FROM mine"); n != 0 {
				t.Error("rows stayed:", n)
			}
			ran := false
			err := d.Pinned(ctx, func(ctx context.Context) error {
				return inTx(d, ctx, func(ctx context.Context) error {
					db.OnCommit(ctx, func(ctx context.Context) {
						exec(t, d, ctx, "INSERT INTO mine VALUES (2)")
						ran = true
					})
					return nil
				})
			})
			if err != nil || !ran {
				t.Error(err, ran)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Query(kept, "SELECT 1"); !errors.Is(err, db.ErrTxDone) {
			t.Errorf("after Pinned: %v", err)
		}
	})
}
