package render_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// component is as a-h/templ has it: another package's interface with the same method, and a function type for values.
type component interface {
	Render(ctx context.Context, w io.Writer) error
}

type componentFunc func(ctx context.Context, w io.Writer) error

func (f componentFunc) Render(ctx context.Context, w io.Writer) error { return f(ctx, w) }

// card is what a generated component does.
func card(p *product) component {
	return componentFunc(func(ctx context.Context, w io.Writer) error {
		if p.Name == "broken" {
			return errors.New("the card is broken")
		}
		if _, err := fmt.Fprintf(w, "<b>%s</b>", template.HTMLEscapeString(p.Name)); err != nil {
			return err
		}
		return pricePart.Component(p.Price).Render(ctx, w) // a file's template within a component within a file's template
	})
}

var (
	pricePart = render.Page[float64]("_price.html")
	cardPage  = render.ComponentPage("catalog.Card", card)
)

func componentEngine(t *testing.T) *render.Engine {
	return newEngine(t, render.Options{Funcs: template.FuncMap{"card": card, "cards": func(ps ...*product) (component, error) {
		if len(ps) == 0 {
			return nil, errors.New("there are no cards")
		}
		return componentFunc(func(ctx context.Context, w io.Writer) error {
			for _, p := range ps {
				if err := card(p).Render(ctx, w); err != nil {
					return err
				}
			}
			return nil
		}), nil
	}}},
		"p.html", `<p title="{{card .}}">{{card .}}{{cards . .}}{{component nil}}</p>`, "_price.html", `<i>{{.}} {{request.Path}}</i>`,
		"held.html", `{{component .}}`, "none.html", `{{cards}}`)
}

// TestComponents calls components from files, and files from components, with the request in both (TPL-14).
func TestComponents(t *testing.T) {
	t.Parallel()
	e := componentEngine(t)
	r := httptest.NewRequest("GET", "/x/", nil)
	r = r.WithContext(render.With(r.Context(), e))
	one := `<b>Tea &lt;1&gt;</b><i>3 /x/</i>`
	got, err := execute(e, r, "p.html", &product{1, "Tea <1>", 3})
	if want := `<p title="Tea &lt;1&gt;3 /x/">` + one + one + one + `</p>`; err != nil || got != want {
		t.Errorf("the file gives\n%s (%v)\nwant\n%s", got, err, want)
	}
	if got, err := execute(e, r, "held.html", card(&product{1, "Tea <1>", 3})); err != nil || got != one {
		t.Errorf("a component in the data gives %s (%v), want %s", got, err, one)
	}
	w := httptest.NewRecorder()
	if err := cardPage.Render(w, r, &product{1, "Tea <1>", 3}); err != nil || w.Body.String() != one || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page of a component gives %s %v (%v)", w.Body, w.Header(), err)
	}
	w = httptest.NewRecorder()
	err = cardPage.Render(w, r, &product{Name: "broken"})
	wantErr(t, err, "render: the card is broken")
	if w.Body.Len() != 0 {
		t.Errorf("a page that failed sent %s", w.Body)
	}
	_, err = execute(e, r, "p.html", &product{Name: "broken"})
	wantErr(t, err, "p.html:1", "the card is broken")
	_, err = execute(e, r, "none.html", nil)
	wantErr(t, err, "there are no cards")
	if ms := e.Check(cardPage, render.Page[*product]("p.html")); len(ms) != 0 {
		t.Errorf("the check says %v", ms)
	}
	_, err = render.New(render.Options{Funcs: template.FuncMap{"card": card}, Sources: []render.Source{{Name: "a", FS: files("p.html", `{{card "x"}}`)}}})
	wantErr(t, err, `p.html:1: card takes a *render_test.product as its argument 1, not the text "x"`)
}

// TestPerRequest wants what a page needs of its request to be made once, only when asked for, and never kept (TPL-10).
func TestPerRequest(t *testing.T) {
	t.Parallel()
	calls := 0
	e := newEngine(t, render.Options{RequestFuncs: map[string]render.RequestFunc{
		"user": render.PerRequest(func(r *http.Request) (*product, error) {
			calls++
			if r.URL.Path == "/bad/" {
				return nil, errors.New("no user")
			}
			return &product{Name: r.URL.Path}, nil
		}),
	}}, "p.html", `{{user.Name}}{{template "_x.html"}}{{if user}}!{{end}}`, "_x.html", `{{user.Shout}}`, "q.html", `{{if .}}{{user.Name}}{{end}}`)
	for i, path := range []string{"/a/", "/b/", "/c/"} {
		got, err := execute(e, httptest.NewRequest("GET", path, nil), "p.html", nil)
		if want := path + strings.ToUpper(path) + "!"; err != nil || got != want || calls != i+1 {
			t.Errorf("%s gives %q (%v) with %d calls so far, want %q", path, got, err, calls, want)
		}
	}
	if _, err := execute(e, httptest.NewRequest("GET", "/d/", nil), "q.html", false); err != nil || calls != 3 {
		t.Errorf("a page that does not ask made a call: %d, %v", calls, err)
	}
	_, err := execute(e, httptest.NewRequest("GET", "/bad/", nil), "p.html", nil)
	wantErr(t, err, "no user")
	_, err = execute(e, nil, "p.html", nil)
	wantErr(t, err, "without a request")
	if ms := messages(newEngine(t, render.Options{RequestFuncs: map[string]render.RequestFunc{"user": render.PerRequest(func(*http.Request) (*product, error) { return nil, nil })}},
		"p.html", `{{user.Nmae}}`), render.Page[any]("p.html")); !strings.Contains(ms, `did you mean "Name"?`) {
		t.Errorf("the check says %q", ms)
	}
}

// TestPartsAreIdentical shows every block alone and looks for the same bytes in the page (TPL-11).
func TestPartsAreIdentical(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{URLs: names(t)},
		"base.html", `<title>{{block "title" .}}T{{end}}</title><main>{{block "content" .}}{{end}}</main><script>x = {{block "value" .}}1{{end}}</script>`,
		"p.html", `{{extends "base.html"}}{{define "title"}}{{.Name}}{{end}}{{define "content"}}<ul>{{template "rows" .}}</ul>{{end}}`+
			`{{define "rows"}}{{range .List}}{{template "row" .}}{{end}}{{end}}{{define "row"}}<li><a href="{{url "catalog:detail" .ID}}?q={{.Name}}" onclick="f({{.Name}})">{{.Name}}</a>{{querystring "page" 2}}</li>{{end}}`)
	type data struct {
		Name string
		List []product
	}
	d := data{`<"T'&>`, []product{{1, `<b>"x"&'y'`, 1}, {2, "plain", 2}}}
	r := httptest.NewRequest("GET", "/?a=%3C", nil)
	whole, err := execute(e, r, "p.html", d)
	if err != nil {
		t.Fatal(err)
	}
	for part, value := range map[string]any{"content": d, "rows": d, "row": d.List[0]} {
		got, err := execute(e, r, "p.html#"+part, value)
		if err != nil || len(got) < 20 || !strings.Contains(whole, got) {
			t.Errorf("%s alone is\n%s (%v)\nthe page is\n%s", part, got, err, whole)
		}
	}
	for part, want := range map[string]string{"title": "cannot be shown alone", "value": "cannot be shown alone", "rwo": `did you mean "row"?`} {
		_, err := execute(e, r, "p.html#"+part, d)
		wantErr(t, err, want)
	}
	ms := e.Check(render.Page[data]("p.html#title"), render.Page[data]("p.html#rows"), render.Page[product]("p.html#row"))
	if len(ms) != 1 || ms[0].ID != render.CheckTemplate {
		t.Errorf("the check says %v", ms)
	}
}

// TestTriedPaths wants the message about a missing file to say where it was looked for (TPL-06).
func TestTriedPaths(t *testing.T) {
	t.Parallel()
	sources := []render.Source{{Name: "app", FS: files("templates/app/a.html", "x")}, {Name: "site", FS: files("b.html", "x")}}
	e, err := render.New(render.Options{Sources: sources})
	if err != nil {
		t.Fatal(err)
	}
	_, err = execute(e, nil, "app/c.html#row", nil)
	wantErr(t, err, `no template "app/c.html"`, "tried site/app/c.html, app:templates/app/c.html")
	for text, want := range map[string]string{`{{extends "z.html"}}`: "tried site/z.html, app:templates/z.html", `{{template "_z.html"}}`: "tried site/_z.html, app:templates/_z.html"} {
		_, err := render.New(render.Options{Sources: []render.Source{sources[0], {Name: "site", FS: files("p.html", text)}}})
		wantErr(t, err, want)
	}
}

// TestQuerystring keeps what is not named, in its order, escaped (TPL-12).
func TestQuerystring(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"a=1&page=1&b=%3C%26": "?a=1&amp;page=2&amp;b=%3C%26", "": "?page=2", "page=1&page=3&z=": "?page=2&amp;z=", "%zz=1&b=2": "?b=2&amp;page=2",
		"b=2&a=1&b=1": "?b=2&amp;a=1&amp;b=1&amp;page=2", `"><script>=1`: "?%22%3E%3Cscript%3E=1&amp;page=2",
	} {
		e := newEngine(t, render.Options{}, "p.html", `<a href="{{querystring "page" 2}}">`)
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = query
		if got, err := execute(e, r, "p.html", nil); err != nil || got != `<a href="`+want+`">` {
			t.Errorf("%s gives %s (%v), want %s", query, got, err, want)
		}
	}
}

// secrets keeps one browser's secret, in the place of a cookie.
type secrets struct{ one string }

func (s *secrets) Secret(*http.Request) string                        { return s.one }
func (s *secrets) Save(_ http.Header, _ *http.Request, secret string) { s.one = secret }

// guard is the middleware that knows tokens and nonces.
func guard(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	csrf, err := web.CSRF(web.CSRFOptions{Store: new(secrets)})
	if err != nil {
		t.Fatal(err)
	}
	return csrf(web.WithCSP(web.CSP{})(next))
}

// guarded passes a request through it.
func guarded(t testing.TB, r *http.Request) (inner *http.Request) {
	t.Helper()
	guard(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = r })).ServeHTTP(httptest.NewRecorder(), r)
	return inner
}

// TestCSRF sends a form with the function's field, and without it; where no check is on there is no field (TPL-04).
func TestCSRF(t *testing.T) {
	t.Parallel()
	e := newEngine(t, render.Options{}, "p.html", `{{csrf}}`)
	if got, err := execute(e, httptest.NewRequest("GET", "/", nil), "p.html", nil); err != nil || got != "" {
		t.Errorf("without a check the field is %q (%v)", got, err)
	}
	h := guard(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e.Execute(w, r, "p.html", nil); err != nil {
			t.Error(err)
		}
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://shop.example/", nil))
	_, rest, _ := strings.Cut(w.Body.String(), `value="`)
	token, _, _ := strings.Cut(rest, `"`)
	for body, want := range map[string]int{web.CSRFField + "=" + token: 200, "": 403} {
		r := httptest.NewRequest("POST", "http://shop.example/", strings.NewReader(body))
		r.Header.Set("Origin", "http://shop.example")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%q answers %d, want %d: %s", body, w.Code, want, w.Body)
		}
	}
}
