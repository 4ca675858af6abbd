package web_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestMiddlewareSeesEverythingOnce shows the order before and after the handler, also for an error, a panic, an answer that a
// middleware gives itself, and a request without a route.
func TestMiddlewareSeesEverythingOnce(t *testing.T) {
	t.Parallel()
	var seen []string
	around := func(name string) web.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				seen = append(seen, name)
				defer func() { seen = append(seen, "/"+name) }()
				next.ServeHTTP(w, r)
			})
		}
	}
	early := func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	}
	view := func(w http.ResponseWriter, r *http.Request) error { seen = append(seen, "view"); return say("x")(w, r) }
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(around("a"), around("b"), web.Recover())
		r.Group("/g", func(r *web.Router) {
			r.Use(around("g"))
			r.Get("/", view).With(around("r"))
			r.Get("/error/", fails(errors.New("x"))).With(around("r"))
			r.Get("/panic/", func(http.ResponseWriter, *http.Request) error { panic("x") }).With(around("r"))
			r.Get("/early/", view).With(early, around("r"))
		})
	})
	for path, want := range map[string][]string{
		"/g/":       {"a", "b", "g", "r", "view", "/r", "/g", "/b", "/a"},
		"/g/error/": {"a", "b", "g", "r", "/r", "/g", "/b", "/a"},
		"/g/panic/": {"a", "b", "g", "r", "/r", "/g", "/b", "/a"},
		"/g/early/": {"a", "b", "g", "/g", "/b", "/a"},
		"/nowhere/": {"a", "b", "/b", "/a"},
		"/g":        {"a", "b", "/b", "/a"}, // a redirect
	} {
		seen = nil
		get(h, "GET", path)
		if !slices.Equal(seen, want) {
			t.Errorf("%s: %q, want %q", path, seen, want)
		}
	}
}
