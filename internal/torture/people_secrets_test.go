package torture

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// peopleTables are what the pages of accounts cannot do without, one by one.
var peopleTables = []string{"auth_user", "django_session", "musette_login_attempt", "musette_user_session", "auth_user_groups", "musette_totp", "musette_recovery_code",
	"musette_passkey", "musette_social_account", "musette_email_address", "musette_confirmation"}

var (
	totpSecret = regexp.MustCompile(`secret=([A-Z2-7]{32})`)
	mailedLink = regexp.MustCompile(`https?://[^/\s"]+(/accounts/(?:reset|verify|code)/[^\s"<]+)`)
	mailedCode = regexp.MustCompile(`\b(\d{4}) (\d{4})\b`)
)

// known collects secrets, and where each stood.
type known map[string]string

func (k known) add(what, secret string) string {
	if secret != "" {
		k[secret] = what
	}
	return secret
}

// TestSecretsOfPeople is X60 for accounts: with each of their tables away in turn, people log in, sign up, reset their passwords, show codes
// and come back from a provider. No answer, debug page or line of the log holds a password, a key of a session, a link of a mail, a code, the
// secret of an app or of the provider's client.
func TestSecretsOfPeople(t *testing.T) {
	t.Parallel()
	for _, debug := range []bool{false, true} {
		t.Run(map[bool]string{false: "production", true: "debug"}[debug], func(t *testing.T) {
			t.Parallel()
			testenv.Databases(t, func(t *testing.T, dbURL string) { secretsOfPeople(t, dbURL, debug) })
		})
	}
}

func secretsOfPeople(t *testing.T, dbURL string, debug bool) {
	provider := socialtest.New(t)
	log, secrets := &safeBuffer{}, known{}
	keys := secrets.add("SECRET_KEY", marker("key")+strings.Repeat("0a1b2c3d", 6))
	site, mailer := peopleSite(t, provider)
	kit := testkit.New(t, site, testkit.Options{DatabaseURL: dbURL, Debug: debug, Log: log, Budget: -1, Settings: map[string]string{"SECRET_KEY": keys}})
	secrets.add("client secret", socialtest.ClientSecret)
	first, second := secrets.add("password", marker("password")+" of ada"), secrets.add("new password", marker("newpassword")+" of ada")
	wrong := secrets.add("wrong password", marker("wrongpassword"))
	must(t, auth.CreateUser(kit.Context(), &auth.User{Username: "ada", Email: "ada@example.org", IsActive: true}, first))
	ada := kit.NewClient()
	post := func(c *testkit.Client, path string, pairs ...string) *testkit.Response {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return c.Post(path, v)
	}
	post(ada, "/accounts/login/", "username", "ada", "password", first).Status(303)
	secrets.add("session", ada.Cookie("session"))
	enrol := ada.Get("/accounts/2fa/totp/").Status(200)
	found := totpSecret.FindStringSubmatch(enrol.Body)
	if found == nil {
		t.Fatalf("there is no secret on the page:\n%s", enrol.Body)
	}
	secret := secrets.add("secret of the app", found[1])
	now, err := totp.GenerateCode(secret, time.Now())
	must(t, err)

	// What mails bring is known from the mails alone.
	stranger := kit.NewClient()
	for path, form := range map[string][]string{
		"/accounts/password_reset/": {"email", "ada@example.org"}, "/accounts/code/": {"email", "ada@example.org"},
		"/accounts/signup/": {"username", "eve", "email", "eve@example.org", "password", second, "password_again", second},
	} {
		post(stranger, path, form...).Status(303)
	}
	var links, codes []string
	for _, m := range mailer.Outbox() {
		for _, l := range mailedLink.FindAllStringSubmatch(m.HTML, -1) {
			parts := strings.Split(strings.Trim(l[1], "/"), "/")
			secrets.add("token of "+parts[1], parts[len(parts)-1])
			links = append(links, l[1])
		}
		for _, c := range mailedCode.FindAllStringSubmatch(m.HTML, -1) {
			codes = append(codes, secrets.add("code", c[1]+c[2]))
			secrets.add("code", c[0])
		}
	}
	if len(links) < 3 || len(codes) < 2 {
		t.Fatalf("%d links and %d codes were mailed", len(links), len(codes))
	}

	notInDatabase(t, kit, dbURL, secrets)

	var pages strings.Builder
	failures := 0
	see := func(res *testkit.Response) {
		if res.Code >= 500 {
			failures++
		}
		if res.Code >= 400 {
			pages.WriteString(res.Body)
			for name := range res.Header {
				if name != "Set-Cookie" {
					pages.WriteString(name + ": " + strings.Join(res.Header[name], ", ") + "\n")
				}
			}
		}
	}
	for _, table := range peopleTables {
		for _, rename := range [][2]string{{table, table + "_away"}, {table + "_away", table}} {
			if _, err := kit.DB().Exec(kit.Context(), "ALTER TABLE "+rename[0]+" RENAME TO "+rename[1]); err != nil { //musette:sql names of this file
				t.Fatal(err)
			}
			if rename[0] != table {
				break
			}
			for _, accept := range []string{"text/html", "application/json"} {
				everything(kit, ada.Cookie("session"), accept, func(c *testkit.Client) {
					see(post(c, "/accounts/login/", "username", "ada", "password", first))
					see(post(c, "/accounts/login/", "username", "nobody", "password", wrong))
					see(post(c, "/accounts/signup/", "username", "new", "email", "new@example.org", "password", second, "password_again", second))
					see(post(c, "/accounts/password_reset/", "email", "ada@example.org"))
					see(post(c, "/accounts/code/", "email", "ada@example.org"))
					for _, code := range codes {
						see(post(c, "/accounts/code/", "code", code))
						see(post(c, "/accounts/verify/", "code", code))
					}
					for _, link := range links {
						see(c.Get(link))
						see(c.Get(strings.TrimSuffix(link, "/")))
						see(post(c, link, "new", second, "again", second))
					}
					see(post(c, "/accounts/confirm/", "password", wrong))
					see(post(c, "/accounts/password_change/", "old", wrong, "new", second, "again", second))
					see(post(c, "/accounts/2fa/totp/", "code", now))
					see(post(c, "/accounts/2fa/verify/", "code", now))
					see(post(c, "/accounts/social/work/"))
					see(c.Get("/accounts/social/work/?state=" + url.QueryEscape(secrets.add("state", marker("state"))) + "&code=" + secrets.add("authorization", marker("authorization"))))
					see(c.Get("/accounts/sessions/"))
				})
			}
		}
	}
	if failures < 50 {
		t.Errorf("%d answers were failures, so that little was shown", failures)
	}
	for place, text := range map[string]string{"pages": pages.String(), "log": log.String()} {
		if !strings.Contains(text, "500") && place == "log" {
			t.Errorf("the log says nothing of failures:\n%.2000s", text)
		}
		for secret, what := range secrets {
			for _, form := range []string{secret, url.QueryEscape(secret), strings.ReplaceAll(secret, " ", "&#43;")} {
				if i := strings.Index(text, form); i >= 0 {
					t.Errorf("the %s stands in the %s (%d times): …%.500s…", what, place, strings.Count(text, form), text[max(0, i-300):])
					break
				}
			}
		}
	}
}

// everything runs requests as somebody who is logged in, and as a stranger.
func everything(kit *testkit.Kit, session, accept string, ask func(c *testkit.Client)) {
	for _, in := range []bool{true, false} {
		c := kit.NewClient()
		c.Header("Accept", accept)
		if in {
			c.SetCookie(&http.Cookie{Name: "session", Value: session})
		}
		ask(c)
	}
}

// notInDatabase is X45 and AUTH-30: whoever reads the tables gets no cookie, link or code that works, and no password.
func notInDatabase(t *testing.T, kit *testkit.Kit, dbURL string, secrets known) {
	t.Helper()
	if !strings.HasPrefix(dbURL, "postgres") {
		return // the rows are the same
	}
	rows := 0
	for _, table := range peopleTables {
		found, err := kit.DB().Query(kit.Context(), "SELECT t::text FROM "+table+" t") //musette:sql names of this file
		must(t, err)
		for found.Next() {
			rows++
			row := found.String()
			for secret, what := range secrets {
				if strings.Contains(row, secret) {
					t.Errorf("the %s stands in %s: %s", what, table, row)
				}
			}
		}
		must(t, found.Close())
	}
	if rows < 5 {
		t.Errorf("%d rows were looked at", rows)
	}
}
