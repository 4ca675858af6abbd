package db

import (
	"context"
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// errSandbox rolls a sandbox back that went well.
var errSandbox = errors.New("db: the end of a sandbox")

// Sandbox runs fn in a transaction that is rolled back, for tests: of what fn does in the database nothing stays. What uses the
// context that fn is given behaves as if there were no transaction around it. A statement that fails does not abort the ones after
// it; keys that point to nothing are refused at the end of each statement, or of each [DB.Atomic]; an Atomic may be durable,
// and its hooks run when it ends well.
//
// What differs: everything shares one connection, so the context must not be used by two goroutines at the same time
// ([ErrTxBusy]), an Atomic's isolation and ReadOnly do not count, [InTransaction] is true, and nobody else sees anything.
func (d *DB) Sandbox(ctx context.Context, fn func(ctx context.Context)) error {
	if outer, err := scopeOf(ctx).ownBlock(d); err != nil || outer != nil {
		return errors.Join(err, &TxError{Reason: ErrNestedDurable})
	}
	h, giveBack, err := d.beginOn(ctx, nil, TxOptions{})
	if err != nil {
		return err
	}
	defer giveBack()
	if h.pg != nil {
		if err := h.control(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			h.rollback()
			return err
		}
	}
	b := &block{held: h, transaction: true, sandbox: true}
	err = b.run(ctx, func(ctx context.Context) error {
		fn(ctx)
		return errSandbox
	})
	if errors.Is(err, errSandbox) {
		err = nil
	}
	return err
}

// statementSavepoint is what a failed statement of a sandbox is rolled back to.
const statementSavepoint = "musette_statement"

// guard makes the savepoint before a statement of a sandbox, and undoes the statement before if it failed. The connection is
// locked. What it cannot mend the block reports.
func (h *held) guard() error {
	if h.depth != 1 || h.lost || h.pg != nil && h.open != nil {
		return nil
	}
	if h.failed != nil {
		if !h.guarded || !h.undo("ROLLBACK TO SAVEPOINT "+statementSavepoint) {
			return nil
		}
		h.failed = nil
	}
	if h.guarded {
		h.guarded = false
		if err := h.control(context.Background(), "RELEASE SAVEPOINT "+statementSavepoint); err != nil {
			h.note(err)
			return err
		}
	}
	err := h.control(context.Background(), "SAVEPOINT "+statementSavepoint)
	if err != nil {
		h.note(err)
	}
	h.guarded = err == nil
	return err
}

// inSandbox runs the outermost transaction of what a sandbox holds.
func (d *DB) inSandbox(ctx context.Context, sandbox *block, fn func(context.Context) error) ([]func(context.Context), error) {
	h := sandbox.held
	err := d.nested(ctx, sandbox, func(ctx context.Context) error {
		if h.pg != nil {
			if err := h.locked(func() error { return h.control(ctx, "SET CONSTRAINTS ALL DEFERRED") }); err != nil {
				return err
			}
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return h.locked(func() error { return h.checkKeys(ctx) })
	})
	if err != nil || h.depth > 1 { // deeper: the sandbox's context was used within a transaction of it
		return nil, err
	}
	return h.takeHooks(), nil
}

// locked runs fn while the connection is ours. After a failure there is nothing to do, and the block reports it.
func (h *held) locked(fn func() error) error {
	if !h.mu.TryLock() {
		return &TxError{Reason: ErrTxBusy}
	}
	defer h.mu.Unlock()
	h.closeRows()
	if h.failed != nil {
		return nil
	}
	return fn()
}

// checkKeys refuses keys that point to nothing, as COMMIT would.
func (h *held) checkKeys(ctx context.Context) error {
	if h.pg != nil {
		err := h.control(ctx, "SET CONSTRAINTS ALL IMMEDIATE")
		if err != nil {
			h.note(err)
		}
		return err
	}
	return h.lite.deferredKeys()
}

// deferredKeys is the error of a COMMIT at this moment.
func (c *liteConn) deferredKeys() error {
	open, _, err := c.conn.Status(sqlite3.DBSTATUS_DEFERRED_FKS, false)
	if err != nil || open == 0 {
		return err
	}
	return constraintError(sqlite3.CONSTRAINT_FOREIGNKEY, "FOREIGN KEY constraint failed", sqlite3.CONSTRAINT_FOREIGNKEY)
}

// afterStatement refuses keys that a statement of a sandbox left pointing to nothing on SQLite, and undoes the statement. On
// PostgreSQL the server has done so.
func (b *block) afterStatement(err error, r *Rows) error {
	h := b.held
	if !b.sandbox || h.lite == nil || err != nil {
		return err
	}
	if err = h.lite.deferredKeys(); err == nil {
		return nil
	}
	if r != nil && !r.closed {
		r.abandon()
	}
	h.undo("ROLLBACK TO SAVEPOINT " + statementSavepoint)
	return err
}

// CaptureOnCommit returns a context under which the hooks of [OnCommit] are handed to capture in place of being run, at the
// moment when they would run: for tests that look at them. Hooks of transactions that roll back are not handed over.
func CaptureOnCommit(ctx context.Context, capture func(hook func(ctx context.Context))) context.Context {
	return withScope(ctx, func(s *scope) { s.capture = capture })
}
