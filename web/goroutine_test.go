package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// outOfRange is a mistake that the runtime finds.
func outOfRange(list []error) error { return list[len(list)] }

// TestPanicsEverywhere lets a view, a middleware, an error page and a goroutine panic: each gives one 500 and one log line with
// a stack, and the server serves the next request.
func TestPanicsEverywhere(t *testing.T) {
	t.Parallel()
	boom := func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })
	}
	for name, routes := range map[string]func(r *web.Router){
		"view":             func(r *web.Router) { r.Get("/", func(http.ResponseWriter, *http.Request) error { panic("boom") }) },
		"plain view":       func(r *web.Router) { r.Handle("GET", "/", boom(nil)) },
		"middleware":       func(r *web.Router) { r.Get("/", say("x")).With(boom) },
		"outer middleware": func(r *web.Router) { r.Use(boom); r.Get("/", say("x")) }, // outside of Recover
		"runtime": func(r *web.Router) {
			r.Get("/", func(http.ResponseWriter, *http.Request) error { return outOfRange(nil) })
		},
		"goroutine": func(r *web.Router) {
			r.Get("/", func(_ http.ResponseWriter, r *http.Request) error {
				return web.Go(r.Context(), func(context.Context) error { panic("boom") }).Wait()
			})
		},
	} {
		log, out := newLog()
		h := build(t, web.Options{Logger: log}, func(r *web.Router) {
			if name != "outer middleware" {
				r.Use(web.Recover())
			}
			routes(r)
			if name != "outer middleware" {
				r.Get("/next/", say("next"))
			}
		})
		url, _, _ := start(t, web.ServerOptions{Handler: h})
		if res, body, err := ask(t, "GET", url+"/"); err != nil || res.StatusCode != 500 || strings.Contains(body, "boom") {
			t.Errorf("%s: %v %s", name, err, body)
		}
		if n := strings.Count(out.String(), "level=ERROR"); n != 1 || !strings.Contains(out.String(), "goroutine_test.go") {
			t.Errorf("%s: %d log lines:\n%s", name, n, out)
		}
		if name != "outer middleware" {
			if _, body, err := ask(t, "GET", url+"/next/"); body != "next" {
				t.Errorf("%s: the next request: %q %v", name, body, err)
			}
		}
	}
}

func TestGo(t *testing.T) {
	t.Parallel()
	if err := web.Go(t.Context(), func(context.Context) error { return io.EOF }).Wait(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if err := web.Go(t.Context(), func(context.Context) error { return nil }).Wait(); err != nil {
		t.Error(err)
	}
}

// TestDisconnect shows that a client that goes away ends the context of its request, which is what cancels statements.
func TestDisconnect(t *testing.T) {
	t.Parallel()
	started, ended := make(chan struct{}), make(chan error, 1)
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Defaults(discardLog())...)
		r.Post("/", func(_ http.ResponseWriter, r *http.Request) error {
			_, _ = io.Copy(io.Discard, r.Body)
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			close(started)
			<-ctx.Done()
			ended <- context.Cause(r.Context())
			return r.Context().Err()
		})
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	req, _ := http.NewRequestWithContext(ctx, "POST", url+"/", strings.NewReader("body"))
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("there was an answer")
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the context ended with %v", err)
	}
}
