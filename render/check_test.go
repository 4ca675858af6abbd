package render_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/render"
)

type shelf struct {
	Products []*product
	ByName   map[string]product
	Any      any
	Owner    *owner
	Next     func() *shelf
	hidden   int
}

type owner struct{ Name string }

func (o *owner) Shelf() (*shelf, error) { return nil, nil }
func (o owner) Full(sep string) string  { return sep + o.Name }

func messages(e *render.Engine, pages ...render.Declared) string {
	var lines []string
	for _, m := range e.Check(pages...) {
		lines = append(lines, m.String())
	}
	return strings.Join(lines, "\n")
}

func TestCheckFields(t *testing.T) {
	t.Parallel()
	_ = shelf{}.hidden
	tests := map[string]string{ // template text → part of the message, "" for none
		`{{range .Products}}{{.Name}}{{.Shout}}{{.Price}}{{end}}`:        "",
		`{{range .Products}}{{.Nmae}}{{end}}`:                            `{{`,
		`{{range $i, $p := .Products}}{{$p.Name}} {{$i}}{{end}}`:         "",
		`{{range $i, $p := .Products}}{{$p.Nope}}{{end}}`:                `*render_test.product has no field or method "Nope"`,
		`{{range $p := .Products}}{{$.Owner.Name}}{{$.Ownr}}{{end}}`:     `$.Ownr: *render_test.shelf has no field or method "Ownr"; did you mean "Owner"?`,
		`{{with .Owner}}{{.Full ", "}}{{.Shelf.Products}}{{end}}`:        "",
		`{{with .Owner}}{{.Shelf.Prodcts}}{{end}}`:                       `has no field or method "Prodcts"; did you mean "Products"?`,
		`{{with $o := .Owner}}{{$o.Name}}{{else}}{{.Owner.Name}}{{end}}`: "",
		`{{with .Owner}}{{else}}{{.Name}}{{end}}`:                        `*render_test.shelf has no field or method "Name"`,
		`{{.hidden}}`:                               `has no field or method "hidden"`,
		`{{.Any.Whatever.It.Is}}`:                   "",
		`{{(index .Products 0).Whatever}}`:          "",
		`{{.ByName.tea.Name}}{{.ByName.tea.Shout}}`: "",
		`{{.ByName.tea.Nope}}`:                      `render_test.product has no field or method "Nope"`,
		`{{$x := .Owner}}{{$x.Name}}{{if true}}{{$x := .Any}}{{$x.Foo}}{{end}}{{$x.Nope}}`: `$x.Nope`,
		`{{$x := .Owner}}{{range .Products}}{{$x = .}}{{end}}{{$x.Price}}`:                 "",
		`{{(.Owner.Shelf).Owner.Nope}}`:                                                    `has no field or method "Nope"`,
		`{{if .Ownr}}{{end}}`:                                                              `did you mean "Owner"?`,
		`{{if and .Owner .Nope}}{{end}}`:                                                   `"Nope"`,
		`{{truncate 3 .Owner.Nope}}`:                                                       `"Nope"`,
		`{{(truncate 3 "abc").Nope}}`:                                                      `string has no field or method "Nope"`,
		`{{request.Path}}`:                                                                 "",
		`{{request.Pth}}`:                                                                  `render.Request has no field or method "Pth"; did you mean "Path"?`,
		`{{template "_p.html" .Owner}}`:                                                    "",
		`{{template "_p.html" .}}`:                                                         `_p.html:2): {{`,
		`{{template "_tree.html" .Owner}}`:                                                 "",
		`{{.Products.Name}}`:                                                               `[]*render_test.product has no field or method "Name"`,
		`{{range 3}}{{.}}{{end}}{{range .ByName}}{{.Name}}{{end}}`:                         "",
		`{{define "x"}}{{.Nope}}{{end}}{{template "x" dict "Nope" 1}}`:                     "",
		`{{define "x"}}{{.Nope}}{{end}}{{template "x" .}}`:                                 `"Nope"`,
	}
	for text, want := range tests {
		e := newEngine(t, render.Options{}, "p.html", text, "_p.html", "\n{{.Name}}{{.Full \"-\"}}", "_tree.html", `{{.Name}}{{template "_tree.html" .Shelf.Owner}}`)
		got := messages(e, render.Page[*shelf]("p.html"))
		switch want {
		case "":
			if got != "" {
				t.Errorf("%s\nreported %s", text, got)
			}
		case `{{`:
			if got != "ERROR p.html:1 (templates.E003): .Nmae: *render_test.product has no field or method \"Nmae\"; did you mean \"Name\"?\n\tHINT: p.html is shown with *render_test.shelf." {
				t.Errorf("%s\nreported %s", text, got)
			}
		case `_p.html:2): {{`:
			if !strings.Contains(got, "ERROR _p.html:2 (templates.E003): .Name: *render_test.shelf") {
				t.Errorf("%s\nreported %s", text, got)
			}
		default:
			if !strings.Contains(got, want) || !strings.Contains(got, "templates.E003") {
				t.Errorf("%s\nreported %q, want %q", text, got, want)
			}
		}
	}
}

// TestCheckAgreesWithExecution executes what the check lets through, where the data is there.
func TestCheckAgreesWithExecution(t *testing.T) {
	t.Parallel()
	data := &shelf{Products: []*product{{1, "Tea", 2}}, ByName: map[string]product{"tea": {}}, Owner: &owner{"Ada"}}
	for text, ok := range map[string]bool{
		`{{range .Products}}{{.Shout}}{{end}}`: true, `{{range .Products}}{{.Nope}}{{end}}`: false,
		`{{.Owner.Full "x"}}`: true, `{{.Owner.Nope}}`: false, `{{.ByName.tea.Price}}`: true, `{{.Products.Name}}`: false, `{{.hidden}}`: false,
	} {
		e := newEngine(t, render.Options{}, "p.html", text)
		_, err := execute(e, nil, "p.html", data)
		if clean := messages(e, render.Page[*shelf]("p.html")) == ""; clean != ok || (err == nil) != ok {
			t.Errorf("%s: check clean %v, execution %v, want %v", text, clean, err, ok)
		}
	}
}

func TestCheckTemplatesBlocksAndURLs(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{URLs: names(t)},
		"base.html", `{{block "content" .}}{{end}}{{.Title}}`,
		"p.html", "{{extends \"base.html\"}}\n{{define \"contnt\"}}{{url \"catalog:detail\" 1}}{{1 | url \"catalog:detail\"}}{{end}}",
		"q.html", `{{url "catalog:detial" 1}}{{url "catalog:detail"}}{{url .}}`,
	)
	type titled struct{ Title string }
	got := e.Check(render.Page[titled]("p.html"), render.Page[titled]("none.html"), render.Page[titled]("p.html"), render.Page[struct{}]("base.html"))
	want := []struct {
		id    string
		level check.Level
		text  string
	}{
		{"templates.E002", check.Error, `did you mean "catalog:detail"?`},
		{"templates.E002", check.Error, "takes 1 argument"},
		{"templates.W001", check.Warning, `the block "contnt" is shown nowhere; did you mean "content"?`},
		{"templates.E001", check.Error, `there is no template "none.html"`},
		{"templates.E003", check.Error, `has no field or method "Title"`},
	}
	if len(got) != len(want) {
		t.Fatalf("%d messages: %v", len(got), got)
	}
	for i, w := range want {
		if got[i].ID != w.id || got[i].Level != w.level || !strings.Contains(got[i].Text, w.text) {
			t.Errorf("message %d: %s, want %v", i, got[i], w)
		}
	}
}
