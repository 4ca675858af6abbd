package jwt

import (
	"context"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/jwt/migrations"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
)

// App is the app to put into a site: the table of logins and the command cleartokens.
func App(o Options) app.App {
	s := newService(o)
	return app.App{
		Name:       "jwt",
		Models:     Models,
		Migrations: migrations.All,
		Requires:   []app.App{auth.App()},
		Context:    func(ctx context.Context) context.Context { return context.WithValue(ctx, serviceKey{}, s) },
		Commands:   []app.Command{clearCommand()},
		Checks: []check.Check{
			{Name: "jwt.options", Tags: []check.Tag{check.Security}, Run: s.checkOptions},
			{Name: "jwt.stateless", Tags: []check.Tag{check.Deploy, check.Security}, Run: s.checkStateless},
		},
		Policies: auth.Policies(auth.Restrict(Families, func(_ context.Context, u *auth.User) orm.Pred[*Family] { return Families.User.ID.Eq(u.ID) })),
	}
}

// checkOptions finds what cannot work.
func (s *service) checkOptions(context.Context) []check.Message {
	if err := s.wrong(); err != nil {
		return []check.Message{{ID: "jwt.E001", Level: check.Error, Object: "jwt.Options", Text: err.Error()}}
	}
	return nil
}

// longAccess is more than tokens that nobody can revoke should live.
const longAccess = 15 * time.Minute

// checkStateless says what is believed for long without being asked.
func (s *service) checkStateless(context.Context) []check.Message {
	if !s.Stateless || s.Access <= longAccess {
		return nil
	}
	return []check.Message{{ID: "jwt.W001", Level: check.Warning, Object: "jwt.Options.Stateless", Text: "believes access tokens for " + s.Access.String() + " after their login was revoked",
		Hint: "leave Stateless out, or make Access 15 minutes at most"}}
}
