// Package socialtest is a small provider of OpenID Connect for tests of logins with it. It runs on this machine, does what the standards
// say, and does wrong what a test tells it to.
//
//	provider := socialtest.New(t)
//	provider.User = socialtest.User{Subject: "7", Email: "ada@example.org", EmailVerified: true}
//	site := social.App(social.Options{Providers: []social.Provider{provider.Of("work")}, Client: http.DefaultClient})
package socialtest
