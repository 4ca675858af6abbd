package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// permutations calls fn with every order of list.
func permutations(list []web.Middleware, fn func([]web.Middleware)) {
	if len(list) == 0 {
		fn(nil)
		return
	}
	for i := range list {
		rest := append(append([]web.Middleware{}, list[:i]...), list[i+1:]...)
		permutations(rest, func(p []web.Middleware) { fn(append([]web.Middleware{list[i]}, p...)) })
	}
}

// TestDecoratorsComposeInAnyOrder proves for each order that every decorator does its part: 405, 302, 403, Cache-Control, Vary,
// 304 and 412.
func TestDecoratorsComposeInAnyOrder(t *testing.T) {
	t.Parallel()
	forbidden := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Forbidden") != "" {
				staff().Guard(next).ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	tag := web.Condition(web.Validators{ETag: func(*http.Request) (string, error) { return "v1", nil }})
	orders := 0
	permutations([]web.Middleware{web.Methods("GET", "PUT"), login().Guard, forbidden, web.NeverCache(), web.VaryOn("Cookie"), tag}, func(order []web.Middleware) {
		orders++
		ran := 0
		h := build(t, web.Options{}, func(r *web.Router) {
			r.Mount("/", web.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
				ran++
				_, err := fmt.Fprint(w, "page")
				return err
			})).With(order...)
		})
		ask := func(method string, header ...string) (code, calls int, cache, vary string) {
			ran = 0
			w := get(h, method, "/", header...)
			return w.Code, ran, w.Header().Get("Cache-Control"), strings.Join(w.Header().Values("Vary"), ", ")
		}
		in := []string{"Cookie", "session=x"}
		if code, calls, cache, vary := ask("GET", in...); code != 200 || calls != 1 || !strings.Contains(cache, "no-store") || !strings.Contains(vary, "Cookie") {
			t.Errorf("GET: %d, ran %d times, %q %q", code, calls, cache, vary)
		}
		if code, calls, _, _ := ask("GET", append(in, "If-None-Match", `"v1"`)...); code != 304 || calls != 0 {
			t.Errorf("GET of what the client has: %d, ran %d times", code, calls)
		}
		if code, calls, _, _ := ask("PUT", append(in, "If-Match", `"v0"`)...); code != 412 || calls != 0 {
			t.Errorf("PUT of an old state: %d, ran %d times", code, calls)
		}
		if code, calls, _, _ := ask("GET"); code != 302 || calls != 0 {
			t.Errorf("GET without a login: %d, ran %d times", code, calls)
		}
		if code, calls, _, _ := ask("GET", append(in, "Forbidden", "1")...); code != 403 || calls != 0 {
			t.Errorf("GET without permission: %d, ran %d times", code, calls)
		}
		if code, calls, _, _ := ask("DELETE", in...); code != 405 || calls != 0 {
			t.Errorf("DELETE: %d, ran %d times", code, calls)
		}
	})
	if orders != 720 {
		t.Errorf("%d orders", orders)
	}
}

func TestCachePolicy(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]web.CachePolicy{
		"no-cache":                            {},
		"private, max-age=60":                 {Private: true, Public: true, MaxAge: time.Minute},
		"public, max-age=31536000, immutable": {Public: true, MaxAge: 365 * 24 * time.Hour, Immutable: true},
		"max-age=5, stale-while-revalidate=9": {MaxAge: 5 * time.Second, StaleWhileRevalidate: 9 * time.Second},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", say("x")).With(web.CacheControl(web.CachePolicy{MaxAge: time.Minute}))
		r.Get("/error/", fails(web.NewError(404, "no"))).With(web.CacheControl(web.CachePolicy{MaxAge: time.Minute}))
	})
	if got := get(h, "GET", "/").Header().Get("Cache-Control"); got != "max-age=60" {
		t.Errorf("%q", got)
	}
	if got := get(h, "GET", "/error/").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("an error may be stored: %q", got)
	}
}
