package render_test

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

type benchProduct struct {
	ID          int64
	Name, Price string
}

type benchData struct {
	Title    string
	Products []*benchProduct
	Page     int
}

func benchRows() benchData {
	d := benchData{Title: "Products & more", Page: 2}
	for i := range 25 {
		d.Products = append(d.Products, &benchProduct{int64(i), fmt.Sprintf("Product <%d>", i), "12.50"})
	}
	return d
}

const benchHead = `<!doctype html><html><head><title>{{.Title}}</title></head><body><nav><a href="/">Shop</a></nav>`

// BenchmarkPage compares a page with the same page by plain html/template into a buffer. "static" calls no function of the
// request, "request" does.
func BenchmarkPage(b *testing.B) {
	row := `<li><a href="/products/{{.ID}}/">{{.Name}}</a> <b>{{.Price}}</b></li>`
	by := template.Must(template.New("page").Parse(benchHead + `<ul>{{range .Products}}` + row + `{{end}}</ul><a href="?page={{.Page}}">next</a></body></html>`))
	data := benchRows()
	b.Run("by hand", func(b *testing.B) {
		w := sink{http.Header{}}
		b.ReportAllocs()
		for b.Loop() {
			var buf bytes.Buffer
			if err := by.Execute(&buf, data); err != nil {
				b.Fatal(err)
			}
			_, _ = w.Write(buf.Bytes())
		}
	})
	files := func(next string) fstest.MapFS {
		return fstest.MapFS{
			"base.html": {Data: []byte(benchHead + `{{block "content" .}}{{end}}</body></html>`)},
			"list.html": {Data: []byte(`{{extends "base.html"}}{{define "content"}}<ul>{{range .Products}}` + row + `{{end}}</ul>` + next + `{{end}}`)},
		}
	}
	for name, next := range map[string]string{
		"static": `<a href="?page={{.Page}}">next</a>`, "request": `<a href="{{querystring "page" .Page}}">next</a>`,
	} {
		b.Run(name, func(b *testing.B) {
			e, err := render.New(render.Options{Sources: []render.Source{{Name: "site", FS: files(next)}}, URLs: new(web.URLs)})
			if err != nil {
				b.Fatal(err)
			}
			page := render.Page[benchData]("list.html")
			r := httptest.NewRequest("GET", "/products/?search=a", nil).WithContext(render.With(context.Background(), e))
			w := sink{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				if err := page.Render(w, r, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type sink struct{ h http.Header }

func (s sink) Header() http.Header         { return s.h }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}
