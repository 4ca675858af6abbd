package django_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/examples/docs/moved/logins"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/testkit"
)

// what makes Django's links is what the accounts' pages ask for.
var _ accounts.Tokens = django.Resets{}

// A link that Django has sent leads through our page, once, when the path has moved; the new password holds in Django, and a link of ours is
// one of Django's.
func TestResetPage(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		link := shell(t, dbURL, `
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode
u = User.objects.create_user('alice', 'alice@example.org', 'long one')
print(reverse('password_reset_confirm', args=[urlsafe_base64_encode(b'%d' % u.pk), default_token_generator.make_token(u)]))`)
		kit := testkit.New(t, logins.Site(), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1})
		for what, wrong := range forgeries(link[:len(link)-1]) {
			if u, err := url.Parse(wrong); err != nil || what == "huge" || strings.ContainsAny(wrong, " \n") || !strings.HasPrefix(u.Path, "/accounts/reset/") {
				continue
			}
			if res := kit.NewClient().Get(wrong + "/"); res.Code == http.StatusFound || res.Code == http.StatusSeeOther {
				t.Errorf("the link with %s is taken", what)
			}
		}
		form := kit.Get(link).Follow()
		form.Status(http.StatusOK)
		kit.Post(strings.TrimSuffix(link[:strings.LastIndex(link[:len(link)-1], "/")], "/")+"/set-password/",
			url.Values{"new": {"a much longer one"}, "again": {"a much longer one"}}).Status(http.StatusSeeOther)
		if out := shell(t, dbURL, "from django.contrib.auth import authenticate; print(authenticate(username='alice', password='a much longer one'), authenticate(username='alice', password='long one'))"); out != "alice None" {
			t.Errorf("Django says %s; the form was\n%s", out, form.Body)
		}
		if res := kit.NewClient().Get(link); res.Code == http.StatusFound || res.Code == http.StatusSeeOther {
			t.Error("the link is taken twice")
		}
	})
}

// Without a key nothing can be shared, and check says so.
func TestCheckWithoutKey(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{"4.2": "E002", "6.1.1": "E002", "": "E001 E002", "four": "E001 E002", "2.2": "E001 E002", "3.1.9": "E001 E002", "-1.2": "E001 E002", "4": "E001 E002"} {
		var got []string
		for _, a := range django.Apps(django.Options{Version: version}) {
			for _, m := range check.Run(t.Context(), a.Checks, check.Options{}) {
				if id, ok := strings.CutPrefix(m.ID, "django."); ok {
					got = append(got, id)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("version %q without a key: %s, want %s", version, got, want)
		}
	}
}

// Without a key no session can be moved, and nothing is done.
func TestHashSessionsWithoutKey(t *testing.T) {
	t.Parallel()
	if err := django.HashSessions(options())(t.Context(), new(migrate.History)); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
		t.Errorf("the error is %v", err)
	}
}

// A cookie of messages that somebody else made, or that was changed, shows nothing, and the page is there.
func TestForgedMessageCookies(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, newSite(options()), testkit.Options{Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1})
	encode := func(keys django.Keys) string {
		t.Helper()
		text, _, err := django.Messages{Keys: keys}.Encode([]django.Message{{Level: 40, Text: "forged"}})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := encode(keys32())
	cookies := forgeries(good)
	cookies["other key"] = encode(django.Keys{Secret: secret + "x"})
	cookies["other salt"], _ = django.Signer{Keys: keys32(), Salt: "django.contrib.sessions"}.SignTime(strings.Split(good, ":")[0])
	for what, value := range cookies {
		if strings.ContainsAny(value, " \n") || what == "huge" {
			continue // no cookie, or one that no server takes
		}
		c := kit.NewClient()
		c.SetCookie(&http.Cookie{Name: "messages", Value: value})
		if body := c.Get("/dj/shown/").Status(http.StatusOK).Body; body != "[]" {
			t.Errorf("the cookie with %s shows %s", what, body)
		}
	}
	kit.SetCookie(&http.Cookie{Name: "messages", Value: good})
	kit.Get("/dj/shown/").Status(http.StatusOK).Contains("forged")
}

// Sessions in cookies are not shared, and check says so.
func TestCheckSessionURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{"cookie://": true, "database://": false, "": false} {
		ctx := app.WithConfig(t.Context(), app.Config{SecretKey: secret, SessionURL: address})
		found := false
		for _, a := range django.Apps(options()) {
			for _, m := range check.Run(ctx, a.Checks, check.Options{}) {
				found = found || m.ID == "django.E005"
			}
		}
		if found != want {
			t.Errorf("SESSION_URL %q is reported: %v", address, found)
		}
	}
}

// Shared and Left take the place of what a site lists, and leave its own choices alone.
func TestSharedApps(t *testing.T) {
	t.Parallel()
	own := django.CSRFStore(django.Options{Version: "4.2", CSRFCookie: "own"})
	site := app.Site{Apps: []app.App{{Name: "auth"}, {Name: "shop"}, {Name: "sessions"}}, Security: app.Security{CSRFStore: own}}
	names := func(s app.Site) string {
		var out []string
		for _, a := range s.Apps {
			out = append(out, a.Name)
		}
		return strings.Join(out, " ")
	}
	shared, left := django.Shared(site, options()), django.Left(site, options())
	if names(shared) != "sessions auth shop" || names(left) != "sessions auth shop" || names(site) != "auth shop sessions" || shared.Security.CSRFStore != own {
		t.Errorf("%s, %s, %s, %v", names(shared), names(left), names(site), shared.Security.CSRFStore)
	}
}
