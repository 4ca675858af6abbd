package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

func TestSilentHandler(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Get("/silent/", fails(nil))
		r.Get("/held/", fails(nil)).With(web.ConditionalGet())
		r.Get("/answered/", say("x")).With(web.ConditionalGet())
		r.Get("/error/", fails(errors.New("lost"))).With(web.ConditionalGet())
		r.Get("/empty/", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil })
		r.Get("/nothing-to-copy/", func(w http.ResponseWriter, _ *http.Request) error {
			_, err := io.Copy(w, io.LimitReader(strings.NewReader("x"), 0))
			return err
		})
		r.Handle("GET", "/plain/", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	})
	for path, want := range map[string]int{
		"/silent/": 500, "/held/": 500, "/answered/": 200, "/error/": 500, "/empty/": 204, "/nothing-to-copy/": 200, "/plain/": 200,
	} {
		if got := get(h, "GET", path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if n := strings.Count(out.String(), "the handler returned nil and has written no answer"); n != 2 {
		t.Errorf("%d log lines, want 2:\n%s", n, out)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/silent/", nil).WithContext(ctx)) // must not panic: the client has gone
}
