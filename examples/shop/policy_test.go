package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// governed is the shop with another policy for books; nil leaves its own.
func governed(policy *orm.Policy) musette.Site {
	s := Site()
	for i := range s.Apps {
		if s.Apps[i].Name == "library" && policy != nil {
			s.Apps[i].Policies = auth.Policies(auth.Everyone(library.Authors), policy)
		}
	}
	return s
}

// TestOneRule changes the rule of books in one place: the list, its count, the number of books of the author, the page of each book, the
// newest on the front page, and what can be marked as read, change together.
func TestOneRule(t *testing.T) {
	t.Parallel()
	books := library.Books
	for name, c := range map[string]struct {
		policy         *orm.Policy
		visitor, owner []int // the books that they see, by key
	}{
		"the shop's own":    {nil, []int{1, 2}, []int{1, 2, 3, 4}},
		"everyone":          {auth.Everyone(books), []int{1, 2, 3, 4}, []int{1, 2, 3, 4}},
		"by permission":     {auth.ByPermission(books), nil, nil},
		"the owner's alone": {auth.Restrict(books, func(_ context.Context, u *auth.User) orm.Pred[*library.Book] { return books.Author.UserID.Eq(u.ID) }), nil, []int{1, 2, 3, 4}},
		"cheap ones": {auth.Restrict(books, func(context.Context, *auth.User) orm.Pred[*library.Book] {
			return books.Price.Lt(decimal.MustParse("10"))
		}), []int{1, 3}, []int{1, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Run(t, governed(c.policy), func(t *testing.T, kit *testkit.Kit) {
				owner := member(kit, "owner")
				four(kit, owner)
				sees(t, kit.NewClient(), c.visitor)
				sees(t, loggedIn(kit, owner), c.owner)
				for id := 1; id <= 4; id++ { // reading belongs to seeing
					want := 404
					if slices.Contains(c.owner, id) {
						want = 303
					}
					loggedIn(kit, owner).Post(fmt.Sprintf("/books/%d/read/", id), nil).Status(want)
				}
			})
		})
	}
}

// four are two books and two drafts of one author; those with odd keys are cheap.
func four(kit *testkit.Kit, owner *auth.User) {
	a := &library.Author{Name: "Ada Abel", User: orm.To[auth.User](owner.ID)}
	kit.Must(library.Authors.Create(kit.Context(), a))
	at := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	for i := 1; i <= 4; i++ {
		b := &library.Book{Title: fmt.Sprintf("Volume %d", i), Author: orm.To[library.Author](a.ID), Price: decimal.New(int64(500+1500*((i+1)%2)), 2)}
		if i <= 2 {
			b.Published = &at
		}
		kit.Must(library.Books.Create(kit.Context(), b))
	}
}

// sees fails the test unless every page agrees that these are the books.
func sees(t *testing.T, c *testkit.Client, want []int) {
	t.Helper()
	list, authors, front := c.Get("/books/").Status(200), c.Get("/authors/").Status(200), c.Get("/").Status(200)
	count := "No books"
	if n := len(want); n > 0 {
		count = fmt.Sprintf("1–%d of %d", n, n)
	}
	list.Contains(`<p class="count">` + count + `</p>`)
	authors.Contains(fmt.Sprintf(`<span class="tag">%d book`, len(want)))
	for id := 1; id <= 4; id++ {
		seen, title := slices.Contains(want, id), fmt.Sprintf("Volume %d", id)
		if got := strings.Contains(list.Body, title); got != seen {
			t.Errorf("the list has %s: %v, want %v", title, got, seen)
		}
		if got := strings.Contains(front.Body, title); got != (seen && id <= 2) { // the front shows what is published
			t.Errorf("the front page has %s: %v, want %v", title, got, seen && id <= 2)
		}
		status := 404
		if seen {
			status = 200
		}
		c.Get(fmt.Sprintf("/books/%d/", id)).Status(status)
	}
}

// TestStatementsOfLists counts what every list asks the database: as many for a visitor as without accounts, and two more to know who
// asks, the permissions included where the page looks for one.
func TestStatementsOfLists(t *testing.T) {
	seeded(t, func(t *testing.T, kit *testkit.Kit) {
		reader, err := auth.Users.Get(kit.Context(), auth.Users.Username.Eq("reader1"))
		kit.Must(err)
		visitor, person, boss := kit.NewClient(), loggedIn(kit, reader), loggedIn(kit, superuser(kit))
		for path, n := range map[string]struct{ visitor, person, boss int }{
			"/":                      {4, 6, 6},
			"/products/":             {2, 5, 4},
			"/products/?search=lamp": {2, 5, 4},
			"/products/3/":           {1, 4, 3},
			"/books/":                {3, 5, 5},
			"/books/?page=2":         {3, 5, 5},
			"/books/1/":              {2, 4, 4},
			"/authors/":              {2, 4, 4},
			"/books/mine/":           {0, 5, 5},
			"/wallet/":               {0, 5, 5},
			"/wallet/transfer/":      {0, 3, 3},
			"/people/me/":            {0, 3, 3},
			"/people/me/picture/":    {0, 3, 3},
			"/contact/messages/":     {0, 3, 4},
			"/accounts/login/":       {0, 2, 2},
		} {
			visitor.Get(path).Queries(n.visitor)
			person.Get(path).Queries(n.person)
			boss.Get(path).Queries(n.boss)
		}
	})
}
