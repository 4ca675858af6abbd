package people

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/people/migrations"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// App is the profiles with their pages. It also brings the layout that makes the ready pages of accounts look like the shop.
func App() musette.App {
	return musette.App{
		Name:       "people",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(profilePage),
		Parts:      musette.Parts(functions{}),
		Policies:   auth.Policies(profilePolicy),
	}
}

// maxBody leaves room for a picture that is too large for the form and small enough to be told so in it.
const maxBody = 6 << 20

func routes(r *web.Router) {
	r.Group("/people", func(r *web.Router) {
		r.Access(auth.LoginRequired())
		r.Get("/me/", profile).Name("people:profile")
		r.Post("/me/", profile).Limits(web.Limits{Body: maxBody, Files: 1, Fields: 20})
		r.Get("/me/picture/", picture).Name("people:picture")
	})
}
