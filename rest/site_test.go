package rest_test

import (
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// siteOf is a site with the shelf, the kinds and an API of some parts.
func siteOf(tb testing.TB, policies []*orm.Policy, parts ...app.Part) app.Site {
	tb.Helper()
	site := app.Site{Name: "library", Apps: []app.App{auth.App(auth.Options{
		Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}},
	})}}
	for _, models := range [][]*orm.Descriptor{shelf.Models, kinds.Models} {
		apps, err := testmodels.Apps(models...)
		if err != nil {
			tb.Fatal(err)
		}
		site.Apps = append(site.Apps, app.App{Name: apps[0].Label, Models: models, Migrations: apps[0].Migrations})
	}
	last := &site.Apps[len(site.Apps)-1]
	last.Policies = policies
	last.Routes = func(r *web.Router) {
		if err := rest.Mount(r, parts); err != nil {
			tb.Error(err)
		}
	}
	return site
}

// run runs a test of an API on each database.
func run(t *testing.T, parts []app.Part, test func(t *testing.T, kit *testkit.Kit)) {
	t.Helper()
	t.Parallel()
	testkit.RunWith(t, siteOf(t, nil, parts...), testkit.Options{Budget: -1}, test)
}

var books = shelf.Books

// bookSet is an API of books with most of what there is.
func bookSet(change ...func(o *rest.Options[shelf.Book])) *rest.ViewSet {
	opt := rest.Options[shelf.Book]{
		Fields: rest.Fields(books.ID, books.Title, books.ISBN, books.Author, books.Price, books.Pages, books.Stock, books.Out, books.Shelf, books.Place,
			rest.Keys(books.Tags)),
		Permissions: rest.AllowAny,
		Filters:     rest.AllFilters(rest.Filters(books.Author, books.Out, books.Shelf), rest.Lookups(books.Price, rest.Gte, rest.Lt, rest.In, rest.Range), rest.Lookups(books.Title, rest.IContains), rest.Lookups(books.At, rest.IsNull, rest.OnDate), rest.Lookups(books.Author.Name, rest.Exact), rest.FilterMany(books.Tags)),
		Search:      rest.Search(books.Title, books.Author.Name),
		Ordering:    rest.Ordering(books.Price, books.Title),
		Pagination:  rest.PageNumber{PageSize: 2, SizeParam: "page_size", MaxPageSize: 3},
	}
	for _, fn := range change {
		fn(&opt)
	}
	return rest.ModelViewSet(books, opt)
}

// someone makes a user.
func someone(kit *testkit.Kit, name string, change func(u *auth.User)) *auth.User {
	u := &auth.User{Username: name, IsActive: true}
	if change != nil {
		change(u)
	}
	kit.Must(auth.Users.Create(kit.Context(), u))
	kit.Must(auth.SetPassword(kit.Context(), u, "a rather long one"))
	return u
}

// shelved makes authors and books: A by Ada, B and C by Ben.
func shelved(kit *testkit.Kit) (ada, ben *shelf.Author) {
	ctx := kit.Context()
	ada, ben = &shelf.Author{Name: "Ada"}, &shelf.Author{Name: "Ben", Mentor: orm.Ref[shelf.Author]{}}
	kit.Must(shelf.Authors.Create(ctx, ada))
	kit.Must(shelf.Authors.Create(ctx, ben))
	for i, title := range []string{"Algebra 50%", "Botany", "Chess"} {
		b := &shelf.Book{Title: title, Author: orm.To[shelf.Author](ben.ID), Price: decimal.New(int64(1050+100*i), 2), Pages: 100, Shelf: "x", Place: int32(i)}
		if i == 0 {
			b.Author = orm.To[shelf.Author](ada.ID)
		}
		kit.Must(books.Create(ctx, b))
	}
	return ada, ben
}

func tagged(kit *testkit.Kit, names ...string) {
	for _, n := range names {
		kit.Must(shelf.Tags.Create(kit.Context(), &shelf.Tag{Name: n}))
	}
}

// text compares the whole body of an answer.
func text(t *testing.T, res *testkit.Response, status int, want string) {
	t.Helper()
	if res.Code != status || res.Body != want {
		t.Errorf("%d %s\nwant %d %s", res.Code, res.Body, status, want)
	}
}

type m = map[string]any
