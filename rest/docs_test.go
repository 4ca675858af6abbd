package rest_test

import (
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
)

// docs:begin test

func TestBookAPI(t *testing.T) {
	run(t, []app.Part{bookAPI, authorAPI, readerAPI}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		tagged(kit, "new")
		kit.Get("/api/books/").Status(403)
		staff := kit.As(someone(kit, "ada", func(u *auth.User) { u.IsStaff = true }))
		staff.JSON("POST", "/api/books/", m{"title": "Dahlias", "author": 1, "price": "1", "tags": []string{"new"}}).
			Status(201).IsJSON(m{"id": 4, "title": "Dahlias", "author": 1, "price": "1.00", "stock": 0, "tags": []string{"new"}})
		staff.Get("/api/books/?search=ben&ordering=-price").Status(200).Queries(5) // session, user, count, page, tags
	})
}

// docs:end test

// What the pages about this package show works.
func TestShownParts(t *testing.T) {
	rules := priceRules
	rules.Actions = shelfActions
	rules.Permissions = rest.AllowAny
	rules.ListSerializer = rest.NewSerializer(shelf.Books, rest.SerializerOptions[shelf.Book]{Fields: rest.Fields(books.Title)})
	run(t, []app.Part{authorAPI, readerAPI, rest.ModelViewSet(shelf.Books, rules)}, func(t *testing.T, kit *testkit.Kit) {
		ada, _ := shelved(kit)
		text(t, kit.Get("/api/authors/"), 200, `[{"id":1,"name":"Ada","publisher":null,"mentor":null,"num_books":1},{"id":2,"name":"Ben","publisher":null,"mentor":null,"num_books":2}]`)
		text(t, kit.JSON("POST", "/api/books/1/sell/", nil), 400, `["Sold out."]`)
		text(t, kit.Get("/api/books/"), 200, `[{"title":"Algebra 50%"},{"title":"Botany"},{"title":"Chess"}]`)
		text(t, kit.Get("/api/books/1/"), 200, `{"id":1,"title":"Algebra 50%","price":"10.50","out":false}`)
		text(t, kit.Get("/api/books/total/"), 200, `{"total":3}`)
		text(t, kit.JSON("PATCH", "/api/books/1/", m{"price": 0}), 400, `{"price":["Price must be positive."]}`)
		kit.Login(someone(kit, "root", func(u *auth.User) { u.IsSuperuser = true }))
		text(t, kit.JSON("POST", "/api/readers/", m{"name": "R", "loans": []m{{"book": 1, "days": 3}}}), 201, `{"id":1,"name":"R","loans":[{"id":1,"book":1,"days":3}]}`)
		_ = orm.To[shelf.Author](ada.ID)
	})
}
