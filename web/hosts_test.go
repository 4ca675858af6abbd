package web_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestHosts: SEC-13 and X43: the names of the site, and nothing that looks like them.
func TestHosts(t *testing.T) {
	t.Parallel()
	h := secured(t, stack{hosts: []string{"shop.example", ".wild.example", "127.0.0.1", "[::1]", "UPPER.example"}}, func(r *web.Router) {
		r.Get("/", where)
		r.Get("/healthz", say("ok"))
	})
	for _, host := range []string{"shop.example", "shop.example:443", "SHOP.EXAMPLE", "shop.example.", "shop.example.:8000", "wild.example",
		"a.wild.example", "a.b.wild.example:1", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000", "upper.example"} {
		w := do(h, request("GET", "/", "", "Host", host))
		if w.Code != 200 || !strings.HasSuffix(w.Body.String(), " "+strings.ToLower(host)) {
			t.Errorf("%q is answered with %d %s", host, w.Code, w.Body)
		}
	}
	for _, host := range []string{"", ".", "evil.example", "shop.example.evil.example", "evilshop.example", "notwild.example", ".wild.example",
		"a..wild.example", "shop.example:80:80", "shop.example:x", "shop.example:", "shop.example:123456", "shop.example@evil.example",
		"evil.example@shop.example", "shop.example/evil", "shop.example#", "shop.example?", "shop.example\\evil", "shop.example evil",
		"shop.example\tx", "shop.example,evil.example", "shop.example\x00", "shöp.example", "%73hop.example", "xn--", "[::1", "::1", "[::1]x",
		"[::1%25eth0]", "[shop.example]", "0:shop.example", "127.0.0.1.", "127.1", "0177.0.0.1", "2130706433", "*", "*.wild.example",
		"shop.example;evil", "shop.example'", "shop.example\"", "<shop.example>", "http://shop.example", "//shop.example",
		strings.Repeat("a", 300) + ".wild.example", "a.wild.example..", "shop.example..", "-", "_", "localhost"} {
		w := do(h, request("GET", "/", "", "Host", host, "X-Forwarded-Host", "shop.example", "Forwarded", "host=shop.example"))
		want := 400
		if host == "127.0.0.1." {
			want = 200 // the same address, with the dot that ends a name
		}
		if w.Code != want {
			t.Errorf("%q is answered with %d %s", host, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "ALLOWED_HOSTS") || strings.Contains(w.Body.String(), "wild") {
			t.Errorf("%q: the answer tells too much: %s", host, w.Body)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: the answer lacks the headers", host)
		}
	}
	if w := do(h, request("GET", "/healthz", "", "Host", "10.1.2.3:8000")); w.Code != 200 {
		t.Errorf("a probe by address is answered with %d", w.Code)
	}
}

func TestHostsRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"https://shop.example", "shop.example:443", "shop.example/", "", ".", "..example", "*.example", "a b", "shop,example", "[::1]:80"} {
		if _, err := web.Hosts(web.HostOptions{Allowed: []string{"good.example", name}}); err == nil || strings.Contains(err.Error(), "good") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := web.Hosts(web.HostOptions{}); err == nil {
		t.Error("no host was taken")
	}
	mw, err := web.Hosts(web.HostOptions{Allowed: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	h := build(t, web.Options{}, func(r *web.Router) { r.Use(mw); r.Get("/", say("ok")) })
	if a, b := do(h, request("GET", "/", "", "Host", "any.thing")), do(h, request("GET", "/", "", "Host", "any thing")); a.Code != 200 || b.Code != 400 {
		t.Errorf("any host: %d, a broken one: %d", a.Code, b.Code)
	}
}

// TestHTTPS: SEC-05: pages are led to HTTPS, programs are refused.
func TestHTTPS(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Proxies(quietly(trust())), must(t)(web.Hosts(web.HostOptions{Allowed: []string{".shop.example"}, Exempt: []string{"/healthz"}})),
			web.HTTPS(web.HTTPSOptions{Exempt: []string{"/healthz"}}))
		for _, path := range []string{"/", "/healthz", "/healthz/", "/api/x", "/apis"} {
			r.Get(path, say("here"))
			r.Post(path, say("here"))
		}
	})
	for _, c := range []struct {
		method, path, host string
		header             []string
		status             int
		location           string
	}{
		{"GET", "/", "shop.example", nil, 301, "https://shop.example/"},
		{"HEAD", "/", "shop.example", nil, 301, "https://shop.example/"},
		{"GET", "/a%20b/?x=1&y=%0d", "a.shop.example:8000", nil, 301, "https://a.shop.example/a%20b/?x=1&y=%0d"},
		{"GET", "//evil.example/", "shop.example", nil, 301, "https://shop.example//evil.example/"},
		{"GET", "/", "evil.example", nil, 400, ""},
		{"GET", "/healthz", "10.0.0.9", nil, 200, ""},
		{"GET", "/healthz/", "shop.example", nil, 301, "https://shop.example/healthz/"},
		{"GET", "/apis", "shop.example", nil, 301, "https://shop.example/apis"},
		{"GET", "/api/x", "shop.example", nil, 403, ""},
		{"POST", "/", "shop.example", nil, 403, ""},
		{"GET", "/", "shop.example", []string{"Accept", "application/json"}, 403, ""},
		{"GET", "/", "shop.example", []string{"X-Forwarded-Proto", "https"}, 301, "https://shop.example/"},
	} {
		r := request(c.method, c.path, "", append([]string{"Host", c.host}, c.header...)...)
		r.TLS = nil
		w := do(h, r)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s %s: %d to %q, want %d to %q", c.method, c.path, w.Code, w.Header().Get("Location"), c.status, c.location)
		}
	}
	if w := do(h, request("POST", "/", "")); w.Code != 200 {
		t.Errorf("over HTTPS: %d", w.Code)
	}
	r := request("POST", "/", "", "X-Forwarded-Proto", "https")
	r.TLS, r.RemoteAddr = nil, "10.0.0.1:9"
	if w := do(h, r); w.Code != 200 {
		t.Errorf("over HTTPS to the proxy: %d", w.Code)
	}
}
