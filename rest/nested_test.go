package rest_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
)

// Rows behind keys and rows that point back are written with their owner, all or nothing.
func TestWritableNested(t *testing.T) {
	a, p, b := shelf.Authors, shelf.Publishers, shelf.Books
	publisher := rest.NewSerializer(p, rest.SerializerOptions[shelf.Publisher]{Fields: rest.Fields(p.ID, p.Name)})
	book := rest.NewSerializer(b, rest.SerializerOptions[shelf.Book]{Fields: rest.Fields(b.ID, b.Title, b.Price, b.Pages, b.Stock, b.Out, b.Shelf, b.Place)})
	set := rest.ModelViewSet(a, rest.Options[shelf.Author]{
		Fields:      rest.Fields(a.ID, a.Name, rest.NestedWritable(a.Publisher, publisher), rest.Children("books", a.Books, b.Author, book)),
		Permissions: rest.AllowAny,
	})
	one := func(title string, place int) m {
		return m{"title": title, "price": "1.00", "pages": 1, "stock": 1, "out": false, "shelf": "s", "place": place}
	}
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		const shown = `{"id":1,"name":"Ada","publisher":{"id":1,"name":"Plum"},"books":[` +
			`{"id":1,"title":"One","price":"1.00","pages":1,"stock":1,"out":false,"shelf":"s","place":1},` +
			`{"id":2,"title":"Two","price":"1.00","pages":1,"stock":1,"out":false,"shelf":"s","place":2}]}`
		text(t, kit.JSON("POST", "/api/authors/", m{"name": "Ada", "publisher": m{"name": "Plum"}, "books": []m{one("One", 1), one("Two", 2)}}), 201, shown)
		text(t, kit.JSON("POST", "/api/authors/", m{"name": "", "publisher": m{"name": "Plum"}, "books": []m{one("X", 3), {"title": "Y"}}}), 400,
			`{"name":["This field may not be blank."],"publisher":{"name":["publisher with this name already exists."]},`+
				`"books":[{},{"price":["This field is required."],"pages":["This field is required."],"stock":["This field is required."],"out":["This field is required."],"shelf":["This field is required."],"place":["This field is required."]}]}`)
		// the place is taken: known only when the second book is stored, so nothing is
		bad := m{"name": "Ben", "publisher": nil, "books": []m{one("X", 9), one("Y", 9)}}
		res := kit.JSON("POST", "/api/authors/", bad)
		text(t, res, 400, `{"books":[{},{"non_field_errors":["This place is taken."]}]}`)
		if n, err := a.Count(kit.Context()); err != nil || n != 1 {
			t.Errorf("%d authors, %v: half of a request was stored", n, err)
		}
		second := one("Zwei", 2)
		second["id"] = 2
		text(t, kit.JSON("PUT", "/api/authors/1/", m{"name": "Ada L", "publisher": m{"name": "Pear"}, "books": []m{second}}), 200,
			strings.NewReplacer("Ada", "Ada L", "Plum", "Pear", "Two", "Zwei", `{"id":1,"title":"One","price":"1.00","pages":1,"stock":1,"out":false,"shelf":"s","place":1},`, "").Replace(shown))
		if n, err := p.Count(kit.Context()); err != nil || n != 1 {
			t.Errorf("%d publishers, %v: the one behind the key was not changed but added to", n, err)
		}
	})
}

// Keys as addresses and as slugs lead back to the row.
func TestLinksAndSlugs(t *testing.T) {
	b := shelf.Books
	authors := rest.ModelViewSet(shelf.Authors, rest.Options[shelf.Author]{Fields: rest.Fields(rest.URL(shelf.Authors, "author-detail"), shelf.Authors.Name), Permissions: rest.AllowAny})
	set := bookSet(func(o *rest.Options[shelf.Book]) {
		o.Fields = rest.Fields(rest.URL(b, "book-detail"), b.Title, rest.Hyperlink(b.Author, "author-detail"), rest.SlugRelated(b.Editor, shelf.Authors.Name), b.Price)
	})
	run(t, []app.Part{authors, set}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		text(t, kit.JSON("PATCH", "/api/books/1/", m{"author": "http://testserver/api/authors/2/", "editor": "Ada"}), 200,
			`{"url":"http://testserver/api/books/1/","title":"Algebra 50%","author":"http://testserver/api/authors/2/","editor":"Ada","price":"10.50"}`)
		for in, want := range map[string]string{
			`{"author":"http://testserver/api/books/2/"}`: `{"author":["Invalid hyperlink - Incorrect URL match."]}`,
			`{"author":"/api/authors/99/"}`:               `{"author":["Invalid hyperlink - Object does not exist."]}`,
			`{"author":3}`:                                `{"author":["Incorrect type. Expected URL string, received int."]}`,
			`{"author":null}`:                             `{"author":["This field may not be null."]}`,
			`{"editor":"Nobody"}`:                         `{"editor":["Object with name=Nobody does not exist."]}`,
			`{"editor":[]}`:                               `{"editor":["Object with name=[] does not exist."]}`,
		} {
			r := kit.Request("PATCH", "/api/books/1/", strings.NewReader(in))
			r.Header.Set("Content-Type", "application/json")
			text(t, kit.Do(r), 400, want)
		}
		text(t, kit.JSON("PATCH", "/api/books/1/", m{"editor": ""}), 200,
			`{"url":"http://testserver/api/books/1/","title":"Algebra 50%","author":"http://testserver/api/authors/2/","editor":null,"price":"10.50"}`)
		res := kit.JSON("POST", "/api/authors/", m{"name": "Cleo"})
		text(t, res, 201, `{"url":"http://testserver/api/authors/3/","name":"Cleo"}`)
		res.HasHeader("Location", "http://testserver/api/authors/3/")
	})
}

// Functions of the serializer, forms, hooks, and fields that go one way only.
func TestOwnRules(t *testing.T) {
	b := shelf.Books
	set := bookSet(func(o *rest.Options[shelf.Book]) {
		o.ReadOnly, o.WriteOnly = rest.Fields(b.Stock), rest.Fields(b.Out)
		o.Fields = rest.Fields(b.ID, b.Title, b.Author, b.Price, b.Stock, b.Out)
		o.Checks = rest.Checks(rest.Check(b.Price, func(_ context.Context, x *shelf.Book) error {
			if !x.Price.IsPositive() {
				return rest.Invalid("Price must be positive.")
			}
			return nil
		}))
		o.Validate = func(_ context.Context, x *shelf.Book, errs *rest.Errors[shelf.Book]) {
			if x.Out && x.Price.Cmp(decimal.FromInt(5)) < 0 {
				errs.Add(b.Price, "Too cheap to be out.")
				errs.AddNonField("No.")
			}
		}
		o.OnCreate = func(_ *rest.Request, x *shelf.Book) error {
			x.Stock, x.Shelf, x.Place = 7, "new", int32(len(x.Title))
			return nil
		}
	})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		form := url.Values{"title": {"Form"}, "author": {"1"}, "price": {"0"}, "stock": {"99"}}
		text(t, kit.Post("/api/books/", form), 400, `{"price":["Price must be positive."]}`)
		form.Set("price", "1.5")
		form.Set("out", "on")
		text(t, kit.Post("/api/books/", form), 400, `{"price":["Too cheap to be out."],"non_field_errors":["No."]}`)
		form.Del("out") // a box that is not checked
		text(t, kit.Post("/api/books/", form), 201, `{"id":4,"title":"Form","author":1,"price":"1.50","stock":7}`)
		text(t, kit.PostFiles("/api/books/", url.Values{"title": {"Parts"}, "author": {"2"}, "price": {"2"}}), 201, `{"id":5,"title":"Parts","author":2,"price":"2.00","stock":7}`)
		// the model's own constraint is told like a validator's
		text(t, kit.JSON("PATCH", "/api/books/4/", m{"author": 1, "title": "Algebra 50%"}), 400, `{"non_field_errors":["The fields title, author must make a unique set."]}`)
	})
}

// Tags, conditions, and errors as RFC 9457 has them.
func TestETagAndProblem(t *testing.T) {
	run(t, []app.Part{bookSet()}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		res := kit.Get("/api/books/1/")
		tag := res.Header.Get("Etag")
		if len(tag) < 20 {
			t.Fatalf("ETag %q", tag)
		}
		kit.Header("If-None-Match", tag)
		kit.Get("/api/books/1/").Status(304)
		kit.Header("If-None-Match", `"x", W/`+tag)
		kit.Get("/api/books/1/").Status(304)
		kit.Header("If-Match", "W/"+tag)
		kit.JSON("PATCH", "/api/books/1/", m{"pages": 9}).Status(412)
		kit.Header("If-Match", "")
		kit.Header("If-None-Match", "")
		kit.Header("If-Match", tag)
		res = kit.JSON("PATCH", "/api/books/1/", m{"pages": 5})
		if res.Code != 200 || res.Header.Get("Etag") == tag {
			t.Errorf("%d %s", res.Code, res.Body)
		}
		text(t, kit.JSON("PATCH", "/api/books/1/", m{"pages": 6}), 412, `{"detail":"The object has changed in the meantime."}`)
		text(t, kit.Delete("/api/books/1/"), 412, `{"detail":"The object has changed in the meantime."}`)
		if b, err := books.Get(kit.Context(), books.ID.Eq(1)); err != nil || b.Pages != 5 {
			t.Errorf("%v %v: a stale request was stored", b, err)
		}
		kit.Header("If-Match", "")
		kit.Header("Accept", "application/problem+json")
		res = kit.JSON("PATCH", "/api/books/1/", m{"pages": "x", "title": ""})
		text(t, res, 400, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"Invalid input.","code":"invalid","errors":[{"code":"blank","detail":"This field may not be blank.","path":"title"},{"code":"invalid","detail":"A valid integer is required.","path":"pages"}]}`)
		res.HasHeader("Content-Type", "application/problem+json")
		text(t, kit.Get("/api/books/99/"), 404, `{"type":"about:blank","title":"Not Found","status":404,"detail":"Not found.","code":"not_found","errors":[]}`)
		kit.Header("Accept", "application/json; indent=2")
		if body := kit.Get("/api/books/99/").Body; body != `{"detail":"Not found."}` {
			t.Error(body)
		}
		if body := kit.Get("/api/").Body; !strings.Contains(body, "detail") && !strings.Contains(body, "\n  \"books\"") {
			t.Error(body)
		}
	})
}

// A row that others point to is not deleted, and what a client is told does not depend on the database.
func TestProtected(t *testing.T) {
	a := shelf.Authors
	set := rest.ModelViewSet(a, rest.Options[shelf.Author]{Fields: rest.Fields(a.Name), Permissions: rest.AllowAny, OnDestroy: func(_ *rest.Request, row *shelf.Author) error {
		if row.Name == "Ada" {
			return &rest.Error{Status: 409, Code: "protected", Detail: "Ada stays."}
		}
		return nil
	}})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		text(t, kit.Delete("/api/authors/1/"), 409, `{"detail":"Ada stays."}`)
		text(t, kit.Delete("/api/authors/2/"), 204, "")
	})
}
