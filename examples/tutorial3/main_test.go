package main

import (
	"testing"

	"github.com/musette-go/musette/testkit"

	"github.com/musette-go/musette/examples/tutorial3/books"
)

func TestPages(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		kit.Get("/").Status(200).Contains("Nothing here yet.")

		b, err := books.Add(kit.Context(), "The Dispossessed", "Ursula K. Le Guin", 5)
		kit.Must(err)
		if b.ID != 1 {
			t.Errorf("the first book has the key %d, want 1", b.ID)
		}
		kit.Get("/").Status(200).Contains("1 book<", "The Dispossessed", "Ursula K. Le Guin").Queries(2)
		kit.Get("/books/1/").Status(200).Contains("5 of 5 stars").Queries(2)
		kit.Get("/books/2/").Status(404)
		kit.Get("/?page=2").Status(404)
		kit.Get("/?page=two").Status(400)
	})
}

func TestBooksAreChecked(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		if _, err := books.Add(kit.Context(), "Tehanu", "Ursula K. Le Guin", 9); err == nil {
			t.Error("a book with 9 stars was accepted")
		}
		if n, err := books.Authors.Unrestricted().Count(kit.Context()); n != 0 || err != nil {
			t.Errorf("%d authors (%v) after a book that was refused, want none", n, err)
		}
	})
}
