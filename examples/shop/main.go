// Command shop is the example site: a catalog, a library, wallets and a contact form, with accounts for its people. Run without
// arguments it serves on an SQLite file; `shop help` lists its commands.
package main

import (
	"net/http"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/examples/shop/home"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/people"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/web"
)

func main() { musette.Main(Site()) }

// Site is the shop.
func Site() musette.Site {
	return musette.Site{
		Name: "shop",
		Apps: []musette.App{
			auth.App(auth.Options{Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}}),
			accounts.App(accounts.Options{
				LogoutRedirect: "home",
				SignUpFields:   people.SignUp(),
				ConfirmLinks:   []accounts.Link{{Label: "Use your second step instead", Name: "mfa:confirm"}},
				LoginLinks:     []accounts.Link{{Label: "Log in with a passkey", Name: "mfa:login"}},
				ProfileLinks: []accounts.Link{
					{Label: "Two-step login", Name: "mfa:index"},
					{Label: "Profile and picture", Name: "people:profile"},
					{Label: "My books", Name: "library:mine"},
					{Label: "Wallet", Name: "wallet:overview"},
				},
			}),
			mfa.App(mfa.Options{Issuer: "Musette shop"}),
			catalog.App(), library.App(), wallet.App(), contact.App(), people.App(), home.App(),
		},
		Middleware: []web.Middleware{twoSteps},
		Silenced:   []string{"mfa.W001"}, // twoSteps sees to it
		FirstRun:   home.FirstRun,
		ErrorPage:  home.ErrorPage,
	}
}

// twoSteps makes members of staff set up a second step of their login in production. In development they may go without.
func twoSteps(next http.Handler) http.Handler {
	strict := mfa.RequiredFor(func(u *auth.User) bool { return u.IsStaff || u.IsSuperuser })(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if app.ConfigFrom(r.Context()).Mode == app.Production {
			strict.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
