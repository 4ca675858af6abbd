package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/musette-go/musette/web"
)

func reverseRouter() *web.Router {
	r := web.New(web.Options{})
	echo := func(names ...string) web.HandlerFunc { return show(names...) }
	r.Get("/", echo()).Name("home")
	r.Get("/products/{id:int}/", echo("id")).Name("catalog:detail")
	r.Get("/p/{slug:slug}/{id:int}", echo("slug", "id")).Name("two")
	r.Get("/n/{name}/", echo("name")).Name("name")
	r.Get("/x-{name}.html", echo("name")).Name("affix")
	r.Get("/u/{id:uuid}", echo("id")).Name("uuid")
	r.Get("/d/{rest:path}", echo("rest")).Name("path")
	r.Get("/straße/", echo()).Name("street")
	r.Mount("/media", echo()).Name("media")
	return r
}

type kilo int32

func TestReverse(t *testing.T) {
	t.Parallel()
	u := reverseRouter().URLs()
	tests := []struct {
		name string
		args []any
		want string
	}{
		{"home", nil, "/"},
		{"catalog:detail", []any{12}, "/products/12/"},
		{"catalog:detail", []any{int64(9223372036854775807)}, "/products/9223372036854775807/"},
		{"catalog:detail", []any{uint8(3)}, "/products/3/"},
		{"catalog:detail", []any{kilo(7)}, "/products/7/"},
		{"catalog:detail", []any{"12"}, "/products/12/"},
		{"two", []any{"a-b", 1}, "/p/a-b/1"},
		{"name", []any{`a b&"?#%é`}, "/n/a%20b&%22%3F%23%25%C3%A9/"},
		{"affix", []any{"a"}, "/x-a.html"},
		{"path", []any{"a/b c"}, "/d/a/b%20c"},
		{"path", []any{"a%2Fb"}, "/d/a%252Fb"},
		{"street", nil, "/stra%C3%9Fe/"},
		{"media", nil, "/media/"},
	}
	for _, tt := range tests {
		got, err := u.Reverse(tt.name, tt.args...)
		if err != nil || got != tt.want {
			t.Errorf("Reverse(%q, %v) = %q, %v, want %q", tt.name, tt.args, got, err, tt.want)
		}
	}
}

func TestReverseErrors(t *testing.T) {
	t.Parallel()
	u := reverseRouter().URLs()
	tests := []struct {
		name string
		args []any
		want []string
	}{
		{"catalog:detial", []any{1}, []string{`no route has the name "catalog:detial"`, `did you mean "catalog:detail"?`}},
		{"zzzzzzzzzz", nil, []string{"the command routes"}},
		{"catalog:detail", nil, []string{`"catalog:detail" (/products/{id:int}/) takes 1 argument (id:int), not 0`}},
		{"two", []any{1}, []string{"takes 2 arguments (slug:slug, id:int), not 1"}},
		{"home", []any{1}, []string{"takes no arguments (none), not 1"}},
		{"catalog:detail", []any{-1}, []string{`takes for id a whole number from 0 to`, `not "-1"`}},
		{"catalog:detail", []any{"abc"}, []string{`not "abc"`}},
		{"catalog:detail", []any{nil}, []string{"a <nil>"}},
		{"catalog:detail", []any{1.5}, []string{"a float64, which is neither"}},
		{"name", []any{"a/b"}, []string{"text without a slash"}},
		{"name", []any{".."}, []string{`not ".."`}},
		{"name", []any{""}, []string{`not ""`}},
		{"name", []any{"a\x00b"}, []string{"text without a slash"}},
		{"path", []any{"../etc"}, []string{`without empty, "." or ".." segments`}},
		{"path", []any{"/evil"}, []string{"without empty"}},
		{"uuid", []any{"x"}, []string{"a UUID in lower case"}},
	}
	for _, tt := range tests {
		got, err := u.Reverse(tt.name, tt.args...)
		if got != "" {
			t.Errorf("Reverse(%q, %v) = %q", tt.name, tt.args, got)
		}
		wantErr(t, err, tt.want...)
	}
	wantErr(t, u.Check("two", 1), "takes 2 arguments")
	wantErr(t, (*web.URLs)(nil).Check("two", 1), "no named routes")
	if err := u.Check("two", 2); err != nil {
		t.Error(err)
	}
}

func TestReverseInContext(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/go/{id:int}/", func(w http.ResponseWriter, r *http.Request) error {
			path, err := web.Reverse(r.Context(), "go", web.Int(r, "id")+1)
			_, _ = w.Write([]byte(path))
			return err
		}).Name("go")
	})
	if got := get(h, "GET", "/go/1/").Body.String(); got != "/go/2/" {
		t.Errorf("got %q", got)
	}
	_, err := web.Reverse(t.Context(), "go", 1)
	wantErr(t, err, "web.WithURLs")
	ctx := web.WithURLs(t.Context(), reverseRouter().URLs())
	if got, err := web.Reverse(ctx, "home"); got != "/" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// parseTarget gives req the target as net/http would parse it from a request line.
func parseTarget(req *http.Request, target string) error {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return err
	}
	req.URL, req.RequestURI = u, target
	return nil
}

// FuzzRoute sends any path: nothing panics, and what matches reverses to a path that matches the same route with the same
// parameters.
func FuzzRoute(f *testing.F) {
	for _, s := range []string{"/", "/products/12/", "/p/a-b/1", "/n/a%20b/", "/n/%2e%2e/", "/x-a.html.html", "/d/a/b/", "//evil", `/\evil`,
		"/n/a%2Fb/", "/d/%2e%2e/x", "/u/6f1d8a60-5b1c-4f0e-9c1a-0123456789ab", "/products/007/", "/media/x", "*", "/d/a%252Fb", "/n/%C3%A9"} {
		f.Add(s)
	}
	r := reverseRouter()
	h, err := r.Build()
	if err != nil {
		f.Fatal(err)
	}
	urls := r.URLs()
	params := map[string][]string{"catalog:detail": {"id"}, "two": {"slug", "id"}, "name": {"name"}, "affix": {"name"}, "uuid": {"id"}, "path": {"rest"}}
	names := make(map[string]string)
	for _, info := range r.Routes() {
		names[info.Pattern] = info.Name
	}
	var seen *http.Request
	capture := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { seen = r; next.ServeHTTP(w, r) })
	}
	r2 := web.New(web.Options{})
	r2.Use(capture)
	for _, info := range r.Routes() {
		if info.Method == "GET" {
			r2.Get(info.Pattern, say(""))
		}
	}
	if h, err = r2.Build(); err != nil {
		f.Fatal(err)
	}
	match := func(target string) (name string, args []any) {
		req := httptest.NewRequest("GET", "/", nil)
		if parseTarget(req, target) != nil {
			return "", nil
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if loc := w.Header().Get("Location"); loc != "" {
			u, err := url.Parse(loc)
			if err != nil || u.Host != "" || u.Scheme != "" || loc[0] != '/' || len(loc) > 1 && (loc[1] == '/' || loc[1] == '\\') {
				panic("open redirect to " + loc + " from " + target)
			}
		}
		info, ok := web.Current(seen)
		if !ok {
			return "", nil
		}
		name = names[info.Pattern]
		for _, p := range params[name] {
			args = append(args, web.Param(seen, p))
		}
		return name, args
	}
	f.Fuzz(func(t *testing.T, target string) {
		name, args := match(target)
		if name == "" {
			return
		}
		back, err := urls.Reverse(name, args...)
		if err != nil {
			t.Fatalf("%q matched %s%q, which does not reverse: %v", target, name, args, err)
		}
		again, args2 := match(back)
		if again != name || len(args) != len(args2) {
			t.Fatalf("%q → %s%q → %q → %s%q", target, name, args, back, again, args2)
		}
		for i := range args {
			if args[i] != args2[i] {
				t.Fatalf("%q → %q → %q", target, args, args2)
			}
		}
	})
}

// FuzzPattern registers any pattern: Build gives a handler or an error, and never panics.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"/", "/{id:int}/", "/{a}{b}", "{", "/}{", "/{rest:path}", "/a{b:slug}c", "/%", "/{:int}", "/{x:}"} {
		f.Add(s, "/a/1")
	}
	f.Fuzz(func(t *testing.T, pattern, target string) {
		r := web.New(web.Options{})
		r.Get(pattern, say("ok")).Name("x")
		h, err := r.Build()
		if err != nil {
			return
		}
		req := httptest.NewRequest("GET", "/", nil)
		if parseTarget(req, target) == nil {
			h.ServeHTTP(httptest.NewRecorder(), req)
		}
	})
}
