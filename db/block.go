package db

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// held is a connection that a context holds for longer than one statement: a transaction or a pinned connection.
type held struct {
	db   *DB
	pg   *pgConn
	lite *liteConn

	mu     sync.Mutex // taken with TryLock by statements: a second user is a mistake, not something to wait for
	open   *Rows      // results that are open on it, linked
	depth  int        // 0 outside a transaction, 1 in one, more in savepoints
	failed error      // the error that aborted the transaction
	lost   bool       // the transaction is gone: no savepoint can be rolled back to
	hooks  []func(context.Context)

	guarded bool // a sandbox has made its savepoint
}

// The states of a block.
const (
	blockOpen int32 = iota
	blockKept
	blockDropped
)

// block is one level of what a context holds: a transaction, a savepoint in it, or a pinned connection.
type block struct {
	outer       *block // of the same context; may belong to another database
	held        *held
	transaction bool
	sandbox     bool // a transaction that stands for none, see Sandbox
	mark        int  // how many hooks there were at its begin
	done        atomic.Bool
	state       atomic.Int32
}

// enter takes the connection for one statement. The caller leaves with h.mu.Unlock.
func (b *block) enter() error {
	if b.done.Load() {
		return &TxError{Reason: ErrTxDone}
	}
	h := b.held
	if !h.mu.TryLock() {
		return &TxError{Reason: ErrTxBusy}
	}
	if b.sandbox && !b.done.Load() {
		if err := h.guard(); err != nil {
			h.mu.Unlock()
			return err
		}
	}
	switch {
	case b.done.Load():
		h.mu.Unlock()
		return &TxError{Reason: ErrTxDone}
	case h.failed != nil:
		h.mu.Unlock()
		return &TxError{Reason: ErrTxAborted, First: h.failed}
	case h.pg != nil && h.open != nil:
		h.mu.Unlock()
		return &TxError{Reason: ErrTxBusy}
	}
	return nil
}

func (b *block) query(r *Rows, sql string, args []any) error {
	if err := b.enter(); err != nil {
		return err
	}
	h := b.held
	defer h.mu.Unlock()
	if h.pg != nil {
		return h.pgQuery(r, sql, args)
	}
	return b.afterStatement(h.liteQuery(r, sql, args), r)
}

func (h *held) pgQuery(r *Rows, sql string, args []any) error {
	ctx, cancel := h.db.pg.limitOutside(r.ctx, h.depth)
	start := time.Now()
	if err := h.pg.query(ctx, r, sql, args); err != nil {
		cancel.call()
		h.pg.forgetStale(ctx, sql, err)
		err = h.db.pg.pgError(ctx, err, time.Since(start))
		h.note(err)
		return err
	}
	if r.res == nil {
		cancel.call()
		r.closed, r.index = true, len(r.cols)
		h.db.endTrace(r.ctx, &r.trace, 0, nil)
		return nil
	}
	r.ctx, r.cancel = ctx, cancel
	r.keepRow()
	h.add(r)
	return nil
}

func (b *block) exec(ctx context.Context, sql string, args []any) (n int64, err error) {
	if err := b.enter(); err != nil {
		return 0, err
	}
	h := b.held
	defer h.mu.Unlock()
	if h.pg != nil {
		ctx, cancel := h.db.pg.limitOutside(ctx, h.depth)
		defer cancel.call()
		start := time.Now()
		if n, err = h.pg.exec(ctx, sql, args); err != nil {
			h.pg.forgetStale(ctx, sql, err)
			err = h.db.pg.pgError(ctx, err, time.Since(start))
		}
	} else {
		n, err = h.lite.exec(ctx, sql, args)
		err = b.afterStatement(err, nil)
	}
	if err != nil {
		h.note(err)
	}
	return n, err
}

func (b *block) script(ctx context.Context, sql string) (err error) {
	if err := b.enter(); err != nil {
		return err
	}
	h := b.held
	defer h.mu.Unlock()
	if h.pg != nil {
		ctx, cancel := h.db.pg.limitOutside(ctx, h.depth)
		defer cancel.call()
		start := time.Now()
		if err = h.pg.script(ctx, sql); err != nil {
			err = h.db.pg.pgError(ctx, err, time.Since(start))
		}
	} else {
		err = b.afterStatement(h.lite.script(ctx, sql), nil)
	}
	if err != nil {
		h.note(err)
	}
	return err
}

// note keeps the error that aborted the transaction. On PostgreSQL that is any error of a statement; on SQLite only one
// after which the whole transaction is gone.
func (h *held) note(err error) {
	if h.pg != nil && CodeOf(err) == Canceled && !wasCancelledByServer(err) {
		h.pg.tainted = true
	}
	if h.depth == 0 || h.failed != nil {
		return
	}
	if h.pg != nil {
		closed := h.pg.conn.IsClosed()
		if closed || h.pg.conn.TxStatus() != 'T' {
			h.failed = err
			h.lost = closed || h.pg.conn.TxStatus() == 'I'
		}
		return
	}
	if h.lite.autocommit() {
		h.failed, h.lost = err, true
	}
}

// add links an open result to the connection.
func (h *held) add(r *Rows) {
	r.next = h.open
	if h.open != nil {
		h.open.prev = r
	}
	h.open = r
}

// after unlinks a result that ended and notes its error.
func (h *held) after(r *Rows, err error) {
	if r.prev != nil {
		r.prev.next = r.next
	} else if h.open == r {
		h.open = r.next
	}
	if r.next != nil {
		r.next.prev = r.prev
	}
	r.prev, r.next = nil, nil
	r.cancel.call()
	if err != nil {
		h.note(err)
	}
}

// closeRows ends the results that are still open; reading on gives ErrTxDone.
func (h *held) closeRows() {
	for h.open != nil {
		h.open.abandon()
	}
}
