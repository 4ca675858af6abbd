package tokens

import (
	"context"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens/authtoken"
	"github.com/musette-go/musette/auth/tokens/migrations"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
)

// App is the app to put into a site: the table of tokens, and the commands createtoken, tokens and revoketoken.
//
//	musette.Site{Apps: []musette.App{auth.App(), tokens.App(tokens.Options{}), catalog.App()}}
func App(o Options) app.App {
	s := newService(o)
	a := app.App{
		Name:     "tokens",
		Requires: []app.App{auth.App()},
		Context:  func(ctx context.Context) context.Context { return context.WithValue(ctx, serviceKey{}, s) },
		Commands: commands(),
	}
	if o.Shared {
		a.Requires = append(a.Requires, authtoken.App())
		a.Checks = []check.Check{{Name: "tokens.shared", Tags: []check.Tag{check.Deploy, check.Security}, Run: checkShared}}
		return a
	}
	a.Models, a.Migrations = Models, migrations.All
	a.Policies = auth.Policies(auth.Restrict(Tokens, func(_ context.Context, u *auth.User) orm.Pred[*Token] { return Tokens.User.ID.Eq(u.ID) }))
	return a
}

// checkShared says what is less strict than in a site of one's own.
func checkShared(context.Context) []check.Message {
	return []check.Message{{ID: "tokens.W001", Level: check.Warning, Object: "tokens.Options.Shared",
		Text: "keeps tokens as they are, without an expiry: whoever can read authtoken_token can use every one of them",
		Hint: "needed for as long as Django REST Framework runs beside this site; afterwards leave Shared out, and let people make new tokens"}}
}
