package mfa_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// With the account pages around: the password leads to the second step, the login page to the passkey, and all pages look like the others and
// are without barriers.
func TestWithAccounts(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, app.Site{Name: "whole", Apps: []app.App{
		auth.App(auth.Options{Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}, Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}}),
		accounts.App(accounts.Options{
			LoginLinks:   []accounts.Link{{Label: "Log in with a passkey", Name: "mfa:login"}},
			ProfileLinks: []accounts.Link{{Label: "Two-step login", Name: "mfa:index"}},
		}),
		mfa.App(mfa.Options{Issuer: "The shop", RPID: "localhost"}),
	}}, testkit.Options{})
	kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: "ada", Email: "ada@example.org", IsActive: true}, plain))
	b := browser.New(t, kit)
	at := strings.Replace(kit.LiveServer(), "127.0.0.1", "localhost", 1)
	withAuthenticator(t, b)
	b.Open(at+"/accounts/login/").Fill("#id_username", "ada").Fill("#id_password", plain).Click("main button[type=submit]")
	b.Open(at + kit.URL("accounts:profile")).Click(`a[href="/accounts/2fa/"]`).Accessible()
	b.Click(`a[href$="/passkeys/add/"]`).Accessible().Fill("#id_name", "Phone").Click("button[type=submit]")
	b.Text(".mfa-codes")
	b.Accessible()
	b.Screenshot("codes")
	b.Click("main a.button").Accessible()
	b.Screenshot("index")
	b.Click(`a[href$="/totp/"]`).Accessible()
	b.Screenshot("totp")
	forget(t, b)
	b.Open(at+"/accounts/login/").Fill("#id_username", "ada").Fill("#id_password", plain).Click("main button[type=submit]")
	if got := b.Path(); !strings.HasSuffix(got, verify) {
		t.Fatalf("the password leads to %s", got)
	}
	b.Accessible()
	b.Screenshot("verify")
	forget(t, b)
	b.Open(at + "/accounts/login/").Click(`a[href^="/accounts/2fa/login/"]`).Accessible()
	b.Screenshot("login")
	b.Click("form[data-passkey] button")
	b.Text(".facts, dl")
	if got := b.Path(); !strings.HasSuffix(got, kit.URL("accounts:profile")) {
		t.Errorf("the passkey leads to %s", got)
	}
}
