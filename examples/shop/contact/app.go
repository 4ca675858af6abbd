package contact

import (
	"embed"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/contact/migrations"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// App is the contact form and what it brings in.
func App() musette.App {
	return musette.App{
		Name:       "contact",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(formPage, thanksPage, messagesPage),
		Policies:   auth.Policies(auth.ByPermission(Messages)),
	}
}

// maxBody leaves room for a file that is too large for the form and small enough to be told so in it. Beyond it the answer is a 413.
const maxBody = 4 << 20

func routes(r *web.Router) {
	r.Group("/contact", func(r *web.Router) {
		r.Get("/", write).Name("contact:form")
		r.Post("/", write).Limits(web.Limits{Body: maxBody, Files: 1, Fields: 20}).
			With(web.RateLimit(web.RateOptions{Name: "contact", Rate: web.Rate{Limit: 10, Per: time.Minute}}))
		r.Get("/thanks/", thanks).Name("contact:thanks")
	})
	r.Group("/contact", func(r *web.Router) {
		r.Access(auth.PermRequired(auth.PermOf(Messages, orm.View)))
		r.Get("/messages/", messages).Name("contact:messages")
		r.Get("/files/{name:path}", files).Name("contact:file")
	})
}
