package social_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// AUTH-16 in Chromium, under the content security policy: to the provider and back, connected accounts, and what went wrong. All pages are
// without barriers.
func TestInChromium(t *testing.T) {
	t.Parallel()
	s := newSuite(t, social.Options{}, testkit.Options{})
	b := browser.New(t, s.Kit)
	b.Open("/accounts/social/?next=/accounts/social/connections/").Accessible().Click("form[action$='/work/'] button")
	if got := b.Text(".social-rows"); !strings.Contains(got, "The work account") || !strings.Contains(got, "ada@example.org") {
		t.Errorf("the connected accounts are %q", got)
	}
	b.Accessible()
	s.provider.User = socialtest.User{Subject: "2", Username: "ada-at-home"}
	b.Click("form[action$='/work/connect/'] button")
	b.Text(".social-rows li + li")
	s.provider.Wrong.Error = "access_denied"
	b.Click("form[action$='/work/connect/'] button")
	if got := b.Text("[role=alert]"); got != "You did not go on at the other site, so nothing has happened here." {
		t.Errorf("the page says %q", got)
	}
	b.Accessible()
	b.Open("/accounts/social/connections/").Click(".social-rows li + li button")
	if got := b.Text(".social-rows"); strings.Count(got, "The work account") != 1 {
		t.Errorf("the connected accounts are %q", got)
	}
}
