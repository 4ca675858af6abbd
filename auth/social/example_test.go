package social_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/netguard"
	"github.com/musette-go/musette/testkit"
)

// A site that people log in to with their account at work.
func ExampleApp() {
	// docs:begin site
	site := app.Site{Name: "shop", Apps: []app.App{
		auth.App(),
		accounts.App(accounts.Options{
			LoginLinks:   []accounts.Link{{Label: "Log in with another account", Name: "social:login"}},
			ProfileLinks: []accounts.Link{{Label: "Connected accounts", Name: "social:index"}},
		}),
		social.App(social.Options{Providers: []social.Provider{{
			Name: "work", Label: "your work account", Issuer: "https://login.example.com/realms/work",
			ClientID: "shop", ClientSecret: os.Getenv("WORK_CLIENT_SECRET"),
		}}}),
	}}
	// docs:end site
	for _, a := range site.Apps {
		fmt.Println(a.Name)
	}
	// Output:
	// auth
	// accounts
	// social
}

// A provider in one's own network, and passkeys as another way in.
func ExampleOptions() {
	providers := []social.Provider{{Name: "work", Issuer: "https://login.internal.example", ClientID: "shop"}}
	// docs:begin options
	a := social.App(social.Options{
		Providers: providers,
		Client:    netguard.NewClient(netguard.Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24")}, MaxBody: 1 << 20}),
		NoSignUp:  true, // only who has an account and has connected the two
		OtherWays: []func(ctx context.Context, u *auth.User) (bool, error){mfa.Passkey().Has},
	})
	// docs:end options
	fmt.Println(a.Name)
	// Output: social
}

// A test with a provider on this machine, and with the account pages around.
func TestProviderOfTests(t *testing.T) {
	t.Parallel()
	// docs:begin test
	provider := socialtest.New(t)
	provider.User = socialtest.User{Subject: "7", Email: "gus@example.org", EmailVerified: true}
	site := app.Site{Name: "shop", Apps: []app.App{
		auth.App(), accounts.App(accounts.Options{}),
		social.App(social.Options{Providers: []social.Provider{provider.Of("work")}, Client: http.DefaultClient}),
	}}
	// docs:end test
	s := suite{t: t, Kit: testkit.New(t, site, testkit.Options{}), provider: provider}
	login(s, s.Client).Redirects(s.URL("accounts:profile"))
	s.Get("/accounts/social/connections/").Status(200).Contains("gus@example.org")
	s.Get(s.URL("accounts:profile")).Status(200).Contains("gus")
}
