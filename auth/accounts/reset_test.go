package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/testkit"
)

// setNew follows the link of a reset and chooses a password.
func setNew(c *testkit.Client, link, plain string) *testkit.Response {
	page := c.Get(link)
	if page.Code != 302 && page.Code != 303 {
		return page
	}
	to := page.Header.Get("Location")
	c.Get(to).Status(200)
	return c.Post(to, form("new", plain, "again", plain))
}

const deadReset = "This link does not work"

// AUTH-03, AUTH-30, AUTH-13: a reset by mail, end to end. Links work once, and die with what they are bound to.
func TestReset(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{Lockout: auth.Lockout{Off: true}}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		ask := func() string {
			kit.NewClient().Post("/accounts/password_reset/", form("email", "ADA@example.ORG")).Redirects("/accounts/password_reset/done/").Follow().Status(200).ValidHTML()
			return link(t, w.last(t, "ada@example.org"))
		}
		phone := kit.NewClient()
		login(phone, "ada", horse).Status(303)
		first, second := ask(), ask()
		kit.Get("/accounts/password_reset/").Status(200).ValidHTML()
		shown := kit.Get(first)
		to := shown.Header.Get("Location")
		token := strings.Split(first, "/")[4]
		if !strings.HasSuffix(to, "/set-password/") || strings.Contains(to, token) {
			t.Errorf("the link leads to %s, where the token can be seen", to)
		}
		kit.Get(to).Status(200).ValidHTML().Lacks(token).Contains(`autocomplete="new-password"`)
		kit.Post(to, form("new", "short", "again", "short")).Status(200).Contains("too short").Lacks(`value="short"`)
		kit.Post(to, form("new", another, "again", horse)).Status(200).Contains("didn’t match")
		w.took()
		kit.Post(to, form("new", another, "again", another)).Redirects("/accounts/login/").Follow().Contains("Your password was changed. Please log in.")
		if m := w.last(t, "ada@example.org"); !strings.Contains(m.Subject, "was changed") {
			t.Errorf("the mail after the change is %q", m.Subject)
		}
		if got := w.kinds(); got != "password_changed" {
			t.Errorf("events: %s", got)
		}
		phone.Get("/mine/").Status(302)
		kit.Get(to).Contains(deadReset)
		kit.Get(first).Status(200).Contains(deadReset)  // used
		kit.Get(second).Status(200).Contains(deadReset) // the password is another one
		login(kit.Client, "ada", horse).Status(200)
		login(kit.Client, "ada", another).Status(303)

		after := ask()
		login(kit.NewClient(), "ada", another).Status(303)
		kit.Get(after).Contains(deadReset) // they remembered it
		moved := ask()
		_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(ada.ID)).Update(kit.Context(), auth.Users.Email.Set("else@example.org"))
		kit.Must(err)
		kit.Get(moved).Contains(deadReset)
		for _, forged := range []string{"/accounts/reset/MQ/AAAA/", "/accounts/reset/!!/AAAA/", "/accounts/reset/MQ/set-password/", "/accounts/reset/OTk5OTk5OTk5OTk5OTk5/x/", moved[:len(moved)-3] + "A/"} {
			kit.NewClient().Get(forged).Status(200).Contains(deadReset)
		}
		bob := person(kit, "bob")
		kit.Post("/accounts/password_reset/", form("email", bob.Email))
		theirs := strings.Split(link(t, w.last(t, bob.Email)), "/")
		kit.Get("/accounts/reset/MQ/" + theirs[4] + "/").Contains(deadReset) // another user's
	})
}

// A link dies when its time is over, and with the account.
func TestResetExpires(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		kit.Post("/accounts/password_reset/", form("email", ada.Email))
		there := link(t, w.last(t, ada.Email))
		to := kit.Get(there).Header.Get("Location")
		time.Sleep(time.Hour + time.Second)
		kit.NewClient().Get(there).Contains(deadReset)
		kit.Post(to, form("new", another, "again", another)).Status(200).Contains(deadReset)
		kit.Post("/accounts/password_reset/", form("email", ada.Email))
		there = link(t, w.last(t, ada.Email))
		_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(ada.ID)).Update(kit.Context(), auth.Users.IsActive.Set(false))
		kit.Must(err)
		kit.Get(there).Contains(deadReset)
	})
}

// The link goes to the address that is stored, not to one that only looks like it, and not to who has no password here.
func TestResetAddresses(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		person(kit, "mike")
		kit.Post("/accounts/password_reset/", form("email", "mıke@example.org")) // a dotless i
		for _, m := range w.mailer.Outbox() {
			if m.To[0] != "mike@example.org" {
				t.Errorf("a link of mike's went to %q", m.To)
			}
		}
		w.mailer.Reset()
		u := &auth.User{Username: "social", Email: "social@example.org", IsActive: true}
		kit.Must(auth.CreateUser(kit.Context(), u, ""))
		kit.Post("/accounts/password_reset/", form("email", "social@example.org")).Status(303)
		kit.Post("/accounts/password_reset/", form("email", "a@example.org\r\nBcc: eve@example.org")).Status(200).Contains("Enter a valid email address.")
		if n := len(w.mailer.Outbox()); n != 0 {
			t.Errorf("%d mails", n)
		}
	})
}

// Nobody can have the site send mail without end.
func TestMailsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{LoginByCode: true})
	kit := testkit.New(t, w.site, testkit.Options{})
	person(kit, "ada")
	for range 5 {
		kit.NewClient().Post("/accounts/password_reset/", form("email", "ada@example.org")).Status(303)
	}
	kit.NewClient().Post("/accounts/password_reset/", form("email", "ADA@example.org")).Status(429).Contains("Too many attempts")
	kit.NewClient().Post("/accounts/code/", form("email", "ada@example.org")).Status(429)
	signUp(kit.NewClient(), "else", "ada@example.org").Status(429)
	if n := len(w.mailer.Outbox()); n != 5 {
		t.Errorf("%d mails, want 5", n)
	}
}

// Links lead to the site's own address, whatever host a request names.
func TestLinksLeadHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{Settings: map[string]string{"SITE_URL": "https://shop.example", "ALLOWED_HOSTS": "*"}})
	person(kit, "ada")
	r := kit.Request("POST", "/accounts/password_reset/", strings.NewReader("email=ada@example.org"))
	r.Host = "evil.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-Host", "evil.example")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	kit.Do(r).Status(303)
	if m := w.last(t, "ada@example.org"); !strings.Contains(m.HTML, `href="https://shop.example/accounts/reset/`) || strings.Contains(m.HTML, "evil") {
		t.Errorf("the mail leads elsewhere:\n%s", m.HTML)
	}
}

// theirs are tokens of another framework.
type theirs struct{}

func (theirs) Make(_ context.Context, u *auth.User) (string, error) { return "b-" + u.Username, nil }
func (theirs) Check(_ context.Context, u *auth.User, token string) (bool, error) {
	return token == "b-"+u.Username, nil
}

// A site beside Django has Django's tokens.
func TestOtherResetTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{ResetTokens: theirs{}})
	kit := testkit.New(t, w.site, testkit.Options{})
	ada := person(kit, "ada")
	kit.Post("/accounts/password_reset/", form("email", ada.Email))
	if got := link(t, w.last(t, ada.Email)); got != "/accounts/reset/MQ/b-ada/" {
		t.Errorf("the link is %s", got)
	}
	setNew(kit.Client, "/accounts/reset/MQ/b-ada/", another).Redirects("/accounts/login/")
}
