package views_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// TestPolicy: one rule changes list, count, detail and what may be edited together.
func TestPolicy(t *testing.T) {
	t.Parallel()
	on(t, crud, func(s *site) {
		cheap, dear, hidden := s.book("Eden", day(1959, 1, 1)), s.book("Fiasco", day(1986, 1, 1)), s.book("Solaris", day(1961, 1, 1))
		_, err := books.Filter(books.ID.Eq(dear.ID)).Update(s.ctx, books.Price.Set(decimal.MustParse("50")))
		s.must(err)
		rules := map[orm.Action]orm.Pred[*book]{
			orm.View:   orm.Not(books.Title.Eq("Solaris")),
			orm.Change: books.Price.Lt(decimal.MustParse("20")),
			orm.Add:    books.Price.Lt(decimal.MustParse("20")),
		}
		ps, err := orm.NewPolicies(orm.NewPolicy(books, "cheap", func(_ context.Context, a orm.Action) (orm.Pred[*book], error) { return rules[a], nil }))
		s.must(err)
		open := s.ctx
		s.ctx = orm.WithPolicies(s.ctx, ps)
		at := func(b *book, rest string) string { return fmt.Sprintf("/books/%d/%s", b.ID, rest) }

		s.queries(2, func() { s.status(s.get("/books/"), 200, "[Eden][Fiasco] page 1 of 1") })
		s.status(s.get(at(dear, "")), 200, "Fiasco")
		s.status(s.get(at(hidden, "")), 404)
		s.queries(1, func() { s.status(s.get("/books/999/"), 404) })

		s.status(s.get(at(cheap, "edit/")), 200, "Eden")
		again := s.valid("Eden again")
		again.Set("published", "1959-01-01T12:00")
		s.leadsTo(s.post(at(cheap, "edit/"), again), "/books/")
		for _, b := range []*book{dear, hidden} {
			want := map[*book]int{dear: 403, hidden: 404}[b]
			s.status(s.get(at(b, "edit/")), want)
			s.status(s.post(at(b, "edit/"), s.valid("taken over")), want)
		}

		s.status(s.post("/books/new/", s.valid("The Invincible")), 303)
		expensive := s.valid("The Cyberiad")
		expensive.Set("price", "99")
		s.status(s.post("/books/new/", expensive), 403)
		for title, want := range map[string]int64{"The Invincible": 1, "The Cyberiad": 0, "taken over": 0, "Eden again": 1} {
			if n, err := books.Filter(books.Title.Eq(title)).Count(open); err != nil || n != want {
				s.Errorf("%d books %q (%v), want %d", n, title, err, want)
			}
		}
		s.status(s.get("/titles/Eden%20again/"), 500) // its own Query says nothing
	})
}
