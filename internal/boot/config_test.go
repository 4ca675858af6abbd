package boot

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/web"
)

// TestConfigFrom: handlers, middleware and checks know the configuration of the site that they run in.
func TestConfigFrom(t *testing.T) {
	t.Parallel()
	s, c := production()
	seen := map[string]app.Mode{}
	note := func(ctx context.Context, where string) { seen[where] = app.ConfigFrom(ctx).Mode }
	s.Middleware = []web.Middleware{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { note(r.Context(), "middleware"); next.ServeHTTP(w, r) })
	}}
	s.Apps[0].Routes = func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error { note(r.Context(), "handler"); return hello(w, r) })
	}
	s.Apps[0].Context = func(ctx context.Context) context.Context { note(ctx, "context of the app"); return ctx }
	s.Apps[0].Checks = []check.Check{{Name: "mine", Run: func(ctx context.Context) []check.Message { note(ctx, "check"); return nil }}}
	b, err := New(s, c, quiet())
	must(t, err)
	b.Handler.ServeHTTP(httptest.NewRecorder(), proxied(b.Context(t.Context()), "GET", "/"))
	b.Messages(t.Context(), check.Options{})
	for _, where := range []string{"middleware", "handler", "context of the app", "check"} {
		if seen[where] != app.Production {
			t.Errorf("in a %s the mode is %q", where, seen[where])
		}
	}
}
