// Package home is the shop's front: the home page, the layout, the pages of errors, the stylesheet and the command seed.
package home

import (
	"embed"

	"github.com/musette-go/musette"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// App is the home page and what all pages share.
func App() musette.App {
	return musette.App{
		Name:      "home",
		Routes:    routes,
		Templates: templates,
		Static:    static,
		Pages: musette.Pages(homePage, errorPage, badRequestPage, deniedPage, notFoundPage, tooLargePage, tooManyPage, internalPage,
			unavailablePage),
		Commands: []musette.Command{seedCommand},
	}
}
