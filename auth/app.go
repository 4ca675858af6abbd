package auth

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/migrations"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session/dbsession"
)

// App is the app to put into a site: accounts, groups, permissions, and who is logged in. It brings the sessions with it. Options are one
// value at most.
//
//	musette.Site{Apps: []musette.App{auth.App(), catalog.App()}}
func App(opts ...Options) app.App {
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	s := newService(o)
	return app.App{
		Name:         "auth",
		Models:       Models,
		Migrations:   migrations.All,
		Requires:     []app.App{dbsession.App()},
		Context:      func(ctx context.Context) context.Context { return context.WithValue(ctx, serviceKey{}, s) },
		AfterMigrate: createPermissions,
		Commands:     commands(s),
		Checks:       checks(s),
		Parts:        []app.Part{functions{}},
		Policies:     ownPolicies(),
	}
}

// functions are what templates know of the person who looks at them.
type functions struct{}

// PartOf names the battery.
func (functions) PartOf() string { return "auth" }

// RequestFuncs are {{user}}, who is logged in, and {{perm "catalog.change_product"}}.
func (functions) RequestFuncs() map[string]render.RequestFunc {
	return map[string]render.RequestFunc{
		"user":         render.PerRequest(func(r *http.Request) (*User, error) { return CurrentUser(r.Context()) }),
		"impersonator": render.PerRequest(func(r *http.Request) (*User, error) { return Impersonator(r.Context()) }),
		"perm": func(get func() *http.Request) any {
			return func(p string) (bool, error) {
				r := get()
				if r == nil {
					return false, errors.New("auth: {{perm}} is executed without a request")
				}
				return HasPerm(r.Context(), Perm(p))
			}
		},
	}
}

// ownPolicies keep the site's bookkeeping from being read by accident: people see themselves, their groups, and their sessions.
func ownPolicies() []*orm.Policy { return nil }
