package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/musette-go/musette/db"
)

// TestHookOfFailedCommit has COMMIT itself fail: a deferred key points to nothing, which nobody sees before. No hook of the
// transaction runs, and those of the next one do.
func TestHookOfFailedCommit(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE p (id bigint PRIMARY KEY)")
		exec(t, d, ctx, "CREATE TABLE c (id bigint, p bigint REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)")
		ran := 0
		insert := func(ctx context.Context) error {
			return inTx(d, ctx, func(ctx context.Context) error {
				db.OnCommit(ctx, func(context.Context) { ran++ })
				_, err := d.Exec(ctx, "INSERT INTO c VALUES (1, 7)")
				return err
			})
		}
		err := inTx(d, ctx, func(ctx context.Context) error {
			db.OnCommit(ctx, func(context.Context) { ran++ })
			return insert(ctx)
		})
		if !errors.Is(err, db.ErrForeignKey) || ran != 0 {
			t.Errorf("COMMIT: %v; %d hooks ran", err, ran)
		}
		exec(t, d, ctx, "INSERT INTO p VALUES (7)")
		if err := insert(ctx); err != nil || ran != 1 {
			t.Errorf("%v; %d hooks ran, want 1", err, ran)
		}
	})
}
