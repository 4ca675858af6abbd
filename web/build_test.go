package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

func TestBadPatterns(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"":                     `begins with a slash: write "/"`,
		"products/":            `write "/products/"`,
		"/a//b":                "no empty segment",
		"/{id:int":             "lacks the closing brace",
		"/id}":                 "stray braces",
		"/{id:integer}/":       `there is no type "integer"; the types are int, uuid, slug, str, path`,
		"/{}/":                 "the name of a parameter",
		"/{a b}/":              "the name of a parameter",
		"/{1a}/":               "the name of a parameter",
		"/{id}/{id:int}/":      `"id" occurs twice`,
		"/{a}{b}/":             "more than one parameter",
		"/{rest:path}/":        "must be the whole last segment",
		"/x{rest:path}":        "must be the whole last segment",
		"/a?b":                 "without ? # %",
		"/a%20b":               "without ? # %",
		`/a\b`:                 "without ? # %",
		"/./a":                 "never reaches a server",
		"/..":                  "never reaches a server",
		"/a\n":                 "no control characters",
		"/\xff":                "valid UTF-8",
		"/{id:int}-{x:slug}-/": "more than one parameter",
	} {
		r := web.New(web.Options{})
		r.Get(pattern, say(""))
		_, err := r.Build()
		wantErr(t, err, want, fmt.Sprintf("bad pattern %q", pattern), "web/build_test.go:")
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		routes func(r *web.Router)
		want   []string
	}{
		"same route": {func(r *web.Router) { r.Get("/a/", say("")); r.Get("/a/", say("")).Name("second") },
			[]string{"GET /a/ (web/build_test.go:", `and GET /a/ "second" (web/build_test.go:`, "match the same paths", "change its pattern"}},
		"other parameter name": {func(r *web.Router) { r.Get("/a/{id:int}/", say("")); r.Get("/a/{pk:int}/", say("")) },
			[]string{"/a/{id:int}/", "/a/{pk:int}/", "match the same paths"}},
		"ambiguous affixes": {func(r *web.Router) { r.Get("/x-{a}", say("")); r.Get("/{a}-x", say("")) },
			[]string{"/x-{a}", "/{a}-x", "neither is more specific"}},
		"two mounts": {func(r *web.Router) { r.Mount("/m", say("")); r.Mount("/m/", say("")) }, []string{"Mount /m/", "match the same paths"}},
		"one name for two patterns": {func(r *web.Router) { r.Get("/a/", say("")).Name("n"); r.Get("/b/", say("")).Name("n") },
			[]string{`the name "n" stands for GET /a/ "n"`, `and for GET /b/ "n"`}},
		"bad name":   {func(r *web.Router) { r.Get("/a/", say("")).Name("a b") }, []string{`"a b" is not a route name`}},
		"bad method": {func(r *web.Router) { r.Handle("get", "/a/", say("")) }, []string{`"get" is not a method`}},
		"nil":        {func(r *web.Router) { r.Get("/a/", nil) }, []string{"has no handler"}},
		"all at once": {func(r *web.Router) { r.Get("bad", say("")); r.Get("/a/", nil); r.Get("/{x:y}", say("")) },
			[]string{`"bad"`, "has no handler", `no type "y"`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := web.New(web.Options{})
			tt.routes(r)
			_, err := r.Build()
			wantErr(t, err, tt.want...)
		})
	}
}

func TestNoConflict(t *testing.T) {
	t.Parallel()
	build(t, web.Options{}, func(r *web.Router) {
		r.Get("/a/", say("")).Name("a")
		r.Post("/a/", say("")).Name("a")
		r.Get("/a", say(""))
		r.Get("/{x:int}", say(""))
		r.Get("/{x}", say(""))
		r.Get("/v{x}", say(""))
		r.Get("/{x}.json", say(""))
		r.Mount("/", say(""))
	})
}

func TestChangeAfterBuildPanics(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	rt := r.Get("/a/", say(""))
	if _, err := r.Build(); err != nil {
		t.Fatal(err)
	}
	for name, fn := range map[string]func(){
		"Get": func() { r.Get("/b/", say("")) }, "Use": func() { r.Use() }, "Name": func() { rt.Name("x") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, "has been built") {
					t.Errorf("%s after Build: %s", name, got)
				}
			}()
			fn()
		}()
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Group("/shop", func(r *web.Router) { r.Get("/{id:int}/", say("")).Name("shop:item") })
	r.Mount("/media", say(""))
	got := r.Routes()
	if len(got) != 2 || got[0].Method != "GET" || got[0].Pattern != "/shop/{id:int}/" || got[0].Name != "shop:item" ||
		!strings.HasPrefix(got[0].Where, "web/build_test.go:") || got[1].Method != "*" || got[1].Pattern != "/media/" {
		t.Errorf("routes %+v", got)
	}
}
