package main

import (
	"net/url"
	"testing"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/testkit"

	"github.com/musette-go/musette/examples/tutorial3/books"
)

// docs:begin edit

func TestAddAndEdit(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		kit.Must(books.Authors.Create(kit.Context(), &books.Author{Name: "Ursula K. Le Guin"}))
		kit.Login(person(kit, "ada"))
		kit.Get("/books/add/").Status(200).Contains(">Ursula K. Le Guin</option>").ValidHTML().Queries(3) // the session, the user, the authors

		book := url.Values{"title": {"Tehanu"}, "author": {"1"}, "stars": {"9"}}
		kit.Post("/books/add/", book).Status(200).FormError("stars", "Give 0 to 5 stars.").Contains(`value="Tehanu"`)
		book.Set("stars", "5")
		kit.Post("/books/add/", book).Redirects("/books/1/").Follow().Contains("Tehanu", "5 of 5 stars")

		book.Set("title", "The Farthest Shore")
		book.Set("id", "7") // is not in the form, and changes nothing
		book.Set("owner", "7")
		kit.Post("/books/1/edit/", book).Redirects("/books/1/").Follow().Contains("The Farthest Shore")
		kit.Get("/books/7/").Status(404)
	})
}

// docs:end edit

// docs:begin forged

func TestForgedForms(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(_ *testing.T, kit *testkit.Kit) {
		kit.Login(person(kit, "ada"))
		kit.EnforceCSRF() // from here on the client sends no token
		kit.Post("/books/add/", url.Values{"title": {"Tehanu"}}).Status(403)
	})
}

// docs:end forged

// docs:begin checks

func TestChecks(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(_ *testing.T, kit *testkit.Kit) { kit.Checks(check.Warning) })
}

// docs:end checks
