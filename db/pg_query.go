package db

import (
	"context"
	"time"
)

// pgQuery runs a query on a connection of the pool, which the rows hold until they are closed.
func (d *DB) pgQuery(r *Rows, sql string, args []any, read bool) error {
	ctx, cancel := d.pg.limit(r.ctx)
	for attempt := 0; ; attempt++ {
		c, fresh, err := d.pg.pool.acquire(ctx)
		if err != nil {
			cancel.call()
			return err
		}
		start := time.Now()
		err = c.query(ctx, r, sql, args)
		if err == nil {
			r.ctx, r.cancel = ctx, cancel
			if r.res == nil { // no row: the result is complete
				r.closePG(c)
			}
			return nil
		}
		again := attempt == 0 && !fresh && c.mayRepeat(ctx, sql, err, read)
		err = d.pg.pgError(ctx, err, time.Since(start))
		d.pg.giveBack(c, err)
		if !again {
			cancel.call()
			return err
		}
	}
}

// query starts a query and reads its first row, so that errors show here. r.res is nil when there is no row.
func (c *pgConn) query(ctx context.Context, r *Rows, sql string, args []any) error {
	st, cached, err := c.statement(ctx, sql)
	if err != nil {
		return err
	}
	res, err := c.send(ctx, st, sql, args)
	if err != nil {
		return err
	}
	if res.NextRow() {
		if c.backend.unprepared && !st.describes(res.FieldDescriptions()) {
			st = c.redescribe(sql, st, res.FieldDescriptions())
		}
		r.pg, r.res, r.cols = c, res, st.cols
		r.vals, r.ready, r.count = res.Values(), true, 1
		return nil
	}
	if _, err := res.Close(); err != nil {
		return c.stale(err, cached)
	}
	c.taint(ctx)
	r.cols = st.cols
	return nil
}

// taint keeps the connection from being used again when the statement's context ended while the statement succeeded: the
// request to cancel it may still be on its way and would hit the next one.
func (c *pgConn) taint(ctx context.Context) { c.tainted = c.tainted || ctx.Err() != nil }

// pgNext goes to the next row of the server's answer.
func (r *Rows) pgNext() bool {
	if !r.res.NextRow() {
		return false
	}
	if r.block == nil {
		r.vals = r.res.Values()
	}
	return true
}

// drainRows is how many unread rows Close takes from the wire before it asks the server to stop.
const drainRows = 1000

// pgRelease ends the answer and gives the connection back unless a transaction holds it.
func (r *Rows) pgRelease() error {
	c := r.pg
	r.skipRest()
	_, err := r.res.Close()
	r.res, r.pg = nil, nil
	if err == nil {
		c.taint(r.ctx)
	} else if !r.stopped {
		err = c.backend.pgError(r.ctx, err, r.elapsed())
	} else {
		c.tainted = c.tainted && !wasCancelledByServer(err)
		err = nil
	}
	if r.block != nil {
		r.block.held.after(r, err)
		return err
	}
	r.cancel.call()
	c.backend.giveBack(c, err)
	return err
}

// skipRest reads over unread rows. When there are many, and no transaction would suffer, the server is asked to stop.
func (r *Rows) skipRest() {
	for range drainRows {
		if !r.res.NextRow() {
			return
		}
	}
	if r.block != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), cancelGrace)
	defer cancel()
	r.stopped = true
	r.pg.tainted = r.pg.conn.CancelRequest(ctx) == nil
}

// closePG ends a query that had no rows.
func (r *Rows) closePG(c *pgConn) {
	r.closed, r.index = true, len(r.cols)
	r.cancel.call()
	c.backend.pool.release(c)
	r.db.endTrace(r.ctx, &r.trace, 0, nil)
}

// pgExec runs a statement without rows on a connection of the pool.
func (d *DB) pgExec(ctx context.Context, sql string, args []any) (int64, error) {
	ctx, cancel := d.pg.limit(ctx)
	defer cancel.call()
	for attempt := 0; ; attempt++ {
		c, fresh, err := d.pg.pool.acquire(ctx)
		if err != nil {
			return 0, err
		}
		start := time.Now()
		n, err := c.exec(ctx, sql, args)
		if err == nil {
			d.pg.pool.release(c)
			return n, nil
		}
		again := attempt == 0 && !fresh && c.mayRepeat(ctx, sql, err, false)
		err = d.pg.pgError(ctx, err, time.Since(start))
		d.pg.giveBack(c, err)
		if !again {
			return 0, err
		}
	}
}

func (c *pgConn) exec(ctx context.Context, sql string, args []any) (int64, error) {
	if len(args) == 0 && !isDML(sql) {
		return 0, c.script(ctx, sql)
	}
	st, cached, err := c.statement(ctx, sql)
	if err != nil {
		return 0, err
	}
	res, err := c.send(ctx, st, sql, args)
	if err != nil {
		return 0, err
	}
	tag, err := res.Close()
	if err != nil {
		return 0, c.stale(err, cached)
	}
	c.taint(ctx)
	return tag.RowsAffected(), nil
}

// script runs statements by the simple protocol.
func (c *pgConn) script(ctx context.Context, sql string) error {
	err := c.conn.Exec(ctx, c.backend.opt.commented(ctx, sql)).Close()
	if err == nil {
		c.taint(ctx)
	}
	return err
}

func (d *DB) pgScript(ctx context.Context, sql string) error {
	ctx, cancel := d.pg.limit(ctx)
	defer cancel.call()
	c, _, err := d.pg.pool.acquire(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	err = c.script(ctx, sql)
	if err != nil {
		err = d.pg.pgError(ctx, err, time.Since(start))
	}
	d.pg.giveBack(c, err)
	return err
}

// cancelFunc is a context's cancel function, or nil.
type cancelFunc context.CancelFunc

func (f cancelFunc) call() {
	if f != nil {
		f()
	}
}

// limit gives a context the statement timeout where the session has none: behind a transaction pooler.
func (b *pgBackend) limit(ctx context.Context) (context.Context, cancelFunc) {
	if !b.opt.TransactionPooler || b.opt.StatementTimeout < 0 {
		return ctx, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, b.opt.StatementTimeout, errStatementTimeout)
	return ctx, cancelFunc(cancel)
}

// limitOutside is limit for a held connection: inside a transaction the limit came with BEGIN.
func (b *pgBackend) limitOutside(ctx context.Context, depth int) (context.Context, cancelFunc) {
	if depth > 0 {
		return ctx, nil
	}
	return b.limit(ctx)
}

// giveBack returns a connection after a statement that may have failed. A connection whose statement was cancelled while
// it ended by itself is not used again, since the request to cancel may come late.
func (b *pgBackend) giveBack(c *pgConn, err error) {
	if err != nil && CodeOf(err) == Canceled && !wasCancelledByServer(err) {
		c.tainted = true
	}
	if c.conn.IsClosed() {
		b.pool.distrust()
	}
	b.pool.release(c)
}
