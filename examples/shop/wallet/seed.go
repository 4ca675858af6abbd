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

// Open opens an account for a user. Who has one keeps it. Everybody begins with 100.00, since it is no real money.
func Open(ctx context.Context, u *auth.User) error { return Seed(ctx, []*auth.User{u}) }
