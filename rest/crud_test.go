package rest_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
)

const newBook = `{"id":4,"title":"Dahlias","isbn":"978","author":1,"price":"9.90","pages":12,"stock":0,"out":false,"shelf":"","place":0,"tags":["new","old"]}`

// The six actions, with DRF's statuses, bodies and order of keys.
func TestCreateReadUpdateDelete(t *testing.T) {
	run(t, []app.Part{bookSet()}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		tagged(kit, "new", "old")
		in := m{"title": " Dahlias ", "isbn": "978", "author": 1, "price": "9.9", "pages": "12", "stock": 0, "out": false, "shelf": "", "place": 0, "tags": []string{"new", "old"}, "id": 77}
		res := kit.JSON("POST", "/api/books/", in)
		text(t, res, 400, `{"shelf":["This field may not be blank."]}`)
		in["shelf"] = "y"
		text(t, kit.JSON("POST", "/api/books/", in), 201, strings.Replace(newBook, `"shelf":""`, `"shelf":"y"`, 1))
		text(t, kit.Get("/api/books/4/"), 200, strings.Replace(newBook, `"shelf":""`, `"shelf":"y"`, 1))
		text(t, kit.JSON("PATCH", "/api/books/4/", m{"price": 1.50, "tags": []string{"old"}}), 200,
			`{"id":4,"title":"Dahlias","isbn":"978","author":1,"price":"1.50","pages":12,"stock":0,"out":false,"shelf":"y","place":0,"tags":["old"]}`)
		text(t, kit.JSON("PUT", "/api/books/4/", m{"title": "D"}), 400,
			`{"author":["This field is required."],"price":["This field is required."],"pages":["This field is required."],"stock":["This field is required."],"out":["This field is required."],"shelf":["This field is required."],"place":["This field is required."],"tags":["This field is required."]}`)
		res = kit.Delete("/api/books/4/")
		text(t, res, 204, "")
		text(t, kit.Get("/api/books/4/"), 404, `{"detail":"Not found."}`)
		text(t, kit.Get("/api/books/x/"), 404, `{"detail":"Not found."}`)
		res = kit.JSON("POST", "/api/books/1/", m{})
		text(t, res, 405, `{"detail":"Method \"POST\" not allowed."}`)
		res.HasHeader("Allow", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS").HasHeader("Content-Type", "application/json")
	})
}

// A race of 20 equal requests makes one row; the others get the message of the validator.
func TestUniqueRace(t *testing.T) {
	set := rest.ModelViewSet(shelf.Publishers, rest.Options[shelf.Publisher]{
		Fields: rest.Fields(shelf.Publishers.ID, shelf.Publishers.Name), Permissions: rest.AllowAny,
	})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{}
		for range 20 {
			c := kit.NewClient()
			wg.Go(func() {
				res := c.JSON("POST", "/api/publishers/", m{"name": "Plum"})
				mu.Lock()
				defer mu.Unlock()
				got[res.Code]++
				if res.Code == 400 && res.Body != `{"name":["publisher with this name already exists."]}` {
					t.Errorf("the loser gets %s", res.Body)
				}
			})
		}
		wg.Wait()
		if got[201] != 1 || got[400] != 19 {
			t.Errorf("statuses: %v", got)
		}
	})
}

// Who loses a race against another request, after the validator has looked and before the row is stored, gets the validator's message too.
func TestUniqueLate(t *testing.T) {
	p := shelf.Publishers
	late := rest.ModelViewSet(p, rest.Options[shelf.Publisher]{Fields: rest.Fields(p.Name), Permissions: rest.AllowAny,
		OnCreate: func(rq *rest.Request, row *shelf.Publisher) error {
			return p.Create(rq.Context(), &shelf.Publisher{Name: row.Name})
		}})
	both := bookSet(func(o *rest.Options[shelf.Book]) {
		o.Fields = rest.Fields(books.Title, books.Author)
		o.OnCreate = func(rq *rest.Request, row *shelf.Book) error {
			return books.Create(rq.Context(), &shelf.Book{Title: row.Title, Author: row.Author})
		}
	})
	run(t, []app.Part{late, both}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		text(t, kit.JSON("POST", "/api/publishers/", m{"name": "Plum"}), 400, `{"name":["publisher with this name already exists."]}`)
		text(t, kit.JSON("POST", "/api/books/", m{"title": "Late", "author": 1}), 400, `{"non_field_errors":["The fields title, author must make a unique set."]}`)
	})
}

// What must be unique together is told for the object as a whole, by the validator and by the database alike.
func TestUniqueTogether(t *testing.T) {
	run(t, []app.Part{bookSet()}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		in := m{"title": "Botany", "author": 2, "price": 1, "pages": 1, "stock": 1, "out": false, "shelf": "z", "place": 1, "tags": []string{}}
		tags := `{"tags":["This list may not be empty."]}`
		text(t, kit.JSON("POST", "/api/books/", in), 400, tags)
		tagged(kit, "new")
		in["tags"] = []string{"new"}
		text(t, kit.JSON("POST", "/api/books/", in), 400, `{"non_field_errors":["The fields title, author must make a unique set."]}`)
		in["author"], in["shelf"], in["place"] = 1, "x", 2
		text(t, kit.JSON("POST", "/api/books/", in), 400, `{"non_field_errors":["This place is taken."]}`)
	})
}
