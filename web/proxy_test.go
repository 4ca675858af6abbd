package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestProxies: HTTP-29: what proxies report is believed as far as their addresses are trusted, and no further.
func TestProxies(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("10.0.0.1, ", 50)
	for name, c := range map[string]struct {
		opt    web.ProxyOptions
		peer   string
		header []string
		want   string
	}{
		"nobody trusted":             {web.ProxyOptions{}, "10.0.0.1:9", []string{"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https"}, "10.0.0.1 http shop.example"},
		"another peer":               {web.ProxyOptions{}, "192.0.2.1:9", []string{"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https"}, "192.0.2.1 http shop.example"},
		"one proxy":                  {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https"}, "192.0.2.7 https shop.example"},
		"what the client wrote":      {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "127.0.0.1, 192.0.2.7"}, "192.0.2.7 http shop.example"},
		"two proxies":                {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "203.0.113.9, 192.0.2.7, 10.0.0.2", "X-Forwarded-Proto", "http, https, http"}, "192.0.2.7 https shop.example"},
		"two lines":                  {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-For", "192.0.2.7,10.0.0.2"}, "192.0.2.7 http shop.example"},
		"all of them proxies":        {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}, "10.0.0.3 http shop.example"},
		"nonsense":                   {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "192.0.2.7, unknown"}, "10.0.0.1 http shop.example"},
		"nonsense on the left":       {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "unknown, 10.0.0.2"}, "10.0.0.2 http shop.example"},
		"leading zeros":              {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "0177.0.0.1"}, "10.0.0.1 http shop.example"},
		"with ports":                 {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "[2001:db8::7]:443, 10.0.0.2:80"}, "2001:db8::7 http shop.example"},
		"IP 6":                       {trust(), "[fd00::1]:9", []string{"X-Forwarded-For", "[2001:db8::7]"}, "2001:db8::7 http shop.example"},
		"IP 4 in IP 6":               {trust(), "[::ffff:10.0.0.1]:9", []string{"X-Forwarded-For", "::ffff:192.0.2.7"}, "192.0.2.7 http shop.example"},
		"a scheme that is none":      {trust(), "10.0.0.1:9", []string{"X-Forwarded-Proto", "javascript"}, "10.0.0.1 http shop.example"},
		"the host is not taken":      {trust(), "10.0.0.1:9", []string{"X-Forwarded-Host", "evil.example"}, "10.0.0.1 http shop.example"},
		"the host is taken":          {with(trust(), func(o *web.ProxyOptions) { o.ForwardedHost = true }), "10.0.0.1:9", []string{"Host", "inner", "X-Forwarded-Host", "Shop.example"}, "10.0.0.1 http shop.example"},
		"Forwarded is not read":      {trust(), "10.0.0.1:9", []string{"Forwarded", "for=192.0.2.7;proto=https"}, "10.0.0.1 http shop.example"},
		"Forwarded":                  {rfc7239(), "10.0.0.1:9", []string{"Forwarded", `for=203.0.113.9;proto=http, For="[2001:db8::7]:47011" ; Proto=HTTPS`}, "2001:db8::7 https shop.example"},
		"Forwarded through two":      {rfc7239(), "10.0.0.1:9", []string{"Forwarded", "for=192.0.2.7;proto=https, for=10.0.0.2;proto=http"}, "192.0.2.7 https shop.example"},
		"Forwarded, hidden":          {rfc7239(), "10.0.0.1:9", []string{"Forwarded", "for=192.0.2.7, for=_secret;proto=https"}, "10.0.0.1 https shop.example"},
		"Forwarded, broken":          {rfc7239(), "10.0.0.1:9", []string{"Forwarded", `for="192.0.2.7`}, "10.0.0.1 http shop.example"},
		"Forwarded, a broken line":   {rfc7239(), "10.0.0.1:9", []string{"Forwarded", `for=1.1.1.1;x`, "Forwarded", "for=192.0.2.7"}, "192.0.2.7 http shop.example"},
		"Forwarded and X-":           {rfc7239(), "10.0.0.1:9", []string{"Forwarded", "for=192.0.2.7", "X-Forwarded-For", "127.0.0.1"}, "192.0.2.7 http shop.example"},
		"too many proxies":           {trust(), "10.0.0.1:9", []string{"X-Forwarded-For", "192.0.2.7, " + many + "10.0.0.1"}, "10.0.0.1 http shop.example"},
		"underscores":                {trust(), "10.0.0.1:9", []string{"X_Forwarded_For", "192.0.2.7"}, "10.0.0.1 http shop.example"},
		"a Unix socket":              {trust(), "@", []string{"X-Forwarded-For", "192.0.2.7"}, "invalid IP http shop.example"},
		"a Unix socket that is ours": {web.ProxyOptions{TrustUnix: true}, "@", []string{"X-Forwarded-For", "192.0.2.7"}, "192.0.2.7 http shop.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := secured(t, stack{proxies: c.opt, hosts: []string{"shop.example"}}, func(r *web.Router) { r.Get("/", where) })
			r := request("GET", "/", "", c.header...)
			r.TLS, r.RemoteAddr = nil, c.peer
			if w := do(h, r); w.Body.String() != c.want {
				t.Errorf("%q, want %q", w.Body, c.want)
			}
		})
	}
}

func trust() web.ProxyOptions {
	return web.ProxyOptions{Trusted: prefixes("10.0.0.0/8", "fd00::/8")}
}

// quietly leaves the warning out of the log of the tests.
func quietly(o web.ProxyOptions) web.ProxyOptions {
	o.Logger = slog.New(slog.DiscardHandler)
	return o
}

func rfc7239() web.ProxyOptions {
	return with(trust(), func(o *web.ProxyOptions) { o.Forwarded = true })
}

func with(o web.ProxyOptions, change func(o *web.ProxyOptions)) web.ProxyOptions {
	change(&o)
	return o
}

// TestProxiesRemoveHeaders: handlers see only what may be believed.
func TestProxiesRemoveHeaders(t *testing.T) {
	t.Parallel()
	all := []string{"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https", "Forwarded", "for=192.0.2.7", "X-Real-Ip", "192.0.2.7", "X-Forwarded-Server", "a", "X-Forwarded-Host", "b",
		"X_Forwarded_For", "192.0.2.7", "Some_Thing", "x", "X-Other", "x"}
	for peer, want := range map[string]string{
		"192.0.2.1:9": "X-Other",
		"10.0.0.1:9":  "X-Forwarded-For X-Forwarded-Proto X-Other",
	} {
		log, text := newLog()
		opt := trust()
		opt.Logger = log
		var seen []string
		h := web.Proxies(opt)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			seen = nil
			for _, name := range []string{"Forwarded", "Some_thing", "X-Forwarded-For", "X-Forwarded-Proto", "X-Other", "X-Real-Ip", "X_forwarded_for", "X-Forwarded-Server", "X-Forwarded-Host"} {
				if r.Header[name] != nil {
					seen = append(seen, name)
				}
			}
		}))
		for range 2 {
			r := request("GET", "/", "", all...)
			r.RemoteAddr = peer
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got := strings.Join(seen, " "); got != want {
				t.Errorf("from %s a handler sees %s, want %s", peer, got, want)
			}
		}
		if n := strings.Count(text.String(), "TRUSTED_PROXIES"); (n == 1) != (peer[0] == '1' && peer[1] == '9') {
			t.Errorf("from %s the log warns %d times:\n%s", peer, n, text)
		}
	}
}

// TestWithoutProxies: the accessors work without any middleware.
func TestWithoutProxies(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) { r.Get("/", where) })
	r := request("GET", "/", "", "X-Forwarded-For", "10.0.0.1", "Host", "SHOP.example:8443")
	r.RemoteAddr = "192.0.2.1:9"
	if got := do(h, r).Body.String(); got != "192.0.2.1 https shop.example:8443" {
		t.Errorf("%q", got)
	}
	if got := web.AbsoluteURL(r, `//evil.example/a b`); got != "https://shop.example:8443/evil.example/a%20b" {
		t.Errorf("the address is %q", got)
	}
	r.Host = "shop.example:443"
	if got := web.Origin(r); got != "https://shop.example" {
		t.Errorf("the origin is %q", got)
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add(`for=192.0.2.7;proto=https, for="[2001:db8::7]:1"`, "192.0.2.7, 10.0.0.2")
	f.Add(`for="a;b,c"`, ",,,")
	f.Add(`;=,"`, "[::1")
	quiet := slog.New(slog.DiscardHandler)
	f.Fuzz(func(t *testing.T, forwarded, xff string) {
		for _, rfc := range []bool{false, true} {
			opt := trust()
			opt.Logger, opt.Forwarded = quiet, rfc
			h := web.Proxies(opt)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if a := web.ClientIP(r); !a.IsValid() || a.Is4In6() {
					t.Errorf("the client is %v", a)
				}
			}))
			r := request("GET", "/", "", "Forwarded", forwarded, "X-Forwarded-For", xff)
			r.RemoteAddr = "10.0.0.1:9"
			h.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}
