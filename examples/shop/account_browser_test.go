package main

import (
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// shelf is a book that is published and a draft, by an author who has an account; their keys are 1 and 2.
func shelf(kit *testkit.Kit, author *auth.User) (published, draft *library.Book) {
	a := &library.Author{Name: "Ada Abel", Country: "AT", User: orm.To[auth.User](author.ID)}
	kit.Must(library.Authors.Create(kit.Context(), a))
	at := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	published = &library.Book{Title: "The quiet harbour", Author: orm.To[library.Author](a.ID), Price: decimal.MustParse("12.50"), Published: &at}
	draft = &library.Book{Title: "Another winter", Author: orm.To[library.Author](a.ID), Price: decimal.MustParse("9.90")}
	kit.Must(library.Books.Create(kit.Context(), published))
	kit.Must(library.Books.Create(kit.Context(), draft))
	return published, draft
}

// purse opens wallets for people and returns them.
func purse(kit *testkit.Kit, people ...*auth.User) []*wallet.Account {
	kit.Must(wallet.Seed(kit.Context(), people))
	all, err := wallet.Accounts.Unrestricted().All(kit.Context())
	kit.Must(err)
	return all
}

// TestOwnPagesInABrowser looks at the pages of somebody who has an account, and at those where they get one.
func TestOwnPagesInABrowser(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	ada, bob := member(kit, "ada"), member(kit, "bob")
	published, _ := shelf(kit, ada)
	accounts := purse(kit, ada, bob)
	kit.Must(library.Books.Readers.Add(kit.Context(), published, ada, bob))
	for i, amount := range []string{"12.50", "3.20", "40.00"} {
		_, err := wallet.Send(kit.Context(), wallet.Order{From: accounts[i%2].ID, To: accounts[1-i%2].ID, Amount: decimal.MustParse(amount), Note: []string{"the kettle", "", "a book and a lamp, with thanks"}[i]})
		kit.Must(err)
	}
	visitor, person, boss := browser.New(t, kit), browser.New(t, kit), browser.New(t, kit)
	enter(kit, person, ada)
	enter(kit, boss, superuser(kit))
	boss.Open("/accounts/impersonate/").Fill("#id_username", "bob").Click("main button")
	visit := func(b *browser.Browser, path string) func() { return func() { b.Open(path) } }
	for _, l := range []look{{390, "light"}, {1000, "light"}, {390, "dark"}, {1000, "dark"}} {
		for _, b := range []*browser.Browser{visitor, person, boss} {
			as(t, b, l)
		}
		for _, p := range []struct {
			name string
			b    *browser.Browser
			open func()
		}{
			{"home", visitor, visit(visitor, "/")},
			{"login", visitor, visit(visitor, "/accounts/login/")},
			{"signup", visitor, visit(visitor, "/accounts/signup/")},
			{"signup-wrong", visitor, func() { visitor.Open("/accounts/signup/").Fill("#id_username", "ada lovelace").Click("main button") }},
			{"reset", visitor, visit(visitor, "/accounts/password_reset/")},
			{"book-visitor", visitor, visit(visitor, "/books/1/")},
			{"products-person", person, visit(person, "/products/")},
			{"account", person, visit(person, "/accounts/")},
			{"profile", person, visit(person, "/people/me/")},
			{"sessions", person, visit(person, "/accounts/sessions/")},
			{"two-steps", person, visit(person, "/accounts/2fa/")},
			{"app-with-codes", person, visit(person, "/accounts/2fa/totp/")},
			{"password", person, visit(person, "/accounts/password_change/")},
			{"my-books", person, visit(person, "/books/mine/")},
			{"book", person, visit(person, "/books/1/")},
			{"draft", person, visit(person, "/books/2/")},
			{"wallet", person, visit(person, "/wallet/")},
			{"send", person, visit(person, "/wallet/transfer/")},
			{"send-wrong", person, func() {
				person.Open("/wallet/transfer/").Fill("#id_to", "nobody-here").Fill("#id_amount", "12.345").Click("main button")
			}},
			{"impersonation", boss, visit(boss, "/wallet/")},
			{"confirm", boss, visit(boss, "/accounts/confirm/")},
		} {
			p.open()
			looked(t, p.b, "own-"+p.name, l)
			p.b.Clean()
		}
	}
}
