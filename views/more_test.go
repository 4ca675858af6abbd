package views_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	page := render.Page[views.DeletePage[library.Author]]("delete.html")
	routes := func(r *web.Router) {
		remove := views.Delete(authors, page, views.DeleteOptions[author]{Success: "home"})
		strict := views.Delete(authors, page, views.DeleteOptions[author]{Success: "home", Delete: func(context.Context, *author) error {
			return &orm.ProtectedError{Model: "library.Author", By: "library.Book.author", Count: 1}
		}})
		r.Get("/authors/{id:int}/delete/", remove)
		r.Post("/authors/{id:int}/delete/", remove)
		r.Post("/authors/{id:int}/strict/", strict)
		r.Get("/", views.Redirect("other", views.RedirectOptions{})).Name("home")
		r.Get("/other/", views.Redirect("home", views.RedirectOptions{Permanent: true, Query: true})).Name("other")
	}
	on(t, routes, func(s *site) {
		path := "/authors/" + strconv.FormatInt(s.lem.ID, 10)
		s.status(s.get(path+"/delete/"), 200, "Delete Stanisław Lem?")
		s.status(s.post(path+"/strict/", nil), 409, "protected by library.Book.author")
		if ok, _ := authors.Filter(authors.ID.Eq(s.lem.ID)).Exists(s.ctx); !ok {
			s.Error("the question alone deleted the author")
		}
		s.leadsTo(s.post(path+"/delete/", url.Values{}), "/")
		s.status(s.post(path+"/delete/", url.Values{}), 404)
		if w := s.get("/"); w.Code != 307 || w.Header().Get("Location") != "/other/" {
			s.Errorf("redirect %d to %q", w.Code, w.Header().Get("Location"))
		}
		if w := s.get("/other/?a=1"); w.Code != 308 || w.Header().Get("Location") != "/?a=1" {
			s.Errorf("redirect %d to %q", w.Code, w.Header().Get("Location"))
		}
	})
}

type note struct{ Text string }

func TestForm(t *testing.T) {
	t.Parallel()
	page := render.Page[views.FormPage[note]]("contact.html")
	def := form.Define(func(n *note) form.Fields { return form.Fields{form.Text(&n.Text), form.Honeypot("website")} })
	var saved []string
	routes := func(r *web.Router) {
		h := views.Form(def, page, views.FormOptions[note]{Success: "done",
			Init: func(_ *http.Request, n *note) error { n.Text = "Dear shop"; return nil },
			Save: func(_ context.Context, n *note) error {
				switch n.Text {
				case "taken":
					var v problem.ValidationError
					v.Add("text", "taken", "Somebody has said that.")
					return &v
				case "broken":
					return errors.New("the disk is full of secrets")
				}
				saved = append(saved, n.Text)
				return nil
			}})
		r.Get("/note/", h)
		r.Post("/note/", h)
		r.Get("/done/", views.Template(render.Page[string]("plain.html"), func(*http.Request) (string, error) { return "you", nil })).Name("done")
	}
	s := open(t, sqlite(t), routes)
	s.status(s.get("/note/"), 200, `value="Dear shop"`)
	s.leadsTo(s.post("/note/", url.Values{"text": {"hello"}}), "/done/")
	s.status(s.get("/done/"), 200, "hello you")
	s.status(s.post("/note/", url.Values{"text": {""}}), 200, "This field is required.")
	s.status(s.post("/note/", url.Values{"text": {"taken"}}), 200, "Somebody has said that.", `value="taken"`)
	s.status(s.post("/note/", url.Values{"text": {"broken"}}), 500)
	s.status(s.post("/note/", url.Values{"text": {"buy"}, "website": {"http://spam.example"}}), 200)
	if len(saved) != 1 || saved[0] != "hello" {
		t.Errorf("saved %q", saved)
	}
}

func TestArchive(t *testing.T) {
	t.Parallel()
	page := render.Page[views.ArchivePage[book]]("archive.html")
	now := day(2024, 6, 15)
	opt := views.ArchiveOptions[book]{Now: func() time.Time { return now }, PageSize: 10}
	routes := func(r *web.Router) {
		r.Get("/all/", views.Archive(books, books.Published, views.Latest, page, opt))
		r.Get("/{year:int}/", views.Archive(books, books.Published, views.Year, page, opt))
		r.Get("/{year:int}/{month:int}/", views.Archive(books, books.Published, views.Month, page, opt))
		r.Get("/{year:int}/{month:int}/{day:int}/", views.Archive(books, books.Published, views.Day, page, opt))
		r.Get("/today/", views.Archive(books, books.Published, views.Today, page, opt))
		future := opt
		future.AllowFuture, future.AllowEmpty = true, true
		r.Get("/future/{year:int}/", views.Archive(books, books.Published, views.Year, page, future))
	}
	on(t, routes, func(s *site) {
		for title, at := range map[string]time.Time{
			"A": time.Date(2022, 12, 31, 23, 59, 59, 999999000, time.UTC), "B": time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), "C": day(2023, 3, 5), "D": day(2023, 3, 9),
			"E": day(2024, 2, 29), "F": day(2024, 6, 15), "G": day(2025, 1, 1),
		} {
			s.book(title, at)
		}
		for path, want := range map[string]string{
			"/all/":         "[F][E][D][C][B][A] (2022-01-01 1)(2023-01-01 3)(2024-01-01 2)",
			"/2023/":        "[D][C][B] (2023-01-01 1)(2023-03-01 2) prev 2022-01-01 next 2024-01-01",
			"/2022/":        "[A] (2022-12-01 1)  next 2023-01-01",
			"/2023/3/":      "[D][C] (2023-03-05 1)(2023-03-09 1) prev 2023-01-01 next 2024-02-01",
			"/2024/2/29/":   "[E]  prev 2023-03-09 next 2024-06-15",
			"/today/":       "[F]  prev 2024-02-29 ",
			"/future/2025/": "[G] (2025-01-01 1) prev 2024-01-01 ",
			"/future/2030/": " prev 2025-01-01 ",
		} {
			s.status(s.get(path), 200)
			if got := strings.Join(strings.Fields(s.get(path).Body.String()), " "); got != strings.Join(strings.Fields(want), " ") {
				s.Errorf("%s shows %q, want %q", path, got, want)
			}
		}
		s.queries(5, func() { s.get("/2023/") })
		for _, path := range []string{"/2025/", "/2021/", "/0/", "/9999/", "/2023/13/", "/2023/0/", "/2023/2/29/", "/2023/2/30/", "/99999999999/1/1/", "/2023/?page=2"} {
			s.status(s.get(path), 404)
		}
	})
}

// AuthorPage is an author with books.
type AuthorPage struct {
	Form  *form.Form[author]
	Books *views.BoundInline[author, book]
}

func TestInline(t *testing.T) {
	t.Parallel()
	authorForm := views.ModelForm(authors, authors.Name)
	set := views.Inline(authors, books, books.Author, views.InlineOptions[book]{Prefix: "books", Max: 3, Extra: 1, CanDelete: true}, books.Title, books.Price)
	page := render.Page[AuthorPage]("author.html")
	handler := func(w http.ResponseWriter, r *http.Request) error {
		a, err := authors.Get(r.Context(), authors.ID.Eq(web.Int(r, "id")))
		if err != nil {
			return err
		}
		f, err := authorForm.From(r, a)
		if err != nil {
			return err
		}
		b, err := set.From(r, a)
		if err != nil {
			return err
		}
		if f.Valid() && b.Valid() {
			stored, err := b.Save(r.Context(), a)
			if err != nil {
				return err
			}
			if stored {
				http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
				return nil
			}
		}
		return page.Render(w, r, AuthorPage{f, b})
	}
	routes := func(r *web.Router) {
		r.Get("/authors/{id:int}/", handler)
		r.Post("/authors/{id:int}/", handler)
	}
	on(t, routes, func(s *site) {
		mine := s.book("Solaris", day(1961, 1, 1))
		other := &author{Name: "Other"}
		s.must(authors.Create(s.ctx, other))
		theirs := &book{Title: "Theirs", Author: orm.To[author](other.ID), Genre: library.Novel, Price: mine.Price}
		s.must(books.Create(s.ctx, theirs))
		path := "/authors/" + strconv.FormatInt(s.lem.ID, 10) + "/"
		titles := func(a *author) string {
			rows, err := books.Filter(books.AuthorID.Eq(a.ID)).OrderBy(books.Title.Asc()).All(s.ctx)
			s.must(err)
			out := ""
			for _, b := range rows {
				out += b.Title + " " + b.Price.String() + ";"
			}
			return out
		}
		w := s.get(path)
		s.status(w, 200, `name="books-0-KEY"`, `value="Solaris"`, `name="books-1-title"`, `name="books-0-DELETE"`)
		if strings.Contains(w.Body.String(), "Theirs") {
			s.Error("another author's book is shown")
		}

		v := shown(w)
		v.Set("books-0-price", "10.00")
		v.Set("books-1-title", "Eden")
		v.Set("books-1-price", "8.00")
		s.leadsTo(s.post(path, v), path)
		if got := titles(s.lem); got != "Eden 8.00;Solaris 10.00;" {
			s.Errorf("stored %q", got)
		}

		// a forged key reaches no row of another parent
		v = shown(s.get(path))
		for i := range 2 {
			v.Set("books-"+strconv.Itoa(i)+"-KEY", strconv.FormatInt(theirs.ID, 10))
			v.Set("books-"+strconv.Itoa(i)+"-DELETE", "on")
			v.Set("books-"+strconv.Itoa(i)+"-author", strconv.FormatInt(other.ID, 10))
		}
		s.status(s.post(path, v), 200, "An entry was removed meanwhile.")
		if got := titles(other); got != "Theirs 9.90;" {
			s.Errorf("another author has %q", got)
		}

		// the database's word goes into the set
		v = shown(s.get(path))
		v.Set("books-2-title", "Solaris")
		v.Set("books-2-price", "1.00")
		s.status(s.post(path, v), 200, "already exists.")

		v = shown(s.get(path))
		v.Set("books-0-DELETE", "on")
		s.leadsTo(s.post(path, v), path)
		if got := titles(s.lem); got != "Solaris 10.00;" {
			s.Errorf("left %q", got)
		}

		v = shown(s.get(path))
		v.Set("books-TOTAL_FORMS", "1000000")
		s.status(s.post(path, v), 400)
	})
}

func TestInlineRefuses(t *testing.T) {
	t.Parallel()
	for name, declare := range map[string]func(){
		"key elsewhere": func() { views.Inline(authors, books, books.Title, views.InlineOptions[book]{}, books.Price) },
		"key twice": func() {
			views.Inline(authors, books, books.Author, views.InlineOptions[book]{}, views.Choose(books.Author, authors))
		},
		"relation without rows": func() { views.ModelForm(books, books.Author).MustCheck() },
		"wrong rows":            func() { views.ModelForm(books, views.Choose(books.Author, library.Readers)).MustCheck() },
		"key of the row":        func() { views.ModelForm(books, books.ID).MustCheck() },
		"another model":         func() { views.ModelForm(books, books.Author.Name).MustCheck() },
		"no columns":            func() { views.ModelForm(books) },
		"twice":                 func() { views.ModelForm(books, books.Title, books.Title).MustCheck() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			declare()
		}()
	}
}
