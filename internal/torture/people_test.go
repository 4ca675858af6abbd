package torture

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
)

// peopleSite is a site with everything that accounts can do.
func peopleSite(t *testing.T, provider *socialtest.Provider) (app.Site, *mail.Mailer) {
	t.Helper()
	mailer, err := mail.Open("memory://", mail.Options{From: "shop@example.org"})
	must(t, err)
	many := auth.Lockout{PerUser: 1e6, PerUserAndAddress: 1e6, PerAddress: 1e6}
	return app.Site{Name: "people", Apps: []app.App{
		auth.App(auth.Options{Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}, Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}, Lockout: many}),
		accounts.App(accounts.Options{LoginByCode: true}), mfa.App(mfa.Options{}),
		social.App(social.Options{Providers: []social.Provider{provider.Of("work")}, Client: &http.Client{Timeout: 10 * time.Second}}),
		{Name: "mail", Context: func(ctx context.Context) context.Context { return mail.With(ctx, mailer) }},
	}}, mailer
}

func newUser(t *testing.T, kit *testkit.Kit, name, plain string) *auth.User {
	t.Helper()
	u := &auth.User{Username: name, Email: name + "@example.org", IsActive: true}
	must(t, auth.CreateUser(kit.Context(), u, plain))
	return u
}

// pairs makes a form.
func pairs(list ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(list); i += 2 {
		v.Set(list[i], list[i+1])
	}
	return v
}

// TestPeopleNeedTheToken is the login CSRF and its kin: no form of the account pages, for strangers or for people who are logged in, takes
// what another site sends, and none logs out by a link.
func TestPeopleNeedTheToken(t *testing.T) {
	t.Parallel()
	site, _ := peopleSite(t, socialtest.New(t))
	kit := testkit.New(t, site, testkit.Options{Budget: -1})
	newUser(t, kit, "ada", "correct horse battery")
	in := kit.NewClient()
	in.Post("/accounts/login/", pairs("username", "ada", "password", "correct horse battery")).Status(303)
	paths := []string{"login", "logout", "signup", "verify", "code", "password_reset", "reset/MQ/set-password", "password_change", "confirm", "email", "sessions", "impersonate",
		"impersonate/end", "2fa/totp", "2fa/totp/remove", "2fa/recovery", "2fa/passkeys/add", "2fa/passkeys/1/remove", "2fa/confirm", "2fa/verify", "2fa/login", "2fa/options/login",
		"social/work", "social/work/connect", "social/connections/1/remove"}
	for _, path := range paths {
		path = "/accounts/" + path + "/"
		for who, c := range map[string]*testkit.Client{"a stranger": kit.NewClient(), "ada": in} {
			for what, headers := range map[string][2]string{"no token": {}, "another site": {"Origin", "https://evil.example"}, "another site's form": {"Sec-Fetch-Site", "cross-site"}} {
				r := c.Request(http.MethodPost, path, strings.NewReader(pairs("username", "ada", "password", "correct horse battery").Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, name := range []string{"Origin", "Sec-Fetch-Site", "Referer", "X-CSRFToken"} {
					r.Header.Del(name)
				}
				if headers[0] != "" {
					r.Header.Set(headers[0], headers[1])
				}
				c.EnforceCSRF()
				if res := c.Do(r); res.Code != http.StatusForbidden {
					t.Errorf("%s, %s, as %s: %d, want 403", path, what, who, res.Code)
				}
			}
		}
	}
	for _, path := range []string{"/accounts/logout/", "/accounts/impersonate/end/", "/accounts/2fa/totp/remove/", "/accounts/2fa/recovery/", "/accounts/2fa/options/login/"} {
		if res := in.Get(path); res.Code != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d, want 405", path, res.Code)
		}
	}
	in.Get("/accounts/").Status(200).Contains("ada@example.org")
}

// hostileNext are X44: addresses that lead away, for some browser.
var hostileNext = []string{"https://evil.example/", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "///evil.example", "javascript:alert(1)//evil", "https:evil.example",
	"http://evil.example@testserver", "/x\r\nLocation: https://evil.example/", " //evil.example", "ht\ntps://evil.example", "//testserver@evil.example", "/%2e%2e//evil.example/\\"}

var providerLink = regexp.MustCompile(`<a href="([^"]+)" rel="noreferrer" id="social-go">`)

// TestNextThroughFactorsAndProviders is the open redirect where a login has two steps, and where it goes by another site.
func TestNextThroughFactorsAndProviders(t *testing.T) {
	t.Parallel()
	provider := socialtest.New(t)
	site, _ := peopleSite(t, provider)
	kit := testkit.New(t, site, testkit.Options{Budget: -1})
	newUser(t, kit, "ada", "correct horse battery")
	provider.User = socialtest.User{Subject: "7", Email: "eve@example.org", EmailVerified: true, Username: "eve"}
	setUp := kit.NewClient()
	setUp.Post("/accounts/login/", pairs("username", "ada", "password", "correct horse battery")).Status(303)
	found := totpSecret.FindStringSubmatch(setUp.Get("/accounts/2fa/totp/").Body)
	if found == nil {
		t.Fatal("there is no secret")
	}
	at := time.Now()
	now, err := totp.GenerateCode(found[1], at)
	must(t, err)
	setUp.Post("/accounts/2fa/totp/", pairs("code", now)).Status(200)
	safe := func(what, next string, res *testkit.Response) {
		t.Helper()
		to := res.Header.Get("Location")
		if strings.Contains(to, "evil") || strings.Contains(res.Body, "evil.example") || res.Header.Get("Set-Cookie") != "" && strings.ContainsAny(to, "\r\n") {
			t.Errorf("%s with next=%q leads to %q", what, next, to)
		}
	}
	for i, next := range hostileNext {
		q := "?next=" + url.QueryEscape(next)
		c := kit.NewClient()
		res := c.Post("/accounts/login/"+q, pairs("username", "ada", "password", "correct horse battery", "next", next))
		res.Redirects("/accounts/2fa/verify/")
		safe("the second step", next, c.Get("/accounts/2fa/verify/"+q))
		safe("a wrong code", next, c.Post("/accounts/2fa/verify/"+q, pairs("code", "1", "next", next)))
		safe("the passkey", next, c.Get("/accounts/2fa/login/"+q))
		safe("the confirmation", next, setUp.Get("/accounts/2fa/confirm/"+q))
		safe("the confirmation sent", next, setUp.Post("/accounts/2fa/confirm/"+q, pairs("code", "1", "next", next)))
		safe("the providers", next, c.Get("/accounts/social/"+q))
		if i == 0 { // a code is used once, and one more holds already
			text, err := totp.GenerateCode(found[1], at.Add(30*time.Second))
			must(t, err)
			c.Post("/accounts/2fa/verify/"+q, pairs("code", text, "next", next)).Redirects("/accounts/")
		}
		s := kit.NewClient()
		page := s.Post("/accounts/social/work/"+q, pairs("next", next))
		safe("the way to the provider", next, page)
		link := providerLink.FindStringSubmatch(page.Body)
		if link == nil {
			t.Fatalf("no way to the provider: %d", page.Code)
		}
		s.Get(sentBack(t, html.UnescapeString(link[1]))).Redirects("/accounts/")
	}
}

// sentBack says yes at the provider, and returns the path that it leads back to.
func sentBack(t *testing.T, to string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
	must(t, err)
	res, err := http.DefaultTransport.RoundTrip(r)
	must(t, err)
	defer res.Body.Close()
	at, err := res.Location()
	must(t, err)
	return at.RequestURI()
}
