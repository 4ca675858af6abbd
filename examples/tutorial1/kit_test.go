package main

import (
	"context"
	"testing"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/examples/tutorial1/books"
	"github.com/musette-go/musette/testkit"
)

// docs:begin checks

func TestChecks(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(_ *testing.T, kit *testkit.Kit) {
		kit.Checks(check.Warning) // fails for each message that is a warning or worse
	})
}

// docs:end checks

// docs:begin queries

func TestAuthorsWithTheirBooks(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, site(), testkit.Options{}) // SQLite only
	for _, title := range []string{"Solaris", "Fiasco"} {
		_, err := books.Add(kit.Context(), title, "Stanisław Lem", 4)
		kit.Must(err)
	}
	kit.Queries(2, func(ctx context.Context) { // one for the authors, one for the books of all of them
		authors, err := books.Authors.PrefetchRelated(books.Authors.Books).All(ctx)
		kit.Must(err)
		for _, a := range authors {
			if rows, err := books.Authors.Books.Of(a); len(rows) != 2 || err != nil {
				t.Errorf("%s has %d books (%v), want 2", a.Name, len(rows), err)
			}
		}
	})
}

// docs:end queries

// docs:begin http

func TestHeadersAndRedirects(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(_ *testing.T, kit *testkit.Kit) {
		_, err := books.Add(kit.Context(), "Solaris", "Stanisław Lem", 4)
		kit.Must(err)
		kit.Header("Accept", "application/json")
		kit.Get("/books/99/").Status(404).HasHeader("Content-Type", "application/json; charset=utf-8")
		kit.Header("Accept", "")
		kit.Get("/books/1").Redirects("/books/1/").Follow().Status(200).Contains("Solaris").Lacks("Fiasco")
		kit.Post("/books/1/", nil).Status(405)
	})
}

// docs:end http
