package mfa_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// withAuthenticator gives the browser an authenticator like that of a phone, whose owner is always there.
func withAuthenticator(t *testing.T, b *browser.Browser) {
	t.Helper()
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true, DefaultBackupEligibility: true, DefaultBackupState: true,
		}})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// forget makes the browser one that has never been here.
func forget(t *testing.T, b *browser.Browser) {
	t.Helper()
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// AUTH-18 and AUTH-19 in Chromium: an app and a passkey are set up, either is the second step, and the passkey logs in alone. All pages are
// without barriers.
func TestInChromium(t *testing.T) {
	t.Parallel()
	s := newSuite(t, mfa.Options{RPID: "localhost", Issuer: "The shop"}, testkit.Options{})
	person(s, "ada")
	b := browser.New(t, s.Kit)
	at := strings.Replace(s.LiveServer(), "127.0.0.1", "localhost", 1) // passkeys need a name, not a number
	withAuthenticator(t, b)
	b.Open(at+"/login/").Fill("#name", "ada").Fill("#password", plain).Click("button")
	b.Open(at + "/accounts/2fa/").Accessible()

	b.Click(`a[href$="/totp/"]`).Accessible()
	secret := strings.ReplaceAll(b.Text("#mfa-secret"), " ", "")
	b.Fill("#id_code", "000000").Click("button[type=submit]").Accessible()
	if got := b.Text(".errorlist"); !strings.Contains(got, "not the present code") {
		t.Errorf("the page says %q", got)
	}
	b.Fill("#id_code", codeAt(t, secret, s.clock.now())).Click("button[type=submit]").Accessible()
	if got := b.Text(".mfa-codes"); strings.Count(got, "-") != 30 {
		t.Errorf("the recovery codes are %q", got)
	}

	b.Click("main a.button").Click(`a[href$="/passkeys/add/"]`).Accessible().Fill("#id_name", "Phone").Click("button[type=submit]")
	if got := b.Text("[aria-labelledby=mfa-passkeys] .mfa-list"); !strings.Contains(got, "Phone") {
		t.Errorf("the list says %q", got)
	}
	b.Accessible()

	s.clock.advance(time.Minute)
	forget(t, b)
	b.Open(at + "/accounts/2fa/login/?next=/staff/").Accessible().Click("button[type=submit]")
	if got := b.Text("#who"); got != "[ada]" || !strings.HasSuffix(b.Path(), "/staff/") {
		t.Errorf("the passkey alone leads to %q at %s", got, b.Path())
	}

	passwordFirst := func() {
		s.clock.advance(time.Minute)
		forget(t, b)
		b.Open(at+"/login/").Fill("#name", "ada").Fill("#password", plain).Click("button")
	}
	passwordFirst()
	b.Accessible().Click("form[data-passkey] button")
	if got := b.Text("#who"); got != "[ada]" {
		t.Errorf("password and passkey lead to %q", got)
	}
	passwordFirst()
	b.Fill("#id_code", codeAt(t, secret, s.clock.now())).Click("form:not([data-passkey]) button")
	if got := b.Text("#who"); got != "[ada]" {
		t.Errorf("password and code lead to %q", got)
	}
	b.Open(at + "/accounts/2fa/confirm/").Accessible()
}

// What the browser refuses is said, and another site's page gets no answer for this one.
func TestRefusedInChromium(t *testing.T) {
	t.Parallel()
	s := newSuite(t, mfa.Options{RPID: "localhost"}, testkit.Options{})
	b := browser.New(t, s.Kit)
	b.Open("/accounts/2fa/login/").Click("button[type=submit]") // at 127.0.0.1, which is not localhost
	if got := b.Text("[data-passkey-error]:not([hidden])"); got != "Passkeys do not work at this address." {
		t.Errorf("the page says %q", got)
	}
	b.Accessible()
}
