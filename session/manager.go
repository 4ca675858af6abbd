package session

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Manager gives requests their sessions. It is safe for many goroutines.
type Manager struct {
	opt   Options
	store store
}

// New returns the manager of the sessions that d keeps. The error names all options that are wrong.
func New(d Driver, o Options) (*Manager, error) {
	opt, err := o.withDefaults()
	if d == nil {
		err = errors.Join(err, errors.New("session: New needs a driver: session.Memory() or one of dbsession"))
	}
	if err != nil {
		return nil, err
	}
	return &Manager{opt: opt, store: server{d, opt.PlainKeys}}, nil
}

// Middleware gives every request a [Session], for [From] and [Key]. Nothing is loaded before somebody asks; what was changed is
// saved just before the answer's header is sent, unless its status is 500 or above. It belongs inside [web.Cookies].
func (m *Manager) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{Context: r.Context()}
		r = r.WithContext(req)
		req.session.m, req.session.r = m, r
		req.writer = writer{ResponseWriter: w, session: &req.session}
		next.ServeHTTP(&req.writer, r)
		req.writer.end()
	})
}

// End ends sessions by their [Session.StoreKey], for somebody who signs out elsewhere. Those that are not there are no error. Sessions that
// are kept in cookies cannot be ended: the error says so.
func (m *Manager) End(ctx context.Context, storeKeys ...string) error {
	if len(storeKeys) == 0 {
		return nil
	}
	return m.store.end(ctx, storeKeys)
}

// IdleAge is for how long sessions live without being used, where [Session.SetExpiry] has said nothing else.
func (m *Manager) IdleAge() time.Duration { return m.opt.IdleAge }

// expires is when a session ends that is used now: after its idle age or at a time of its own, and at its limit if that comes before.
func (m *Manager) expires(rec *Record) time.Time {
	at, fixed := fixedExpiry(rec)
	if !fixed {
		at = m.opt.Now().Add(m.idleAge(rec))
	}
	if limit, ok := m.limit(rec); ok && limit.Before(at) {
		return limit
	}
	return at
}

// limit is when a session ends however much it is used.
func (m *Manager) limit(rec *Record) (time.Time, bool) {
	if m.opt.AbsoluteAge < 0 || rec.Created.IsZero() {
		return time.Time{}, false
	}
	return rec.Created.Add(m.opt.AbsoluteAge), true
}

// alive reports whether a session has not ended by one of its ages.
func (m *Manager) alive(rec *Record) bool {
	now := m.opt.Now()
	limit, limited := m.limit(rec)
	return now.Before(rec.Expires) && !(limited && !now.Before(limit))
}

// request is the context of a request: it carries the session, and with it one allocation makes all that a request needs.
type request struct {
	context.Context
	session Session
	writer  writer
}

// ManagerFrom returns the manager of the request's session, or nil when [Manager.Middleware] does not stand around it.
func ManagerFrom(ctx context.Context) *Manager {
	if s := From(ctx); s != nil {
		return s.m
	}
	return nil
}

type contextKey struct{}

// Value implements context.Context.
func (r *request) Value(key any) any {
	if key == (contextKey{}) {
		return &r.session
	}
	return r.Context.Value(key)
}

// From returns the session of the request, or nil when [Manager.Middleware] does not stand around it. The methods of a nil session
// fail with [ErrNoSession].
func From(ctx context.Context) *Session {
	s, _ := ctx.Value(contextKey{}).(*Session)
	return s
}
