package db

import "context"

// scopeKey is the only key under which this package keeps something in a context.
type scopeKey struct{}

// scope is what a context carries. It never changes: each derived context has its own.
type scope struct {
	db  *DB
	rec *Recorder
	tx  *block // the innermost transaction or pinned connection, linked to the outer ones

	capture func(hook func(context.Context)) // takes the hooks of OnCommit; nil for running them
}

// scopeOf returns the context's scope, or nil.
func scopeOf(ctx context.Context) *scope {
	s, _ := ctx.Value(scopeKey{}).(*scope)
	return s
}

// withScope derives a context whose scope is changed by edit.
func withScope(ctx context.Context, edit func(*scope)) context.Context {
	var next scope
	if s := scopeOf(ctx); s != nil {
		next = *s
	}
	edit(&next)
	return context.WithValue(ctx, scopeKey{}, &next)
}

// With returns a context whose database is d: [From] finds it there.
func With(ctx context.Context, d *DB) context.Context {
	return withScope(ctx, func(s *scope) { s.db = d })
}

// From returns the context's database. Without one the error is [ErrNoDatabase] and says who puts it there.
func From(ctx context.Context) (*DB, error) {
	if s := scopeOf(ctx); s != nil && s.db != nil {
		return s.db, nil
	}
	return nil, &TxError{Reason: ErrNoDatabase}
}

// Record returns a context under which r counts and records statements, in place of a recorder that was there.
func Record(ctx context.Context, r *Recorder) context.Context {
	return withScope(ctx, func(s *scope) { s.rec = r })
}

// blockFor returns the innermost block of the scope that belongs to d, or nil. A context with an open transaction on
// another database only is refused.
func (s *scope) blockFor(d *DB) (*block, error) {
	if s == nil || s.tx == nil {
		return nil, nil
	}
	foreign := false
	for b := s.tx; b != nil; b = b.outer {
		if b.held.db == d {
			return b, nil
		}
		if b.transaction && !b.done.Load() {
			foreign = true
		}
	}
	if foreign {
		return nil, &TxError{Reason: ErrForeignTx}
	}
	return nil, nil
}
