package views_test

import (
	"bytes"
	"context"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/internal/testmodels/papers"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testenv.Main(m) }

type (
	author = library.Author
	book   = library.Book
)

var (
	authors = library.Authors
	books   = library.Books
)

// site is a site of some routes on a library with a few rows.
type site struct {
	*testing.T
	ctx context.Context
	rec *db.Recorder
	h   http.Handler
	lem *author
}

// on runs a test of a site on every database.
func on(t *testing.T, routes func(r *web.Router), test func(s *site)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, address string) {
		test(open(t, address, routes))
	})
}

func open(t *testing.T, address string, routes func(r *web.Router)) *site {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{SlowQuery: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	models := slices.Concat(library.Models, papers.Models)
	if err := testmodels.Create(t.Context(), d, models...); err != nil {
		t.Fatal(err)
	}
	registry, err := orm.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	r := web.New(web.Options{Logger: slog.New(slog.DiscardHandler)})
	routes(r)
	engine, err := render.New(render.Options{Sources: []render.Source{{Name: "test", FS: templates}}, URLs: r.URLs()})
	if err != nil {
		t.Fatal(err)
	}
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	ctx := db.Record(orm.WithRegistry(orm.With(t.Context(), d), registry), rec)
	ctx = form.WithReader(sign.With(render.With(ctx, engine), sign.RandomKeys()), views.ReadForm)
	s := &site{T: t, ctx: ctx, rec: rec, h: h, lem: &author{Name: "Stanisław Lem"}}
	s.must(authors.Create(ctx, s.lem))
	return s
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// book stores a book of Lem's.
func (s *site) book(title string, published time.Time) *book {
	s.Helper()
	b := &book{Title: title, Author: orm.To[author](s.lem.ID), Genre: library.Novel, Price: decimal.MustParse("9.90"), Stock: 1, Published: &published}
	s.must(books.Create(s.ctx, b))
	return b
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequestWithContext(s.ctx, http.MethodGet, path, nil))
}

func (s *site) post(path string, v url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(s.ctx, http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

func (s *site) upload(path, field, name, content string, v url.Values) *httptest.ResponseRecorder {
	s.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key := range v {
		s.must(w.WriteField(key, v.Get(key)))
	}
	part, err := w.CreateFormFile(field, name)
	s.must(err)
	_, err = part.Write([]byte(content))
	s.must(err)
	s.must(w.Close())
	r := httptest.NewRequestWithContext(s.ctx, http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return s.do(r)
}

// queries counts the statements of one request.
func (s *site) queries(n int, do func()) {
	s.Helper()
	before := s.rec.Count()
	do()
	if got := s.rec.Count() - before; got != n {
		s.Errorf("%d statements, want %d", got, n)
	}
}

// status fails the test unless an answer has the status and contains the texts.
func (s *site) status(w *httptest.ResponseRecorder, status int, texts ...string) {
	s.Helper()
	if w.Code != status {
		s.Errorf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(html.UnescapeString(w.Body.String()), text) {
			s.Errorf("%q is not in %s", text, w.Body)
		}
	}
}

func (s *site) leadsTo(w *httptest.ResponseRecorder, path string) {
	s.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
		s.Errorf("status %d to %q, want 303 to %q: %s", w.Code, w.Header().Get("Location"), path, w.Body)
	}
}

var inputPattern = regexp.MustCompile(`<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"`)

// shown are the values of the inputs of a page; options that are chosen are left out.
func shown(w *httptest.ResponseRecorder) url.Values {
	v := url.Values{}
	for _, m := range inputPattern.FindAllStringSubmatch(w.Body.String(), -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	return v
}

var templates = fstest.MapFS{
	"list.html":    {Data: []byte(`{{range .Page.Rows}}[{{.Title}}]{{end}} page {{.Page.Number}} of {{.Page.Pages}} search={{.Search}}`)},
	"detail.html":  {Data: []byte(`<h1>{{.Object.Title}}</h1>`)},
	"edit.html":    {Data: []byte(`<form method="post">{{.Form.AsDiv}}</form>`)},
	"drawer.html":  {Data: []byte(`<form method="post">{{.AsDiv}}</form>`)},
	"paper.html":   {Data: []byte(`<form method="post">{{.Form.AsDiv}}</form>`)},
	"shred.html":   {Data: []byte(`Delete {{.Object.Title}}?`)},
	"author.html":  {Data: []byte(`<form method="post">{{.Form.AsDiv}}{{.Books.AsDiv}}</form>`)},
	"delete.html":  {Data: []byte(`Delete {{.Object.Name}}? {{with .Protected}}protected by {{.By}}{{end}}`)},
	"contact.html": {Data: []byte(`<form method="post">{{.Form.AsDiv}}</form>`)},
	"archive.html": {Data: []byte(`{{range .Page.Rows}}[{{.Title}}]{{end}} {{range .Counts}}({{date "2006-01-02" .Start}} {{.Rows}}){{end}} {{with .Previous}}prev {{date "2006-01-02" .}}{{end}} {{with .Next}}next {{date "2006-01-02" .}}{{end}}`)},
	"plain.html":   {Data: []byte(`hello {{.}}`)},
}
