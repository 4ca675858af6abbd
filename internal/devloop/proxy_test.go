package devloop

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fixed is a loop that always has the same answer.
type fixed struct{ answer }

func (f *fixed) ask(context.Context, time.Time) (answer, error) {
	if f.site != nil {
		f.site.use.begin()
	}
	return f.answer, nil
}

// front is the proxy before a handler, with what it gets from the loop.
func front(t *testing.T, h http.HandlerFunc) (*proxy, *fixed) {
	t.Helper()
	site := httptest.NewServer(h)
	t.Cleanup(site.Close)
	u, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixed{answer{site: &backend{url: u, use: new(usage), debugging: func() {}}}}
	return newProxy(f, newHub("t"), false), f
}

// get asks the proxy as a browser does that opens a page.
func get(p http.Handler, path string, change func(*http.Request)) *http.Response {
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8000"+path, nil)
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	r.Header.Set("Sec-Fetch-Dest", "document")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPagesGetTheScript(t *testing.T) {
	t.Parallel()
	const page = "<!doctype html><title>x</title>"
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "" && r.Header.Get("Sec-Fetch-Dest") == "document" {
			t.Error("the site may compress the page")
		}
		w.Header().Set("Content-Type", r.FormValue("type"))
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Encoding", r.FormValue("coding"))
		w.Header().Set("Content-Security-Policy", "script-src 'nonce-a&b'")
		status, _ := strconv.Atoi(r.FormValue("status"))
		w.WriteHeader(status)
		if status != 204 {
			_, _ = io.WriteString(w, page)
		}
	}
	p, _ := front(t, h)
	const tag = `<script src="/__musette/dev.js" data-page="t.0" data-style="0" nonce="a&amp;b"></script>`
	for _, c := range []struct {
		name, query string
		change      func(*http.Request)
		injected    bool
	}{
		{"a page", "type=text/html;charset=utf-8&status=200", nil, true},
		{"an error page", "type=text/html&status=500", nil, true},
		{"without Sec-Fetch", "type=text/html&status=200", func(r *http.Request) { r.Header.Del("Sec-Fetch-Dest") }, true},
		{"a part that htmx asks for", "type=text/html&status=200", func(r *http.Request) { r.Header.Set("HX-Request", "true") }, false},
		{"a part that a script asks for", "type=text/html&status=200", func(r *http.Request) { r.Header.Set("Sec-Fetch-Dest", "empty") }, false},
		{"a program", "type=text/html&status=200", func(r *http.Request) { r.Header = http.Header{"Accept": {"*/*"}} }, false},
		{"JSON", "type=application/json&status=200", nil, false},
		{"a page that is compressed nevertheless", "type=text/html&status=200&coding=gzip", nil, false},
		{"nothing", "type=text/html&status=204", nil, false},
	} {
		res := get(p, "/?"+strings.ReplaceAll(c.query, ";", "%3B"), c.change)
		got := body(t, res)
		if strings.HasSuffix(got, tag) != c.injected || (res.Header.Get("ETag") == "") != c.injected {
			t.Errorf("%s: ETag %q, body %q", c.name, res.Header.Get("ETag"), got)
		}
		if n := res.Header.Get("Content-Length"); n != "" && n != strconv.Itoa(len(got)) {
			t.Errorf("%s: Content-Length %s for %d bytes", c.name, n, len(got))
		}
	}
}

func TestTheSiteSeesTheRequestAsItIs(t *testing.T) {
	t.Parallel()
	p, _ := front(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Host+" "+r.URL.RequestURI()+" "+r.Header.Get("X-Forwarded-For")+" "+r.Header.Get("X-Forwarded-Proto"))
	})
	if got := body(t, get(p, "/a%2Fb/?q=1;2&c", nil)); got != "localhost:8000 /a%2Fb/?q=1;2&c  " {
		t.Errorf("the site saw %q", got)
	}
	got := body(t, get(p, "/", func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }))
	if got != "localhost:8000 /  https" {
		t.Errorf("behind a tunnel the site saw %q", got)
	}
}

func TestFailuresAreShown(t *testing.T) {
	t.Parallel()
	p, a := front(t, nil)
	dir := files(t, map[string]string{"main.go": "package main\n\n// <script>alert(1)</script>\nfunc main() { x }\n"})
	text := "# site\n./main.go:4:15: undefined: x <script>alert(1)</script>\x1b[31m"
	a.answer = answer{failure: newFailure("The build failed", text, &source{root: dir, dir: dir, tree: newScanner(dir, dir, "").scan()})}
	res := get(p, "/", nil)
	got := body(t, res)
	for _, want := range []string{"main.go:4", "undefined: x &lt;script&gt;", "// &lt;script&gt;", `class="line here"`, `<script src="/__musette/dev.js" data-page="t.0"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
	if res.StatusCode != 500 || strings.Contains(got, "alert(1)</script>") || strings.Contains(got, "\x1b") {
		t.Errorf("status %d, or something is not escaped:\n%s", res.StatusCode, got)
	}
	res = get(p, "/", func(r *http.Request) { r.Header = http.Header{} })
	if got := body(t, res); res.StatusCode != 500 || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !strings.Contains(got, "main.go:4:15") {
		t.Errorf("a program gets %d %s:\n%s", res.StatusCode, res.Header.Get("Content-Type"), got)
	}
	// A name that leads here from elsewhere, as in DNS rebinding, sees no source.
	for _, path := range []string{"/", "/__musette/events"} {
		res = get(p, path, func(r *http.Request) { r.Host = "evil.example:8000" })
		if got := body(t, res); res.StatusCode < 400 || strings.Contains(got, "main.go") {
			t.Errorf("%s for another name: %d %s", path, res.StatusCode, got)
		}
	}
}

func TestTrustedNames(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8000": true, "shop.localhost:1": true, "127.0.0.1:8000": true, "[::1]:8000": true, "LOCALHOST": true,
		"evil.example": false, "localhost.evil.example": false, "192.0.2.1:8000": false, "": false, "0x7f.1": false,
	} {
		if got := new(proxy).trusted(&http.Request{Host: host}); got != want {
			t.Errorf("%q is trusted: %v, want %v", host, got, want)
		}
	}
}

func TestOwnFiles(t *testing.T) {
	t.Parallel()
	p, _ := front(t, nil)
	for path, kind := range map[string]string{"dev.js": "text/javascript; charset=utf-8", "dev.css": "text/css; charset=utf-8"} {
		res := get(p, prefix+path, nil)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != kind || len(body(t, res)) < 500 {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
	if res := get(p, prefix+"nothing", nil); res.StatusCode != 404 {
		t.Errorf("an unknown file: %d", res.StatusCode)
	}
	if res := get(p, prefix+"events", func(r *http.Request) { r.Method = "POST" }); res.StatusCode != 405 {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

// TestBrokenOff is a site that breaks the connection off.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	p, a := front(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if res := get(p, "/", nil); res.StatusCode != 500 || !strings.Contains(body(t, res), "The site broke off") {
		t.Errorf("status %d", res.StatusCode)
	}
	if a.site.use.n != 0 {
		t.Errorf("%d requests are counted after the last one", a.site.use.n)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	h := newHub("t")
	server := httptest.NewServer(h)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	want := func(data string) {
		t.Helper()
		text := "retry: 500\nevent: version\ndata: " + data + "\n\n"
		b := make([]byte, len(text))
		if _, err := io.ReadFull(res.Body, b); err != nil || string(b) != text {
			t.Errorf("got %q (%v), want %q", b, err, text)
		}
	}
	want(`{"page":"t.0","style":"0"}`)
	h.swap()
	want(`{"page":"t.0","style":"1"}`)
	h.reload()
	want(`{"page":"t.1","style":"1"}`)
	cancel()
	if _, err := res.Body.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
