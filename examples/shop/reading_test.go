package main

import (
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/testkit"
)

// TestMyBooks marks books as read and unread, and shows drafts to who writes them alone.
func TestMyBooks(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		ada, bob := member(kit, "ada"), member(kit, "bob")
		shelf(kit, ada)
		writer, reader, visitor := loggedIn(kit, ada), loggedIn(kit, bob), kit.NewClient()

		reader.Get("/books/mine/").Status(200).Contains("Nothing read yet").Lacks("What I write").ValidHTML()
		reader.Get("/books/1/").Status(200).Contains("I have read it", "nobody yet").ValidHTML()
		for range 2 { // the second time changes nothing
			reader.Post("/books/1/read/", nil).Status(303).Redirects("/books/1/").Follow().Status(200).
				Contains("“The quiet harbour” is among the books that you have read.", "You have read it", "The bob").ValidHTML()
		}
		if n := readersOf(kit, 1); n != 1 {
			t.Errorf("%d readers, want 1", n)
		}
		reader.Get("/books/mine/").Status(200).Contains("1–1 of 1 read", "The quiet harbour").ValidHTML()
		writer.Get("/books/mine/").Status(200).Contains("Nothing read yet", "What I write", "Another winter").ValidHTML()
		reader.Post("/books/1/unread/", values("next", "/books/mine/")).Status(303).Redirects("/books/mine/").Follow().Contains("Nothing read yet", "is no longer among")
		reader.Post("/books/1/unread/", values("next", "https://evil.example/")).Status(303).Redirects("/books/1/")
		if n := readersOf(kit, 1); n != 0 {
			t.Errorf("%d readers, want none", n)
		}

		writer.Get("/books/2/").Status(200).Contains("Draft").ValidHTML()
		for _, c := range []*testkit.Client{reader, visitor} {
			c.Get("/books/2/").Status(404)
			c.Get("/books/").Status(200).Contains("The quiet harbour").Lacks("Another winter")
		}
		reader.Post("/books/2/read/", nil).Status(404)
		visitor.Post("/books/1/read/", nil).Status(302)
		reader.EnforceCSRF()
		reader.Post("/books/1/read/", nil).Status(403)
		if n := readersOf(kit, 1) + readersOf(kit, 2); n != 0 {
			t.Errorf("%d readers of what was refused", n)
		}
	})
}

// readersOf is how many people have read a book.
func readersOf(kit *testkit.Kit, id int64) int64 {
	n, err := auth.Users.Filter(library.UserBooks.Any(library.Books.ID.Eq(id))).Count(kit.Context())
	kit.Must(err)
	return n
}
