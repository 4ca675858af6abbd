package views_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// both runs a test of the CRUD site made of generic views, and of the same one written by hand.
func both(t *testing.T, test func(s *site)) {
	t.Helper()
	for name, routes := range map[string]func(r *web.Router){"generic": crud, "by hand": byHand} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, routes, test)
		})
	}
}

func byHand(r *web.Router) {
	r.Get("/books/", listByHand).Name("list")
	r.Get("/books/{id:int}/", detailByHand).Name("detail")
	r.Get("/books/new/", createByHand)
	r.Post("/books/new/", createByHand)
	r.Get("/books/{id:int}/edit/", updateByHand)
	r.Post("/books/{id:int}/edit/", updateByHand)
	r.Get("/titles/{title}/", titleByHand)
}

func listByHand(w http.ResponseWriter, r *http.Request) error {
	page, err := web.Page(r)
	if err != nil {
		return err
	}
	search, err := web.Query(r, "search")
	if err != nil {
		return err
	}
	ordering, err := web.Query(r, "ordering")
	if err != nil {
		return err
	}
	order, err := orm.OrderKeys[*book]{"title": books.Title.Asc(), "price": books.Price.Asc()}.Parse(ordering)
	if err != nil {
		return err
	}
	q := books.Filter()
	words := split(search)
	if len(words) > 10 {
		return problem.New(problem.BadRequest, "Too many words.")
	}
	for _, word := range words {
		q = q.Filter(orm.Or(books.Title.IContains(word), books.Author.Name.IContains(word)))
	}
	if len(order) > 0 {
		q = q.OrderBy(append(order, books.ID.Asc())...)
	}
	rows, err := q.Paginate(r.Context(), page, 2)
	if err != nil {
		return err
	}
	return listPage.Render(w, r, views.ListPage[book]{Page: rows, Search: search, Ordering: ordering})
}

func split(s string) (words []string) {
	word := ""
	for _, c := range s + " " {
		if c != ' ' {
			word += string(c)
		} else if word != "" {
			words, word = append(words, word), ""
		}
	}
	return words
}

func detailByHand(w http.ResponseWriter, r *http.Request) error {
	b, err := books.Get(r.Context(), books.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err
	}
	return detailPage.Render(w, r, views.DetailPage[book]{Object: b})
}

func titleByHand(w http.ResponseWriter, r *http.Request) error {
	b, err := books.Get(r.Context(), books.Title.Eq(web.Param(r, "title")), books.Stock.Gt(0))
	if err != nil {
		return err
	}
	return detailPage.Render(w, r, views.DetailPage[book]{Object: b})
}

func createByHand(w http.ResponseWriter, r *http.Request) error {
	b := books.New()
	f, err := bookForm.From(r, b)
	if err != nil {
		return err
	}
	if !f.Valid() {
		return editPage.Render(w, r, views.EditPage[book]{Form: f, Object: b})
	}
	if err := books.Create(r.Context(), b); err != nil {
		var c *orm.ConstraintError
		if !errors.As(err, &c) {
			return err
		}
		f.AddError("", c.Code, c.Message)
		return editPage.Render(w, r, views.EditPage[book]{Form: f, Object: b})
	}
	to, err := web.Reverse(r.Context(), "detail", b.ID)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func updateByHand(w http.ResponseWriter, r *http.Request) error {
	b, err := books.Get(r.Context(), books.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err
	}
	f, err := bookForm.From(r, b)
	if err != nil {
		return err
	}
	if !f.Valid() {
		return editPage.Render(w, r, views.EditPage[book]{Form: f, Object: b})
	}
	if err := books.Save(r.Context(), b); err != nil {
		return err
	}
	to, err := web.Reverse(r.Context(), "list")
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
