package books

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// docs:begin policy

// Everybody sees what is shared, and owners see and change what is theirs.
var bookPolicy = auth.RestrictBy(Books, "owner", auth.Rules[*Book]{
	View: func(_ context.Context, u *auth.User) orm.Pred[*Book] {
		return orm.Or(Books.Shared.Eq(true), Books.OwnerID.Eq(u.ID))
	},
	Add:    owned,
	Change: owned,
	// Delete is left out: it needs the permission books.delete_book
})

func owned(_ context.Context, u *auth.User) orm.Pred[*Book] { return Books.OwnerID.Eq(u.ID) }

// docs:end policy
