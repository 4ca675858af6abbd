package db

import (
	"context"
	"time"
)

// DB is one database: its connections, its dialect and its limits. It is safe for use by many goroutines.
type DB struct {
	url     string // with the password masked
	name    string
	opt     Options
	dialect *Dialect
	pg      *pgBackend   // exactly one of the two is set
	lite    *liteBackend //
	locks   lockTable    // Lock on a database in memory
}

// URL is the address that was opened, with the password masked.
func (d *DB) URL() string { return d.url }

// Name is the database's name: PostgreSQL's, or the file without its folder, or ":memory:".
func (d *DB) Name() string { return d.name }

// Dialect says how the database wants its SQL. It must not be changed.
func (d *DB) Dialect() *Dialect { return d.dialect }

// Stats tells how the connections are used.
func (d *DB) Stats() Stats {
	if d.pg != nil {
		return d.pg.pool.stats()
	}
	return d.lite.stats()
}

// Ping asks the database for a sign of life on one connection.
func (d *DB) Ping(ctx context.Context) error {
	if d.pg != nil {
		return d.pg.ping(ctx)
	}
	return d.lite.ping(ctx)
}

// closeTimeout is how long Close waits for statements and transactions to end.
const closeTimeout = 15 * time.Second

// Close waits up to 15 seconds until all connections are free and closes them. Statements that come later fail with
// [ErrConnection]. A second Close does nothing.
func (d *DB) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if d.pg != nil {
		return d.pg.pool.close(ctx)
	}
	return d.lite.close(ctx)
}

// Query runs a statement that reads and returns its rows. On SQLite it may run beside a writer and sees the state at its
// start; a statement that writes belongs to [DB.Write]. A query that never reached the server, because its connection
// had died, is sent once more on a new one.
func (d *DB) Query(ctx context.Context, sql string, args ...any) (*Rows, error) {
	return d.query(ctx, sql, args, true)
}

// Write runs a statement that writes and returns rows: INSERT … RETURNING. The write is complete when Write returns
// without an error.
func (d *DB) Write(ctx context.Context, sql string, args ...any) (*Rows, error) {
	return d.query(ctx, sql, args, false)
}

func (d *DB) query(ctx context.Context, sql string, args []any, read bool) (*Rows, error) {
	s := scopeOf(ctx)
	b, err := s.blockFor(d)
	if err != nil {
		return nil, err
	}
	r := newRows(b)
	r.db, r.ctx, r.block, r.closed = d, ctx, b, false
	sql = d.begin(ctx, &r.trace, s, sql)
	switch {
	case b != nil:
		err = b.query(r, sql, args)
	case d.pg != nil:
		err = d.pgQuery(r, sql, args, read)
	default:
		err = d.liteQuery(r, sql, args, read)
	}
	if err != nil {
		d.endTrace(ctx, &r.trace, 0, err)
		return nil, err
	}
	return r, nil
}

// Exec runs a statement without rows and returns the number of rows it inserted, changed or deleted.
func (d *DB) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	s := scopeOf(ctx)
	b, err := s.blockFor(d)
	if err != nil {
		return 0, err
	}
	var t trace
	sql = d.begin(ctx, &t, s, sql)
	var n int64
	switch {
	case b != nil:
		n, err = b.exec(ctx, sql, args)
	case d.pg != nil:
		n, err = d.pgExec(ctx, sql, args)
	default:
		n, err = d.liteExec(ctx, sql, args)
	}
	d.endTrace(ctx, &t, n, err)
	return n, err
}

// ExecScript runs several statements, separated by semicolons, without arguments. Outside a transaction PostgreSQL runs
// them as one transaction and SQLite one after the other.
func (d *DB) ExecScript(ctx context.Context, sql string) error {
	s := scopeOf(ctx)
	b, err := s.blockFor(d)
	if err != nil {
		return err
	}
	var t trace
	sql = d.begin(ctx, &t, s, sql)
	switch {
	case b != nil:
		err = b.script(ctx, sql)
	case d.pg != nil:
		err = d.pgScript(ctx, sql)
	default:
		err = d.liteScript(ctx, sql)
	}
	d.endTrace(ctx, &t, 0, err)
	return err
}
