package boot

import (
	"fmt"
	"strings"

	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// sessions is the middleware that gives requests their sessions and messages, for a site that has the app of them.
func (b *Site) sessions() ([]web.Middleware, error) {
	driver, opt, ok := b.sessionStore()
	if !ok || b.Keys == nil {
		return nil, nil
	}
	if opt.Logger == nil {
		opt.Logger = b.Log
	}
	var m *session.Manager
	var err error
	switch scheme, _, _ := strings.Cut(b.Config.SessionURL, "://"); scheme {
	case "", "database":
		m, err = session.New(driver, opt)
	case "cookie":
		m, err = session.NewCookie(b.Keys, opt)
	default: // ReadConfig has checked it; this is a site that was put together by hand
		err = fmt.Errorf("musette: SESSION_URL has the scheme %q: expected database:// or cookie://", scheme)
	}
	if err != nil {
		return nil, err
	}
	b.Sessions = m
	notes := messages.Middleware(messages.Options{Storage: b.messageStorage(), Logger: b.Log})
	return []web.Middleware{m.Middleware, notes}, nil
}

// messageStorage is where messages are kept: where the app of sessions says so, as beside Django, and else in a cookie and the session.
func (b *Site) messageStorage() messages.Storage {
	for _, a := range b.Apps {
		for _, p := range a.Parts {
			if s, ok := p.(interface{ MessageStorage() messages.Storage }); ok {
				return s.MessageStorage()
			}
		}
	}
	return messages.Fallback(messages.CookieOptions{})
}

// sessionStore is what the app of sessions says about them.
func (b *Site) sessionStore() (session.Driver, session.Options, bool) {
	for _, a := range b.Apps {
		for _, p := range a.Parts {
			if s, ok := p.(interface {
				SessionStore() (session.Driver, session.Options)
			}); ok {
				d, o := s.SessionStore()
				return d, o, true
			}
		}
	}
	return nil, session.Options{}, false
}
