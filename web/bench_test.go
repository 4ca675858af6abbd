package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/web"
)

func BenchmarkRoute(b *testing.B) {
	r := web.New(web.Options{})
	ok := func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil }
	for i := range 50 {
		r.Get(fmt.Sprintf("/app%d/", i), ok)
		r.Get(fmt.Sprintf("/app%d/{id:int}/", i), ok).Name(fmt.Sprintf("app%d:detail", i))
		r.Get(fmt.Sprintf("/app%d/{slug:slug}/edit/", i), ok)
	}
	h, err := r.Build()
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{"/app7/", "/app7/12/", "/app49/a-slug/edit/", "/nothing/here/"} {
		b.Run(path, func(b *testing.B) {
			w := discard{}
			req := httptest.NewRequest("GET", path, nil)
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(w, req)
			}
		})
	}
	b.Run("reverse", func(b *testing.B) {
		u := r.URLs()
		b.ReportAllocs()
		for b.Loop() {
			if _, err := u.Reverse("app7:detail", 12); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

// BenchmarkStack compares the default middleware around a routed handler with the bare handler, without sockets.
func BenchmarkStack(b *testing.B) {
	plain := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("Hello, World!"))
	})
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h := build(b, web.Options{}, func(r *web.Router) {
		r.Use(web.Defaults(log)...)
		r.Handle("GET", "/plaintext", plain)
	})
	for name, handler := range map[string]http.Handler{"bare": plain, "routed": h} {
		b.Run(name, func(b *testing.B) {
			req := httptest.NewRequest("GET", "/plaintext", nil)
			b.ReportAllocs()
			for b.Loop() {
				handler.ServeHTTP(discard{}, req)
			}
		})
	}
}
