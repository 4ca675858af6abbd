package tfb

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/bench/tfb/migrations"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// App is the app.
func App() musette.App {
	return musette.App{Name: "tfb", Models: Models, Migrations: migrations.All, Routes: routes, Templates: templates,
		Pages: musette.Pages(fortunesPage, templPage)}
}

func routes(r *web.Router) {
	r.Get("/plaintext", plaintext).Name("plaintext")
	r.Get("/json", message).Name("json")
	r.Get("/db", one).Name("db")
	r.Get("/queries", several).Name("queries")
	r.Get("/updates", updates).Name("updates")
	r.Get("/fortunes", fortunes).Name("fortunes")
	r.Get("/fortunes-templ", fortunesTempl).Name("fortunes-templ")
}
