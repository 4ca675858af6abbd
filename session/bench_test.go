package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/session"
)

// nowhere is a writer that keeps nothing.
type nowhere struct{ h http.Header }

func (w nowhere) Header() http.Header         { return w.h }
func (w nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (w nowhere) WriteHeader(int)             {}

// handler is a site with one session, and a request for it.
func handler(tb testing.TB, page http.HandlerFunc) (http.Handler, *http.Request) {
	tb.Helper()
	m, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	first := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	m.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := color.Set(r.Context(), "red"); err != nil {
			tb.Error(err)
		}
	})).ServeHTTP(first, r)
	r.AddCookie(first.Result().Cookies()[0])
	return m.Middleware(page), r
}

func untouched(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(nil) }

func BenchmarkUntouched(b *testing.B) {
	h, r := handler(b, untouched)
	w := nowhere{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

func BenchmarkRead(b *testing.B) {
	h, r := handler(b, func(w http.ResponseWriter, r *http.Request) {
		if v, _, err := color.Get(r.Context()); v != "red" || err != nil {
			b.Fatal(v, err)
		}
		_, _ = w.Write(nil)
	})
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(nowhere{http.Header{}}, r)
	}
}

// A request that does not touch its session pays for its context and the copy of the request that carries it.
func TestUntouchedAllocations(t *testing.T) {
	h, r := handler(t, untouched)
	w := nowhere{http.Header{}}
	if n := testing.AllocsPerRun(100, func() { h.ServeHTTP(w, r) }); n > 2 {
		t.Errorf("%.0f allocations, want 2 or fewer", n)
	}
}
