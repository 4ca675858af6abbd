package people

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
)

// newcomer is what the sign-up asks for besides what every account needs.
type newcomer struct{ FirstName string }

var newcomerForm = form.Define(func(n *newcomer) form.Fields {
	return form.Fields{form.Text(&n.FirstName).Label("What shall we call you?").MaxLength(150).Optional().Autocomplete("given-name")}
})

// SignUp makes a profile and opens a wallet for everybody who signs up, in the transaction that makes their user.
func SignUp() accounts.SignUpFields {
	return accounts.Fields(newcomerForm, func(ctx context.Context, u *auth.User, n *newcomer) error {
		u.FirstName = n.FirstName
		if err := auth.Users.Save(ctx, u); err != nil {
			return err
		}
		if err := Profiles.Create(ctx, &Profile{User: orm.To[auth.User](u.ID)}); err != nil {
			return err
		}
		return wallet.Open(ctx, u)
	})
}
