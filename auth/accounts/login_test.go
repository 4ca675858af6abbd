package accounts_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// AUTH-03, AUTH-12: login and logout end to end.
func TestLoginAndLogout(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		person(kit, "ada")
		kit.Get("/mine/").Redirects("/accounts/login/?next=%2Fmine%2F").Follow().Status(200).ValidHTML().
			Contains(`name="next" value="/mine/"`, `autocomplete="current-password"`, `autocomplete="username"`)
		login(kit.Client, "ada", "wrong").Status(200).Contains("correct username and password")
		login(kit.Client, "ＡＤＡ", horse).Status(200).Contains("correct username and password") // another case, unlike another Unicode form
		before := kit.Cookie("session")
		kit.Post("/accounts/login/", form("username", "ａｄａ", "password", horse, "next", "/mine/")).Redirects("/mine/").Follow().Contains("[ada]")
		if kit.Cookie("session") == before {
			t.Error("the session's key is the same after the login")
		}
		kit.Get("/accounts/login/?next=/mine/").Redirects("/mine/")
		kit.Get("/accounts/logout/").Status(405)
		kit.Post("/accounts/logout/", nil).Redirects("/accounts/login/").Follow().Contains("You are logged out.")
		kit.Get("/who/").Contains("[]")
		ada := person(kit, "gone")
		_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(ada.ID)).Update(kit.Context(), auth.Users.IsActive.Set(false))
		kit.Must(err)
		login(kit.Client, "gone", horse).Status(200).Contains("correct username and password")
		if got, want := w.kinds(), "login_failed login_failed login logout login_failed"; got != want {
			t.Errorf("events: %s\nwant    %s", got, want)
		}
	})
}

// hostile are X44: addresses that lead away, for some browser.
var hostile = []string{"https://evil.example/", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "///evil.example", "javascript:alert(1)",
	"https:evil.example", "http://evil.example@shop", "/x\r\nLocation: https://evil.example/", "//evil.example/%2f..", "data:text/html,x", " //evil.example", "ht\ntps://evil.example"}

// No login, logout, sign-up, code or confirmation leads away from the site.
func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{Lockout: auth.Lockout{Off: true}}, accounts.Options{LoginByCode: true})
	kit := testkit.New(t, w.site, testkit.Options{})
	person(kit, "ada")
	for _, next := range hostile {
		c := kit.NewClient()
		q := "?next=" + url.QueryEscape(next)
		c.Get("/accounts/login/"+q).Lacks("evil", `name="next"`)
		c.Get("/accounts/signup/"+q).Lacks("evil", `name="next"`)
		c.Post("/accounts/login/"+q, form("username", "ada", "password", horse, "next", next)).Redirects("/accounts/")
		c.Get("/accounts/login/" + q).Redirects("/accounts/")
		c.Get("/accounts/confirm/"+q).Lacks("evil", `name="next"`)
		c.Post("/accounts/confirm/"+q, form("password", horse, "next", next)).Redirects("/accounts/")
		c.Post("/accounts/logout/"+q, form("next", next)).Redirects("/accounts/login/")
		w.mailer.Reset()
		c.Post("/accounts/code/"+q, form("email", "ada@example.org", "next", next))
		c.Post("/accounts/code/"+q, form("code", code(t, w.last(t, "ada@example.org")))).Redirects("/accounts/")
	}
}

// AUTH-22: who has tried too often waits, and is told; the page to reset the password lets them in again.
func TestLockoutIsShown(t *testing.T) {
	t.Parallel()
	for _, by := range []auth.LoginName{auth.ByUsername, auth.ByEmail} {
		onBoth(t, auth.Options{LoginName: by}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
			ada := person(kit, "ada")
			name := map[auth.LoginName]string{auth.ByUsername: "ada", auth.ByEmail: "Ada@example.org"}[by]
			for range 5 {
				login(kit.Client, name, "wrong").Status(200)
			}
			login(kit.Client, name, horse).Status(429).ValidHTML().Contains("Too many attempts", "/accounts/password_reset/")
			kit.Post("/accounts/password_reset/", form("email", ada.Email)).Status(303)
			setNew(kit.Client, link(t, w.last(t, ada.Email)), another).Redirects("/accounts/login/")
			login(kit.Client, name, another).Redirects("/accounts/")
			if got, want := w.kinds(), strings.Repeat("login_failed ", 5)+"locked_out password_changed login"; got != want {
				t.Errorf("events: %s\nwant    %s", got, want)
			}
		})
	}
}

// A browser in which somebody has logged in before is counted alone: others who try the name do not keep its owner out.
func TestLockoutSparesKnownDevices(t *testing.T) {
	t.Parallel()
	for _, by := range []auth.LoginName{auth.ByUsername, auth.ByEmail, auth.ByEither} {
		w := newWorld(t, auth.Options{LoginName: by}, accounts.Options{})
		kit := testkit.New(t, w.site, testkit.Options{})
		person(kit, "ada")
		name := "ada"
		if by == auth.ByEmail {
			name = "ada@example.org"
		}
		login(kit.Client, name, horse).Status(303)
		kit.Post("/accounts/logout/", nil)
		eve := kit.NewClient()
		for range 5 {
			login(eve, name, "wrong")
		}
		login(eve, name, horse).Status(429)
		login(kit.Client, name, horse).Redirects("/accounts/")
	}
}

// cool-off
func TestLockoutEnds(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		person(kit, "ada")
		for range 5 {
			login(kit.Client, "ada", "wrong")
		}
		login(kit.Client, "ada", horse).Status(429)
		time.Sleep(15*time.Minute + time.Second)
		login(kit.Client, "ada", horse).Redirects("/accounts/")
	})
}

// factor is a second factor that everybody has.
type factor struct{}

func (factor) Name() string                                  { return "dance" }
func (factor) Page() string                                  { return "dance" }
func (factor) Has(context.Context, *auth.User) (bool, error) { return true, nil }

// The pages stop where a second factor is missing, by password and by code, and show the links of others.
func TestSecondFactorAndLinks(t *testing.T) {
	t.Parallel()
	dance := app.App{Name: "dance", Routes: func(r *web.Router) {
		r.Get("/dance/", func(w http.ResponseWriter, _ *http.Request) error { _, err := w.Write([]byte("dance!")); return err }).Public().Name("dance")
		r.Post("/dance/", func(w http.ResponseWriter, r *http.Request) error {
			to, err := auth.FinishLogin(w, r)
			if err == nil {
				http.Redirect(w, r, to, http.StatusSeeOther)
			}
			return err
		}).Public()
	}}
	links := []accounts.Link{{Label: "Dance instead", Name: "dance"}}
	w := newWorld(t, auth.Options{Factors: []auth.SecondFactor{factor{}}}, accounts.Options{LoginByCode: true, LoginLinks: links, ConfirmLinks: links, ProfileLinks: links, LoginRedirect: "mine", LogoutRedirect: "dance"}, dance)
	kit := testkit.New(t, w.site, testkit.Options{})
	person(kit, "ada")
	kit.Get("/accounts/login/?next=/who/").Contains(`<a href="/dance/?next=%2Fwho%2F">Dance instead</a>`)
	kit.Post("/accounts/login/", form("username", "ada", "password", horse, "next", "/who/")).Redirects("/dance/")
	kit.Get("/who/").Contains("[]")
	kit.Post("/dance/", nil).Redirects("/who/").Follow().Contains("[ada]")
	kit.Get("/accounts/").Contains("Dance instead")
	kit.Get("/accounts/confirm/?next=/accounts/email/").Contains(`<a href="/dance/?next=%2Faccounts%2Femail%2F">Dance instead</a>`)
	kit.Post("/accounts/logout/", nil).Redirects("/dance/")
	kit.Post("/accounts/code/", form("email", "ada@example.org"))
	kit.Post("/accounts/code/", form("code", code(t, w.last(t, "ada@example.org")))).Redirects("/dance/")
	kit.Get("/who/").Contains("[]")
	kit.Post("/dance/", nil).Redirects("/mine/")
}

// A link to a route that is not there is found at start, and so is a sign-up that tells who has an account.
func TestChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{Verify: accounts.VerifyNone, LoginLinks: []accounts.Link{{Label: "Fly", Name: "fly"}}})
	ids := map[string]bool{}
	for _, a := range w.site.Apps {
		if a.Name != "accounts" {
			continue
		}
		r := web.New(web.Options{})
		a.Routes(r)
		for _, c := range a.Checks {
			for _, m := range c.Run(web.WithURLs(t.Context(), r.URLs())) {
				ids[m.ID] = true
			}
		}
	}
	if !ids["accounts.W001"] || !ids["accounts.E001"] {
		t.Errorf("found %v, want accounts.W001 and accounts.E001", ids)
	}
}

// X45: a key that somebody else has chosen, or has seen before the login, is worthless after it, whichever way people log in.
func TestFixation(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{Lockout: auth.Lockout{Off: true}}, accounts.Options{LoginByCode: true}, func(t *testing.T, w *world, kit *testkit.Kit) {
		ada := person(kit, "ada")
		for what, enter := range map[string]func(c *testkit.Client){
			"password": func(c *testkit.Client) { login(c, "ada", horse).Status(303) },
			"code": func(c *testkit.Client) {
				c.Post("/accounts/code/", form("email", ada.Email))
				c.Post("/accounts/code/", form("code", code(t, w.last(t, ada.Email)))).Status(303)
			},
			"sign-up": func(c *testkit.Client) {
				signUp(c, "eve", "eve@example.org")
				c.Post("/accounts/verify/", form("code", code(t, w.last(t, "eve@example.org")))).Status(303)
			},
		} {
			victim, attacker := kit.NewClient(), kit.NewClient()
			preset := &http.Cookie{Name: "session", Value: strings.Repeat("a", 32)}
			victim.SetCookie(preset)
			attacker.SetCookie(preset)
			victim.Get("/accounts/verify/forged/") // begins a session
			if seen := victim.Cookie("session"); seen == preset.Value {
				t.Errorf("%s: the site took a key that it has not made", what)
			} else {
				attacker.SetCookie(&http.Cookie{Name: "session", Value: seen})
			}
			enter(victim)
			victim.Get("/who/").Lacks("[]")
			attacker.Get("/who/").Contains("[]")
		}
	})
}
