package render_test

import (
	"bytes"
	"html/template"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// fragile panics when somebody looks at it.
type fragile struct{ list []string }

func (f fragile) Third() string { return f.list[2] }

// TestPanicInTemplate lets a function, a method and a function of the request panic in the middle of a page (HTTP-26): each gives
// one 500 without a part of the page, and one line in the log that names the place in the template; the next request is answered.
func TestPanicInTemplate(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{
		Funcs:        template.FuncMap{"explode": func() string { panic("boom") }},
		RequestFuncs: map[string]render.RequestFunc{"user": render.PerRequest(func(*http.Request) (string, error) { panic("boom") })},
	}, "function.html", "begun\n{{explode}}", "method.html", "begun\n{{.Third}}", "request.html", "begun\n{{request.Path}}{{user}}", "fine.html", "fine {{request.Path}}")
	var out bytes.Buffer
	r := web.New(web.Options{Logger: slog.New(slog.NewTextHandler(&out, nil))})
	r.Use(web.Recover())
	r.Get("/{name}/", func(w http.ResponseWriter, r *http.Request) error {
		return e.Execute(w, r, web.Param(r, "name")+".html", fragile{})
	})
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(name string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/"+name+"/", nil))
		return w
	}
	for name, want := range map[string]string{"function": "boom", "method": "index out of range", "request": "boom"} {
		for range 2 { // what the page has left behind does not harm the next one
			out.Reset()
			if w := ask(name); w.Code != 500 || strings.Contains(w.Body.String(), "begun") || strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
			if log := out.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, name+".html:2:") || !strings.Contains(log, want) {
				t.Errorf("%s: the log says\n%s", name, log)
			}
			if w := ask("fine"); w.Code != 200 || w.Body.String() != "fine /fine/" {
				t.Errorf("the page after %s: %d %s", name, w.Code, w.Body)
			}
		}
	}
}
