package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// stack is the middleware of a site in production, as far as this package goes.
type stack struct {
	proxies  web.ProxyOptions
	hosts    []string
	headers  web.HeaderOptions
	trusted  []string // origins
	keys     *sign.Keys
	insecure bool
}

// must takes middleware that has no mistakes.
func must(t testing.TB) func(mw web.Middleware, err error) web.Middleware {
	return func(mw web.Middleware, err error) web.Middleware {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return mw
	}
}

func (s stack) middleware(t testing.TB) []web.Middleware {
	t.Helper()
	ok := must(t)
	if s.hosts == nil {
		s.hosts = []string{"shop.example"}
	}
	s.proxies.Logger = slog.New(slog.DiscardHandler)
	return []web.Middleware{
		web.Proxies(s.proxies),
		ok(web.Headers(s.headers)),
		ok(web.Hosts(web.HostOptions{Allowed: s.hosts, Exempt: []string{"/healthz"}})),
		web.Cookies(web.CookieOptions{Keys: s.keys, Insecure: s.insecure}),
		ok(web.CSRF(web.CSRFOptions{TrustedOrigins: s.trusted})),
	}
}

// secured builds a site behind a stack.
func secured(t testing.TB, s stack, routes func(r *web.Router)) http.Handler {
	t.Helper()
	return build(t, web.Options{}, func(r *web.Router) {
		r.Use(s.middleware(t)...)
		routes(r)
	})
}

// request makes a request for https://shop.example; pairs are headers.
func request(method, path, body string, pairs ...string) *http.Request {
	r := httptest.NewRequest(method, "https://shop.example"+path, strings.NewReader(body))
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "Host" {
			r.Host = pairs[i+1]
			continue
		}
		r.Header.Add(pairs[i], pairs[i+1])
	}
	return r
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// where tells what the site knows of a request.
func where(w http.ResponseWriter, r *http.Request) error {
	return say(strings.Join([]string{web.ClientIP(r).String(), web.Scheme(r), web.Host(r)}, " "))(w, r)
}
