package accounts_test

import (
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// Who signed up and has not shown that their address is theirs cannot log in where that is mandatory, and gets the mail again. Users who
// were made otherwise are not asked.
func TestUnverifiedCannotLogIn(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{LoginByCode: true}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada, bob := person(kit, "ada"), person(kit, "bob")
		for _, u := range []*auth.User{ada, bob} {
			kit.Must(accounts.EmailAddresses.Create(kit.Context(), &accounts.EmailAddress{Email: u.Email, User: orm.To[auth.User](u.ID)}))
		}
		login(kit.Client, "ada", horse).Redirects("/accounts/verify/").Follow().Contains("Please confirm your email address first.")
		kit.Get("/who/").Contains("[]")
		kit.Post("/accounts/verify/", form("code", code(t, w.last(t, ada.Email)))).Redirects("/accounts/login/")
		login(kit.Client, "ada", horse).Redirects("/accounts/")

		c := kit.NewClient() // a code by mail shows it too
		c.Post("/accounts/code/", form("email", bob.Email))
		c.Post("/accounts/code/", form("code", code(t, w.last(t, bob.Email)))).Redirects("/accounts/").Follow().Lacks("not confirmed")
		if ok, err := accounts.Verified(kit.Context(), reload(kit, bob)); !ok || err != nil {
			t.Errorf("bob is not verified: %v", err)
		}
		if ok, err := accounts.Verified(kit.Context(), &auth.User{ID: bob.ID, Email: "other@example.org"}); ok || err != nil {
			t.Errorf("an address that was never shown is verified: %v", err)
		}

		eve := person(kit, "eve") // so does the link of a reset
		kit.Must(accounts.EmailAddresses.Create(kit.Context(), &accounts.EmailAddress{Email: eve.Email, User: orm.To[auth.User](eve.ID)}))
		kit.Post("/accounts/logout/", nil)
		kit.Post("/accounts/password_reset/", form("email", eve.Email))
		setNew(kit.Client, link(t, w.last(t, eve.Email)), another).Redirects("/accounts/login/")
		login(kit.Client, "eve", another).Redirects("/accounts/")
	})
}
