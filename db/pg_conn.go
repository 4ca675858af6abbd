package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgConn is one connection to PostgreSQL with its prepared statements.
type pgConn struct {
	pooled
	backend *pgBackend
	conn    *pgconn.PgConn
	cache   lru[*pgStmt]
	names   int // statements prepared so far, for their names
	enc     encoder
	tainted bool // a cancel request may still be on its way
}

func (b *pgBackend) connect(ctx context.Context) (*pgConn, error) {
	conn, err := pgconn.ConnectConfig(ctx, b.config)
	if err != nil {
		return nil, b.pgError(ctx, err, 0)
	}
	c := &pgConn{backend: b, conn: conn}
	c.cache.max = b.opt.StatementCache
	return c, nil
}

func (c *pgConn) meta() *pooled { return &c.pooled }

// healthy reports whether the next one may have the connection: open, outside a transaction, with nothing on its way.
func (c *pgConn) healthy() bool {
	return !c.tainted && !c.conn.IsClosed() && !c.conn.IsBusy() && c.conn.TxStatus() == 'I'
}

// alive looks whether the server has closed the connection. Where the socket cannot tell, the server is asked.
func (c *pgConn) alive(ctx context.Context) error {
	if c.conn.IsClosed() {
		return pgconn.ErrConnClosed
	}
	switch socketState(c.conn.Conn()) {
	case socketQuiet:
		if time.Since(c.checked) < time.Minute && !c.backend.pool.distrusted(c) {
			return nil
		}
	case socketClosed:
		return pgconn.ErrConnClosed
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return c.conn.Ping(ctx)
}

// destroy closes the connection without waiting for the server.
func (c *pgConn) destroy() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.conn.Close(ctx)
}

// cancelGrace is how long a cancelled statement may take to end before its connection is given up.
const cancelGrace = 5 * time.Second

// canceller ends a statement whose context is done: it asks the server to cancel it, and gives the connection up when
// the server does not answer in time.
type canceller struct{ conn *pgconn.PgConn }

func (h *canceller) HandleCancel(context.Context) {
	deadline := time.Now().Add(cancelGrace)
	_ = h.conn.Conn().SetDeadline(deadline)
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	_ = h.conn.CancelRequest(ctx) // when it fails, the deadline remains
}

func (h *canceller) HandleUnwatchAfterCancel() { _ = h.conn.Conn().SetDeadline(time.Time{}) }
