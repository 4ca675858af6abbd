package main

import (
	"net/url"
	"regexp"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"

	"github.com/musette-go/musette/examples/tutorial3/books"
)

// docs:begin person

// person is somebody with an account. Login needs no password, so they have none.
func person(kit *testkit.Kit, name string) *auth.User {
	u := &auth.User{Username: name, IsActive: true}
	kit.Must(auth.CreateUser(kit.Context(), u, ""))
	return u
}

// docs:end person

// docs:begin shelves

func TestShelves(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		_, err := books.Add(kit.Context(), "Solaris", "Stanisław Lem", 4) // nobody's, and shared
		kit.Must(err)
		ada, bob, visitor := kit.NewClient(), kit.NewClient(), kit.NewClient()
		ada.Login(person(kit, "ada"))
		bob.Login(person(kit, "bob"))

		diary := url.Values{"title": {"My diary"}, "author": {"1"}, "stars": {"5"}} // the checkbox is not ticked
		ada.Post("/books/add/", diary).Redirects("/books/2/").Follow().Contains("My diary", ">Edit<")
		ada.Get("/mine/").Status(200).Contains("My diary", "for me alone").Lacks("Solaris").ValidHTML()
		ada.Get("/").Contains("2 books", "My diary")

		for _, c := range []*testkit.Client{bob, visitor} { // the list, its count and the page of the book agree
			c.Get("/").Contains("1 book<").Lacks("My diary")
			c.Get("/books/2/").Status(404)
			c.Get("/books/1/").Status(200).Lacks(">Edit<")
		}
		bob.Post("/books/2/edit/", diary).Status(404) // there is no such book for bob
		bob.Post("/books/1/edit/", diary).Status(403) // that one is not his
		visitor.Get("/mine/").Redirects("/accounts/login/?next=%2Fmine%2F")
	})
}

// docs:end shelves

// docs:begin signup

func TestSignUp(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		kit.Post("/accounts/signup/", url.Values{"username": {"ada"}, "email": {"ada@example.org"},
			"password": {"correct horse battery"}, "password_again": {"correct horse battery"}}).Redirects("/accounts/verify/")
		kit.Get("/mine/").Redirects("/accounts/login/?next=%2Fmine%2F") // not before the link of the mail was followed

		sent := outbox(kit)
		if len(sent) != 1 {
			t.Fatalf("%d mails were sent, want 1", len(sent))
		}
		kit.Get(link(sent[0])).Follow().Contains("One click makes your account")
		kit.Post("/accounts/verify/", nil).Redirects("/accounts/").Follow().Status(200).Contains("Welcome!", ">My books<").ValidHTML()
	})
}

// docs:end signup

// docs:begin outbox
var linkIn = regexp.MustCompile(`href="https?://[^/"]*(/accounts/verify/[^"]+)"`)

// link is the path of the link in a mail.
func link(m *mail.Message) string {
	if found := linkIn.FindStringSubmatch(m.HTML); found != nil {
		return found[1]
	}
	return "/no-link-in-the-mail/"
}

// outbox is what the site has sent.
func outbox(kit *testkit.Kit) []*mail.Message {
	m, err := mail.From(kit.Context())
	kit.Must(err)
	return m.Outbox()
}

// docs:end outbox
