package books

import (
	"embed"

	"github.com/musette-go/musette"

	"github.com/musette-go/musette/examples/tutorial1/books/migrations"
)

//go:embed all:templates
var templates embed.FS

// App is the books: models, migrations, pages and a command.
func App() musette.App {
	return musette.App{
		Name:       "books",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(listPage, detailPage),
		Commands:   []musette.Command{addCommand},
	}
}
