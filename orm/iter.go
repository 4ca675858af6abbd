package orm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"

	"github.com/musette-go/musette/db"
)

// Iter streams the rows in chunks of that many, in constant memory: through a server-side cursor on PostgreSQL, row by row
// on SQLite. Other statements may run inside the loop. Prefetches run once for each chunk; 0 means 2,000 rows, as in
// Django. After an error the loop ends.
//
//	for p, err := range Products.OrderBy(Products.ID.Asc()).Iter(ctx, 500) { … }
//
//go:noinline
func (q *Query[P]) Iter(ctx context.Context, chunk int) iter.Seq2[P, error] {
	c := core(*q)
	return func(yield func(P, error) bool) {
		var none P
		err := c.stream(ctx, chunk, func(x any) bool { return yield(x.(P), nil) })
		if err != nil {
			yield(none, err)
		}
	}
}

const defaultChunk = 2000

// stream reads the query in chunks and gives the rows to yield until it returns false.
func (q *core) stream(ctx context.Context, chunk int, yield func(x any) bool) error {
	if chunk < 0 {
		return fmt.Errorf("orm: Iter on %s with a chunk of %d rows: expected 0 (2,000 rows) or more", q.d.Label(), chunk)
	}
	if chunk == 0 {
		chunk = defaultChunk
	}
	d, err := q.database(ctx)
	if err != nil || q.none {
		return err
	}
	if err := q.lock.check(ctx, d); err != nil {
		return err
	}
	if d.Dialect().Features.Cursors && db.InTransaction(ctx) {
		return q.streamCursor(ctx, d, chunk, yield)
	}
	if d.Dialect().Features.Cursors {
		return d.Atomic(ctx, db.TxOptions{ReadOnly: true}, func(tx context.Context) error {
			return q.streamCursor(tx, d, chunk, yield)
		})
	}
	return q.streamRows(ctx, chunk, yield)
}

// streamRows reads one open result, for databases whose connections can run other statements meanwhile.
func (q *core) streamRows(ctx context.Context, chunk int, yield func(x any) bool) error {
	stopped := false
	var rows []any
	flush := func() error {
		if err := q.load(ctx, rows); err != nil {
			return err
		}
		for _, x := range rows {
			if !yield(x) {
				stopped = true
				return errStop
			}
		}
		rows = rows[:0]
		return nil
	}
	err := q.each(ctx, func(x any) error {
		if rows = append(rows, x); len(rows) < chunk {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if stopped {
		return nil
	}
	return err
}

type stopError struct{}

func (stopError) Error() string { return "orm: the loop ended" }

var errStop error = stopError{}

// cursors numbers cursors, for two may be open in one transaction.
var cursors atomic.Uint64

// streamCursor reads through a cursor. The transaction's connection is free between two chunks.
func (q *core) streamCursor(ctx context.Context, d *db.DB, chunk int, yield func(x any) bool) error {
	sql, args, err := q.compile(d, kSelect, nil)
	if err != nil {
		return err
	}
	name := quote(fmt.Sprintf("musette_%d", cursors.Add(1)))
	if _, err := d.Exec(ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+sql, args...); err != nil {
		return q.d.dbError(err)
	}
	fetch := fmt.Sprintf("FETCH %d FROM %s", chunk, name)
	for {
		rows, err := q.fetchChunk(ctx, d, fetch, chunk)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if !yield(x) {
				return q.closeCursor(ctx, d, name)
			}
		}
		if len(rows) < chunk {
			return q.closeCursor(ctx, d, name)
		}
	}
}

// closeCursor ends a cursor before the transaction does. When the loop's own statement failed there is none any more.
func (q *core) closeCursor(ctx context.Context, d *db.DB, name string) error {
	_, err := d.Exec(ctx, "CLOSE "+name)
	if errors.Is(err, db.ErrTxAborted) {
		return nil
	}
	return err
}

func (q *core) fetchChunk(ctx context.Context, d *db.DB, fetch string, chunk int) ([]any, error) {
	got, err := d.Query(ctx, fetch)
	if err != nil {
		return nil, q.d.dbError(err)
	}
	defer got.Close()
	r := newReader(q, got, min(chunk, 64))
	out := make([]any, 0, min(chunk, 4096))
	for got.Next() {
		x := r.read(q)
		if got.Row.Err() != nil {
			break
		}
		out = append(out, x)
	}
	if err := got.Err(); err != nil {
		return nil, q.d.dbError(err)
	}
	return out, q.load(ctx, out)
}
