package render_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing/fstest"

	"github.com/musette-go/musette/render"
)

func ExampleFormatHTML() {
	// docs:begin formathtml
	badge := func(address, name string) template.HTML {
		return render.FormatHTML(`<a class="badge" href="%s">%s</a>`, address, name)
	}
	// docs:end formathtml
	fmt.Println(badge("https://example.com/?a=1&b=2", "Tea <3"))
	fmt.Println(badge("javascript:alert(1)", "no"))
	// Output:
	// <a class="badge" href="https://example.com/?a=1&amp;b=2">Tea &lt;3</a>
	// <a class="badge" href="#ZgotmplZ">no</a>
}

type visitor struct{ Name string }

func ExamplePerRequest() {
	// docs:begin perrequest
	options := render.Options{RequestFuncs: map[string]render.RequestFunc{
		"visitor": render.PerRequest(func(r *http.Request) (*visitor, error) {
			return &visitor{Name: r.Header.Get("X-User")}, nil // asks the database, once
		}),
	}}
	// docs:end perrequest
	options.Sources = []render.Source{{Name: "site", FS: fstest.MapFS{"hello.html": {Data: []byte("{{with visitor}}{{.Name}}{{end}} {{visitor.Name}}\n")}}}}
	engine, err := render.New(options)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-User", "Ada")
	if err := engine.Execute(os.Stdout, r, "hello.html", nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Ada Ada
}

// stars stands for what the templ command generates.
type stars int

func (n stars) Render(_ context.Context, w io.Writer) error {
	for range n {
		if _, err := io.WriteString(w, "★"); err != nil {
			return err
		}
	}
	return nil
}

func ExampleComponentPage() {
	// docs:begin component
	ratingPage := render.ComponentPage("catalog.Rating", func(n int) stars { return stars(n) })
	options := render.Options{Funcs: template.FuncMap{"stars": func(n int) stars { return stars(n) }}}
	// docs:end component
	options.Sources = []render.Source{{Name: "site", FS: fstest.MapFS{"book.html": {Data: []byte("<p>{{stars 3}}</p>\n")}}}}
	engine, err := render.New(options)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := engine.Execute(os.Stdout, nil, "book.html", nil); err != nil {
		fmt.Println(err)
	}
	w := httptest.NewRecorder()
	if err := ratingPage.Render(w, httptest.NewRequest("GET", "/", nil), 5); err != nil {
		fmt.Println(err)
	}
	fmt.Println(w.Body)
	// Output:
	// <p>★★★</p>
	// ★★★★★
}

// docs:begin part

var (
	listPage = render.Page[[]*Product]("catalog/list.html")
	rowPage  = render.Page[*Product]("catalog/list.html#row")
)

func renameProduct(w http.ResponseWriter, r *http.Request) error {
	p := &Product{ID: 7, Name: r.FormValue("name")}
	return rowPage.Render(w, r, p) // only the row, to take the old one's place
}

// docs:end part

func ExamplePage_part() {
	engine, err := render.New(render.Options{Sources: []render.Source{{Name: "catalog", FS: fstest.MapFS{
		"catalog/list.html": {Data: []byte(`<ul>{{range .}}{{template "row" .}}{{end}}</ul>{{define "row"}}<li>{{.Name}}</li>{{end}}`)},
	}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest("POST", "/?name=Tea", nil)
	r = r.WithContext(render.With(r.Context(), engine))
	w := httptest.NewRecorder()
	if err := renameProduct(w, r); err != nil {
		fmt.Println(err)
	}
	fmt.Println(w.Body)
	w = httptest.NewRecorder()
	if err := listPage.Render(w, r, []*Product{{7, "Tea"}}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(w.Body)
	// Output:
	// <li>Tea</li>
	// <ul><li>Tea</li></ul>
}
