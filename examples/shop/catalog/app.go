package catalog

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog/migrations"
)

//go:embed all:templates
var templates embed.FS

// App is the catalog: categories and products with their pages.
func App() musette.App {
	return musette.App{
		Name:       "catalog",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(listPage, detailPage, editPage, deletePage),
		Policies:   auth.Policies(auth.Everyone(Categories), auth.Everyone(Products)),
	}
}
