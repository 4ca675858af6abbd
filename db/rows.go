package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Rows is the result of a query. Read it to the end or close it: until then it holds a connection.
//
//	rows, err := d.Query(ctx, "SELECT id, name FROM product WHERE price < $1", limit)
//	if err != nil { … }
//	defer rows.Close()
//	for rows.Next() {
//		id, name := rows.Int64(), rows.String()
//	}
//	if err := rows.Err(); err != nil { … }
type Rows struct {
	Row

	db      *DB
	ctx     context.Context
	fail    error // why the result ended early
	ready   bool  // the first row is there already
	closed  bool
	count   int64 // rows read
	cancel  cancelFunc
	stopped bool // the server was asked to stop, so its error is none
	trace   trace

	block      *block // the transaction or pinned connection it runs on, if any
	prev, next *Rows  // open results of the same held connection
	gone       bool   // the block has ended before the result
	own        []byte // PostgreSQL: the values of the current row

	pg   *pgConn
	res  *pgconn.ResultReader
	lite *liteConn
	prep *liteStmt
	pool *pool[*liteConn] // where lite goes back to
}

// Next goes to the next row. It returns false after the last one and after an error, which Err tells; then the
// connection is free again.
func (r *Rows) Next() bool {
	if r.closed {
		return false
	}
	if r.Row.err != nil {
		_ = r.Close()
		return false
	}
	r.index = 0
	if r.block != nil {
		return r.heldNext()
	}
	if r.ready {
		r.ready = false
		return true
	}
	if r.step() {
		return true
	}
	r.finish()
	return false
}

// step asks the database for the next row.
func (r *Rows) step() bool {
	var more bool
	if r.res != nil {
		more = r.pgNext()
	} else {
		more = r.liteNext()
	}
	if more {
		r.count++
	}
	return more
}

// Err returns the error that ended the result, or the first error of reading a value. Nil means that all rows were read
// or that Close came first.
func (r *Rows) Err() error {
	if r.fail != nil {
		return r.fail
	}
	return r.Row.err
}

// Close ends the result and gives the connection back. It may be called more than once and does nothing after Next
// returned false. The error is that of Err.
func (r *Rows) Close() error {
	if r.closed {
		return r.Err()
	}
	if r.block != nil {
		r.heldClose()
	} else {
		r.finish()
	}
	return r.Err()
}

// finish ends the result. The held connection, if any, is locked.
func (r *Rows) finish() {
	if err := r.release(); err != nil && r.fail == nil {
		r.fail = err
	}
	r.clear()
	r.db.endTrace(r.ctx, &r.trace, r.count, r.fail)
}

// release ends the statement, gives the connection back unless a context holds it, and returns the statement's error.
func (r *Rows) release() error {
	if r.pg != nil {
		return r.pgRelease()
	}
	if r.lite != nil {
		r.liteRelease()
	}
	return nil
}

// clear lets go of the current row.
func (r *Rows) clear() {
	r.closed = true
	r.vals, r.stmt, r.index = nil, nil, len(r.cols)
}

// Columns returns the names of the result's columns.
func (r *Rows) Columns() []string {
	names := make([]string, len(r.cols))
	for i := range r.cols {
		names[i] = r.cols[i].name
	}
	return names
}

// elapsed is the time since the statement was sent.
func (r *Rows) elapsed() time.Duration {
	if r.trace.start.IsZero() {
		return 0
	}
	return time.Since(r.trace.start)
}
