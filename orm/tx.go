package orm

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/db"
)

// With returns a context in which queries run on d. The site, the worker, the commands and the test kit do it for you.
func With(ctx context.Context, d *db.DB) context.Context { return db.With(ctx, d) }

// Atomic runs fn in a transaction of ctx's database: it commits when fn returns nil, and rolls back when fn returns an
// error or panics. Called inside a transaction it makes a savepoint, so that an error undoes the inner part only. Queries
// take part through the ctx that fn is given.
func Atomic(ctx context.Context, fn func(ctx context.Context) error) error {
	return AtomicWith(ctx, db.TxOptions{}, fn)
}

// AtomicWith is Atomic with an isolation level, read-only, durable, or with retries.
func AtomicWith(ctx context.Context, opt db.TxOptions, fn func(ctx context.Context) error) error {
	d, err := db.From(ctx)
	if err != nil {
		return err
	}
	return d.Atomic(ctx, opt, fn)
}

// OnCommit runs fn after the transaction in ctx has committed; fn's ctx is outside the transaction. When the transaction,
// or the inner block that asked, is rolled back, fn never runs. Outside a transaction it runs at once.
func OnCommit(ctx context.Context, fn func(ctx context.Context)) { db.OnCommit(ctx, fn) }

// lock is what ForUpdate asks for.
type lock struct {
	strength lockStrength
	wait     lockWait
}

type lockStrength uint8

const (
	lockUpdate lockStrength = iota + 1
	lockShare
)

type lockWait uint8

const (
	lockNoWait lockWait = iota + 1
	lockSkip
)

// LockOption changes how ForUpdate locks.
type LockOption uint8

// The options of ForUpdate.
const (
	NoWait     LockOption = iota // fail at once with db.ErrLockNotAvailable when another transaction holds a row
	SkipLocked                   // leave out rows that another transaction holds
	Share                        // FOR SHARE: others may read and lock for sharing, not write
)

// ErrNoTransaction is what a locking query returns outside a transaction, where its locks would be gone at once.
var ErrNoTransaction = errors.New("orm: ForUpdate outside a transaction: run it inside orm.Atomic")

// ForUpdate locks the rows until the transaction ends: SELECT … FOR UPDATE. Rows of joined models are not locked. On SQLite
// a transaction that writes is alone anyway, so it changes nothing there. It is an error outside a transaction.
//
//go:noinline
func (q *Query[P]) ForUpdate(opts ...LockOption) *Query[P] {
	c := core(*q)
	c.lock.strength = lockUpdate
	for _, o := range opts {
		switch o {
		case NoWait:
			c.lock.wait = lockNoWait
		case SkipLocked:
			c.lock.wait = lockSkip
		case Share:
			c.lock.strength = lockShare
		}
	}
	return (*Query[P])(&c)
}

func (l *lock) check(ctx context.Context, d *db.DB) error {
	if l.strength == 0 || db.InTransaction(ctx) {
		return nil
	}
	return fmt.Errorf("%w (on %s)", ErrNoTransaction, d.Dialect().Name)
}

func (l *lock) write(b *builder, d *Descriptor) {
	if l.strength == 0 || !b.ft.RowLocks {
		return
	}
	b.s([]string{" FOR UPDATE OF ", " FOR SHARE OF "}[l.strength-lockUpdate])
	b.s(quote(d.table()))
	switch l.wait {
	case lockNoWait:
		b.s(" NOWAIT")
	case lockSkip:
		b.s(" SKIP LOCKED")
	}
}
