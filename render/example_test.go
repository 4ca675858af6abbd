package render_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing/fstest"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

type Product struct {
	ID   int64
	Name string
}

// docs:begin page

// declared once, so that the template is checked against its data at start
var detailPage = render.Page[struct{ Product *Product }]("catalog/detail.html")

func productDetail(w http.ResponseWriter, r *http.Request) error {
	p := &Product{ID: web.Int(r, "id"), Name: "Tea & cups"}
	return detailPage.Render(w, r, struct{ Product *Product }{p})
}

// docs:end page

var templates = fstest.MapFS{ // a site has //go:embed templates
	"templates/base.html":           {Data: []byte(`<title>{{block "title" .}}Shop{{end}}</title>{{block "content" .}}{{end}}`)},
	"templates/catalog/detail.html": {Data: []byte(detail)},
}

const detail = `{{extends "base.html"}}
{{define "title"}}{{.Product.Name}} – {{template "super" .}}{{end}}
{{define "content"}}<a href="{{url "catalog:detail" .Product.ID}}">{{.Product.Name}}</a>{{end}}`

func Example() {
	r := web.New(web.Options{})
	r.Get("/products/{id:int}/", productDetail).Name("catalog:detail")
	// docs:begin engine
	engine, err := render.New(render.Options{
		Sources: []render.Source{{Name: "catalog", FS: templates}},
		URLs:    r.URLs(),
	})
	// docs:end engine
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Use(engine.Middleware)
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/products/7/", nil))
	fmt.Println(w.Body)
	// Output:
	// <title>Tea &amp; cups – Shop</title><a href="/products/7/">Tea &amp; cups</a>
}

func ExampleEngine_Check() {
	engine, err := render.New(render.Options{Sources: []render.Source{{Name: "catalog", FS: fstest.MapFS{
		"list.html": {Data: []byte("{{range .Products}}\n{{.Nmae}}{{end}}")},
	}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	listPage := render.Page[struct{ Products []*Product }]("list.html")
	for _, m := range engine.Check(listPage, detailPage) {
		fmt.Println(m.ID, m.Object, m.Text)
	}
	// Output:
	// templates.E003 list.html:2 .Nmae: *render_test.Product has no field or method "Nmae"; did you mean "Name"?
	// templates.E001 catalog/detail.html render: there is no template "catalog/detail.html"; tried catalog/catalog/detail.html
}

func ExampleRequestFunc() {
	engine, err := render.New(render.Options{
		Sources: []render.Source{{Name: "site", FS: fstest.MapFS{"hello.html": {Data: []byte("<p>Hello {{user}}</p>\n")}}}},
		RequestFuncs: map[string]render.RequestFunc{
			// docs:begin requestfunc
			"user": func(get func() *http.Request) any {
				return func() string { return get().Header.Get("X-User") }
			},
			// docs:end requestfunc
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-User", "Ada <3")
	if err := engine.Execute(os.Stdout, r, "hello.html", nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <p>Hello Ada &lt;3</p>
}
