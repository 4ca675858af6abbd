package tokens_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/web"
)

// Package rest takes the authenticators as they are.
var _ rest.Authenticator = tokens.Authenticator{}

// A site whose programs log in with tokens.
func ExampleApp() {
	// docs:begin site
	site := app.Site{Name: "shop", Apps: []app.App{
		auth.App(),
		tokens.App(tokens.Options{}),
	}}
	// docs:end site
	for _, c := range site.Apps[1].Commands {
		fmt.Println(c.Name)
	}
	// Output:
	// createtoken
	// tokens
	// revoketoken
}

// Routes for programs.
func ExampleRequired() {
	r := web.New(web.Options{})
	// docs:begin routes
	tokens.Routes(r, "/api/token-auth/")
	r.Group("/hooks", func(r *web.Router) {
		r.Access(tokens.Required(tokens.Authenticator{Read: "stock:read", Write: "stock:write"}))
		r.Get("/stock/", showStock).Name("hooks:stock")
		r.Post("/stock/", restock).CSRFExempt("a token says who asks")
	})
	// docs:end routes
	fmt.Println(len(r.Routes()))
	// Output: 3
}

func showStock(w http.ResponseWriter, _ *http.Request) error { return web.JSON(w, 200, nil) }
func restock(w http.ResponseWriter, _ *http.Request) error   { return web.JSON(w, 200, nil) }

// A token that a person makes on a page of the site.
func ExampleCreate() {
	// docs:begin create
	create := func(ctx context.Context) (key string, err error) {
		u, err := auth.CurrentUser(ctx)
		if err != nil {
			return "", err
		}
		key, _, err = tokens.Create(ctx, u, tokens.Spec{Name: "Till 3", Scopes: []string{"stock:write"}, Expires: 90 * 24 * time.Hour})
		return key, err // show it once: nobody can read it afterwards
	}
	// docs:end create
	_, err := create(context.Background())
	fmt.Println(err)
	// Output: tokens: this context has no tokens: put tokens.App(tokens.Options{}) into the site's Apps
}
