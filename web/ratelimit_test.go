package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/web"
	"github.com/musette-go/musette/web/ratetest"
)

func TestRateMemory(t *testing.T) {
	t.Parallel()
	store := web.NewRateMemory(0)
	ratetest.Run(t, func(*testing.T) web.RateStore { return store })
}

// TestRateMemoryIsBounded: X35: a flood of keys takes no more memory than the bound.
func TestRateMemoryIsBounded(t *testing.T) {
	t.Parallel()
	store := web.NewRateMemory(160)
	rate := web.Rate{Limit: 1, Per: time.Hour}
	for i := range 10_000 {
		if _, err := store.Take(t.Context(), fmt.Sprint(i), rate, 1); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for i := range 10_000 {
		i = 9_999 - i // the most recent first, so that asking does not drop what is asked for next
		took, err := store.Take(t.Context(), fmt.Sprint(i), rate, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !took.Allowed {
			kept++
		}
	}
	if kept == 0 || kept > 160 {
		t.Errorf("%d keys were kept, want at most 160", kept)
	}
}

// limited is a site with a limit.
func limited(t testing.TB, opt web.RateOptions) http.Handler {
	t.Helper()
	return build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Proxies(quietly(trust())))
		r.Get("/", say("ok")).With(web.RateLimit(opt))
		r.Get("/free/", say("ok"))
	})
}

func from(addr string, header ...string) *http.Request {
	r := request("GET", "/", "", header...)
	r.RemoteAddr = addr
	return r
}

// TestRateLimit: SEC-18, on a clock of its own.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, web.RateOptions{Rate: web.Rate{Limit: 3, Per: time.Minute}, Name: "pages"})
		for i, want := range []string{`"pages";r=2;t=20`, `"pages";r=1;t=40`, `"pages";r=0;t=60`} {
			w := do(h, from("192.0.2.1:1"))
			if w.Code != 200 || w.Header().Get("RateLimit") != want || w.Header().Get("RateLimit-Policy") != `"pages";q=3;w=60` {
				t.Errorf("request %d: %d %v", i+1, w.Code, w.Header())
			}
		}
		w := do(h, from("192.0.2.1:2"))
		if w.Code != 429 || w.Header().Get("Retry-After") != "20" || w.Header().Get("RateLimit") != `"pages";r=0;t=20` {
			t.Errorf("beyond the limit: %d %v", w.Code, w.Header())
		}
		if w := do(h, from("192.0.2.2:1")); w.Code != 200 {
			t.Errorf("another address: %d", w.Code)
		}
		free := from("192.0.2.1:1")
		free.URL.Path = "/free/"
		if w := do(h, free); w.Code != 200 || w.Header().Get("RateLimit") != "" {
			t.Errorf("another route: %d %v", w.Code, w.Header())
		}
		time.Sleep(20 * time.Second)
		if a, b := do(h, from("192.0.2.1:1")), do(h, from("192.0.2.1:1")); a.Code != 200 || b.Code != 429 {
			t.Errorf("after 20 seconds: %d, %d, want one more", a.Code, b.Code)
		}
	})
}

// TestRateLimitExactly: 1,000 at once through sockets: 100 pass, and one more if a token came meanwhile.
func TestRateLimitExactly(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(limited(t, web.RateOptions{Rate: web.Rate{Limit: 100, Per: time.Hour}}))
	t.Cleanup(srv.Close)
	var passed, refused atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				resp, err := srv.Client().Get(srv.URL)
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				switch resp.StatusCode {
				case 200:
					passed.Add(1)
				case 429:
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if passed.Load() != 100 || refused.Load() != 900 {
		t.Errorf("%d passed and %d were refused, want 100 and 900", passed.Load(), refused.Load())
	}
}

func TestRateKeys(t *testing.T) {
	t.Parallel()
	var got string
	var ok bool
	key := func(k web.RateKey, r *http.Request) string {
		h := build(t, web.Options{}, func(rt *web.Router) {
			rt.Use(web.Proxies(quietly(trust())))
			rt.Get("/", func(w http.ResponseWriter, r *http.Request) error {
				got, ok = k(r)
				return say("ok")(w, r)
			})
		})
		do(h, r)
		if !ok {
			return "none"
		}
		return got
	}
	for _, c := range []struct{ got, want string }{
		{key(web.ByIP, from("192.0.2.1:1")), "192.0.2.1"},
		{key(web.ByIP, from("[2001:db8:1:2:3:4:5:6]:1")), "2001:db8:1:2::"},
		{key(web.ByIP, from("10.0.0.1:1", "X-Forwarded-For", "192.0.2.9")), "192.0.2.9"},
		{key(web.ByIP, from("@")), "-"},
		{key(web.ByRoute, from("192.0.2.1:1")), "GET /"},
		{key(web.ByHeader("X-Key"), from("192.0.2.1:1", "X-Key", "k")), "k"},
		{key(web.ByHeader("X-Key"), from("192.0.2.1:1")), "none"},
		{key(web.Both(web.ByIP, web.ByRoute), from("192.0.2.1:1")), "9:192.0.2.1GET /"},
		{key(web.Both(web.ByHeader("X-Key"), web.ByRoute), from("192.0.2.1:1")), "none"},
		{key(web.Both(web.ByRoute, web.ByHeader("X-Key")), from("192.0.2.1:1")), "none"},
	} {
		if c.got != c.want {
			t.Errorf("the key is %q, want %q", c.got, c.want)
		}
	}
}

// TestRateLimitWithoutItsStore: X59: a store that is away makes limits looser, not void.
func TestRateLimitWithoutItsStore(t *testing.T) {
	t.Parallel()
	log, text := newLog()
	h := limited(t, web.RateOptions{Rate: web.Rate{Limit: 2, Per: time.Hour}, Store: brokenStore{}, Logger: log})
	for i, want := range []int{200, 200, 429, 429} {
		if w := do(h, from("192.0.2.1:1")); w.Code != want {
			t.Errorf("request %d: %d, want %d", i+1, w.Code, want)
		}
	}
	if n := strings.Count(text.String(), "the store of rate limits failed"); n != 1 {
		t.Errorf("the log tells it %d times:\n%s", n, text)
	}
}

type brokenStore struct{}

func (brokenStore) Take(context.Context, string, web.Rate, int) (web.Took, error) {
	return web.Took{}, errors.New("away")
}

func TestRateLimitRefuses(t *testing.T) {
	t.Parallel()
	for _, opt := range []web.RateOptions{{}, {Rate: web.Rate{Limit: 1}}, {Rate: web.Rate{Limit: 1, Per: time.Hour}, Name: "a b"},
		{Rate: web.Rate{Limit: 1, Per: time.Hour, Burst: -1}}} {
		if !panics(func() { web.RateLimit(opt) }) {
			t.Errorf("%+v was taken", opt)
		}
	}
}
