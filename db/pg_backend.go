package db

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// socketStatus is what a look at an idle connection's socket tells.
type socketStatus uint8

const (
	socketUnknown socketStatus = iota // something is waiting to be read, or the socket cannot tell
	socketQuiet                       // open, nothing to read
	socketClosed                      // the server is gone
)

// pgBackend is a PostgreSQL database.
type pgBackend struct {
	config *pgconn.Config
	opt    Options
	pool   *pool[*pgConn]

	unprepared bool // no statement stays in the session: a pooler would give it to others, or each has its own comment

	localSettings string // the limits as SET LOCAL, for transactions behind a transaction pooler

	mu        sync.Mutex
	described lru[*pgStmt] // of those that are not prepared: what the server said of each statement
}

// checkAfter is the idle time after which a connection is looked at before it is used again.
const checkAfter = 100 * time.Millisecond

func newPGBackend(config *pgconn.Config, opt Options) *pgBackend {
	b := &pgBackend{config: config, opt: opt, unprepared: opt.TransactionPooler || opt.Comment != nil}
	b.described.max = opt.StatementCache
	b.localSettings = "; set local TimeZone = 'UTC'"
	for _, p := range timeoutParams(opt) {
		b.localSettings += "; set local " + p.name + " = " + p.value
	}
	b.pool = newPool(poolOptions{
		max: opt.MaxConns, min: opt.MinConns, lifetime: opt.MaxConnLifetime, idleTime: opt.MaxConnIdleTime,
		acquireTimeout: opt.AcquireTimeout, checkAfter: checkAfter, checkPeriod: opt.HealthCheckPeriod,
		advice: findOrRaise,
	}, b.connect)
	return b
}

// distrusted reports whether another connection was found dead after this one was last known to work.
func (p *pool[C]) distrusted(c C) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return c.meta().checked.Before(p.suspect)
}

func (b *pgBackend) ping(ctx context.Context) error {
	c, _, err := b.pool.acquire(ctx)
	if err != nil {
		return err
	}
	defer b.pool.release(c)
	if err := c.conn.Ping(ctx); err != nil {
		return b.pgError(ctx, err, 0)
	}
	return nil
}
