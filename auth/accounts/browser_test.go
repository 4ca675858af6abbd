package accounts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// as makes the browser show pages in that width and colours.
func as(t *testing.T, b *browser.Browser, width int64, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	err := chromedp.Do(b.Context(), chromedp.EmulateViewport(width, 800), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// looked shows a page in every look: nothing is wider than the window, there is no script, and axe-core finds no barrier.
func looked(t *testing.T, b *browser.Browser, name string) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{390, 1000} {
			as(t, b, width, scheme)
			var found struct {
				Scrolls bool
				Scripts int
			}
			b.Eval(`({Scrolls: document.documentElement.scrollWidth > innerWidth, Scripts: document.scripts.length})`, &found)
			if found.Scrolls || found.Scripts != 0 {
				t.Errorf("%s at %d: wider than the window: %v, %d scripts", name, width, found.Scrolls, found.Scripts)
			}
			b.Screenshot(fmt.Sprintf("%s-%d-%s", name, width, scheme))
			b.Accessible()
		}
	}
	b.Clean()
}

// TestWalk goes the whole way in a browser: sign up, confirm by the link, log out and in, change the password and see another session
// end, change the address, reset by mail, act as another user.
func TestWalk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{LoginByCode: true})
	kit := testkit.New(t, w.site, testkit.Options{})
	b := browser.New(t, kit)
	at := func(path string) {
		t.Helper()
		if got := b.Path(); got != path {
			t.Fatalf("the browser is at %s, want %s", got, path)
		}
	}

	b.Open("/accounts/signup/?next=/mine/").Click("main button")
	looked(t, b, "signup-wrong")
	b.Open("/accounts/signup/?next=/mine/")
	looked(t, b, "signup")
	b.Fill("#id_username", "ada").Fill("#id_email", "ada@example.org").Fill("#id_password", horse).Fill("#id_password_again", horse).Click("main button")
	at("/accounts/verify/")
	looked(t, b, "verify")
	b.Open(link(t, w.last(t, "ada@example.org")))
	at("/accounts/verify/")
	looked(t, b, "verify-link")
	b.Click("main button")
	at("/mine/")

	b.Open("/accounts/")
	looked(t, b, "profile")
	phone := kit.NewClient()
	phone.Header("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1")
	login(phone, "ada", horse).Redirects("/accounts/")
	b.Open("/accounts/sessions/")
	looked(t, b, "sessions")
	if text := b.Text("main"); !strings.Contains(text, "Safari on iPhone") || !strings.Contains(text, "this browser") {
		t.Errorf("the list of sessions says %q", text)
	}

	b.Open("/accounts/password_change/")
	looked(t, b, "password-change")
	b.Fill("#id_old", horse).Fill("#id_new", another).Fill("#id_again", another).Click("main button")
	at("/accounts/")
	looked(t, b, "profile-notice")
	phone.Get("/mine/").Redirects("/accounts/login/?next=%2Fmine%2F")
	w.last(t, "ada@example.org")

	b.Open("/accounts/email/")
	looked(t, b, "email")
	b.Fill("#id_email", "ada@example.net").Click("form.sheet button")
	at("/accounts/verify/")
	b.Fill("#id_code", code(t, w.last(t, "ada@example.net"))).Click("main button")
	at("/accounts/")

	b.Click("main button.quiet")
	at("/accounts/login/")
	looked(t, b, "login-notice")
	b.Fill("#id_username", "ada").Fill("#id_password", "wrong").Click("main button")
	looked(t, b, "login-wrong")

	b.Open("/accounts/code/")
	looked(t, b, "code-ask")
	b.Fill("#id_email", "ada@example.net").Click("main button")
	looked(t, b, "code")
	b.Open(link(t, w.last(t, "ada@example.net"))).Click("main button")
	at("/accounts/")

	b.Click("main button.quiet").Open("/accounts/password_reset/")
	looked(t, b, "reset")
	b.Fill("#id_email", "ada@example.net").Click("main button")
	at("/accounts/password_reset/done/")
	looked(t, b, "reset-done")
	b.Open(link(t, w.last(t, "ada@example.net")))
	if !strings.HasSuffix(b.Path(), "/set-password/") {
		t.Errorf("the token stands in the address: %s", b.Path())
	}
	looked(t, b, "reset-confirm")
	b.Fill("#id_new", horse).Fill("#id_again", horse).Click("main button")
	at("/accounts/login/")
	b.Fill("#id_username", "ada").Fill("#id_password", horse).Click("main button")
	at("/accounts/")

	_, err := auth.Users.Unrestricted().Filter(auth.Users.Username.Eq("ada")).Update(kit.Context(), auth.Users.IsSuperuser.Set(true))
	kit.Must(err)
	person(kit, "bob")
	b.Open("/accounts/confirm/?next=/accounts/email/")
	looked(t, b, "confirm")
	b.Open("/accounts/impersonate/")
	looked(t, b, "impersonate")
	b.Fill("#id_username", "bob").Click("main button")
	at("/accounts/")
	looked(t, b, "impersonation")
	b.Click(".impersonation button")
	at("/accounts/")
}
