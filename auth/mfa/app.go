package mfa

import (
	"context"
	"embed"
	"slices"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/mfa/migrations"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// App is the app to put into a site, behind auth.App: the pages, tables and commands of second factors. Which factors people may set up is
// said by auth.Options.Factors.
//
// The secrets of apps that show codes are encrypted with a key that is derived from SECRET_KEY. When that changes, the old one stays in
// SECRET_KEY_FALLBACKS until the command mfareseal has run; what somebody uses meanwhile is encrypted anew by itself. A secret whose key
// is gone does not open: its owner gets in with a recovery code or a passkey.
func App(o Options) app.App {
	s := newService(o)
	return app.App{
		Name:       "mfa",
		Models:     Models,
		Migrations: migrations.All,
		Requires:   []app.App{auth.App()},
		Routes:     s.routes,
		Templates:  templates,
		Static:     static,
		Pages:      []app.Page{indexPage, codesPage, keyPage, totpPage, verifyPageOf, confirmPage, loginPage},
		Middleware: s.middleware(),
		Commands:   commands(),
		Checks:     s.checks(),
		Policies:   policies(),
	}
}

// policies let people see their own rows; nobody else does without the permission.
func policies() []*orm.Policy {
	return auth.Policies(
		auth.Restrict(TOTPDevices, func(_ context.Context, u *auth.User) orm.Pred[*TOTPDevice] { return TOTPDevices.User.ID.Eq(u.ID) }),
		auth.Restrict(RecoveryCodes, func(_ context.Context, u *auth.User) orm.Pred[*RecoveryCode] { return RecoveryCodes.User.ID.Eq(u.ID) }),
		auth.Restrict(Credentials, func(_ context.Context, u *auth.User) orm.Pred[*Credential] { return Credentials.User.ID.Eq(u.ID) }),
	)
}

// maxBody is room for a form with a passkey's answer.
const maxBody = 96 << 10

func (s *service) routes(r *web.Router) {
	r.Group("/accounts/2fa", func(r *web.Router) {
		r.Use(web.NeverCache())
		recent := auth.ConfirmRequired(s.ConfirmAge)
		r.Group("", func(r *web.Router) {
			r.Access(auth.LoginRequired())
			r.Get("/", s.index).Name("mfa:index")
			both(r, "/totp/", s.setUp, "mfa:totp", recent)
			r.Post("/totp/remove/", s.removeTOTP).Name("mfa:totp-remove").With(recent)
			r.Post("/recovery/", s.renew).Name("mfa:recovery").With(recent)
			both(r, "/passkeys/add/", s.addKey, "mfa:passkey-add", recent)
			r.Post("/passkeys/{id:int}/remove/", s.removeKey).Name("mfa:passkey-remove").With(recent)
			both(r, "/confirm/", s.confirm, "mfa:confirm")
		})
		r.Group("", func(r *web.Router) {
			r.Access(web.Public())
			both(r, "/verify/", s.second, verifyPage)
			both(r, "/login/", s.login, "mfa:login")
			r.Post("/options/{for}/", s.options).Name("mfa:options").
				With(web.RateLimit(web.RateOptions{Name: "mfa-options", Rate: web.Rate{Limit: 30, Per: time.Minute}}))
		})
	})
}

// both registers a page that shows a form and takes it.
func both(r *web.Router, pattern string, h web.HandlerFunc, name string, mw ...web.Middleware) {
	r.Get(pattern, h).Name(name).With(mw...)
	r.Post(pattern, h).Name(name).With(mw...).Limits(web.Limits{Body: maxBody})
}

// mayBegin reports whether somebody may have a challenge for something.
func (s *service) mayBegin(ctx context.Context, what string) error {
	if !slices.Contains([]string{forAdding, forVerifying, forLogin, forConfirming}, what) {
		return problem.New(problem.NotFound, "There is no such challenge.")
	}
	_, passkeys, err := offered(ctx)
	if err != nil {
		return err
	}
	if !passkeys {
		return problem.New(problem.NotFound, "This site has no passkeys.")
	}
	if what != forAdding {
		return nil // the one for the login is for everybody, the others ask who it is
	}
	if _, err := subject(ctx, what); err != nil {
		return err
	}
	recent, err := auth.Confirmed(ctx, s.ConfirmAge)
	if err == nil && !recent {
		err = auth.ErrLoginAgain
	}
	return err
}

// offered says which factors the site's people may set up.
func offered(ctx context.Context) (totp, passkeys bool, err error) {
	factors, err := auth.Factors(ctx)
	for _, f := range factors {
		totp = totp || f.Name() == totpName
		passkeys = passkeys || f.Name() == passkeyName
	}
	return totp, passkeys, err
}
