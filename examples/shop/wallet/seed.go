package wallet

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// Seed opens an account with 100.00 for each of the users that has none.
func Seed(ctx context.Context, users []*auth.User) error {
	accounts := make([]*Account, len(users))
	for i, u := range users {
		accounts[i] = &Account{Owner: orm.To[auth.User](u.ID), Balance: decimal.New(10000, 2)}
	}
	_, err := Accounts.BulkCreate(ctx, accounts, orm.IgnoreConflicts[*Account]())
	return err
}
