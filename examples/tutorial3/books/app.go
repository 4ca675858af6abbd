package books

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"

	"github.com/musette-go/musette/examples/tutorial3/books/migrations"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// App is the books: models with their policies, migrations, pages, a stylesheet and a command.
func App() musette.App {
	return musette.App{
		Name:       "books",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Static:     static,
		Pages:      musette.Pages(listPage, detailPage, editPage, minePage),
		Commands:   []musette.Command{addCommand},
		Policies:   auth.Policies(auth.Everyone(Authors), bookPolicy),
	}
}
