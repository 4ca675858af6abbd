// Package members is a site with columns of its own for users: the example of the documentation of accounts.
package members

import (
	"context"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testmodels/members/migrations"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// docs:begin model

// A Profile is what the site knows of a user besides their account.
type Profile struct {
	orm.Model
	ID         int64
	User       orm.Ref[auth.User] `orm:"one_to_one,on_delete=cascade,related_name=Profile"`
	City       string             `orm:"max_length=80"`
	Newsletter bool
}

// docs:end model

// docs:begin form

// profileForm has fields for the sign-up. Its names differ from those of the sign-up itself.
var profileForm = form.Define(func(p *answers) form.Fields {
	return form.Fields{
		form.Text(&p.City).MaxLength(80).Autocomplete("address-level2"),
		form.Checkbox(&p.Newsletter).Label("Send me the newsletter"),
	}
})

// answers is what people fill in. It is kept as JSON until their address is confirmed.
type answers struct {
	City       string
	Newsletter bool
}

// makeProfile runs in the transaction that makes the user.
func makeProfile(ctx context.Context, u *auth.User, a *answers) error {
	return Profiles.Create(ctx, &Profile{User: orm.To[auth.User](u.ID), City: a.City, Newsletter: a.Newsletter})
}

// docs:end form

// App is the app of the profiles.
func App() app.App {
	return app.App{Name: "members", Models: Models, Migrations: migrations.All, Policies: auth.Policies(auth.Everyone(Profiles))}
}

// docs:begin site

// Apps are those of a site whose people log in with their address, and whose sign-up asks for more.
func Apps() []app.App {
	return []app.App{
		auth.App(auth.Options{LoginName: auth.ByEmail}),
		accounts.App(accounts.Options{SignUpFields: accounts.Fields(profileForm, makeProfile)}),
		App(),
	}
}

// docs:end site

// docs:begin read

// CityOf returns where a user lives, or "" for who has no profile, such as those that Django made.
func CityOf(ctx context.Context, u *auth.User) (string, error) {
	found, err := orm.Values(ctx, Profiles.Unrestricted().Filter(Profiles.UserID.Eq(u.ID)), Profiles.City)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// docs:end read
