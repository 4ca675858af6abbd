package session

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/musette-go/musette/problem"
)

// What can be wrong with the use of a session.
var (
	// ErrNoSession says that the request did not pass [Manager.Middleware].
	ErrNoSession = errors.New("session: this request has no session: put the middleware of a session.Manager around it")
	// ErrHeaderSent says that it is too late: the answer's header has been sent, and with it the cookie and what caches are told.
	ErrHeaderSent = errors.New("session: the answer's header has been sent: use the session before the first byte of the answer")
	// ErrEnded says that the session was ended elsewhere while the request ran, so that its changes are lost. It is a problem of
	// the kind Conflict.
	ErrEnded = problem.New(problem.Conflict, "Your session has ended in the meantime. Please load the page again.")
)

// Session is the session of a request. Its methods may be called on nil, when there is none, and by several goroutines.
type Session struct {
	m *Manager
	r *http.Request

	mu       sync.Mutex
	accessed bool
	loaded   bool
	sent     bool            // the header is on its way
	open     bool            // what was sent may be stored by caches, since nobody had looked at the session
	own      bool            // there is a session, or was when the request began
	token    string          // what the browser has, "" for none that is known here
	next     string          // the token to be, "" for the same
	rec      Record          // with what this request changed
	changes  map[string]bool // the names that this request set or deleted
	flushed  string          // a token that this request ended
	renamed  bool            // the token came in the old cookie
	local    []local         // what other packages keep for this request
}

// load finds the session of the request's cookie. The caller holds the lock.
func (s *Session) load(ctx context.Context) error {
	if s.sent && s.open && !s.accessed {
		return ErrHeaderSent
	}
	s.accessed = true
	if s.loaded {
		return nil
	}
	token, ok := s.m.opt.Cookie.Get(s.r)
	if !ok && s.m.opt.OldCookie.Name != "" && !s.sent {
		token, s.renamed = s.m.opt.OldCookie.Get(s.r)
		ok = s.renamed
	}
	if !ok {
		s.loaded = true
		return nil
	}
	rec, err := s.m.store.load(ctx, token)
	switch {
	case err == ErrNotFound: //nolint:errorlint // a wrapped one is worth a line in the log
	case errors.Is(err, ErrNotFound):
		s.m.opt.Logger.LogAttrs(ctx, slog.LevelWarn, "session: a session cannot be read and does not count", slog.String("error", err.Error()))
	case err != nil:
		return err
	case s.m.alive(&rec):
		s.token, s.rec, s.own = token, rec, true
		if s.renamed {
			s.rotate()
		}
	}
	s.loaded = true
	return nil
}

// use loads the session and takes the lock, which the caller gives back when there is no error.
func (s *Session) use(ctx context.Context) error {
	if s == nil {
		return ErrNoSession
	}
	s.mu.Lock()
	if err := s.load(ctx); err != nil {
		s.mu.Unlock()
		return err
	}
	return nil
}

// change is use for somebody who wants to change the session.
func (s *Session) change(ctx context.Context) error {
	if err := s.use(ctx); err != nil {
		return err
	}
	if s.sent {
		s.mu.Unlock()
		return ErrHeaderSent
	}
	return nil
}

func (s *Session) get(ctx context.Context, name string) (json.RawMessage, bool, error) {
	if err := s.use(ctx); err != nil {
		return nil, false, err
	}
	defer s.mu.Unlock()
	raw, ok := s.rec.Data[name]
	return raw, ok, nil
}

// set changes a value; nil deletes it. Setting what is there already is no change.
func (s *Session) set(ctx context.Context, name string, raw json.RawMessage) error {
	if err := s.change(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	old, had := s.rec.Data[name]
	if raw == nil && !had || raw != nil && had && bytes.Equal(old, raw) {
		return nil
	}
	if s.changes == nil { // Load's map may be the driver's own
		s.changes, s.rec.Data = make(map[string]bool), maps.Clone(s.rec.Data)
	}
	if s.rec.Data == nil {
		s.rec.Data = make(map[string]json.RawMessage)
	}
	s.changes[name] = true
	if raw == nil {
		delete(s.rec.Data, name)
	} else {
		s.rec.Data[name] = raw
	}
	return nil
}

// Rotate gives the session a new key when the answer is sent, and the old one is dead from then on; the values stay. It belongs where
// somebody's rights grow: at login, above all. If the session was ended elsewhere in the meantime, the new one holds only what this
// request has set.
func (s *Session) Rotate(ctx context.Context) error {
	if err := s.change(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.rotate()
	return nil
}

func (s *Session) rotate() {
	s.next = s.m.store.fresh()
	if s.changes == nil {
		s.changes, s.rec.Data = make(map[string]bool), maps.Clone(s.rec.Data)
	}
}

// Flush ends the session at once: its values are gone and its key is dead, in this request as for every other. What is set
// afterwards begins a new session with a new key. In a transaction that is rolled back, the end is carried out again when the
// answer is sent. After the answer's header it works too, only the browser keeps the dead key. A session that is kept in the
// cookie ends in this browser only.
func (s *Session) Flush(ctx context.Context) error {
	if err := s.use(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	token := s.token
	s.token, s.next, s.rec, s.changes = "", "", Record{}, nil
	if token == "" {
		return nil
	}
	s.flushed = token
	return s.m.store.remove(ctx, token)
}

// SetExpiry gives this session an age of its own in the place of [Options.IdleAge], in whole seconds, which [Options.AbsoluteAge] still
// bounds. Zero makes the browser forget the session when it is closed. A negative one brings back what the options say. It is kept
// under Django's name, and means the same there.
func (s *Session) SetExpiry(ctx context.Context, idle time.Duration) error {
	if idle < 0 {
		return s.set(ctx, expiryName, nil)
	}
	if idle > 0 && idle < time.Second {
		return errors.New("session: SetExpiry: expected whole seconds, 0 for the browser's session, or a negative age for the usual one")
	}
	return s.set(ctx, expiryName, strconv.AppendInt(nil, int64(idle/time.Second), 10))
}

// StoreKey is the key under which the store has the session, or will have it after [Session.Rotate]; "" when there is none, or none
// of its own, as with cookies. It is a hash, unless [Options.PlainKeys]: then it is the secret itself and must not be shown. It is for
// lists of sessions that are kept beside them, and for [Manager.End].
func (s *Session) StoreKey(ctx context.Context) (string, error) {
	if err := s.use(ctx); err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	return s.storeKey(), nil
}

func (s *Session) storeKey() string {
	token := s.token
	if s.next != "" {
		token = s.next
	}
	if token == "" && s.changes != nil && !s.sent { // it is going to be made: with this key
		s.next = s.m.store.fresh()
		token = s.next
	}
	if token == "" {
		return ""
	}
	return s.m.store.key(token)
}

// ID identifies the session and is fit to be shown and logged: a hash of its key. It is "" where [Session.StoreKey] is.
func (s *Session) ID(ctx context.Context) (string, error) {
	key, err := s.StoreKey(ctx)
	if err != nil || key == "" || !s.m.opt.PlainKeys {
		return key, err
	}
	return hashKey(key), nil
}

// Alive asks the store whether the session is still there: for what outlives its request, such as a socket, which ends when the
// person logs out. It is false when the request had no session.
func (s *Session) Alive(ctx context.Context) (bool, error) {
	if err := s.use(ctx); err != nil {
		return false, err
	}
	token := s.token
	s.mu.Unlock()
	if token == "" {
		return false, nil
	}
	rec, err := s.m.store.load(ctx, token)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && s.m.alive(&rec), err
}

// Accessed reports whether somebody has looked at the session in this request.
func (s *Session) Accessed() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accessed
}

// Modified reports whether there are changes that are saved with the answer.
func (s *Session) Modified() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes != nil
}

// idleAge is the age of a session without use: its own, or that of the options.
func (m *Manager) idleAge(rec *Record) time.Duration {
	if n, own := ownExpiry(rec); own && n > 0 {
		return time.Duration(n) * time.Second
	}
	return m.opt.IdleAge
}

// browserOnly reports whether the browser is to forget the session when it is closed.
func (m *Manager) browserOnly(rec *Record) bool {
	if n, own := ownExpiry(rec); own {
		return n == 0
	}
	return m.opt.Browser
}

// maxExpiry bounds what a store may claim, in seconds: a hundred years.
const maxExpiry = 100 * 366 * 24 * 3600

// fixedExpiry is the time at which Django was told to end a session, which it keeps as text since 4.1 (set_expiry with a datetime).
func fixedExpiry(rec *Record) (time.Time, bool) {
	raw, ok := rec.Data[expiryName]
	if !ok || len(raw) > 64 || raw[0] != '"' {
		return time.Time{}, false
	}
	for _, layout := range []string{`"2006-01-02T15:04:05.999999999Z07:00"`, `"2006-01-02T15:04:05.999999999"`} {
		if at, err := time.Parse(layout, string(raw)); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// ownExpiry is what SetExpiry kept.
func ownExpiry(rec *Record) (int64, bool) {
	raw, ok := rec.Data[expiryName]
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil && n >= 0 && n <= maxExpiry
}
