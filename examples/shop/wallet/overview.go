package wallet

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// Overview is what the page of a wallet shows.
type Overview struct {
	Account *Account // nil for somebody without one
	Page    *orm.Page[*Transfer]
	Me      int64 // whose wallet it is
}

var walletPage = render.Page[Overview]("wallet/overview.html")

// perPage is how many transfers a page shows.
const perPage = 20

// overview shows the balance and the last transfers: three statements besides those that know who it is.
func overview(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	o := Overview{Me: u.ID}
	if o.Account, err = own(ctx, u); err != nil {
		return err
	}
	both := Transfers.For(ctx).Filter(involves(u)).SelectRelated(Transfers.Source.Owner(), Transfers.Target.Owner())
	if o.Page, err = both.Paginate(ctx, number, perPage); err != nil {
		return err
	}
	return walletPage.Render(w, r, o)
}

// own is the wallet of a user, or nil.
func own(ctx context.Context, u *auth.User) (*Account, error) {
	a, err := Accounts.For(ctx).Get(ctx, ownedBy(u))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// open opens a wallet for who asks.
func open(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	if err := Open(ctx, u); err != nil {
		return err
	}
	messages.Success(ctx, "Your wallet is open.")
	return leadTo(w, r, "wallet:overview")
}

// leadTo leads to a page by its name.
func leadTo(w http.ResponseWriter, r *http.Request, name string) error {
	to, err := web.Reverse(r.Context(), name)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
