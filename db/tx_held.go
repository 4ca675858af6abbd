package db

import (
	"context"
	"time"
)

// hold takes a connection for a transaction; with a pinned one that is the connection.
func (d *DB) hold(ctx context.Context, pinned *block, readOnly bool) (h *held, giveBack func(), err error) {
	if pinned != nil {
		return pinned.held, func() {}, nil
	}
	h = &held{db: d}
	if d.pg != nil {
		c, _, err := d.pg.pool.acquire(ctx)
		if err != nil {
			return nil, nil, err
		}
		h.pg = c
		return h, func() { d.pg.giveBack(c, nil) }, nil
	}
	p := d.lite.writer
	if readOnly {
		p = d.lite.readers
	}
	c, _, err := p.acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	h.lite = c
	return h, func() { p.release(c) }, nil
}

// beginOn takes a connection and opens a transaction on it. A pooled connection that turns out to be dead is replaced
// once: BEGIN has no effect that could happen twice.
func (d *DB) beginOn(ctx context.Context, pinned *block, opt TxOptions) (h *held, giveBack func(), err error) {
	for attempt := 0; ; attempt++ {
		if h, giveBack, err = d.hold(ctx, pinned, opt.ReadOnly); err != nil {
			return nil, nil, err
		}
		if err = h.begin(ctx, opt); err == nil {
			return h, giveBack, nil
		}
		dead := h.pg != nil && h.pg.conn.IsClosed() && pinned == nil
		giveBack()
		if !dead || attempt > 0 || ctx.Err() != nil {
			return nil, nil, err
		}
	}
}

// control runs a statement of transaction control, which no recorder counts.
func (h *held) control(ctx context.Context, sql string) error {
	if h.lite != nil {
		_, err := h.lite.exec(ctx, sql, nil)
		return err
	}
	start := time.Now()
	if err := h.pg.script(ctx, sql); err != nil {
		return h.db.pg.pgError(ctx, err, time.Since(start))
	}
	return nil
}

// begin opens the transaction.
func (h *held) begin(ctx context.Context, opt TxOptions) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open != nil && h.pg != nil {
		return &TxError{Reason: ErrTxBusy}
	}
	if err := h.control(ctx, h.beginSQL(opt)); err != nil {
		return err
	}
	h.depth, h.failed, h.lost, h.hooks = 1, nil, false, nil
	return nil
}

func (h *held) beginSQL(opt TxOptions) string {
	if h.lite != nil {
		if opt.ReadOnly {
			return "BEGIN"
		}
		return "BEGIN IMMEDIATE" // the lock at once, so that no statement fails half-way for want of it
	}
	sql := "begin"
	switch opt.Isolation {
	case RepeatableRead:
		sql += " isolation level repeatable read"
	case Serializable:
		sql += " isolation level serializable"
	}
	if opt.ReadOnly {
		sql += " read only"
	}
	if h.db.opt.TransactionPooler { // the session is not ours, so the limits come with the transaction
		sql += h.db.pg.localSettings
	}
	return sql
}

// savepointName is the name of the savepoint at a depth.
func savepointName(depth int) string { return "musette_" + itoa(depth) }

func (h *held) savepoint(ctx context.Context) error {
	if err := h.control(ctx, "SAVEPOINT "+savepointName(h.depth)); err != nil {
		h.note(err)
		return err
	}
	h.depth++
	return nil
}

// endTimeout is how long COMMIT and ROLLBACK may take; they do not end with the caller's context.
const endTimeout = 30 * time.Second

// conclude runs a statement that ends a block.
func (h *held) conclude(sql string) error {
	if h.pg != nil {
		conn := h.pg.conn.Conn()
		_ = conn.SetDeadline(time.Now().Add(endTimeout))
		defer func() { _ = conn.SetDeadline(time.Time{}) }()
	}
	return h.control(context.Background(), sql)
}

// commit ends the innermost block and keeps what it did.
func (h *held) commit() error {
	if h.depth > 1 {
		if err := h.conclude("RELEASE SAVEPOINT " + savepointName(h.depth-1)); err != nil {
			return err
		}
		h.depth--
		return nil
	}
	if err := h.conclude("COMMIT"); err != nil {
		return err
	}
	h.depth = 0
	return nil
}

// rollback undoes the innermost block. A connection on which that fails is closed, which undoes it too.
func (h *held) rollback() {
	if h.depth == 0 {
		return
	}
	if h.depth == 1 {
		h.depth = 0
		if h.lost && h.lite != nil || h.undo("ROLLBACK") {
			h.failed, h.lost = nil, false
		}
		return
	}
	h.depth--
	if h.lost {
		return // the outer blocks find h.failed
	}
	name := savepointName(h.depth)
	if h.undo("ROLLBACK TO SAVEPOINT "+name) && h.undo("RELEASE SAVEPOINT "+name) {
		h.failed = nil
	}
}

// undo runs a rollback and reports whether it worked.
func (h *held) undo(sql string) bool {
	if h.pg != nil && h.pg.conn.IsClosed() {
		return false
	}
	err := h.conclude(sql)
	if err == nil {
		return true
	}
	if h.failed == nil {
		h.failed = err
	}
	h.lost = true
	if h.pg != nil {
		h.pg.tainted = true
	} else {
		h.lite.broken = !h.lite.autocommit()
	}
	return false
}

// Pinned runs fn so that all statements and transactions of its context on d use one connection, the one that may
// write on SQLite. Inside a transaction or another Pinned it just calls fn.
func (d *DB) Pinned(ctx context.Context, fn func(ctx context.Context) error) error {
	outer, err := scopeOf(ctx).ownBlock(d)
	if err != nil {
		return err
	}
	if outer != nil {
		return fn(ctx)
	}
	h, giveBack, err := d.hold(ctx, nil, false)
	if err != nil {
		return err
	}
	defer giveBack()
	b := &block{held: h}
	defer b.unpin()
	return fn(withScope(ctx, func(s *scope) { b.outer, s.tx = s.tx, b }))
}

// unpin ends a pinned block.
func (b *block) unpin() {
	b.done.Store(true)
	b.held.mu.Lock()
	defer b.held.mu.Unlock()
	b.held.closeRows()
}
