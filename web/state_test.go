package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/web"
)

// inRequest runs fn with the context of a request that may take a minute.
func inRequest(t *testing.T, parent context.Context, fn func(ctx context.Context)) {
	t.Helper()
	h := build(t, web.Options{Timeout: time.Minute}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(http.StatusOK)
			fn(r.Context())
			return nil
		})
	})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(parent))
}

func TestRequestContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inRequest(t, t.Context(), func(ctx context.Context) {
			if err := ctx.Err(); err != nil {
				t.Fatal(err)
			}
			child, cancel := context.WithCancelCause(ctx)
			defer cancel(nil)
			start := time.Now()
			<-child.Done()
			if took := time.Since(start); took != time.Minute || !errors.Is(child.Err(), context.DeadlineExceeded) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				t.Errorf("ended after %s with %v, %v", took, child.Err(), ctx.Err())
			}
		})
		inRequest(t, t.Context(), func(ctx context.Context) {
			time.Sleep(time.Minute) // nobody waits, so no timer runs
			if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				t.Errorf("asked after the end: %v", ctx.Err())
			}
			select {
			case <-ctx.Done():
			default:
				t.Error("Err and Done disagree")
			}
		})
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		inRequest(t, short, func(ctx context.Context) {
			if d, ok := ctx.Deadline(); !ok || time.Until(d) != time.Second {
				t.Errorf("the parent's deadline comes first, got %s", time.Until(d))
			}
			<-ctx.Done()
		})
	})
}

func TestRequestContextFollowsItsParent(t *testing.T) {
	t.Parallel()
	parent, cancel := context.WithCancel(t.Context())
	inRequest(t, parent, func(ctx context.Context) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { <-ctx.Done() })
		}
		cancel()
		wg.Wait()
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Error(ctx.Err())
		}
	})
}

// TestContextOutlivesItsRequest keeps the context of one request while others run: it must keep its own values.
func TestContextOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	var kept []*http.Request
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/{id:int}/", func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(http.StatusOK)
			kept = append(kept, r)
			return nil
		})
	})
	for _, path := range []string{"/0/", "/1/", "/2/"} {
		get(h, "GET", path)
	}
	for i, r := range kept {
		if got := web.Int(r, "id"); got != int64(i) {
			t.Errorf("request %d has the parameter of request %d", i, got)
		}
	}
}
