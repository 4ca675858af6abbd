package db

import (
	"context"

	"github.com/ncruces/go-sqlite3"
)

// liteQuery runs a query on a reader, or on the writer when it writes; the rows hold the connection.
func (d *DB) liteQuery(r *Rows, sql string, args []any, read bool) error {
	p := d.lite.writer
	if read {
		p = d.lite.readers
	}
	c, _, err := p.acquire(r.ctx)
	if err != nil {
		return err
	}
	if err := c.query(r, sql, args); err != nil {
		p.release(c)
		return err
	}
	r.pool = p
	if !r.ready {
		r.finish()
	}
	return nil
}

func (h *held) liteQuery(r *Rows, sql string, args []any) error {
	if err := h.lite.query(r, sql, args); err != nil {
		h.note(err)
		return err
	}
	h.add(r)
	if !r.ready {
		r.finish()
		return nil
	}
	r.keepRow()
	return nil
}

// query starts a query and reads its first row, so that errors show here. A statement that writes is carried out to its
// end before its first row comes, as SQLite does.
func (c *liteConn) query(r *Rows, sql string, args []any) error {
	c.limits.begin(r.ctx)
	st, err := c.prepare(r.ctx, sql, args)
	if err != nil {
		return err
	}
	if st.stmt.Step() {
		r.ready, r.count = true, 1
	} else if err := st.stmt.Err(); err != nil {
		err = liteError(r.ctx, c, err)
		c.done(st)
		return err
	}
	if st.stmt.Status(sqlite3.STMTSTATUS_REPREPARE, false) != st.redone {
		st.describe()
	}
	r.lite, r.prep, r.cols = c, st, st.cols
	r.stmt, r.first = st.stmt, true
	return nil
}

// prepare returns a statement with its arguments bound.
func (c *liteConn) prepare(ctx context.Context, sql string, args []any) (*liteStmt, error) {
	st, err := c.statement(sql)
	if err != nil {
		return nil, liteError(ctx, c, err)
	}
	if err := c.bind(st, args); err != nil {
		c.done(st)
		return nil, liteError(ctx, c, err)
	}
	return st, nil
}

// liteNext goes to the next row.
func (r *Rows) liteNext() bool {
	c := r.lite
	r.first = r.block != nil // a copy cannot convert, so its types are checked in each row
	c.limits.begin(r.ctx)
	if r.prep.stmt.Step() {
		return true
	}
	if err := r.prep.stmt.Err(); err != nil && r.fail == nil {
		r.fail = liteError(r.ctx, c, err)
	}
	return false
}

// liteRelease ends the statement and gives the connection back unless a transaction holds it.
func (r *Rows) liteRelease() {
	c := r.lite
	reads := r.prep.reads
	c.done(r.prep)
	r.lite, r.prep = nil, nil
	if r.block != nil {
		r.block.held.after(r, nil)
		return
	}
	if reads {
		r.pool.put(c, !c.broken) // one statement that only reads leaves no transaction open
		return
	}
	r.pool.release(c)
}

func (d *DB) liteExec(ctx context.Context, sql string, args []any) (int64, error) {
	c, _, err := d.lite.writer.acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer d.lite.writer.release(c)
	return c.exec(ctx, sql, args)
}

// exec runs a statement without rows.
func (c *liteConn) exec(ctx context.Context, sql string, args []any) (int64, error) {
	c.limits.begin(ctx)
	st, err := c.prepare(ctx, sql, args)
	if err != nil {
		return 0, err
	}
	err = st.stmt.Exec()
	var n int64
	if err != nil {
		err = liteError(ctx, c, err)
	} else if st.writes {
		n = c.conn.Changes()
	}
	c.done(st)
	return n, err
}

func (d *DB) liteScript(ctx context.Context, sql string) error {
	c, _, err := d.lite.writer.acquire(ctx)
	if err != nil {
		return err
	}
	defer d.lite.writer.release(c)
	return c.script(ctx, sql)
}

// script runs several statements.
func (c *liteConn) script(ctx context.Context, sql string) error {
	c.limits.begin(ctx)
	if err := safely(func() error { return c.conn.Exec(sql) }); err != nil {
		return liteError(ctx, c, err)
	}
	return nil
}
