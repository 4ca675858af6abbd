package views_test

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

var (
	listPage   = render.Page[views.ListPage[book]]("list.html")
	detailPage = render.Page[views.DetailPage[book]]("detail.html")
	editPage   = render.Page[views.EditPage[book]]("edit.html")

	bookForm = views.ModelForm(books, books.Title, views.Choose(books.Author, authors), books.Price,
		views.Widget(books.Genre, form.RadioSelect), books.Published)
)

// crud is a CRUD site for one model.
func crud(r *web.Router) {
	create := views.Create(books, bookForm, editPage, views.EditOptions[book]{Success: "detail"})
	update := views.Update(books, bookForm, editPage, views.EditOptions[book]{Success: "list"})
	r.Get("/books/", views.List(books, listPage, views.ListOptions[book]{
		PageSize: 2, Search: views.Search(books.Title, books.Author.Name),
		Ordering: orm.OrderKeys[*book]{"title": books.Title.Asc(), "price": books.Price.Asc()},
	})).Name("list")
	r.Get("/books/{id:int}/", views.Detail(books, detailPage, views.DetailOptions[book]{})).Name("detail")
	r.Get("/books/new/", create)
	r.Post("/books/new/", create)
	r.Get("/books/{id:int}/edit/", update)
	r.Post("/books/{id:int}/edit/", update)
	r.Get("/titles/{title}/", views.Detail(books, detailPage, views.DetailOptions[book]{
		Where: func(r *http.Request) orm.Pred[*book] { return books.Title.Eq(web.Param(r, "title")) },
		Query: func(*http.Request) *orm.Query[*book] { return books.Filter(books.Stock.Gt(0)) },
	}))
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

func TestList(t *testing.T) {
	t.Parallel()
	both(t, func(s *site) {
		for _, title := range []string{"Solaris", "Fiasco", "Eden"} {
			s.book(title, day(1961, 1, 1))
		}
		s.queries(2, func() { s.status(s.get("/books/"), 200, "[Eden][Fiasco] page 1 of 2") })
		s.status(s.get("/books/?page=2"), 200, "[Solaris] page 2 of 2")
		s.status(s.get("/books/?ordering=-title"), 200, "[Solaris][Fiasco]")
		s.status(s.get("/books/?search=fias"), 200, "[Fiasco] page 1 of 1 search=fias")
		s.status(s.get("/books/?search=lem+sol"), 200, "[Solaris] page 1 of 1")
		s.status(s.get("/books/?search=%25"), 200, " page 1 of 1 search=%")
		s.status(s.get("/books/?page=3"), 404)
		for _, bad := range []string{"page=0", "page=x", "ordering=stock", "ordering=title__x", "search=%00", "search=a+b+c+d+e+f+g+h+i+j+k"} {
			s.status(s.get("/books/?"+bad), 400)
		}
	})
}

func TestDetail(t *testing.T) {
	t.Parallel()
	both(t, func(s *site) {
		b := s.book("Solaris", day(1961, 1, 1))
		path := "/books/" + strconv.FormatInt(b.ID, 10) + "/"
		s.queries(1, func() { s.status(s.get(path), 200, "<h1>Solaris</h1>") })
		s.status(s.get("/books/999999/"), 404)
		s.status(s.get("/titles/Solaris/"), 200, "<h1>Solaris</h1>")
		_, err := books.Filter(books.ID.Eq(b.ID)).Update(s.ctx, books.Stock.Set(0))
		s.must(err)
		s.status(s.get("/titles/Solaris/"), 404)
	})
}

// valid is a book as a form sends it.
func (s *site) valid(title string) url.Values {
	return url.Values{"title": {title}, "author": {strconv.FormatInt(s.lem.ID, 10)}, "price": {"12.50"}, "genre": {"novel"}, "published": {""}}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	both(t, func(s *site) {
		s.status(s.get("/books/new/"), 200, `<label for="id_title">Title</label>`, ">Stanisław Lem</option>", `maxlength="200"`, "Leave it empty while the book is not out.")
		w := s.post("/books/new/", s.valid("Solaris"))
		b, err := books.Get(s.ctx, books.Title.Eq("Solaris"))
		s.must(err)
		s.leadsTo(w, "/books/"+strconv.FormatInt(b.ID, 10)+"/")
		if b.Author.Key() != s.lem.ID || b.Price.String() != "12.50" || b.Genre != library.Novel || b.Published != nil {
			s.Errorf("stored %+v", b)
		}
		bad := url.Values{"title": {" "}, "author": {"999"}, "price": {"-1"}, "genre": {"comic"}, "published": {"soon"}}
		s.status(s.post("/books/new/", bad), 200, "Title: This field is required.", "Author: Select a valid choice.", "Genre: Select a valid choice.",
			"Published: Enter a valid date/time.", `value="soon"`, `value="-1"`)
		s.status(s.post("/books/new/", s.valid("Solaris")), 200, "already exists.") // a unique constraint
		if n, err := books.Filter().Count(s.ctx); n != 1 || err != nil {
			s.Errorf("%d books, %v", n, err)
		}
	})
}

// TestOneListOfValidators: what the model refuses, the form refuses with the same code and text.
func TestOneListOfValidators(t *testing.T) {
	t.Parallel()
	on(t, crud, func(s *site) {
		for name, b := range map[string]*book{
			"price":     {Title: "x", Author: orm.To[author](s.lem.ID), Genre: library.Novel, Price: decimal.MustParse("0")},
			"long":      {Title: string(make([]rune, 0)) + longTitle(), Author: orm.To[author](s.lem.ID), Genre: library.Novel, Price: decimal.MustParse("1")},
			"genre":     {Title: "x", Author: orm.To[author](s.lem.ID), Genre: "comic", Price: decimal.MustParse("1")},
			"digits":    {Title: "x", Author: orm.To[author](s.lem.ID), Genre: library.Novel, Price: decimal.MustParse("1234567.00")},
			"decimals":  {Title: "x", Author: orm.To[author](s.lem.ID), Genre: library.Novel, Price: decimal.MustParse("1.234")},
			"no author": {Title: "x", Genre: library.Novel, Price: decimal.MustParse("1")},
		} {
			var model *problem.ValidationError
			if err := books.Validate(s.ctx, b); !errors.As(err, &model) {
				s.Errorf("%s: the model says %v", name, err)
				continue
			}
			f, err := bookForm.New(s.ctx, nil)
			s.must(err)
			v := url.Values{"title": {b.Title}, "author": {b.Author.String()}, "price": {b.Price.String()}, "genre": {string(b.Genre)}}
			s.must(f.Bind(s.ctx, form.NewInput(v, nil)))
			var got *problem.ValidationError
			if !errors.As(f.Err(), &got) {
				s.Errorf("%s: the form says nothing", name)
				continue
			}
			for field, list := range model.Fields {
				want := list[0].Code
				if field == "author" {
					want = "invalid_choice" // a key that is none is no choice
				}
				if len(got.Fields[field]) != 1 || got.Fields[field][0].Code != want {
					s.Errorf("%s: the model says %v of %s, the form %v", name, list, field, got.Fields[field])
				}
			}
		}
	})
}

func longTitle() string {
	b := make([]byte, 201)
	for i := range b {
		b[i] = 'x'
	}
	return string(b)
}

// TestMassAssignment posts every field of the model, and names around them: only those of the form change (X49).
func TestMassAssignment(t *testing.T) {
	t.Parallel()
	on(t, crud, func(s *site) {
		b := s.book("Solaris", day(1961, 1, 1))
		other := &author{Name: "Somebody"}
		s.must(authors.Create(s.ctx, other))
		v := s.valid("Changed")
		v.Set("published", "1961-01-01T12:00")
		for _, name := range []string{"id", "ID", "pk", "stock", "Stock", "readers", "author__name", "author.name", "author_id", "author[name]", "-stock", "book-stock", "Title", "title ", "state", "Model", "orm.Model", "DELETE", "KEY"} {
			v.Set(name, "77")
		}
		reader := &library.Reader{Name: "Somebody"}
		s.must(library.Readers.Create(s.ctx, reader))
		v.Set("readers", strconv.FormatInt(reader.ID, 10))
		id := strconv.FormatInt(b.ID, 10)
		s.leadsTo(s.post("/books/"+id+"/edit/?stock=77&id=77", v), "/books/")
		after, err := books.Get(s.ctx, books.ID.Eq(b.ID))
		s.must(err)
		if after.Title != "Changed" || after.Price.String() != "12.50" {
			s.Errorf("the fields of the form were not written: %+v", after)
		}
		d := books.Descriptor()
		for _, f := range d.Schema.Fields {
			was, _ := d.Value(b, f.Name)
			is, _ := d.Value(after, f.Name)
			if f.Name != "title" && f.Name != "price" && was != is {
				s.Errorf("%s changed from %v to %v", f.Name, was, is)
			}
		}
		if n, err := books.Filter().Count(s.ctx); n != 1 || err != nil {
			s.Errorf("%d books, %v", n, err)
		}
		v.Set("title", "Made")
		s.post("/books/new/", v)
		if ok, err := books.Filter(books.Readers.Any()).Exists(s.ctx); ok || err != nil {
			s.Errorf("a book was related to a reader: %v", err)
		}
		made, err := books.Get(s.ctx, books.Title.Eq("Made"))
		s.must(err)
		if made.Stock != 0 || made.ID == 77 {
			s.Errorf("created %+v", made)
		}
	})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	both(t, func(s *site) {
		b := s.book("Solaris", time.Date(1961, 1, 1, 12, 0, 0, 123456000, time.UTC))
		path := "/books/" + strconv.FormatInt(b.ID, 10) + "/edit/"
		w := s.get(path)
		s.status(w, 200, `value="Solaris"`, `value="9.90"`, ` selected>Stanisław Lem`, ` checked required> <label for="id_genre_0">Novel`)
		v := shown(w)
		v.Set("author", strconv.FormatInt(s.lem.ID, 10))
		v.Set("genre", "novel")
		v.Set("title", "Solaris!")
		s.leadsTo(s.post(path, v), "/books/")
		after, err := books.Get(s.ctx, books.ID.Eq(b.ID))
		s.must(err)
		if after.Title != "Solaris!" || !after.Published.Equal(*b.Published) {
			s.Errorf("stored %q, published %v, want %v", after.Title, after.Published, b.Published)
		}
		s.status(s.get("/books/999999/edit/"), 404)
		s.status(s.post("/books/999999/edit/", v), 404)
	})
}
