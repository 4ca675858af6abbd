package render_test

import (
	"fmt"
	"html/template"
	"strings"
	"testing"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/render"
)

// TestCallsAtStart refuses calls that must fail before anybody asks for the page (TPL-09).
func TestCallsAtStart(t *testing.T) {
	t.Parallel()
	funcs := template.FuncMap{
		"shorten": func(n int, s string) string { return s[:n] }, "half": func(f float64) float64 { return f / 2 }, "size": func(n uint8) int { return int(n) },
		"flag": func(b bool) bool { return b }, "all": func(first string, rest ...int) int { return len(rest) }, "show": func(s fmt.Stringer) string { return s.String() },
	}
	for text, want := range map[string]string{
		`{{shorten 3 "x"}}{{"x" | shorten 3}}{{half 2}}{{half 2.5}}{{size 255}}{{flag true}}{{all "x"}}{{all "x" 1 2}}{{show .}}{{shorten .N .S}}{{(shorten 3 .S) | shorten 2}}`: "",
		"a\n{{shorten \"x\" 3}}":            `p.html:2: shorten takes an int as its argument 1, not the text "x"`,
		`{{shorten 3 4}}`:                   "shorten takes a string as its argument 2, not the number 4",
		`{{shorten 3}}`:                     "shorten takes 2 arguments, not 1",
		`{{"x" | shorten 3 "y"}}`:           "shorten takes 2 arguments, not 3",
		`{{shorten 2.5 .S}}`:                "not the number 2.5",
		`{{size -1}}`:                       "size takes a uint8 as its argument 1, not the number -1",
		`{{flag "true"}}`:                   `flag takes a bool as its argument 1, not the text "true"`,
		`{{half true}}`:                     "half takes a float64 as its argument 1, not true",
		`{{all}}`:                           "all takes at least 1 argument, not 0",
		`{{all "x" 1 "y"}}`:                 `all takes an int as its argument 3, not the text "y"`,
		`{{show "x"}}`:                      `show takes a fmt.Stringer as its argument 1, not the text "x"`,
		`{{if flag 1}}{{end}}`:              "not the number 1",
		`{{len (shorten "x" .S)}}`:          `not the text "x"`,
		`{{url}}`:                           "url takes at least 1 argument",
		`{{formatHTML .S 1}}`:               "formatHTML takes a format that is written out",
		`{{.S | formatHTML}}`:               "formatHTML takes a format that is written out",
		`{{formatHTML "<b>%s" 1 2}}`:        "the format takes 1 argument, not 2",
		`{{formatHTML "100% sure"}}`:        `neither %s nor %%`,
		`{{define "x"}}{{half "x"}}{{end}}`: `half takes a float64`,
	} {
		_, err := render.New(render.Options{Funcs: funcs, Sources: []render.Source{{Name: "a", FS: files("p.html", text)}}})
		if want == "" {
			if err != nil {
				t.Errorf("%s\nis refused: %v", text, err)
			}
			continue
		}
		wantErr(t, err, "render: p.html:", want)
	}
}

// TestCheckCalls finds values of the wrong type by the type of a page's data.
func TestCheckCalls(t *testing.T) {
	t.Parallel()
	type data struct {
		N     int64
		S     string
		P     *string
		Any   any
		Owner *owner
	}
	funcs := template.FuncMap{"shorten": func(n int, s string) string { return s[:n] }, "own": func(o *owner) string { return o.Name }, "val": func(o owner) string { return o.Name }}
	for text, want := range map[string]string{
		`{{shorten 3 .S}}{{.S | shorten 3}}{{shorten 3 .P}}{{shorten .Any .Any}}{{own .Owner}}{{val .Owner}}{{shorten (len .S) .S}}{{lower .N}}`: "",
		`{{shorten .N .S}}`:                   "p.html:1 (templates.E005): shorten takes an int as its argument 1, not an int64",
		`{{.N | shorten 3}}`:                  "shorten takes a string as its argument 2, not an int64",
		`{{shorten 3 (len .S)}}`:              "not an int",
		`{{with .Owner}}{{own .Name}}{{end}}`: "own takes a *render_test.owner as its argument 1, not a string",
		`{{own .S}}{{template "_x.html" .}}`:  "_x.html:1 (templates.E005): shorten takes a string as its argument 2, not an int64",
	} {
		e := newEngine(t, render.Options{Funcs: funcs}, "p.html", text, "_x.html", `{{shorten 1 .N}}`)
		got := messages(e, render.Page[data]("p.html"))
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s\nreported %q, want %q", text, got, want)
		}
	}
}

// TestCheckStatic finds files that do not exist at start (TPL-07, TPL-13).
func TestCheckStatic(t *testing.T) {
	t.Parallel()
	opt := render.Options{Static: func(path string) (string, error) {
		if path != "a.css" {
			return "", fmt.Errorf("there is no file %q", path)
		}
		return "/static/a.css", nil
	}}
	e := newEngine(t, opt, "p.html", "{{static \"a.css\"}}\n<img src=\"{{static \"b.png\"}}\">{{static .}}")
	got := e.Check()
	if len(got) != 1 || got[0].ID != render.CheckStatic || got[0].Level != check.Error || got[0].Object != "p.html:2" || !strings.Contains(got[0].Text, "b.png") {
		t.Errorf("reported %v", got)
	}
	opt.Funcs = template.FuncMap{"static": func(string) string { return "/own" }}
	if got := newEngine(t, opt, "p.html", `{{static "b.png"}}`).Check(); len(got) != 0 {
		t.Errorf("a site's own function is checked: %v", got)
	}
}

// TestCheckForms finds forms by POST without a token, and no others (TPL-04).
func TestCheckForms(t *testing.T) {
	t.Parallel()
	base := `<main>{{block "content" .}}{{end}}</main>{{block "end" .}}{{end}}`
	for text, want := range map[string]string{
		`<form method="post">{{csrf}}</form>`:                                                                          "",
		"\n<form method=\"post\">\n</form>":                                                                            "p.html:2",
		"<p>\n<form\n  class=x\n  METHOD='POST' action=\"{{.}}\"><b></form>":                                           "p.html:2",
		`<form method="post"></form>{{csrf}}`:                                                                          "p.html:1",
		`<form method=post><input></form>`:                                                                             "p.html:1",
		`<form method="get"></form><form></form><form method="dialog"></form>`:                                         "",
		`<form method="{{.}}"></form>`:                                                                                 "",
		`<form action="{{.}}" method="post"></form>`:                                                                   "p.html:1",
		`<form action="https://pay.example/" method="post"></form>`:                                                    "",
		`<form action="//pay.example/" method="post"></form>`:                                                          "",
		`<form method="post"><input name="csrfmiddlewaretoken" value="{{.}}"></form>`:                                  "",
		`<form method="post">{{if .}}{{csrf}}{{end}}</form>`:                                                           "",
		`<form method="post">{{template "_fields.html" .}}</form>`:                                                     "",
		`<form method="post">{{template "_none.html" .}}</form>`:                                                       "p.html:1",
		`{{template "_form.html" .}}`:                                                                                  "_form.html:1",
		`{{if .}}<form method="post">{{else}}<form method="get">{{end}}{{csrf}}</form>`:                                "",
		`<form method="post">{{csrf}}</form><form method="post"></form>`:                                               "p.html:1",
		`<!-- <form method="post"></form> -->`:                                                                         "",
		`<script>let x = '<form method="post">'</script>`:                                                              "",
		`<textarea><form method="post"></textarea>`:                                                                    "",
		`<form method="post"><a title="</form>">{{csrf}}</a></form>`:                                                   "",
		`<form method="post"`:                                                                                          "refused",
		`{{extends "base.html"}}{{define "content"}}<form method="post">{{end}}{{define "end"}}{{csrf}}</form>{{end}}`: "",
		`{{extends "base.html"}}{{define "content"}}<form method="post"></form>{{end}}`:                                "p.html:1",
		`{{range .}}<form method="post">{{csrf}}</form>{{end}}{{with .}}<form method="post"></form>{{end}}`:            "p.html:1",
		`{{template "_loop.html" .}}`:                                                                                  "",
	} {
		e, err := render.New(render.Options{Sources: []render.Source{{Name: "a", FS: files("p.html", text, "base.html", base, "_fields.html", `<p>{{csrf}}</p>`, "_none.html", `x`,
			"_form.html", `<form method="post"></form>`, "_loop.html", `{{if .}}{{template "_loop.html" .}}{{end}}<form method="post">{{csrf}}</form>`)}}})
		if want == "refused" {
			wantErr(t, err, "p.html")
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got := e.Check(render.Page[any]("p.html"))
		switch {
		case want == "" && len(got) > 0, want != "" && len(got) != 1:
			t.Errorf("%s\nreported %v, want %q", text, got, want)
		case want != "" && (got[0].ID != render.CheckForm || got[0].Object != want || got[0].Level != check.Warning || !strings.Contains(got[0].Hint, "{{csrf}}")):
			t.Errorf("%s\nreported %v, want %q", text, got[0], want)
		}
	}
}
