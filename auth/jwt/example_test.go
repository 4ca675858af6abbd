package jwt_test

import (
	"fmt"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/jwt"
	"github.com/musette-go/musette/auth/tokens"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/web"
)

// Package rest takes the authenticator as it is.
var _ rest.Authenticator = jwt.Authenticator{}

// A site whose clients log in with JWT.
func ExampleApp() {
	// docs:begin site
	site := app.Site{Name: "shop", Apps: []app.App{
		auth.App(),
		jwt.App(jwt.Options{}),
	}}
	// docs:end site
	fmt.Println(site.Apps[1].Commands[0].Name)
	// Output: cleartokens
}

// The end points of simplejwt, and routes that take its tokens.
func ExampleRoutes() {
	r := web.New(web.Options{})
	// docs:begin routes
	jwt.Routes(r, "/api/token/")
	r.Get("/.well-known/jwks.json", jwt.JWKS).Public()
	r.Group("/api/me", func(r *web.Router) {
		r.Access(tokens.Required(jwt.Authenticator{}))
		r.Get("/", who).Name("me")
	})
	// docs:end routes
	fmt.Println(len(r.Routes()))
	// Output: 6
}
