package db

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Isolation is how much a transaction sees of others that run at the same time. On SQLite every transaction is
// serializable.
type Isolation uint8

// The isolation levels.
const (
	Default        Isolation = iota // the database's own: read committed on PostgreSQL
	RepeatableRead                  // every statement sees the state at the first one's beginning
	Serializable                    // as if the transactions ran one after the other
)

// TxOptions configures [DB.Atomic]. Isolation, ReadOnly and Retries count for the outermost transaction only.
type TxOptions struct {
	// Isolation is the isolation level. Defaults to the database's own.
	Isolation Isolation

	// ReadOnly refuses writes; on SQLite such a transaction does not wait for the writer. Defaults to false.
	ReadOnly bool

	// Durable says that the transaction's end must be a real COMMIT: inside another transaction on the same database it
	// is refused with [ErrNestedDurable]. Defaults to false.
	Durable bool

	// Retries is how many times the function is run again after a serialization failure or a deadlock, with a short
	// random wait before each. The function must not have effects outside the database. Defaults to 0.
	Retries int
}

// Atomic runs fn in a transaction: all of what it does in the database happens, or nothing. Statements belong to the
// transaction when they use the context that fn is given.
//
// The transaction commits when fn returns nil and rolls back when fn returns an error, panics or ends its goroutine, when
// the context is done, and when a statement failed that PostgreSQL does not let stand. A panic goes on after the
// rollback.
//
// Inside a transaction on the same database Atomic makes a savepoint: a failure undoes the inner block only, and the
// outer one goes on.
//
// Results that fn left open are closed. A transaction's context must not be used by two goroutines at the same time
// ([ErrTxBusy]) nor after the end ([ErrTxDone]).
func (d *DB) Atomic(ctx context.Context, opt TxOptions, fn func(ctx context.Context) error) error {
	outer, err := scopeOf(ctx).ownBlock(d)
	if err != nil {
		return err
	}
	if outer != nil && outer.held.depth > 0 && !outer.sandbox {
		if opt.Durable {
			return &TxError{Reason: ErrNestedDurable}
		}
		return d.nested(ctx, outer, fn)
	}
	for attempt := 0; ; attempt++ {
		err := d.outermost(ctx, outer, opt, fn)
		if err == nil || attempt >= opt.Retries || !mayRunAgain(err) {
			return err
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// ownBlock returns the innermost block of d in the scope, or nil; blocks of other databases do not matter.
func (s *scope) ownBlock(d *DB) (*block, error) {
	if s == nil {
		return nil, nil
	}
	for b := s.tx; b != nil; b = b.outer {
		if b.held.db == d {
			if b.done.Load() {
				return nil, &TxError{Reason: ErrTxDone}
			}
			return b, nil
		}
	}
	return nil, nil
}

// mayRunAgain reports whether a transaction failed only because of others.
func mayRunAgain(err error) bool {
	return errors.Is(err, ErrSerialization) || errors.Is(err, ErrDeadlock)
}

// pause waits before the next attempt: at most 5 ms, then twice as long each time, up to half a second.
func pause(ctx context.Context, attempt int) error {
	longest := 5 * time.Millisecond << min(attempt, 7)
	timer := time.NewTimer(rand.N(min(longest, 500*time.Millisecond)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return canceled(ctx)
	}
}

// outermost runs fn between BEGIN and COMMIT, on the pinned connection if there is one, and then the hooks.
func (d *DB) outermost(ctx context.Context, pinned *block, opt TxOptions, fn func(context.Context) error) error {
	hooks, err := d.transact(ctx, pinned, opt, fn)
	if err != nil {
		return err
	}
	runHooks(ctx, hooks)
	return nil
}

// transact is outermost without running the hooks: they need the connection to be free.
func (d *DB) transact(ctx context.Context, pinned *block, opt TxOptions, fn func(context.Context) error) ([]func(context.Context), error) {
	if pinned != nil && pinned.sandbox {
		return d.inSandbox(ctx, pinned, fn)
	}
	h, giveBack, err := d.beginOn(ctx, pinned, opt)
	if err != nil {
		return nil, err
	}
	defer giveBack()
	b := &block{held: h, transaction: true}
	if err := b.run(ctx, fn); err != nil {
		return nil, err
	}
	return h.takeHooks(), nil
}

// nested runs fn between SAVEPOINT and RELEASE.
func (d *DB) nested(ctx context.Context, outer *block, fn func(context.Context) error) error {
	if err := outer.enter(); err != nil {
		return err
	}
	h := outer.held
	err := h.savepoint(ctx)
	b := &block{held: h, transaction: true, mark: len(h.hooks)}
	h.mu.Unlock()
	if err != nil {
		return err
	}
	return b.run(ctx, fn)
}

// run calls fn and ends the block as fn's outcome demands, also when fn panics or ends its goroutine.
func (b *block) run(ctx context.Context, fn func(context.Context) error) (err error) {
	returned := false
	defer func() {
		if !returned {
			_ = b.end(ctx, false)
		}
	}()
	err = fn(withScope(ctx, func(s *scope) { b.outer, s.tx = s.tx, b }))
	returned = true
	if err != nil {
		_ = b.end(ctx, false)
		return err
	}
	return b.end(ctx, true)
}

// end commits or rolls the block back. When it cannot commit it rolls back and says why.
func (b *block) end(ctx context.Context, keep bool) error {
	b.done.Store(true)
	h := b.held
	busy := !h.mu.TryLock()
	if busy { // another goroutine still runs a statement: wait for it, its own limits hold
		h.mu.Lock()
	}
	defer h.mu.Unlock()
	h.closeRows()
	err := b.mayKeep(ctx, keep, busy)
	if err == nil && keep {
		err = h.commit()
	}
	if err == nil && keep {
		b.state.Store(blockKept)
		return nil
	}
	h.rollback()
	h.dropHooks(b.mark)
	b.state.Store(blockDropped)
	return err
}

// mayKeep returns why the block cannot be committed although fn succeeded.
func (b *block) mayKeep(ctx context.Context, keep, busy bool) error {
	switch {
	case !keep:
		return nil
	case busy:
		return &TxError{Reason: ErrTxBusy}
	case b.held.failed != nil:
		return &TxError{Reason: ErrTxAborted, First: b.held.failed}
	case ctx.Err() != nil:
		return canceled(ctx)
	}
	return nil
}

// InTransaction reports whether the context belongs to a transaction that is open, on whichever database.
func InTransaction(ctx context.Context) bool {
	return openTransaction(ctx) != nil
}

// openTransaction returns the innermost open transaction of the context, or nil.
func openTransaction(ctx context.Context) *block {
	s := scopeOf(ctx)
	if s == nil {
		return nil
	}
	for b := s.tx; b != nil; b = b.outer {
		if b.transaction && !b.done.Load() {
			return b
		}
	}
	return nil
}
