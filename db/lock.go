package db

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/musette-go/musette/schema"
	"github.com/ncruces/go-sqlite3"
)

// Lock waits until nobody else, in this process or another, holds the lock of that name on this database, and takes it.
// unlock gives it back; more than one call does no harm. The lock is also free when the holder's process or connection
// dies. It does not guard the data by itself: it is for work that one process at a time may do, such as migrations.
//
// PostgreSQL holds it as an advisory lock on a connection of its own, outside the pool. On an SQLite file it is a lock on
// the file <database>.<name>.lock, which stays behind; in memory it holds within this [DB] only.
func (d *DB) Lock(ctx context.Context, name string) (unlock func(), err error) {
	switch {
	case d.pg != nil:
		unlock, err = d.pg.lock(ctx, name)
	case d.lite.memory:
		unlock, err = d.locks.lock(ctx, name)
	default:
		unlock, err = d.lite.lock(ctx, name)
	}
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(unlock), nil
}

// lockKey is the number of an advisory lock.
func lockKey(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte("musette:" + name))
	return int64(h.Sum64())
}

func (b *pgBackend) lock(ctx context.Context, name string) (func(), error) {
	conn, err := pgconn.ConnectConfig(ctx, b.config)
	if err != nil {
		return nil, b.pgError(ctx, err, 0)
	}
	// In a transaction, so that a pooler in transaction mode keeps the server connection for it.
	sql := "begin; set local statement_timeout = 0; set local lock_timeout = 0; " +
		"set local idle_in_transaction_session_timeout = 0; select pg_advisory_xact_lock(" +
		formatInt(lockKey(name)) + ")"
	if err := conn.Exec(ctx, sql).Close(); err != nil {
		closeConn(conn)
		return nil, b.pgError(ctx, err, 0)
	}
	return func() { closeConn(conn) }, nil
}

// closeConn ends a connection and with it its transaction and locks. It waits for the server to confirm the end of the
// transaction, so that the next one who asks gets the lock.
func closeConn(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if !conn.IsClosed() {
		_ = conn.Exec(ctx, "rollback").Close()
	}
	_ = conn.Close(ctx)
}

// lockFile is the file whose lock stands for a name.
func (b *liteBackend) lockFile(name string) string {
	for i := range len(name) {
		if c := name[i]; c != '.' && c != '-' && !schema.ValidName("_"+string(rune(c))) {
			name = "x" + formatInt(lockKey(name)&0x7fffffffffffffff)
			break
		}
	}
	return b.path + "." + name + ".lock"
}

func (b *liteBackend) lock(ctx context.Context, name string) (func(), error) {
	uri := fileURI(b.lockFile(name))
	conn, err := sqlite3.OpenFlags(uri, sqlite3.OPEN_READWRITE|sqlite3.OPEN_CREATE|sqlite3.OPEN_URI)
	if err != nil {
		return nil, liteError(ctx, nil, err)
	}
	conn.SetInterrupt(ctx)
	err = conn.BusyTimeout(lockPatience)
	for err == nil {
		if err = conn.Exec("BEGIN EXCLUSIVE"); !errors.Is(err, sqlite3.BUSY) || ctx.Err() != nil {
			break
		}
		err = nil
	}
	if err != nil {
		conn.SetInterrupt(context.Background())
		_ = conn.Close()
		if ctx.Err() != nil {
			return nil, canceled(ctx)
		}
		return nil, liteError(ctx, nil, err)
	}
	return func() {
		conn.SetInterrupt(context.Background())
		_ = conn.Exec("ROLLBACK")
		_ = conn.Close()
	}, nil
}

// lockPatience is how long SQLite waits for a lock before it is asked again.
const lockPatience = time.Hour

// lockTable holds the locks of a database in memory.
type lockTable struct {
	mu    sync.Mutex
	locks map[string]chan struct{}
}

func (t *lockTable) lock(ctx context.Context, name string) (func(), error) {
	t.mu.Lock()
	if t.locks == nil {
		t.locks = make(map[string]chan struct{})
	}
	ch := t.locks[name]
	if ch == nil {
		ch = make(chan struct{}, 1)
		t.locks[name] = ch
	}
	t.mu.Unlock()
	select {
	case ch <- struct{}{}:
		return func() { <-ch }, nil
	case <-ctx.Done():
		return nil, canceled(ctx)
	}
}
