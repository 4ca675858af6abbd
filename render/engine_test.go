package render_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/musette-go/musette/render"
)

// files makes a tree of templates from names and texts.
func files(pairs ...string) fstest.MapFS {
	m := make(fstest.MapFS)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func newEngine(t testing.TB, opt render.Options, pairs ...string) *render.Engine {
	t.Helper()
	opt.Sources = append(opt.Sources, render.Source{Name: "app", FS: files(pairs...)})
	e, err := render.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func execute(e *render.Engine, r *http.Request, name string, data any) (string, error) {
	var b bytes.Buffer
	err := e.Execute(&b, r, name, data)
	return b.String(), err
}

func wantErr(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error\n%v\nlacks %q", err, p)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	base := `<main>{{block "content" .}}{{end}}</main>`
	tests := map[string]struct {
		files []string
		want  []string
	}{
		"syntax":         {[]string{"a.html", "x\n{{if}}"}, []string{"render: a.html:2: missing value for if"}},
		"unknown layout": {[]string{"base.html", base, "p.html", "\n{{extends \"bse.html\"}}"}, []string{`p.html:2: there is no layout "bse.html"; did you mean "base.html"?`}},
		"circle":         {[]string{"a.html", `{{extends "b.html"}}`, "b.html", `{{extends "c.html"}}`, "c.html", `{{extends "b.html"}}`, "p.html", `{{extends "a.html"}}`}, []string{"in a circle", "p.html → a.html → b.html → c.html"}},
		"itself":         {[]string{"a.html", `{{extends "a.html"}}`}, []string{"a.html:1: a.html extends itself"}},
		"text beside blocks": {[]string{"base.html", base, "p.html", "{{extends \"base.html\"}}\n<p>lost</p>"},
			[]string{"p.html:1: this is never shown, since p.html extends base.html", `{{define "content"}}`}},
		"late extends":    {[]string{"base.html", base, "p.html", "<p>\n{{extends \"base.html\"}}"}, []string{"p.html:2: extends must stand at the top"}},
		"nested extends":  {[]string{"base.html", base, "p.html", "{{if .}}{{extends \"base.html\"}}{{end}}"}, []string{"p.html:1: extends must stand at the top"}},
		"two extends":     {[]string{"base.html", base, "p.html", `{{extends "base.html"}}{{extends "base.html"}}`}, []string{"remove the second extends"}},
		"extends by data": {[]string{"p.html", `{{extends .Layout}}`}, []string{`write {{extends "layout.html"}}`}},
		"missing partial": {[]string{"catalog/_card.html", "", "p.html", "\n\n{{template \"catalog/_crad.html\" .}}"},
			[]string{`p.html:3: there is no template or block "catalog/_crad.html"; did you mean "catalog/_card.html"?`}},
		"missing block":     {[]string{"base.html", base + `{{template "contnt" .}}`}, []string{`base.html:1: there is no template or block "contnt"; did you mean "content"?`}},
		"missing part":      {[]string{"_x.html", `{{define "row"}}{{end}}`, "p.html", `{{template "_x.html#rwo" .}}`}, []string{`"_x.html" has no block "rwo"; did you mean "row"?`}},
		"including a page":  {[]string{"base.html", base, "p.html", `{{extends "base.html"}}`, "q.html", `{{template "p.html" .}}`}, []string{"q.html:1", "extends a layout and so is a page"}},
		"super of nothing":  {[]string{"p.html", `{{template "super" .}}`}, []string{"there is no super here"}},
		"defining super":    {[]string{"p.html", `{{define "super"}}{{end}}`}, []string{`"super" cannot be defined`}},
		"block like a file": {[]string{"p.html", `{{define "a.html"}}{{end}}`}, []string{`letters, digits, - and _, not "a.html"`}},
		"unknown function":  {[]string{"p.html", "<p>\n{{truncat 3 .}}"}, []string{`p.html:2: there is no function "truncat"; did you mean "truncate"?`, "render.Options.Funcs"}},
		"unknown variable":  {[]string{"p.html", "<p>\n{{$nmae}}"}, []string{`p.html:2: undefined variable "$nmae"`}},
		"broken html":       {[]string{"p.html", `<a href="{{.}}`}, []string{"p.html", "non-text context"}},
		"everything":        {[]string{"a.html", `{{nope}}`, "b.html", `{{nada}}`}, []string{"a.html:1", "b.html:1"}},
		"defined twice":     {[]string{"a.html", `{{define "x"}}1{{end}}{{define "x"}}2{{end}}`}, []string{"a.html", "multiple definition"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := render.New(render.Options{Sources: []render.Source{{Name: "app", FS: files(tt.files...)}}})
			wantErr(t, err, append(tt.want, "render: ")...)
		})
	}
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	fn := func(func() *http.Request) any { return func() string { return "" } }
	tests := map[string]struct {
		opt  render.Options
		want string
	}{
		"no FS":         {render.Options{Sources: []render.Source{{Name: "shop"}}}, `the source "shop" has no FS`},
		"no folder":     {render.Options{Sources: []render.Source{{Name: "shop", FS: files("a.html", ""), Dir: "tpl"}}}, `has no folder "tpl"`},
		"no function":   {render.Options{Funcs: map[string]any{"x": 3}}, "a template function cannot be used"},
		"both":          {render.Options{Funcs: map[string]any{"x": strings.ToUpper}, RequestFuncs: map[string]render.RequestFunc{"x": fn}}, "in Funcs and in RequestFuncs"},
		"extends":       {render.Options{Funcs: map[string]any{"extends": strings.ToUpper}}, `named "extends"`},
		"bad result":    {render.Options{Funcs: map[string]any{"x": func() {}}}, "a template function cannot be used"},
		"bad on demand": {render.Options{RequestFuncs: map[string]render.RequestFunc{"x": func(func() *http.Request) any { return 3 }}}, "a template function cannot be used"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := render.New(tt.opt)
			wantErr(t, err, "render: ", tt.want)
		})
	}
}

func TestLaterSourcesOverride(t *testing.T) {
	t.Parallel()
	e, err := render.New(render.Options{Sources: []render.Source{
		{Name: "catalog", FS: files("templates/catalog/p.html", `{{extends "base.html"}}{{define "content"}}app{{end}}`, "templates/base.html", `app [{{block "content" .}}{{end}}]`)},
		{Name: "broken", FS: files("catalog/q.html", `{{if}}`)},
		{Name: "site", FS: files("base.html", `site [{{block "content" .}}{{end}}]`, "catalog/q.html", "mended", "notes.txt", "{{if}}", ".hidden.html", "{{if}}")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"catalog/p.html": "site [app]", "catalog/q.html": "mended"} {
		if got, err := execute(e, nil, name, nil); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got := strings.Join(e.Templates(), " "); got != "base.html catalog/p.html catalog/q.html" {
		t.Errorf("templates %s", got)
	}
	_, err = execute(e, nil, "catalog/pp.html", nil)
	wantErr(t, err, `render: there is no template "catalog/pp.html"; did you mean "catalog/p.html"?`, "tried site/catalog/pp.html, broken/catalog/pp.html, catalog:templates/catalog/pp.html")
}

func TestPageRender(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{}, "p.html", `<h1>{{.Name}}</h1>`, "bad.html", `<h1>before</h1>{{.Name.Nope}}`)
	type data struct{ Name any }
	r := httptest.NewRequest("GET", "/", nil)
	w := httptest.NewRecorder()
	wantErr(t, render.Page[data]("p.html").Render(w, r, data{"x"}), "holds no engine for p.html", "render.With")

	r = r.WithContext(render.With(context.Background(), e))
	if err := render.Page[data]("p.html").RenderStatus(w, r, http.StatusTeapot, data{"<x>"}); err != nil {
		t.Fatal(err)
	}
	if w.Code != 418 || w.Body.String() != "<h1>&lt;x&gt;</h1>" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || w.Header().Get("Content-Length") != "18" {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}

	w = httptest.NewRecorder()
	wantErr(t, render.Page[data]("bad.html").Render(w, r, data{"x"}), "render: ", "bad.html:1", "Nope")
	if w.Body.Len() > 0 || len(w.Header()) > 0 || w.Flushed {
		t.Errorf("a page that failed wrote %q %v", w.Body, w.Header())
	}
	wantErr(t, render.Page[data]("none.html").Render(w, r, data{"x"}), `there is no template "none.html"`)

	w = httptest.NewRecorder()
	e.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := render.Page[data]("p.html").Render(w, r, data{"y"}); err != nil {
			t.Error(err)
		}
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "<h1>y</h1>" {
		t.Errorf("by the middleware: %s", w.Body)
	}
}

func TestBlockAlone(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{}, "base.html", `<html>{{block "content" .}}{{end}}`,
		"list.html", `{{extends "base.html"}}{{define "content"}}<ul>{{range .}}{{template "row" .}}{{end}}</ul>{{end}}{{define "row"}}<li>{{.}}</li>{{end}}`)
	whole, err := execute(e, nil, "list.html", []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	row, err := execute(e, nil, "list.html#row", "a")
	if err != nil || row != "<li>a</li>" || !strings.Contains(whole, row) {
		t.Errorf("%q, %v in %q", row, err, whole)
	}
	_, err = execute(e, nil, "list.html#rwo", "a")
	wantErr(t, err, `"list.html" has no block "rwo"; did you mean "row"?`)
}

func TestMissingKeyIsAnError(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{}, "static.html", `{{.nmae}}`, "request.html", `{{.nmae}}{{request.Path}}`)
	for _, name := range []string{"static.html", "request.html"} {
		_, err := execute(e, httptest.NewRequest("GET", "/", nil), name, map[string]any{"name": 1})
		wantErr(t, err, "nmae")
	}
}

func TestFunctionErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{{url "catalog:detial" 1}}`:  `did you mean "catalog:detail"?`,
		`{{url "catalog:detail"}}`:    "takes 1 argument (id:int), not 0",
		`{{static "../etc/passwd"}}`:  "is not the path of a static file",
		`{{static "/a.css"}}`:         "write it relative and clean",
		`{{date "date" 3}}`:           "formats a time.Time, not a int",
		`{{number "a"}}`:              "formats a number, not a string",
		`{{number 99 1}}`:             "0 to 30 places",
		`{{number}}`:                  "not 0 arguments",
		`{{pluralize "a"}}`:           "a whole number or a list, not a string",
		`{{pluralize 1 2}}`:           "takes endings as text",
		`{{truncate 0 "a"}}`:          "at least 1",
		`{{dict "a"}}`:                "pairs",
		`{{dict 1 2}}`:                "keys of text",
		`{{querystring "a"}}`:         "pairs",
		`{{querystring 1 2}}`:         "keys of text",
		`{{querystring "a" request}}`: "is no value of a parameter",
	} {
		e := newEngine(t, render.Options{URLs: names(t)}, "p.html", text)
		_, err := execute(e, httptest.NewRequest("GET", "/", nil), "p.html", nil)
		wantErr(t, err, "render: ", "p.html:1", want)
	}
	for _, text := range []string{`{{querystring}}`, `{{request.Path}}`} {
		_, err := execute(newEngine(t, render.Options{}, "p.html", text), nil, "p.html", nil)
		wantErr(t, err, "without a request")
	}
	_, err := execute(newEngine(t, render.Options{}, "p.html", `{{url "x"}}`), nil, "p.html", nil)
	wantErr(t, err, "set render.Options.URLs")
}

// TestRequestsDoNotMix renders one page for many requests at once; each must see its own request only.
func TestRequestsDoNotMix(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{RequestFuncs: map[string]render.RequestFunc{"user": func(get func() *http.Request) any {
		return func() (string, error) {
			if name := get().Header.Get("X-User"); name != "broken" {
				return name, nil
			}
			return "", errors.New("no such user")
		}
	}}}, "p.html", `{{user}} {{request.Path}} {{user}}`)
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for i := range 200 {
				path := fmt.Sprintf("/%d/%d", g, i)
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("X-User", fmt.Sprint(g))
				want := fmt.Sprintf("%d %s %d", g, path, g)
				if got, err := execute(e, r, "p.html", nil); got != want || err != nil {
					t.Errorf("%q, %v, want %q", got, err, want)
				}
				r.Header.Set("X-User", "broken")
				if got, err := execute(e, r, "p.html", nil); got != "" || err == nil {
					t.Errorf("%q, %v, want an error", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestDebugReadsChangedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Second)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("base.html", `one {{block "c" .}}{{end}}`)
	write("p.html", `{{extends "base.html"}}{{define "c"}}page{{end}}`)
	opt := render.Options{Sources: []render.Source{{Name: "site", FS: os.DirFS(dir)}}}
	fixed, err := render.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	opt.Debug = true
	live, err := render.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	want := func(e *render.Engine, text string) {
		t.Helper()
		if got, err := execute(e, nil, "p.html", nil); got != text || err != nil {
			t.Errorf("%q, %v, want %q", got, err, text)
		}
	}
	want(live, "one page")
	write("base.html", `two {{block "c" .}}{{end}}`)
	want(live, "two page")
	want(fixed, "one page")
	write("p.html", `{{if}}`)
	_, err = execute(live, nil, "p.html", nil)
	wantErr(t, err, "p.html:1: missing value for if")
	write("p.html", `alone`)
	want(live, "alone")
	if err := os.Remove(filepath.Join(dir, "p.html")); err != nil {
		t.Fatal(err)
	}
	_, err = execute(live, nil, "p.html", nil)
	wantErr(t, err, "there is no template")
}
