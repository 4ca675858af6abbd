package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// A path with a secret in it stays out of the log: of requests that work, that fail and that panic. Others are there as they came.
func TestSecretPathsAreNotLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	r := web.New(web.Options{Logger: log})
	r.Use(web.AccessLog(log), web.Recover())
	r.Get("/reset/{uid}/{token}/", func(_ http.ResponseWriter, r *http.Request) error {
		switch web.Param(r, "uid") {
		case "fails":
			return errors.New("no database")
		case "panics":
			panic("oh")
		}
		return web.NewError(http.StatusNotFound, "no")
	})
	r.Get("/authors/{author}/", func(http.ResponseWriter, *http.Request) error { return web.NewError(http.StatusNotFound, "no") })
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/reset/works/abc123/", "/reset/fails/abc123/", "/reset/panics/abc123/", "/authors/ada/"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	text := out.String()
	if strings.Contains(text, "path=/reset/works") || strings.Contains(text, "/abc123/ ") {
		t.Errorf("the secret is in the log:\n%s", text)
	}
	if n := strings.Count(text, `path="/reset/{uid}/{token}/"`) + strings.Count(text, "path=/reset/{uid}/{token}/"); n != 5 {
		t.Errorf("%d lines have the pattern, want 5:\n%s", n, text)
	}
	if !strings.Contains(text, "path=/authors/ada/") {
		t.Errorf("another path is not in the log:\n%s", text)
	}
}
