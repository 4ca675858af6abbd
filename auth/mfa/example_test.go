package mfa_test

import (
	"fmt"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/web"
)

// A site whose staff need a second factor.
func ExampleApp() {
	// docs:begin site
	site := app.Site{Name: "shop", Apps: []app.App{
		auth.App(auth.Options{Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}}),
		accounts.App(accounts.Options{
			LoginLinks:   []accounts.Link{{Label: "Log in with a passkey", Name: "mfa:login"}},
			ProfileLinks: []accounts.Link{{Label: "Two-step login", Name: "mfa:index"}},
		}),
		mfa.App(mfa.Options{Issuer: "The shop", Required: func(u *auth.User) bool { return u.IsStaff }}),
	}}
	// docs:end site
	for _, a := range site.Apps {
		fmt.Println(a.Name)
	}
	// Output:
	// auth
	// accounts
	// mfa
}

// Routes on which everybody needs a second factor.
func ExampleRequiredFor() {
	everybody := func(*auth.User) bool { return true }
	r := web.New(web.Options{})
	// docs:begin routes
	r.Group("/wallet", func(r *web.Router) {
		r.Access(auth.LoginRequired())
		r.Use(mfa.RequiredFor(everybody))
		r.Get("/", who).Name("wallet:overview")
	})
	// docs:end routes
	fmt.Println(len(r.Routes()))
	// Output: 1
}
