package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/people"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/mail"
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
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

var linkInMail = regexp.MustCompile(`href="http://[^/"]*(/accounts/(?:verify|reset)/[^"]+)"`)

// linkTo is the path of the link in the last mail to an address.
func linkTo(t *testing.T, kit *testkit.Kit, to string) string {
	t.Helper()
	m, err := mail.From(kit.Context())
	kit.Must(err)
	defer m.Reset()
	for _, sent := range m.Outbox() {
		if found := linkInMail.FindStringSubmatch(sent.HTML); sent.To[0] == to && found != nil {
			return found[1]
		}
	}
	t.Fatalf("there is no mail with a link to %s among %d", to, len(m.Outbox()))
	return ""
}

// codeAt is what an app with that secret shows, some steps of 30 seconds from now.
func codeAt(t *testing.T, secret string, steps int) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// TestWalkOfAPerson goes the whole way in Chromium: sign up, confirm by the link of the mail, log in, set up an app with codes and a
// passkey, change the password and see another session end, reset it by mail, log in with either second step and with the passkey alone,
// and log out.
func TestWalkOfAPerson(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	b := browser.New(t, kit)
	withAuthenticator(t, b)
	site := strings.Replace(kit.LiveServer(), "127.0.0.1", "localhost", 1) // passkeys need a name, not a number
	open := func(path string) *browser.Browser { return b.Open(site + path) }
	at := func(path string) {
		t.Helper()
		if got := b.Path(); strings.TrimPrefix(got, site) != path {
			t.Fatalf("the browser is at %s, want %s: %.300s", got, path, b.Text("main"))
		}
	}
	logIn := func(plain string) {
		open("/accounts/login/").Fill("#id_username", "ada").Fill("#id_password", plain).Click("main button")
	}
	const another, third = "a whole other staple", "quite another harness"

	open("/").Click(".who .login").Click(`main a[href*="signup"]`)
	b.Fill("#id_username", "ada").Fill("#id_email", "ada@shop.example").Fill("#id_password", horse).Fill("#id_password_again", horse).Fill("#id_first_name", "Ada").Click("main button")
	at("/accounts/verify/")
	if n, err := auth.Users.Count(kit.Context()); n != 0 || err != nil {
		t.Errorf("%d users before the address is confirmed (%v)", n, err)
	}
	open(linkTo(t, kit, "ada@shop.example")).Click("main button")
	at("/accounts/")
	shows(t, b, ".who .name", "Ada")
	ada, err := auth.Users.Get(kit.Context(), auth.Users.Username.Eq("ada"))
	kit.Must(err)
	for what, count := range map[string]func(context.Context) (int64, error){
		"profile": people.Profiles.Unrestricted().Filter(people.Profiles.UserID.Eq(ada.ID)).Count,
		"wallet":  wallet.Accounts.Unrestricted().Filter(wallet.Accounts.OwnerID.Eq(ada.ID)).Count,
	} {
		if n, err := count(kit.Context()); n != 1 || err != nil {
			t.Errorf("the sign-up made %d of a %s (%v)", n, what, err)
		}
	}

	b.Click(".who button")
	at("/")
	logIn("something wrong")
	shows(t, b, ".error-summary", "correct username and password")
	logIn(horse)
	at("/accounts/")

	b.Click(`main a[href$="/2fa/"]`).Click(`main a[href$="/totp/"]`)
	secret := strings.ReplaceAll(b.Text("#mfa-secret"), " ", "")
	b.Fill("#id_code", codeAt(t, secret, 0)).Click("main button[type=submit]")
	shows(t, b, "main", "ecovery codes")
	open("/accounts/2fa/passkeys/add/").Fill("#id_name", "Phone").Click("main button[type=submit]")
	shows(t, b, "[aria-labelledby=mfa-passkeys]", "Phone")

	phone := loggedIn(kit, ada)
	phone.Get("/wallet/").Status(200)
	open("/accounts/sessions/")
	shows(t, b, "main", "this browser")
	open("/accounts/password_change/").Fill("#id_old", horse).Fill("#id_new", another).Fill("#id_again", another).Click("main button")
	at("/accounts/")
	phone.Get("/wallet/").Redirects("/accounts/login/?next=%2Fwallet%2F")
	open("/wallet/") // this one goes on
	at("/wallet/")
	shows(t, b, ".balance", "100.00 €")

	b.Click(".who button")
	logIn(horse)
	shows(t, b, ".error-summary", "correct username and password")
	m, err := mail.From(kit.Context())
	kit.Must(err)
	m.Reset()
	open("/accounts/password_reset/").Fill("#id_email", "ada@shop.example").Click("main button")
	link := linkTo(t, kit, "ada@shop.example")
	open(link).Fill("#id_new", third).Fill("#id_again", third).Click("main button")
	open(link)
	shows(t, b, "main", "This link does not work.")

	logIn(third)
	at("/accounts/2fa/verify/")
	b.Fill("#id_code", codeAt(t, secret, 1)).Click("main form:not([data-passkey]) button[type=submit]")
	at("/accounts/")
	b.Click(".who button")
	logIn(third)
	b.Click("main form[data-passkey] button")
	shows(t, b, ".who .name", "Ada")
	at("/accounts/")
	b.Click(".who button")
	open("/accounts/2fa/login/").Click("main button[type=submit]")
	shows(t, b, ".who .name", "Ada")
	at("/accounts/")
	b.Click(".who button")
	shows(t, b, ".who", "Log in")
	open("/wallet/")
	at("/accounts/login/?next=%2Fwallet%2F")
}
