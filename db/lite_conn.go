package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// liteConn is one connection to SQLite with its prepared statements.
type liteConn struct {
	pooled
	backend *liteBackend
	conn    *sqlite3.Conn
	cache   lru[*liteStmt]
	limits  liteLimits
	buf     []byte // for texts that are put together
	broken  bool
}

func (b *liteBackend) connect(ctx context.Context, writer bool) (*liteConn, error) {
	flags := sqlite3.OPEN_READWRITE | sqlite3.OPEN_URI
	if writer || b.memory {
		flags |= sqlite3.OPEN_CREATE
	}
	conn, err := sqlite3.OpenFlags(b.uri, flags)
	if err != nil {
		return nil, liteError(ctx, nil, err)
	}
	c := &liteConn{backend: b, conn: conn}
	c.cache.max = b.opt.StatementCache
	c.limits.timeout = b.opt.StatementTimeout
	c.limits.begin(ctx)
	conn.SetInterrupt(&c.limits)
	if err := c.setUp(writer); err != nil {
		_ = conn.Close()
		return nil, liteError(ctx, c, err)
	}
	return c, nil
}

// setUp makes the settings of a connection and registers the functions.
func (c *liteConn) setUp(writer bool) error {
	if err := c.conn.BusyTimeout(c.backend.busyTimeout()); err != nil {
		return err
	}
	var sql string
	switch {
	case c.backend.memory && writer:
	case c.backend.memory:
		sql = "PRAGMA query_only=on;"
	case writer:
		if err := c.writeAhead(); err != nil {
			return err
		}
		sql = "PRAGMA journal_size_limit=67108864;"
	default:
		sql = "PRAGMA query_only=on;"
	}
	sql += "PRAGMA synchronous=normal; PRAGMA foreign_keys=on; PRAGMA temp_store=memory; PRAGMA recursive_triggers=on"
	if err := c.conn.Exec(sql); err != nil {
		return err
	}
	if writer && !c.backend.memory {
		if readOnly, ok := c.conn.ReadOnly("main"); ok && readOnly {
			return fmt.Errorf("the file cannot be written to")
		}
	}
	return registerFunctions(c.conn)
}

// writeAhead switches the file to its journal, or waits until another process has done so. SQLite does not wait by itself
// here: two that read the file and both want to change its journal would wait for each other.
func (c *liteConn) writeAhead() error {
	retry := time.NewTicker(time.Millisecond)
	defer retry.Stop()
	for deadline := time.Now().Add(c.backend.busyTimeout()); ; {
		err := c.conn.Exec("PRAGMA journal_mode=wal")
		if !errors.Is(err, sqlite3.BUSY) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-retry.C:
		case <-c.limits.Done():
			return err
		}
	}
}

func (c *liteConn) meta() *pooled { return &c.pooled }

// healthy reports whether the connection is outside a transaction.
func (c *liteConn) healthy() bool { return !c.broken && c.conn.GetAutocommit() }

func (c *liteConn) alive(context.Context) error { return nil }

func (c *liteConn) destroy() {
	c.cache.clear(func(st *liteStmt) { _ = st.stmt.Close() })
	for st := range c.conn.Stmts() { // none, unless a statement was left open
		defer func() { _ = st.Close() }()
	}
	c.limits.begin(context.Background())
	defer func() { _ = c.conn.Close() }()
}

func (c *liteConn) autocommit() bool { return c.conn.GetAutocommit() }

// liteLimits is the context by which SQLite notices that it should stop: the statement's context is done, or one step
// took longer than the statement timeout. SQLite asks about every thousand instructions; the clock is read at every
// sixteenth question, so that it costs nothing worth measuring.
type liteLimits struct {
	context.Context
	timeout  time.Duration
	asked    uint32
	deadline time.Time
	expired  bool
}

// begin starts a step under the context.
func (l *liteLimits) begin(ctx context.Context) {
	l.Context, l.asked, l.expired = ctx, 0, false
}

// Err is what SQLite asks.
func (l *liteLimits) Err() error {
	if err := l.Context.Err(); err != nil {
		return err
	}
	if l.expired {
		return context.DeadlineExceeded
	}
	if l.asked++; l.asked%16 != 0 || l.timeout < 0 {
		return nil
	}
	now := time.Now()
	if l.asked == 16 {
		l.deadline = now.Add(l.timeout)
	}
	if now.After(l.deadline) {
		l.expired = true
		return context.DeadlineExceeded
	}
	return nil
}
