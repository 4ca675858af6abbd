package testkit

import (
	"fmt"
	"io"
	"net/http"
	"testing/fstest"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// contact is a form with a file.
type contact struct {
	Name, Email string
	Photo       *form.Upload
}

var contactForm = form.Define(func(c *contact) form.Fields {
	return form.Fields{form.Text(&c.Name).MaxLength(10), form.Email(&c.Email), form.File(&c.Photo).Optional()}
})

type contactData struct{ Form *form.Form[contact] }

var (
	contactPage = render.Page[contactData]("forms/contact.html")
	cardPage    = render.Page[int64]("forms/card.html")
)

// formSite has the pages of the other site and some with templates.
func formSite() app.Site {
	s := site()
	s.Apps = append(s.Apps, app.App{
		Name: "forms",
		Templates: fstest.MapFS{
			"base.html":            {Data: []byte(`<!doctype html><html lang="en"><head><title>{{block "title" .}}Page{{end}}</title></head><body>{{block "content" .}}{{end}}</body></html>`)},
			"forms/contact.html":   {Data: []byte(`{{extends "base.html"}}{{define "content"}}<form method="post" enctype="{{.Form.Enctype}}" novalidate>{{csrf}}{{.Form.AsDiv}}<button>Send</button></form>{{end}}`)},
			"forms/card.html":      {Data: []byte(`<p>card {{.}} {{url "forms:card" 7}}{{template "forms/_foot.html" .}}</p>`)},
			"forms/_foot.html":     {Data: []byte(`<i>foot</i>`)},
			"forms/elsewhere.html": {Data: []byte(`x`)},
		},
		Pages: []app.Page{contactPage, cardPage},
		Routes: func(r *web.Router) {
			r.Get("/contact/", contactView)
			r.Post("/contact/", contactView)
			r.Get("/card/{id:int}/", card).Name("forms:card")
			for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
				r.Handle(method, "/method/", web.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
					body, err := io.ReadAll(r.Body)
					fmt.Fprintf(w, "%s %s", r.Method, body)
					return err
				}))
			}
			r.Get("/deep/cookie/", func(w http.ResponseWriter, r *http.Request) error {
				http.SetCookie(w, &http.Cookie{Name: "deep", Value: "1", Path: "/deep/"})
				_, err := fmt.Fprint(w, r.Header["Cookie"])
				return err
			})
			r.Get("/json/", func(w http.ResponseWriter, _ *http.Request) error {
				_, err := io.WriteString(w, `{"b": [1, 2.50], "a": "<x>"}`)
				return err
			})
		},
	})
	return s
}

func contactView(w http.ResponseWriter, r *http.Request) error {
	f, err := contactForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() {
		_, err := fmt.Fprintf(w, "thanks %s", f.Data.Name)
		if f.Data.Photo != nil {
			fmt.Fprintf(w, ", %s has %d bytes", f.Data.Photo.Name, f.Data.Photo.Size)
		}
		return err
	}
	if f.Bound() && f.Data.Email == "closed@example.com" {
		f.AddError("", "closed", "We are closed.")
	}
	return contactPage.Render(w, r, contactData{f})
}

func card(w http.ResponseWriter, r *http.Request) error {
	return cardPage.Render(w, r, web.Int(r, "id"))
}
