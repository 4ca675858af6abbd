package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// TestRetryAfterAConflict has a transaction meet another one at its first try: it is run once more, on the new state, and
// without a retry the error says so. A mistake of its own is not run again.
func TestRetryAfterAConflict(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	ctx := t.Context()
	exec(t, d, ctx, "CREATE TABLE c (id bigint PRIMARY KEY, n bigint)")
	exec(t, d, ctx, "INSERT INTO c VALUES (1, 0)")
	for _, c := range []struct {
		retries, runs int
		sum           int64
		err           error
	}{{1, 2, 11, nil}, {0, 1, 10, db.ErrSerialization}} {
		exec(t, d, ctx, "UPDATE c SET n = 0")
		runs, hooks := 0, 0
		err := d.Atomic(ctx, db.TxOptions{Isolation: db.RepeatableRead, Retries: c.retries}, func(inner context.Context) error {
			db.OnCommit(inner, func(context.Context) { hooks++ })
			n := number(t, d, inner, "SELECT n FROM c")
			if runs++; runs == 1 {
				exec(t, d, ctx, "UPDATE c SET n = 10") // another transaction
			}
			_, err := d.Exec(inner, "UPDATE c SET n = $1", n+1)
			return err
		})
		if !errors.Is(err, c.err) || runs != c.runs || number(t, d, ctx, "SELECT n FROM c") != c.sum {
			t.Errorf("%d retries: %v after %d runs", c.retries, err, runs)
		}
		if want := map[bool]int{true: 1, false: 0}[c.err == nil]; hooks != want {
			t.Errorf("%d retries: %d hooks ran, want %d", c.retries, hooks, want)
		}
	}
	runs := 0
	err := d.Atomic(ctx, db.TxOptions{Retries: 5}, func(ctx context.Context) error {
		runs++
		_, err := d.Exec(ctx, "INSERT INTO c VALUES (1, 1)")
		return err
	})
	if !errors.Is(err, db.ErrUnique) || runs != 1 {
		t.Errorf("a unique violation: %v after %d runs", err, runs)
	}
}
