package main

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// balances are the balances of all wallets, in the order in which they were opened.
func balances(kit *testkit.Kit) string {
	all, err := wallet.Accounts.Unrestricted().All(kit.Context())
	kit.Must(err)
	var out []string
	for _, a := range all {
		out = append(out, a.Balance.String())
	}
	return strings.Join(out, " ")
}

// payment is the form of a page with fields filled in.
func payment(c *testkit.Client, to, amount string) url.Values {
	v := c.Get("/wallet/transfer/").Status(200).ValidHTML().Form()
	v.Set("to", to)
	v.Set("amount", amount)
	v.Set("note", "the kettle")
	return v
}

// TestSendMoney sends money by the form; both sides see it, and nobody else.
func TestSendMoney(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		ada, bob, eve := member(kit, "ada"), member(kit, "bob"), member(kit, "eve")
		purse(kit, ada, bob)
		payer, payee, other := loggedIn(kit, ada), loggedIn(kit, bob), loggedIn(kit, eve)
		form := payment(payer, "bob", "12.50")
		payer.Post("/wallet/transfer/", form).Status(303).Redirects("/wallet/").Follow().Status(200).
			Contains("12.50 € went to bob.", "87.50 €", "to <strong>bob</strong>", "−12.50 €", "the kettle").ValidHTML()
		payee.Get("/wallet/").Status(200).Contains("112.50 €", "from <strong>ada</strong>", "+12.50 €", "the kettle")
		other.Get("/wallet/").Status(200).Contains("You have no wallet yet.", "Nothing has been sent or received yet.").Lacks("kettle").ValidHTML()
		other.Get("/wallet/transfer/").Status(303).Redirects("/wallet/")
		other.Post("/wallet/transfer/", form).Status(303).Redirects("/wallet/")
		boss := loggedIn(kit, superuser(kit))
		boss.Get("/wallet/").Status(200).Contains("You have no wallet yet.").Lacks("the kettle") // a superuser's own wallet is no window into others

		// The same form once more, as by a second click or a reload, moves nothing; with something else in it, it says so.
		payer.Post("/wallet/transfer/", form).Status(303).Redirects("/wallet/")
		payer.Post("/wallet/transfer/", with(form, "amount", "13")).Status(303).Redirects("/wallet/transfer/").Follow().Contains("This form has been sent already")
		payee.Post("/wallet/transfer/", with(form, "to", "ada")).Status(303).Redirects("/wallet/transfer/")
		if got := balances(kit); got != "87.50 112.50" {
			t.Errorf("the balances are %s", got)
		}
		for range 2 {
			other.Post("/wallet/open/", nil).Status(303).Redirects("/wallet/").Follow().Contains("Your wallet is open.", "100.00 €")
		}
		if got := balances(kit); got != "87.50 112.50 100.00" {
			t.Errorf("the balances are %s", got)
		}
	})
}

// TestWrongPayments shows each mistake at its field, keeps what was typed, and moves nothing.
func TestWrongPayments(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		ada, bob := member(kit, "ada"), member(kit, "bob")
		member(kit, "eve") // has no wallet
		purse(kit, ada, bob)
		payer := loggedIn(kit, ada)
		good := payment(payer, "bob", "5.00")
		for _, c := range []struct{ field, value, message string }{
			{"to", "", "This field is required."},
			{"to", "nobody", "Nobody of that name has a wallet."},
			{"to", "eve", "Nobody of that name has a wallet."},
			{"to", "ada", "That is you."},
			{"to", strings.Repeat("x", 151), "at most 150 characters"},
			{"amount", "", "This field is required."},
			{"amount", "0", "greater than or equal to 0.01"},
			{"amount", "-5", "greater than or equal to 0.01"},
			{"amount", "0.001", "no more than 2 decimal places"},
			{"amount", "ten", "Enter a number."},
			{"amount", "NaN", "Enter a number."},
			{"amount", "99.99999999999999999999", "no more than"},
			{"note", strings.Repeat("n", 101), "at most 100 characters"},
		} {
			r := payer.Post("/wallet/transfer/", with(good, c.field, c.value)).Status(200).Contains(c.message).ValidHTML()
			if !strings.Contains(r.Body, `id="id_`+c.field+`_error"`) {
				t.Errorf("%s=%.20q: no error at the field:\n%s", c.field, c.value, r.Body)
			}
			if c.field != "to" {
				r.Contains(`value="bob"`)
			}
		}
		payer.Post("/wallet/transfer/", with(good, "form", "short")).Status(200)
		payer.Post("/wallet/transfer/", with(good, "to", "b\x00b")).Status(400)
		if got := balances(kit); got != "100.00 100.00" {
			t.Errorf("the balances are %s", got)
		}
	})
}

// confirmTime is when a password that was entered counts no longer.
const confirmTime = 5*time.Minute + time.Second

// TestLargePayments asks for the password above 100.00 when it was not entered for some minutes, and goes on with the same form.
func TestLargePayments(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kit := testkit.New(t, Site(), testkit.Options{})
		ada, bob := member(kit, "ada"), member(kit, "bob")
		kit.Must(auth.SetPassword(kit.Context(), ada, horse))
		all := purse(kit, ada, bob)
		all[0].Balance = decimal.New(100000, 2)
		kit.Must(wallet.Accounts.Save(kit.Context(), all[0]))
		payer := loggedIn(kit, ada)
		time.Sleep(confirmTime)
		payer.Post("/wallet/transfer/", payment(payer, "bob", "100.00")).Status(303).Redirects("/wallet/") // not above
		form := payment(payer, "bob", "100.01")
		payer.Post("/wallet/transfer/", form).Status(302).Redirects("/accounts/confirm/?next=%2Fwallet%2Ftransfer%2F")
		if got := balances(kit); got != "900.00 200.00" {
			t.Errorf("the balances are %s before the password", got)
		}
		payer.Post("/accounts/confirm/?next=%2Fwallet%2Ftransfer%2F", values("password", "wrong")).Status(200)
		payer.Post("/wallet/transfer/", form).Status(302)
		page := payer.Post("/accounts/confirm/?next=%2Fwallet%2Ftransfer%2F", values("password", horse)).Status(303).Redirects("/wallet/transfer/").Follow().
			Status(200).Contains("Please look at it once more", `value="bob"`, `value="100.01"`, `value="the kettle"`).ValidHTML()
		payer.Post("/wallet/transfer/", page.Form()).Status(303).Redirects("/wallet/").Follow().Contains("100.01 € went to bob.")
		payer.Post("/wallet/transfer/", payment(payer, "bob", "200")).Status(303).Redirects("/wallet/") // it was entered just now
		if got := balances(kit); got != "599.99 500.01" {
			t.Errorf("the balances are %s", got)
		}
		time.Sleep(confirmTime)
		payer.Header("Accept", "application/json")
		payer.Post("/wallet/transfer/", values("to", "bob", "amount", "200", "form", strings.Repeat("x", 26))).Status(403)
	})
}

// TestOneFormAtOnce sends one form from many connections at once: money moves once.
func TestOneFormAtOnce(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, address string) {
		kit := testkit.New(t, Site(), testkit.Options{DatabaseURL: address, Budget: -1})
		all := purse(kit, member(kit, "ada"), member(kit, "bob"))
		order := wallet.Order{From: all[0].ID, To: all[1].ID, Amount: decimal.New(1000, 2), Form: strings.Repeat("x", 26)}
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if _, err := wallet.Send(kit.Context(), order); err != nil {
					t.Errorf("the order: %v", err)
				}
			})
		}
		wg.Wait()
		if got := balances(kit); got != "90.00 110.00" {
			t.Errorf("the balances are %s", got)
		}
	})
}
