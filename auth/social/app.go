package social

import (
	"context"
	"embed"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/social/migrations"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// App is the app to put into a site, behind auth.App: logins with accounts of other sites. Its pages extend "accounts/base.html".
func App(o Options) app.App {
	s := newService(o)
	return app.App{
		Name:       "social",
		Models:     Models,
		Migrations: migrations.All,
		Requires:   []app.App{auth.App()},
		Routes:     s.routes,
		Templates:  templates,
		Static:     static,
		Pages:      []app.Page{loginPage, indexPage, goPage, problemPage},
		Checks:     []check.Check{{Name: "social.options", Tags: []check.Tag{check.Security}, Run: o.check}},
		Policies: auth.Policies(auth.Restrict(Accounts, func(_ context.Context, u *auth.User) orm.Pred[*Account] {
			return Accounts.User.ID.Eq(u.ID)
		})),
	}
}

// check reports options that cannot work.
func (o Options) check(context.Context) []check.Message {
	var out []check.Message
	for _, err := range o.problems() {
		out = append(out, check.Message{ID: "social.E001", Level: check.Error, Object: "social.Options.Providers", Text: err.Error(),
			Hint: "give each provider a Name, its Issuer and the ClientID that it knows the site by"})
	}
	return out
}

func (s *service) routes(r *web.Router) {
	r.Group("/accounts/social", func(r *web.Router) {
		r.Use(web.NeverCache())
		few := web.RateLimit(web.RateOptions{Name: "social", Rate: web.Rate{Limit: 30, Per: time.Minute}})
		recent := auth.ConfirmRequired(s.ConfirmAge)
		r.Group("", func(r *web.Router) {
			r.Access(web.Public())
			r.Get("/", s.login).Name("social:login")
			r.Post("/{provider}/", s.beginLogin).Name("social:callback").With(few)
			r.Get("/{provider}/", s.callback).Name("social:callback")
		})
		r.Group("", func(r *web.Router) {
			r.Access(auth.LoginRequired())
			r.Get("/connections/", s.index).Name("social:index")
			r.Post("/{provider}/connect/", s.beginConnect).Name("social:connect").With(few, recent)
			r.Post("/connections/{id:int}/remove/", s.disconnect).Name("social:disconnect").With(recent)
		})
	})
}
