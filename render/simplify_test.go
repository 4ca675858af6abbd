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
	want := []string{`{{_musette_url2 "item" .}}`, `{{. | _html_template_urlfilter | _html_template_urlnormalizer | _html_template_attrescaper}}`}
	if strings.Join(calls, "\n") != strings.Join(want, "\n") {
		t.Errorf("have\n%s\nwant\n%s", strings.Join(calls, "\n"), strings.Join(want, "\n"))
	}
}

type shout string

func (s shout) String() string { return string(s) + "<!>" }

type angry struct{}

func (*angry) Error() string { return "<angry>" }

// Values between tags come out as html/template writes them.
func TestSimplifiedText(t *testing.T) {
	t.Parallel()
	const source = `<p>{{.}}</p>`
	e := addressEngine(t, source)
	text, markup, number := "a<b", template.HTML("<b>bold</b>"), 7
	var none *string
	var quiet *shout
	for _, value := range []any{
		"plain", "<script>alert('x')</script>", `&amp; "q" 'a' + \x00`, "\x00+", "", "日本 ü", 0, -7, int64(1) << 62, int32(5), uint8(3), 1.5, true, nil,
		markup, &markup, template.JS("<x>"), template.URL("a&b"), template.HTMLAttr(`a="b"`), shout("hey"), &angry{}, error(&angry{}), &text, none, quiet, &number,
		[]string{"<", ">"}, []byte("<b>"), map[string]int{"<": 1}, struct{ A string }{"<&>"}, 'x', template.HTML(""),
	} {
		var got strings.Builder
		if err := e.Execute(&got, nil, "page.html", value); err != nil {
			t.Errorf("%#v: %v", value, err)
			continue
		}
		if want := plainly(t, e, source, value); got.String() != want {
			t.Errorf("%#v\nhave %s\nwant %s", value, got.String(), want)
		}
	}
}

// Addresses inside expressions are constants too.
func TestSimplifiedArguments(t *testing.T) {
	t.Parallel()
	e := addressEngine(t, `{{if eq . (url "items")}}here{{else}}there{{end}}{{len (url "item" "a")}}`)
	for value, want := range map[string]string{"/items/": "here8", "/": "there8"} {
		var got strings.Builder
		if err := e.Execute(&got, nil, "page.html", value); err != nil || got.String() != want {
			t.Errorf("%q gives %q (%v), want %q", value, got.String(), err, want)
		}
	}
}

// A site's own url is escaped by html/template as ever.
func TestOwnAddressFunctionsAreNotTrusted(t *testing.T) {
	t.Parallel()
	e, err := New(Options{
		Sources: []Source{{Name: "test", FS: fstest.MapFS{"page.html": {Data: []byte(`<a href="{{url "x"}}">{{.}}</a>`)}}}},
		Funcs:   template.FuncMap{"url": func(string) string { return "javascript:alert(1)" }},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	if err := e.Execute(&got, nil, "page.html", "<"); err != nil || got.String() != `<a href="#ZgotmplZ">&lt;</a>` {
		t.Errorf("%q, %v", got.String(), err)
	}
}
