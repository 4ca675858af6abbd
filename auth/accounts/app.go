package accounts

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts/migrations"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// App is the app to put into a site, behind that of package auth, whose options are given there.
func App(o Options) app.App {
	s := &service{Options: o.withDefaults(), post: newPost()}
	return app.App{
		Name:       "accounts",
		Models:     Models,
		Migrations: migrations.All,
		Requires:   []app.App{auth.App()},
		Routes:     s.routes,
		Templates:  templates,
		Static:     static,
		Pages:      pages(),
		Context:    func(ctx context.Context) context.Context { return context.WithValue(ctx, serviceKey{}, s) },
		Checks:     s.checks(),
		Close:      s.post.drain,
	}
}

// service is the pages of a site.
type service struct {
	Options
	post *post
}

type serviceKey struct{}

// ErrNoPages says that a context has no account pages: the app is missing from the site.
var ErrNoPages = errors.New("accounts: this context has no account pages: put accounts.App(accounts.Options{}) into the site's Apps")

func serviceOf(ctx context.Context) (*service, error) {
	s, _ := ctx.Value(serviceKey{}).(*service)
	if s == nil {
		return nil, ErrNoPages
	}
	return s, nil
}

// maxBody is room for a form of some fields.
const maxBody = 64 << 10

func (s *service) routes(r *web.Router) {
	r.Group("/accounts", func(r *web.Router) {
		r.Use(web.NeverCache())
		r.Group("", s.publicRoutes)
		r.Group("", func(r *web.Router) {
			r.Access(auth.LoginRequired())
			s.ownRoutes(r)
		})
		r.Group("/impersonate", func(r *web.Router) {
			r.Access(auth.SuperuserRequired())
			fresh := auth.ConfirmRequired(s.ConfirmAge)
			both(r, "/", s.impersonate).each(func(rt *web.Route) { rt.Name("accounts:impersonate").With(fresh) })
		})
	})
}

func (s *service) publicRoutes(r *web.Router) {
	r.Access(web.Public())
	both(r, "/login/", s.login).named("accounts:login")
	r.Post("/logout/", s.logout).Name("accounts:logout").Limits(small())
	if s.SignUp != SignUpClosed {
		both(r, "/signup/", s.signUp).each(func(rt *web.Route) { rt.Name("accounts:signup").Limits(web.Limits{Body: 4 * maxBody, Fields: 200}) })
		r.Get("/invitation/{token}/", s.invited).Name("accounts:invitation")
	}
	both(r, "/verify/", s.verify).named("accounts:verify")
	r.Get("/verify/{token}/", s.verifyLink).Name("accounts:verify_link")
	if s.LoginByCode {
		both(r, "/code/", s.code).named("accounts:code")
		r.Get("/code/{token}/", s.codeLink).Name("accounts:code_link")
	}
	both(r, "/password_reset/", s.reset).named("accounts:password_reset")
	r.Get("/password_reset/done/", s.resetSent).Name("accounts:password_reset_done")
	both(r, "/reset/{uid}/{token}/", s.resetConfirm).named("accounts:password_reset_confirm")
}

func (s *service) ownRoutes(r *web.Router) {
	fresh := auth.ConfirmRequired(s.ConfirmAge)
	r.Get("/", s.profile).Name("accounts:profile")
	both(r, "/password_change/", s.passwordChange).named("accounts:password_change")
	both(r, "/confirm/", s.confirm).named("accounts:confirm")
	both(r, "/email/", s.email).each(func(rt *web.Route) { rt.Name("accounts:email").With(fresh) })
	both(r, "/sessions/", s.sessions).named("accounts:sessions")
	r.Post("/impersonate/end/", s.impersonateEnd).Name("accounts:impersonate_end").Limits(small())
}

func small() web.Limits { return web.Limits{Body: maxBody, Fields: 50} }

// pair are the two routes of a page with a form.
type pair [2]*web.Route

// both registers a handler for GET and POST.
func both(r *web.Router, pattern string, h func(w http.ResponseWriter, r *http.Request) error) pair {
	return pair{r.Get(pattern, h), r.Post(pattern, h).Limits(small())}
}

func (p pair) named(name string) pair {
	return p.each(func(rt *web.Route) { rt.Name(name) })
}

func (p pair) each(do func(rt *web.Route)) pair {
	for _, rt := range p {
		do(rt)
	}
	return p
}
