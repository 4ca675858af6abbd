package session

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/musette-go/musette/internal/personal"
)

const (
	// saveTimeout bounds how long saving may take. A client that has gone away does not cut it short: what its request did
	// elsewhere has happened too.
	saveTimeout = 10 * time.Second
	// maxMerges bounds how often a save begins anew because another request was faster.
	maxMerges = 100
	// renewals is how often the end of a session moves during its idle age, at most.
	renewals = 10
)

// finish saves what was changed and writes the headers that belong to it. It is called once, before the header of an answer
// with that status is sent.
func (s *Session) finish(h http.Header, status int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = true
	if !s.accessed {
		s.open = status != http.StatusSwitchingProtocols && !personal.Kept(h)
		return nil
	}
	err := s.save(h, status)
	s.m.cacheHeaders(h, s.r, s.own)
	return err
}

// save brings store and browser up to date. The caller holds the lock.
func (s *Session) save(h http.Header, status int) error {
	ctx := s.r.Context()
	if s.flushed == "" && s.changes == nil && !s.needsRenewal() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	if s.flushed != "" { // again, since the first time may have been rolled back
		if err := s.m.store.remove(ctx, s.flushed); err != nil {
			return err
		}
		s.m.opt.Cookie.Delete(headers{h}, s.r)
		s.forgetOldCookie(h)
	}
	if status >= http.StatusInternalServerError {
		return nil
	}
	if s.token == "" {
		return s.begin(ctx, h)
	}
	return s.keep(ctx, h)
}

// needsRenewal reports whether a tenth of the idle age has passed since the end of the session was last moved.
func (s *Session) needsRenewal() bool {
	if s.token == "" {
		return false
	}
	return s.m.expires(&s.rec).Sub(s.rec.Expires) >= s.m.idleAge(&s.rec)/renewals
}

// begin makes a session, if there is anything to keep.
func (s *Session) begin(ctx context.Context, h http.Header) error {
	if len(s.rec.Data) == 0 || s.changes == nil {
		return nil
	}
	token := s.next
	if token == "" {
		token = s.m.store.fresh()
	}
	s.rec.Created = s.m.opt.Now().UTC().Truncate(time.Second)
	s.rec.Expires = s.m.expires(&s.rec)
	token, err := s.m.store.create(ctx, token, s.rec)
	if err != nil {
		return err
	}
	s.token, s.next, s.own = token, "", true
	return s.setCookie(h)
}

// keep saves a session that exists. When another request was faster, its values are taken over and the changes of this one
// made again, so that neither loses what the other did not touch.
func (s *Session) keep(ctx context.Context, h http.Header) error {
	for range maxMerges {
		token := s.next
		if token == "" {
			token = s.token
		}
		if s.rec.Created.IsZero() { // from Django, which does not note it
			s.rec.Created = s.m.opt.Now().UTC().Truncate(time.Second)
		}
		s.rec.Expires = s.m.expires(&s.rec)
		saved, err := s.m.store.update(ctx, s.token, token, s.rec)
		if err == nil {
			s.token, s.next = saved, ""
			return s.setCookie(h)
		}
		if errors.Is(err, ErrChanged) {
			err = s.merge(ctx)
		}
		switch {
		case errors.Is(err, ErrNotFound):
			return s.ended(ctx, h)
		case err != nil:
			return err
		}
	}
	return errors.New("session: the session is being changed by too many requests at once")
}

// merge loads the session again and makes the changes of this request to it.
func (s *Session) merge(ctx context.Context) error {
	now, err := s.m.store.load(ctx, s.token)
	if err != nil {
		return err
	}
	if now.Data == nil {
		now.Data = make(map[string]json.RawMessage)
	}
	for name := range s.changes {
		if raw, ok := s.rec.Data[name]; ok {
			now.Data[name] = raw
		} else {
			delete(now.Data, name)
		}
	}
	s.rec = now
	return nil
}

// ended deals with a session that was ended while the request ran. It does not come back. A request that asked for a new key gets a
// session with what it has set itself; the changes of others are lost, which is an error.
func (s *Session) ended(ctx context.Context, h http.Header) error {
	rotated, changed := s.next != "", len(s.changes) > 0
	own := make(map[string]json.RawMessage, len(s.changes))
	for name := range s.changes {
		if raw, ok := s.rec.Data[name]; ok {
			own[name] = raw
		}
	}
	s.token, s.rec = "", Record{Data: own}
	switch {
	case rotated:
		return s.begin(ctx, h)
	case changed:
		return ErrEnded
	}
	return nil
}

// setCookie gives the browser the token, for as long as the session lives.
func (s *Session) setCookie(h http.Header) error {
	s.forgetOldCookie(h)
	c := s.m.opt.Cookie
	if !s.m.browserOnly(&s.rec) {
		c.MaxAge = max(s.rec.Expires.Sub(s.m.opt.Now())+time.Second-1, time.Second) // rounded up
	}
	return c.Set(headers{h}, s.r, s.token)
}

// forgetOldCookie takes the cookie of before from the browser, once its key is in the new one or dead.
func (s *Session) forgetOldCookie(h http.Header) {
	if s.renamed {
		s.m.opt.OldCookie.Delete(headers{h}, s.r)
		s.renamed = false
	}
}

// headers is a writer of headers only.
type headers struct{ h http.Header }

func (w headers) Header() http.Header         { return w.h }
func (w headers) Write(p []byte) (int, error) { return len(p), nil }
func (w headers) WriteHeader(int)             {}
