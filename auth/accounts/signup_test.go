package accounts_test

import (
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/testkit"
)

// AUTH-03, AUTH-20: a sign-up becomes an account by the code of its mail, once, and logs in.
func TestSignUpByCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{})
	kit.Get("/accounts/signup/").Status(200).ValidHTML().HasHeader("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private").
		Contains(`autocomplete="username"`, `autocomplete="email"`, `autocomplete="new-password"`)
	signUp(kit.Client, "ada", "ada@Example.org").Redirects("/accounts/verify/")
	if find(kit, "ada") != nil {
		t.Fatal("there is an account before the mail was read")
	}
	kit.Get("/accounts/verify/").Status(200).ValidHTML().Contains("ada@example.org", `autocomplete="one-time-code"`)
	m := w.last(t, "ada@example.org")
	kit.Post("/accounts/verify/", form("code", "0000 0000")).Status(200).Contains("This is not the code")
	kit.Post("/accounts/verify/", form("code", code(t, m))).Redirects("/accounts/")
	kit.Get("/accounts/").Status(200).ValidHTML().Contains("Welcome!", "ada@example.org", "confirmed")
	kit.Get("/accounts/").Lacks("Welcome!")
	if got, want := w.kinds(), "signed_up login"; got != want {
		t.Errorf("events: %s, want %s", got, want)
	}
	// used links and codes are dead
	kit.Post("/accounts/verify/", form("code", code(t, m))).Status(200).Contains("Nothing waits")
	other := kit.NewClient()
	other.Get(link(t, m)).Redirects("/accounts/verify/").Follow().Contains("does not work any more")
	kit.Checks(check.Warning)
}

// The link of a sign-up works in another browser too, where the password must be shown; it changes nothing before the click.
func TestSignUpByLink(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		signUp(kit.Client, "ada", "ada@example.org").Status(303)
		first := link(t, w.last(t, "ada@example.org"))
		scanner := kit.NewClient()
		scanner.Get(first).Redirects("/accounts/verify/").Follow().Contains("ada@example.org", "<button").Lacks(first)
		scanner.Get(first)
		if find(kit, "ada") != nil {
			t.Fatal("following a link made an account")
		}
		phone := kit.NewClient()
		phone.Get(first)
		phone.Post("/accounts/verify/", nil).Redirects("/accounts/login/").Follow().Contains("Your account is ready. Please log in.")
		phone.Get("/who/").Contains("[]")
		scanner.Post("/accounts/verify/", nil).Status(200).Contains("does not work any more")
		login(phone, "ada", horse).Redirects("/accounts/")

		signUp(kit.Client, "bob", "bob@example.org")
		late := link(t, w.last(t, "bob@example.org"))
		phone.Post("/accounts/logout/", nil)
		phone.Get(late)
		time.Sleep(24*time.Hour + time.Second)
		phone.Post("/accounts/verify/", nil).Contains("does not work any more") // the link was followed in time, the click was not
		kit.Get(late).Follow().Contains("does not work any more")
		kit.Post("/accounts/verify/", nil).Contains("Nothing waits")
		kit.Get("/accounts/verify/" + "FORGED" + "/").Follow().Contains("does not work any more")
		if find(kit, "bob") != nil {
			t.Error("a link that was too old made an account")
		}
	})
}

// AUTH-20: a code is bound to the browser, to some minutes, and to a few tries.
func TestSignUpCodeBounds(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		signUp(kit.Client, "ada", "ada@example.org")
		right := code(t, w.last(t, "ada@example.org"))
		kit.NewClient().Post("/accounts/verify/", form("code", right)).Contains("Nothing waits")
		for range 5 {
			kit.Post("/accounts/verify/", form("code", "1")).Status(200).Contains("This is not the code")
		}
		kit.Post("/accounts/verify/", form("code", right)).Status(429).Contains("Too many attempts")
		signUp(kit.Client, "ada", "ada@example.org")
		right = code(t, w.last(t, "ada@example.org"))
		time.Sleep(10 * time.Minute)
		kit.Post("/accounts/verify/", form("code", right)).Contains("Nothing waits")
		if find(kit, "ada") != nil {
			t.Error("there is an account")
		}
	})
}

// Of two sign-ups with one address, or one name, the first that is confirmed counts; the other is dead.
func TestSignUpRaces(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		one, two, three := kit.NewClient(), kit.NewClient(), kit.NewClient()
		signUp(one, "ada", "ada@example.org")
		codeOne := code(t, w.last(t, "ada@example.org"))
		signUp(two, "eve", "ADA@example.org")
		codeTwo := code(t, w.last(t, "ADA@example.org"))
		signUp(three, "ada", "other@example.org")
		codeThree := code(t, w.last(t, "other@example.org"))
		two.Post("/accounts/verify/", form("code", codeTwo)).Redirects("/accounts/")
		one.Post("/accounts/verify/", form("code", codeOne)).Status(200).Contains("does not work any more")
		if find(kit, "ada") != nil {
			t.Error("two accounts have one address")
		}
		three.Post("/accounts/verify/", form("code", codeThree)).Redirects("/accounts/")
		signUp(one, "ada", "third@example.org").Status(200).Contains("already exists")
	})
}

// User names that differ only in Unicode form are one, and addresses that differ only in case.
func TestSignUpSpellings(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		signUp(kit.Client, "ﬁona", "fiona@example.org").Status(303) // with a ligature
		kit.Post("/accounts/verify/", form("code", code(t, w.last(t, "fiona@example.org")))).Status(303)
		if find(kit, "fiona") == nil {
			t.Fatal("the name is not in NFKC")
		}
		signUp(kit.NewClient(), "fiona", "x@example.org").Status(200).Contains("already exists")
		signUp(kit.NewClient(), "ｆｉｏｎａ", "x@example.org").Status(200).Contains("already exists")
		signUp(kit.NewClient(), "Fiona", "x@example.org").Status(200).Contains("already exists")
		signUp(kit.NewClient(), "else", "FIONA@EXAMPLE.ORG").Status(303)
		if m := w.last(t, "FIONA@example.org"); m.Subject != "You have an account at "+host(m.HTML) {
			t.Errorf("the mail to a known address is %q", m.Subject)
		}
		for _, bad := range []string{"a\r\nBcc: eve@example.org", "ada@example.org\r\nX: y", "ada@example.org,eve@example.org", "ada"} {
			signUp(kit.NewClient(), "bad", bad).Status(200).Contains("Enter a valid email address.")
		}
		for _, bad := range []string{"a\r\nb", "a\x1b[31m", "a b", ""} {
			signUp(kit.NewClient(), bad, "bad@example.org").Status(200).Contains("error-summary")
		}
		if n := len(w.mailer.Outbox()); n != 0 {
			t.Errorf("%d mails were sent", n)
		}
	})
}

// Passwords are never shown again, whatever else is wrong.
func TestPasswordsAreNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{})
	kit.Post("/accounts/signup/", form("username", "ada", "email", "no", "password", horse, "password_again", horse)).Status(200).Contains(`value="ada"`).Lacks(horse)
	kit.Post("/accounts/signup/", form("username", "ada", "email", "ada@example.org", "password", horse, "password_again", another)).Contains("didn’t match").Lacks(horse, another)
	kit.Post("/accounts/signup/", form("username", "ada", "email", "ada@example.org", "password", "12345678", "password_again", "12345678")).Contains("too common", "entirely numeric")
	kit.Post("/accounts/signup/", form("username", "lovelace1", "email", "x@example.org", "password", "lovelace12", "password_again", "lovelace12")).Contains("too similar to the username")
	login(kit.Client, "ada", horse).Status(200).Contains("correct username and password").Lacks(horse)
}

// The other modes: closed, by invitation, without or with a later confirmation.
func TestSignUpModes(t *testing.T) {
	t.Parallel()
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, auth.Options{}, accounts.Options{SignUp: accounts.SignUpClosed})
		kit := testkit.New(t, w.site, testkit.Options{})
		kit.Get("/accounts/signup/").Status(404)
		kit.Get("/accounts/login/").Status(200).Lacks("signup")
		kit.Checks(check.Warning)
	})
	t.Run("invited", func(t *testing.T) {
		t.Parallel()
		stopped(t, auth.Options{}, accounts.Options{SignUp: accounts.SignUpInvited}, func(t *testing.T, w *world, kit *testkit.Kit) {
			signUp(kit.Client, "eve", "eve@example.org").Status(200).Contains("You need an invitation")
			kit.Post("/invite/", form("email", "ada@example.org\r\nBcc: eve@example.org")).Status(400)
			kit.Post("/invite/", form("email", "ada@example.org")).Status(204)
			there := link(t, w.last(t, "ada@example.org"))
			late, guest := kit.NewClient(), kit.NewClient()
			guest.Get(there).Redirects("/accounts/signup/").Follow().Contains(`value="ada@example.org"`)
			signUp(guest, "ada", "eve@example.org").Status(200).Contains("that your invitation was sent to")
			signUp(guest, "ada", "ada@example.org").Redirects("/accounts/")
			guest.Get("/who/").Contains("[ada]")
			late.Get(there).Follow().Contains("This invitation has been used")
			guest.Get("/accounts/").Contains("confirmed").Lacks("not confirmed")
			kit.Post("/invite/", form("email", "bob@example.org")).Status(204)
			there = link(t, w.last(t, "bob@example.org"))
			late.Get(there + "x").Status(404)
			late.Get(there[:len(there)-4] + "AAA/").Follow().Contains("too old, or it is none")
			time.Sleep(25 * time.Hour)
			late.Get(there).Follow().Contains("too old, or it is none")
		})
	})
	t.Run("optional", func(t *testing.T) {
		t.Parallel()
		onBoth(t, auth.Options{}, accounts.Options{Verify: accounts.VerifyOptional}, func(t *testing.T, w *world, kit *testkit.Kit) {
			signUp(kit.Client, "ada", "ada@example.org").Redirects("/accounts/").Follow().Contains("not confirmed")
			m := w.last(t, "ada@example.org")
			signUp(kit.NewClient(), "eve", "Ada@example.org").Status(200).Contains("A user with that email address already exists.")
			kit.NewClient().Get(link(t, m)).Status(303)
			phone := kit.NewClient()
			phone.Get(link(t, m))
			phone.Post("/accounts/verify/", nil).Redirects("/accounts/login/").Follow().Contains("is confirmed. Please log in.")
			kit.Get("/accounts/").Lacks("not confirmed")
		})
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, auth.Options{}, accounts.Options{Verify: accounts.VerifyNone})
		kit := testkit.New(t, w.site, testkit.Options{})
		signUp(kit.Client, "ada", "ada@example.org").Redirects("/accounts/")
		if n := len(w.mailer.Outbox()); n != 0 {
			t.Errorf("%d mails were sent", n)
		}
	})
}

// People who log in by their address need no user name.
func TestSignUpByEmail(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{LoginName: auth.ByEmail}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		kit.Get("/accounts/signup/").Lacks("id_username").Contains(`autocomplete="username email"`)
		kit.Post("/accounts/signup/", form("email", "ada@example.org", "password", horse, "password_again", horse)).Redirects("/accounts/verify/")
		kit.Post("/accounts/verify/", form("code", code(t, w.last(t, "ada@example.org")))).Redirects("/accounts/").Follow().
			Contains("<h1>ada@example.org</h1>").Lacks("user-")
		kit.Get("/accounts/password_change/").Contains(`value="ada@example.org" autocomplete="username"`)
		phone := kit.NewClient()
		phone.Get("/accounts/login/").Contains("Email address", `autocomplete="username email"`)
		login(phone, "ADA@example.ORG", "wrong").Status(200).Contains("a correct email address and password").Lacks("username and")
		login(phone, "ADA@example.ORG", horse).Redirects("/accounts/")
	})
}
