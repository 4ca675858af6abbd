package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

var color = session.NewKey[string]("color")

// site is a manager and one browser, over HTTP in development.
type site struct {
	t       *testing.T
	manager *session.Manager
	cookie  *http.Cookie // what the browser has, or nil
}

func newSite(t *testing.T, m *session.Manager) *site {
	t.Helper()
	return &site{t: t, manager: m}
}

// memorySite keeps sessions in memory.
func memorySite(t *testing.T, o session.Options) *site {
	t.Helper()
	m, err := session.New(session.Memory(), o)
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, m)
}

// serve answers a request by a handler.
func (s *site) serve(h http.HandlerFunc) *http.Response {
	s.t.Helper()
	header := ""
	if s.cookie != nil {
		header = s.cookie.Name + "=" + s.cookie.Value
	}
	return s.serveHeader(header, h)
}

// serveHeader answers a request that has the header Cookie given.
func (s *site) serveHeader(header string, h http.HandlerFunc) *http.Response {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodGet, "/", nil)
	if header != "" {
		r.Header.Set("Cookie", header)
	}
	w := httptest.NewRecorder()
	web.Cookies(web.CookieOptions{Insecure: true})(s.manager.Middleware(h)).ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		if s.cookie = c; c.MaxAge < 0 {
			s.cookie = nil
		}
	}
	return res
}

// visit is serve for what may not fail.
func (s *site) visit(use func(ctx context.Context) error) *http.Response {
	s.t.Helper()
	return s.serve(func(_ http.ResponseWriter, r *http.Request) {
		if err := use(r.Context()); err != nil {
			s.t.Errorf("in the request: %v", err)
		}
	})
}
