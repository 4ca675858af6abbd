package accounts_test

import (
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/testkit"
)

// AUTH-20: a code logs in once, in the browser that asked for it, for some minutes and after few tries; so does its link, by a click.
func TestLoginByCode(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{LoginByCode: true}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		ask := func(c *testkit.Client) (right, there string) {
			c.Post("/accounts/code/", form("email", "Ada@example.org", "next", "/mine/")).Redirects("/accounts/code/")
			m := w.last(t, ada.Email)
			return code(t, m), link(t, m)
		}
		kit.Get("/accounts/code/").Status(200).ValidHTML()
		right, there := ask(kit.Client)
		kit.Get("/accounts/code/").Status(200).ValidHTML().Contains(`autocomplete="one-time-code"`)
		eve := kit.NewClient()
		eve.Get(there).Redirects("/accounts/code/").Follow().Contains("in the browser in which you asked")
		eve.Post("/accounts/code/", form("email", "eve@example.org")).Status(303)
		eve.Post("/accounts/code/", form("code", right)).Status(200).Contains("This is not the code")
		kit.Get(there).Status(200).Contains("<button")
		kit.Get("/who/").Contains("[]")
		before := kit.Cookie("session")
		kit.Post("/accounts/code/", form("code", right)).Redirects("/mine/").Follow().Contains("[ada]")
		if kit.Cookie("session") == before {
			t.Error("the session's key is the same after the login")
		}
		kit.Post("/accounts/logout/", nil)
		kit.Post("/accounts/code/", form("code", right)).Status(200).Contains("Send the code") // used

		phone := kit.NewClient()
		right, _ = ask(phone)
		time.Sleep(10*time.Minute + time.Second)
		phone.Post("/accounts/code/", form("code", right)).Status(200).Contains("Send the code")
		right, _ = ask(phone)
		for range 5 {
			phone.Post("/accounts/code/", form("code", "0")).Contains("This is not the code")
		}
		phone.Post("/accounts/code/", form("code", right)).Status(429)
		time.Sleep(16 * time.Minute)

		right, _ = ask(phone) // dies with a login elsewhere
		login(kit.Client, "ada", horse).Status(303)
		phone.Post("/accounts/code/", form("code", right)).Contains("This is not the code")
		old, _ := ask(phone)
		right, _ = ask(phone) // a second code takes the place of the first
		phone.Post("/accounts/code/", form("code", old)).Contains("This is not the code")
		phone.Post("/accounts/code/", form("code", right)).Redirects("/mine/")
	})
}

// Without the option there is no such page.
func TestLoginByCodeIsOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{})
	kit.Get("/accounts/code/").Status(404)
	kit.Get("/accounts/login/").Lacks("/accounts/code/")
}
