package render

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"github.com/musette-go/musette/web"
)

// addressEngine has one template and a static function that returns its argument as it is.
func addressEngine(t *testing.T, source string) *Engine {
	t.Helper()
	r := web.New(web.Options{})
	r.Get("/items/{name:path}", nil).Name("item")
	r.Get("/items/", nil).Name("items")
	e, err := New(Options{
		Sources: []Source{{Name: "test", FS: fstest.MapFS{"page.html": {Data: []byte(source)}}}},
		URLs:    r.URLs(),
		Static:  func(path string) (string, error) { return path, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// plainly renders the template with html/template alone.
func plainly(t *testing.T, e *Engine, source string, data any) string {
	t.Helper()
	var b strings.Builder
	tmpl := template.Must(template.New("").Funcs(template.FuncMap{"url": e.url, "static": e.opt.Static}).Parse(source))
	if err := tmpl.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is simplified says the same as before.
func TestSimplifiedAddresses(t *testing.T) {
	t.Parallel()
	const source = `<a href="{{url "item" .}}">{{.}}</a><a href="{{url "items"}}?q={{.}}"></a><img src="{{static .}}" alt='{{.}}'>` +
		`{{if .}}<a href='{{url "item" .}}'></a>{{end}}<script src="{{static "a/b.js"}}"></script>{{with .}}<p data-x="{{url "items"}}">{{url "item" .}}{{end}}`
	const static = `<img src="{{static .}}"><a href='{{static .}}'>{{static .}}</a>`
	engines := map[string]*Engine{source: addressEngine(t, source), static: addressEngine(t, static)}
	for _, value := range []string{
		"lamp", "a b", "ä/ö", "x&y=1", `"><script>alert(1)</script>`, "javascript:alert(1)", "JavaScript:alert(1)", "vbscript:x", "data:text/html,x",
		"//evil.example/x", "https://cdn.example/a.js?v=1&w=2", "mailto:a@b.example", "%2F", "%zz", "100%", "'", "a+b", "日本", "?q#f", ":", "a:b",
	} {
		for text, e := range engines {
			if text == source && strings.Contains(value, "//") {
				continue // such a path has no route
			}
			var got strings.Builder
			if err := e.Execute(&got, nil, "page.html", value); err != nil {
				t.Errorf("%q: %v", value, err)
				continue
			}
			if want := plainly(t, e, text, value); normal(got.String()) != normal(want) {
				t.Errorf("%q\nhave %s\nwant %s", value, got.String(), want)
			}
		}
	}
}

// normal brings the ways in which the same character can be escaped into one form.
func normal(s string) string {
	return strings.NewReplacer("%7E", "~", "%7e", "~", "&#39;", "%27", "&#34;", "%22").Replace(s)
}

// Constant addresses are text, and the others are one call.
func TestSimplifyLeavesOneCall(t *testing.T) {
	t.Parallel()
	e := addressEngine(t, `<a href="{{url "items"}}"></a><a href="{{url "item" .}}"></a><a href="{{.}}"></a>`)
	p, err := e.prepare(e.current.Load().lib, "page.html")
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	walk(p.shared.tmpl.Lookup("page.html").Tree.Root, func(n parse.Node) {
		if a, ok := n.(*parse.ActionNode); ok {
			calls = append(calls, a.String())
		}
	})
	want := []string{`{{_musette_url "item" .}}`, `{{. | _html_template_urlfilter | _html_template_urlnormalizer | _html_template_attrescaper}}`}
	if strings.Join(calls, "\n") != strings.Join(want, "\n") {
		t.Errorf("have\n%s\nwant\n%s", strings.Join(calls, "\n"), strings.Join(want, "\n"))
	}
}
