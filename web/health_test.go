package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/web"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log, out := newLog()
		health := web.NewHealth(web.HealthOptions{Logger: log})
		broken := errors.New("password hunter2 refused")
		h := build(t, web.Options{Timeout: -1}, health.Routes)
		var fail error
		var runs atomic.Int32
		health.Add("database", func(context.Context) error { runs.Add(1); return fail })
		ready := func(code int, body string) {
			t.Helper()
			w := get(h, "GET", "/readyz")
			if w.Code != code || strings.TrimSpace(w.Body.String()) != body {
				t.Errorf("%d %s, want %d %s", w.Code, w.Body, code, body)
			}
		}
		ready(200, `{"status":"ok","checks":{"database":"ok"}}`)
		fail = broken
		ready(200, `{"status":"ok","checks":{"database":"ok"}}`) // reused
		time.Sleep(time.Second)
		ready(503, `{"status":"failed","checks":{"database":"failed"}}`)
		if !strings.Contains(out.String(), "hunter2") {
			t.Error("what went wrong is not in the log")
		}
		fail = nil
		time.Sleep(time.Second)
		ready(200, `{"status":"ok","checks":{"database":"ok"}}`)
		if runs.Load() != 3 {
			t.Errorf("%d runs, want 3", runs.Load())
		}

		health.Add("slow", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		health.Add("panics", func(context.Context) error { panic("x") })
		start := time.Now()
		ready(503, `{"status":"failed","checks":{"database":"ok","panics":"failed","slow":"timeout"}}`)
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("took %s, want the 2 s of the time-out", took)
		}

		health.Drain()
		ready(503, `{"status":"draining"}`)
		if w := get(h, "GET", "/healthz"); w.Code != 200 || w.Body.String() != "{\"status\":\"ok\"}\n" {
			t.Errorf("alive while draining: %d %s", w.Code, w.Body)
		}
		synctest.Wait()
	})
}

func TestHealthChecksRunInParallel(t *testing.T) {
	t.Parallel()
	health := web.NewHealth(web.HealthOptions{Logger: slog.New(slog.DiscardHandler)})
	var meet sync.WaitGroup
	meet.Add(2)
	for _, name := range []string{"a", "b"} {
		health.Add(name, func(context.Context) error { meet.Done(); meet.Wait(); return nil })
	}
	if w := get(health.Ready(), "GET", "/"); w.Code != http.StatusOK {
		t.Errorf("checks that wait for each other: %d %s", w.Code, w.Body)
	}
}
