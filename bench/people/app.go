package people

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/bench/people/migrations"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// Site is the accounts and the app. Options are those of the accounts.
func Site(o auth.Options) musette.Site {
	return musette.Site{Name: "people", Apps: []musette.App{auth.App(o), App()}}
}

// App is the app.
func App() musette.App {
	return musette.App{Name: "people", Models: Models, Migrations: migrations.All, Routes: routes, Templates: templates,
		Pages: musette.Pages(listPage, loginPage), Policies: auth.Policies(auth.Everyone(Categories), auth.Everyone(Products))}
}

func routes(r *web.Router) {
	r.Get("/products/", products).Name("people:products").Access(auth.LoginRequired())
	r.Get("/login", loginForm).Name("accounts:login").Public()
	r.Post("/login", login).Public()
	r.Post("/logout", logout).Name("people:logout").Public()
	r.Get("/plain", plain).Name("people:plain").Public()
}
