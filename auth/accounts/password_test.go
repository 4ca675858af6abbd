package accounts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/testkit"
)

// AUTH-03, AUTH-13: whoever knows their password changes it; everywhere else they are logged out, and a mail says so.
func TestPasswordChange(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		phone := kit.NewClient()
		kit.Get("/accounts/password_change/").Status(302)
		login(kit.Client, "ada", horse)
		login(phone, "ada", horse)
		w.took()
		page := "/accounts/password_change/"
		kit.Get(page).Status(200).ValidHTML().Contains(`autocomplete="current-password"`, `autocomplete="new-password"`, `autocomplete="username"`, "commonly used")
		kit.Post(page, form("old", "wrong", "new", another, "again", another)).Status(200).Contains("Your password was entered incorrectly").Lacks(another)
		kit.Post(page, form("old", horse, "new", "ada@example.org", "again", "ada@example.org")).Contains("too similar")
		if got := w.kinds(); got != "" {
			t.Errorf("events before the change: %s", got)
		}
		before := kit.Cookie("session")
		kit.Post(page, form("old", horse, "new", another, "again", another)).Redirects("/accounts/").Follow().Contains("Your password was changed.")
		if kit.Cookie("session") == before {
			t.Error("the session has the key that it had before")
		}
		phone.Get("/mine/").Redirects("/accounts/login/?next=%2Fmine%2F")
		kit.Get("/mine/").Contains("[ada]")
		if m := w.last(t, ada.Email); m.Subject != "Your password for "+host(m.HTML)+" was changed" || !strings.Contains(m.HTML, "/accounts/password_reset/") {
			t.Errorf("the mail is %q", m.Subject)
		}
		if got := w.kinds(); got != "password_changed" {
			t.Errorf("events: %s", got)
		}
		for range 5 {
			kit.Post(page, form("old", "wrong", "new", horse, "again", horse)).Status(200)
		}
		kit.Post(page, form("old", another, "new", horse, "again", horse)).Status(429).Contains("Too many attempts")
	})
}

// AUTH-23: what is sensitive asks for the password again when the last proof is too old.
func TestConfirm(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		person(kit, "ada")
		login(kit.Client, "ada", horse)
		kit.Get("/accounts/email/").Status(200)
		time.Sleep(10 * time.Minute)
		ask := "/accounts/confirm/?next=%2Faccounts%2Femail%2F"
		kit.Get("/accounts/email/").Redirects(ask)
		kit.Post("/accounts/email/", form("email", "new@example.org")).Status(302)
		kit.Get(ask).Status(200).ValidHTML().Contains(`autocomplete="current-password"`)
		kit.Post("/accounts/confirm/", form("password", "wrong", "next", "/accounts/email/")).Status(200).Contains("entered incorrectly")
		kit.Get("/accounts/email/").Redirects(ask)
		kit.Post("/accounts/confirm/", form("password", horse, "next", "/accounts/email/")).Redirects("/accounts/email/")
		kit.Get("/accounts/email/").Status(200)
		if n := len(w.mailer.Outbox()); n != 0 {
			t.Errorf("%d mails", n)
		}
	})
}

// Who has no password shows who they are by a code, and may choose a password then.
func TestConfirmWithoutPassword(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		u := &auth.User{Username: "social", Email: "social@example.org", IsActive: true}
		kit.Must(auth.CreateUser(kit.Context(), u, ""))
		kit.Login(u)
		time.Sleep(time.Hour)
		kit.Get("/accounts/password_change/").Redirects("/accounts/confirm/?next=%2Faccounts%2Fpassword_change%2F").Follow().Contains("Send the code")
		kit.Post("/accounts/confirm/?next=/accounts/password_change/", form("again", "1", "next", "/accounts/password_change/")).Status(303).Follow().Status(200).ValidHTML().Contains("one-time-code")
		kit.Post("/accounts/confirm/", form("code", "1")).Contains("This is not the code")
		right := code(t, w.last(t, u.Email))
		kit.Post("/accounts/confirm/", form("code", right)).Redirects("/accounts/password_change/")
		kit.Post("/accounts/confirm/", form("code", right)).Status(303) // used: it asks for another one
		kit.Post("/accounts/confirm/", form("code", right)).Contains("This is not the code")
		kit.Post("/accounts/password_change/", form("new", horse, "again", horse)).Redirects("/accounts/")
		login(kit.NewClient(), "social", horse).Redirects("/accounts/")
	})
}

// The address changes once the new one is shown to be read; the old one is told.
func TestEmailChange(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		person(kit, "bob")
		login(kit.Client, "ada", horse)
		w.took()
		page := "/accounts/email/"
		kit.Get(page).Status(200).ValidHTML().Contains("not confirmed")
		kit.Post(page, form("resend", "1")).Redirects("/accounts/verify/")
		first := link(t, w.last(t, ada.Email))
		kit.Post("/accounts/verify/", form("code", "1")).Contains("This is not the code")
		kit.Get(first)
		kit.Post("/accounts/verify/", nil).Redirects("/accounts/").Follow().Contains("is confirmed").Lacks("not confirmed")
		kit.Post(page, form("email", "ADA@example.org")).Status(200).Contains("This is the address that you have.")
		kit.Post(page, form("email", "x@example.org\r\nBcc: eve@example.org")).Status(200).Contains("Enter a valid email address.")

		kit.Post(page, form("email", "BOB@example.org")).Redirects("/accounts/verify/").Follow().Contains("We have sent a mail to")
		if m := w.last(t, "BOB@example.org"); !strings.HasPrefix(m.Subject, "You have an account") {
			t.Errorf("the mail to a taken address is %q", m.Subject)
		}
		if reload(kit, ada).Email != "ada@example.org" {
			t.Error("the address has changed")
		}

		kit.Post(page, form("email", "new@Example.org")).Redirects("/accounts/verify/")
		mail := w.last(t, "new@example.org")
		phone := kit.NewClient()
		phone.Get(link(t, mail))
		phone.Post("/accounts/verify/", nil).Redirects("/accounts/login/")
		if got := reload(kit, ada).Email; got != "new@example.org" {
			t.Errorf("the address is %s", got)
		}
		if m := w.last(t, "ada@example.org"); !strings.Contains(m.Subject, "email address") || !strings.Contains(m.HTML, "new@example.org") {
			t.Errorf("the mail to the old address is %q", m.Subject)
		}
		kit.Get("/accounts/").Contains("new@example.org").Lacks("not confirmed")
		kit.Post("/accounts/verify/", form("code", code(t, mail))).Contains("does not work any more") // used
		if got := w.kinds(); got != "email_changed" {
			t.Errorf("events: %s", got)
		}

		kit.Post(page, form("email", "third@example.org")).Redirects("/accounts/verify/")
		dead := link(t, w.last(t, "third@example.org"))
		kit.Post("/accounts/password_change/", form("old", horse, "new", another, "again", another)).Status(303)
		phone.Get(dead)
		phone.Post("/accounts/verify/", nil).Contains("does not work any more")
	})
}

// Of two users who want one address, whoever shows that they read it gets it; who only claimed it loses it.
func TestEmailClaims(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{Verify: accounts.VerifyOptional}, func(t *testing.T, w *world, kit *testkit.Kit) {
		squatter, ada, bob := kit.NewClient(), kit.NewClient(), kit.NewClient()
		signUp(squatter, "eve", "first@example.org")
		login(ada, person(kit, "ada").Username, horse)
		login(bob, person(kit, "bob").Username, horse)
		w.mailer.Reset()
		eve := find(kit, "eve")
		_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(eve.ID)).Update(kit.Context(), auth.Users.Email.Set("other@example.org"))
		kit.Must(err)
		for _, c := range []*testkit.Client{ada, bob} {
			c.Post("/accounts/email/", form("email", "first@example.org")).Status(303)
		}
		var codes []string
		for _, m := range w.mailer.Outbox() {
			codes = append(codes, code(t, m))
		}
		ada.Post("/accounts/verify/", form("code", codes[0])).Redirects("/accounts/")
		bob.Post("/accounts/verify/", form("code", codes[1])).Contains("does not work any more")
		if got := find(kit, "ada").Email; got != "first@example.org" {
			t.Errorf("ada has %s", got)
		}
		if got := find(kit, "bob").Email; got != "bob@example.org" {
			t.Errorf("bob has %s", got)
		}
	})
}
