package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

func negotiating(t testing.TB) http.Handler {
	answer := func(w http.ResponseWriter, r *http.Request) error {
		typ, err := web.Negotiate(w, r, "text/html", "application/json", "text/csv; charset=utf-8")
		if err != nil {
			return err
		}
		return say(typ)(w, r)
	}
	return build(t, web.Options{}, func(r *web.Router) {
		r.Get("/items", answer)
		r.Get("/items.{format}", answer)
	})
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	h := negotiating(t)
	for _, tt := range []struct{ path, accept, want string }{
		{"/items", "", "text/html"},
		{"/items", "*/*", "text/html"},
		{"/items", "application/json", "application/json"},
		{"/items", "text/*;q=0.5, application/json;q=0.4", "text/html"},
		{"/items", "text/html;q=0, text/*", "text/csv; charset=utf-8"},
		{"/items", "text/html;q=0.2, */*;q=0.1, application/json", "application/json"},
		{"/items", "APPLICATION/JSON; q=1", "application/json"},
		{"/items", "image/png", "406"},
		{"/items", "text/html;q=0, application/json;q=0.0, text/csv;q=0", "406"},
		{"/items.json", "text/html", "application/json"},
		{"/items.csv", "", "text/csv; charset=utf-8"},
		{"/items.exe", "", "404"},
		{"/items?format=json", "text/html", "application/json"},
		{"/items?format=exe", "", "404"},
	} {
		w := get(h, "GET", tt.path, "Accept", tt.accept)
		got := w.Body.String()
		if w.Code != 200 {
			got = map[int]string{404: "404", 406: "406"}[w.Code]
		}
		if got != tt.want {
			t.Errorf("%s with %q: %q (%d), want %q", tt.path, tt.accept, got, w.Code, tt.want)
		}
	}
	if v := get(h, "GET", "/items").Header().Get("Vary"); v != "Accept" {
		t.Errorf("Vary %q", v)
	}
}

// TestNegotiateIsBounded parses headers that grow, and must not take longer.
func TestNegotiateIsBounded(t *testing.T) {
	t.Parallel()
	h := negotiating(t)
	for _, header := range []string{strings.Repeat("a/b,", 10_000) + strings.Repeat("x", 24<<10), strings.Repeat("text/html;q=0.1;", 4096), strings.Repeat(",", 64<<10)} {
		best := time.Hour
		for range 5 { // the best of five, since another program may have the processor
			start := time.Now()
			get(h, "GET", "/items", "Accept", header)
			best = min(best, time.Since(start))
		}
		if best > unhurried(time.Millisecond) {
			t.Errorf("%d bytes took %s", len(header), best)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("text/html;q=0.5, */*;q=0", "json")
	h := negotiating(f)
	f.Fuzz(func(t *testing.T, accept, format string) {
		switch code := get(h, "GET", "/items", "Accept", accept).Code; code {
		case 200, 406:
		default:
			t.Errorf("%d", code)
		}
	})
}
