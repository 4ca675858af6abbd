package render_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/render"
)

// TestObserve: who looks learns which pages are rendered, and which files they are made of.
func TestObserve(t *testing.T) {
	t.Parallel()
	e, err := render.New(render.Options{Sources: []render.Source{{Name: "a", FS: fstest.MapFS{
		"base.html":    {Data: []byte(`<main>{{block "content" .}}{{end}}</main>`)},
		"a/list.html":  {Data: []byte(`{{extends "base.html"}}{{define "content"}}{{if .}}{{template "a/_card.html" .}}{{end}}{{end}}`)},
		"a/_card.html": {Data: []byte(`card`)},
		"a/other.html": {Data: []byte(`other`)},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	if ctx := render.Observe(r.Context(), nil); ctx != r.Context() {
		t.Error("a context without an engine was changed")
	}
	ctx := render.Observe(render.With(r.Context(), e), func(name string) { seen = append(seen, name) })
	list := render.Page[bool]("a/list.html")
	if err := list.Render(httptest.NewRecorder(), r.WithContext(ctx), false); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen, []string{"a/list.html"}) || render.From(ctx) != e {
		t.Errorf("seen %q", seen)
	}
	files, err := e.Files("a/list.html")
	if want := []string{"a/_card.html", "a/list.html", "base.html"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("the files %q (%v), want %q", files, err, want)
	}
	if _, err := e.Files("a/none.html"); err == nil {
		t.Error("a page that does not exist has files")
	}
}
