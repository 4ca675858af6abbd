package wallet

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// A wallet is seen by its owner, a transfer by those who paid and received it. Nobody changes them by a form for rows: money moves by
// [Send] alone.
var (
	accountPolicy  = auth.Restrict(Accounts, func(_ context.Context, u *auth.User) orm.Pred[*Account] { return ownedBy(u) })
	transferPolicy = auth.Restrict(Transfers, func(_ context.Context, u *auth.User) orm.Pred[*Transfer] { return involves(u) })
)

func ownedBy(u *auth.User) orm.Pred[*Account] { return Accounts.OwnerID.Eq(u.ID) }

func involves(u *auth.User) orm.Pred[*Transfer] {
	return orm.Or(Transfers.Source.OwnerID.Eq(u.ID), Transfers.Target.OwnerID.Eq(u.ID))
}
