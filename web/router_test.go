package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// show answers with the matched pattern and the parameters.
func show(names ...string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		info, _ := web.Current(r)
		fmt.Fprint(w, info.Pattern)
		for _, n := range names {
			fmt.Fprintf(w, " %s=%s", n, web.Param(r, n))
		}
		return nil
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", show())
		r.Get("/products/", show())
		r.Get("/products/new/", show())
		r.Get("/products/{id:int}/", show("id"))
		r.Get("/products/{slug:slug}/", show("slug"))
		r.Get("/products/{name}/", show("name"))
		r.Get("/products/{id:int}/edit/", show("id"))
		r.Get("/products/{slug:slug}/copy/", show("slug"))
		r.Get("/export-{id:int}.json", show("id"))
		r.Get("/{year:int}/{month:int}/{slug:slug}", show("year", "month", "slug"))
		r.Get("/u/{id:uuid}", show("id"))
		r.Get("/v{n:int}/one", show("n"))
		r.Get("/{name}/two", show("name"))
		r.Get("/docs/{rest:path}", show("rest"))
		r.Get("/docs/intro", show())
		r.Get("/grüße/{wer}", show("wer"))
	})
	tests := []struct{ path, want string }{
		{"/", "/"},
		{"/products/", "/products/"},
		{"/products/new/", "/products/new/"},
		{"/products/12/", "/products/{id:int}/ id=12"},
		{"/products/0/", "/products/{id:int}/ id=0"},
		{"/products/9223372036854775807/", "/products/{id:int}/ id=9223372036854775807"},
		{"/products/9223372036854775808/", "/products/{slug:slug}/ slug=9223372036854775808"},
		{"/products/007/", "/products/{slug:slug}/ slug=007"},
		{"/products/-1/", "/products/{slug:slug}/ slug=-1"},
		{"/products/a%20b/", "/products/{name}/ name=a b"},
		{"/products/a%2Fb/", ""},
		{"/products/12/edit/", "/products/{id:int}/edit/ id=12"},
		{"/products/abc/edit/", ""},
		{"/products/12/copy/", "/products/{slug:slug}/copy/ slug=12"}, // backtracks from int
		{"/v2/one", "/v{n:int}/one n=2"},
		{"/v2/two", "/{name}/two name=v2"}, // backtracks from v{n:int}
		{"/products/../", ""},
		{"/products//", ""},
		{"//products/", ""},
		{"/export-12.json", "/export-{id:int}.json id=12"},
		{"/export-.json", ""},
		{"/export-x.json", ""},
		{"/2026/11/a-post", "/{year:int}/{month:int}/{slug:slug} year=2026 month=11 slug=a-post"},
		{"/u/6f1d8a60-5b1c-4f0e-9c1a-0123456789ab", "/u/{id:uuid} id=6f1d8a60-5b1c-4f0e-9c1a-0123456789ab"},
		{"/u/6F1D8A60-5b1c-4f0e-9c1a-0123456789ab", ""},
		{"/u/6f1d8a60", ""},
		{"/docs/intro", "/docs/intro"},
		{"/docs/a/b.html", "/docs/{rest:path} rest=a/b.html"},
		{"/docs/a/", "/docs/{rest:path} rest=a/"},
		{"/docs/", ""},
		{"/docs/a/../../etc/passwd", ""},
		{"/docs/%2e%2e/x", ""},
		{"/docs/a//b", ""},
		{"/gr%C3%BC%C3%9Fe/dich", "/grüße/{wer} wer=dich"},
		{"/nothing/", ""},
	}
	for _, tt := range tests {
		w := get(h, "GET", tt.path)
		if tt.want == "" {
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404 (%s)", tt.path, w.Code, w.Body)
			}
			continue
		}
		if w.Code != 200 || w.Body.String() != tt.want {
			t.Errorf("%s: %d %q, want %q", tt.path, w.Code, w.Body, tt.want)
		}
	}
}

func TestOrderOfRegistrationDoesNotMatter(t *testing.T) {
	t.Parallel()
	patterns := []string{"/a/{x:path}", "/a/{x}", "/a/{x:slug}", "/a/{x:int}", "/a/b", "/a/v{x:int}"}
	paths := map[string]string{"/a/1": "/a/{x:int}", "/a/b": "/a/b", "/a/bb": "/a/{x:slug}", "/a/b.c": "/a/{x}", "/a/b/c": "/a/{x:path}", "/a/v2": "/a/v{x:int}"}
	for i := range patterns {
		h := build(t, web.Options{}, func(r *web.Router) {
			for j := range patterns {
				r.Get(patterns[(i+j)%len(patterns)], show())
			}
		})
		for path, want := range paths {
			if got := get(h, "GET", path).Body.String(); got != want {
				t.Errorf("rotation %d: %s matched %q, want %q", i, path, got, want)
			}
		}
	}
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/{rest:path}", say("ok"))
	})
	tests := []struct {
		target string
		want   int
	}{
		{"/a%00b", 400}, {"/a%0ab", 400}, {"/a%7f", 400}, {"/%ff", 400}, {"/%c0%af", 400},
		{"/a?q=" + strings.Repeat("x", 8<<10), 414}, {"/" + strings.Repeat("x", 8<<10), 414}, {"/a?q=1", 200},
	}
	for _, tt := range tests {
		if got := get(h, "GET", tt.target).Code; got != tt.want {
			t.Errorf("%.40s: %d, want %d", tt.target, got, tt.want)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/a/", say("get"))
		r.Post("/a/", say("post"))
		r.Put("/b/", say("put"))
		r.Handle("PROPFIND", "/b/", say("propfind"))
		r.Get("/x/{id:int}/", say("int"))
		r.Post("/x/{slug:slug}/", say("slug"))
		r.Handle("OPTIONS", "/own/", say("own"))
		r.Handle("HEAD", "/head/", say(""))
	})
	tests := []struct {
		method, path string
		code         int
		allow, body  string
	}{
		{"GET", "/a/", 200, "", "get"},
		{"POST", "/a/", 200, "", "post"},
		{"DELETE", "/a/", 405, "GET, HEAD, POST, OPTIONS", ""},
		{"BREW", "/a/", 405, "GET, HEAD, POST, OPTIONS", ""},
		{"OPTIONS", "/a/", 204, "GET, HEAD, POST, OPTIONS", ""},
		{"GET", "/b/", 405, "PUT, OPTIONS, PROPFIND", ""},
		{"PROPFIND", "/b/", 200, "", "propfind"},
		{"GET", "/x/7/", 200, "", "int"},
		{"POST", "/x/7/", 200, "", "slug"},
		{"PUT", "/x/7/", 405, "GET, HEAD, POST, OPTIONS", ""},
		{"GET", "/x/seven/", 405, "POST, OPTIONS", ""},
		{"OPTIONS", "/own/", 200, "", "own"},
		{"GET", "/head/", 405, "HEAD, OPTIONS", ""},
		{"OPTIONS", "/none/", 404, "", ""},
		{"DELETE", "/none/", 404, "", ""},
	}
	for _, tt := range tests {
		w := get(h, tt.method, tt.path)
		if w.Code != tt.code || w.Header().Get("Allow") != tt.allow || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%s %s: %d Allow %q %.40q, want %d %q %q", tt.method, tt.path, w.Code, w.Header().Get("Allow"), w.Body, tt.code, tt.allow, tt.body)
		}
	}
}

// TestSlashRedirect also runs what an attacker would send; whatever is answered must stay on this host.
func TestSlashRedirect(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/a/", say(""))
		r.Get("/{x}/", say(""))
		r.Get("/deep/{y:path}", say(""))
		r.Post("/post/only/", say(""))
		r.Mount("/media/", say(""))
	})
	tests := []struct{ target, location string }{
		{"/a", "/a/"},
		{"/a?q=1&b=%20", "/a/?q=1&b=%20"},
		{"/a%20b", "/a%20b/"},
		{"/media", "/media/"},
		{`/%5Cevil.example`, `/%5Cevil.example/`},
		{"/a?q=\u00e9", "/a/?q=%C3%A9"},
		{"/post/only", ""},
		{"//evil.example", ""}, {"//evil.example/a", ""}, {"///evil.example", ""}, {"/%2Fevil.example", ""},
		{"/%2f%2fevil.example", ""}, {"/..", ""}, {"/.", ""}, {"/a/..", ""}, {"/%0d%0aSet-Cookie:x", ""}, {"/a%00", ""},
		{"/none/where", ""},
	}
	for _, tt := range tests {
		req := httptest.NewRequest("GET", "/", nil)
		if err := parseTarget(req, tt.target); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		loc := w.Header().Get("Location")
		if loc != tt.location || (loc != "") != (w.Code == 301) {
			t.Errorf("%q: %d to %q, want %q", tt.target, w.Code, loc, tt.location)
		}
	}
	if w := get(h, "POST", "/a"); w.Code != 404 || w.Header().Get("Location") != "" {
		t.Errorf("POST /a: %d %q, want 404: a redirect would lose the body", w.Code, w.Header().Get("Location"))
	}
	if w := get(h, "HEAD", "/a"); w.Code != 301 {
		t.Errorf("HEAD /a: %d, want 301", w.Code)
	}
}

func TestGroupsAndMiddleware(t *testing.T) {
	t.Parallel()
	mark := func(s string) web.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Add("X-Seen", s)
				next.ServeHTTP(w, r)
			})
		}
	}
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/plain/", say("plain"))
		r.Use(mark("root"))
		r.Group("/shop", func(r *web.Router) {
			r.Get("/", say("shop"))
			r.Use(mark("one"), mark("two"))
			r.Group("/{id:int}/", func(r *web.Router) {
				r.Use(mark("inner"))
				r.Get("/edit/", show("id"))
			})
		})
	})
	for path, want := range map[string]string{
		"/plain/": "root", "/shop/": "root one two", "/shop/5/edit/": "root one two inner", "/missing/": "root",
	} {
		if got := strings.Join(get(h, "GET", path).Header()["X-Seen"], " "); got != want {
			t.Errorf("%s ran %q, want %q", path, got, want)
		}
	}
	if got := get(h, "GET", "/shop/5/edit/").Body.String(); got != "/shop/{id:int}/edit/ id=5" {
		t.Errorf("nested group: %q", got)
	}
}

func TestMount(t *testing.T) {
	t.Parallel()
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s?%s %s", r.Method, r.URL.Path, r.URL.RawQuery, r.PathValue("tenant"))
	})
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Mount("/media", echo).Name("media")
		r.Mount("/t/{tenant}/files/", echo)
		r.Get("/media/own/", say("own"))
		inner := web.New(web.Options{})
		inner.Get("/x/{id:int}/", show("id"))
		ih, err := inner.Build()
		if err != nil {
			t.Fatal(err)
		}
		r.Mount("/inner/", ih)
	})
	for target, want := range map[string]string{
		"/media/":              "GET /? ",
		"/media/a/b.png?x=1":   "GET /a/b.png?x=1 ",
		"/media/a%20b":         "GET /a b? ",
		"/media/own/":          "own",
		"/t/acme/files/a/b":    "GET /a/b? acme",
		"/inner/x/4/":          "/x/{id:int}/ id=4",
		"/media/../etc/passwd": "404",
		"/media/a//b":          "404",
	} {
		w := get(h, "GET", target)
		got := w.Body.String()
		if w.Code == 404 {
			got = "404"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
	if got := get(h, "DELETE", "/media/x").Body.String(); got != "DELETE /x? " {
		t.Errorf("a mount takes every method, got %q", got)
	}
}

func TestMountedRouterKeepsTheRequestID(t *testing.T) {
	t.Parallel()
	inner := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			_, err := io.WriteString(w, web.RequestID(r.Context()))
			return err
		})
	})
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Mount("/inner/", inner)
	})
	if w := get(h, "GET", "/inner/", "X-Request-ID", "abc"); w.Body.String() != "abc" {
		t.Errorf("the inner router sees %q", w.Body)
	}
}

func TestParamMistakesPanic(t *testing.T) {
	t.Parallel()
	call := func(fn func(r *http.Request)) (msg string) {
		h := build(t, web.Options{}, func(r *web.Router) {
			r.Get("/p/{id:int}/{slug:slug}/", func(_ http.ResponseWriter, r *http.Request) error {
				defer func() { msg = fmt.Sprint(recover()) }()
				fn(r)
				return nil
			}).Name("p")
		})
		get(h, "GET", "/p/1/a/")
		return msg
	}
	for want, fn := range map[string]func(r *http.Request){
		`has no parameter "pk"; its parameters: id:int, slug:slug`: func(r *http.Request) { web.Int(r, "pk") },
		`"slug" of GET /p/{id:int}/{slug:slug}/ "p"`:               func(r *http.Request) { web.Int(r, "slug") },
		`is a int, not a uuid`:                                     func(r *http.Request) { web.UUID(r, "id") },
	} {
		if got := call(fn); !strings.Contains(got, want) {
			t.Errorf("panic %q lacks %q", got, want)
		}
	}
	if got := call(func(r *http.Request) { _ = web.Int(r, "id") + int64(len(web.Param(r, "id"))) }); got != "<nil>" {
		t.Errorf("declared parameters panicked: %s", got)
	}
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "no web.Router has routed") {
			t.Errorf("panic %q", got)
		}
	}()
	web.Int(httptest.NewRequest("GET", "/", nil), "id")
}

func TestPlainHandlerGetsPathValues(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Handle("GET", "/p/{id:int}/{rest:path}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, r.PathValue("id")+" "+r.PathValue("rest")+" "+r.Pattern)
		}))
	})
	if got := get(h, "GET", "/p/3/a/b").Body.String(); got != "3 a/b /p/{id:int}/{rest:path}" {
		t.Errorf("got %q", got)
	}
}
