package library

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// docs:begin policy

// bookPolicy shows everybody what is published, and authors their own drafts besides. The list, its count, the number of books of an
// author and the page of a book all follow it.
var bookPolicy = auth.Restrict(Books, func(_ context.Context, u *auth.User) orm.Pred[*Book] {
	return orm.Or(Books.Published.IsNotNull(), Books.Author.UserID.Eq(u.ID))
})

// docs:end policy
