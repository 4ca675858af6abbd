package library

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/library/migrations"
)

//go:embed all:templates
var templates embed.FS

// App is the library: authors and books with their pages, and the books of each reader.
func App() musette.App {
	return musette.App{
		Name:       "library",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(authorsPage, booksPage, bookPage, minePage),
		Policies:   auth.Policies(auth.Everyone(Authors), bookPolicy),
	}
}
