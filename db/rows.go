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
		r.Close()
		return false
	}
	r.index = 0
	if r.ready {
		r.ready = false
		r.count++
		return true
	}
	if r.block != nil && !r.reenter() {
		return false
	}
	var more bool
	if r.res != nil {
		more = r.pgNext()
	} else {
		more = r.liteNext()
	}
	if r.block != nil {
		r.block.held.mu.Unlock()
	}
	if more {
		r.count++
		return true
	}
	r.Close()
	return false
}

// reenter locks the held connection for one step of a result that is open on it.
func (r *Rows) reenter() bool {
	h := r.block.held
	if h.mu.TryLock() {
		return true
	}
	if r.fail == nil {
		r.fail = &TxError{Reason: ErrTxBusy}
	}
	return false
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
		r.block.held.mu.Lock()
		r.finish()
		r.block.held.mu.Unlock()
	} else {
		r.finish()
	}
	return r.Err()
}

// finish ends the result. The held connection, if any, is locked.
func (r *Rows) finish() {
	if r.closed {
		return
	}
	r.closed = true
	if r.pg != nil {
		r.pgFinish()
	} else if r.lite != nil {
		r.liteFinish()
	}
	r.vals, r.stmt, r.index = nil, nil, len(r.cols)
	r.db.endTrace(&r.trace, r.count, r.fail)
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
