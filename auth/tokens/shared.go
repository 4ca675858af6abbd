package tokens

import (
	"context"
	"errors"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens/authtoken"
	"github.com/musette-go/musette/orm"
)

// drfStore is the table authtoken_token. A user has one token, so its id is the user's.
type drfStore struct{ s *service }

func fromShared(t *authtoken.Token) *Token {
	return &Token{ID: t.User.Key(), User: t.User, Prefix: prefixOf(t.Key), CreatedAt: t.Created}
}

func (drfStore) rows() *orm.Query[*authtoken.Token] {
	return authtoken.Tokens.Unrestricted().SelectRelated(authtoken.Tokens.User)
}

func (o drfStore) find(ctx context.Context, key string) (*Token, *auth.User, error) {
	t, err := o.rows().Get(ctx, authtoken.Tokens.Key.Eq(key))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return fromShared(t), t.User.Row(), nil
}

func (drfStore) seen(context.Context, *Token, time.Time) {}

// create returns the token that the user has, as DRF's get_or_create does.
func (o drfStore) create(ctx context.Context, u *auth.User, t *Token) (string, error) {
	if t.Name != "" || t.Scopes != "" || t.ExpiresAt != nil {
		return "", errors.New("tokens: the table authtoken_token has no place for a name, scopes or an expiry: leave them out, or Options.Shared")
	}
	row := &authtoken.Token{Key: newSharedKey(), User: orm.To[auth.User](u.ID)}
	have, err := o.rows().Get(ctx, authtoken.Tokens.User.ID.Eq(u.ID))
	if errors.Is(err, orm.ErrNotFound) {
		_, err = authtoken.Tokens.BulkCreate(ctx, []*authtoken.Token{row}, orm.IgnoreConflicts[*authtoken.Token]())
		if err == nil {
			have, err = o.rows().Get(ctx, authtoken.Tokens.User.ID.Eq(u.ID)) // perhaps of who came first
		}
	}
	if err != nil {
		return "", err
	}
	*t = *fromShared(have)
	return have.Key, nil
}

func (o drfStore) list(ctx context.Context, u *auth.User) ([]*Token, error) {
	q := o.rows().OrderBy(authtoken.Tokens.Created.Asc(), authtoken.Tokens.Key.Asc())
	if u != nil {
		q = q.Filter(authtoken.Tokens.User.ID.Eq(u.ID))
	}
	return allShared(ctx, q)
}

func (o drfStore) prefixed(ctx context.Context, prefix string) ([]*Token, error) {
	if len(prefix) < prefixLen {
		return nil, nil
	}
	return allShared(ctx, o.rows().Filter(authtoken.Tokens.Key.StartsWith(prefix)))
}

func allShared(ctx context.Context, q *orm.Query[*authtoken.Token]) ([]*Token, error) {
	rows, err := q.All(ctx)
	out := make([]*Token, len(rows))
	for i, t := range rows {
		out[i] = fromShared(t)
	}
	return out, err
}

func (o drfStore) rotate(ctx context.Context, u *auth.User, id int64) (key string, err error) {
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		n, err := o.remove(ctx, u, id)
		if err == nil && n == 0 {
			err = ErrNoToken
		}
		if err == nil {
			key, err = o.create(ctx, u, &Token{})
		}
		return err
	})
	return key, err
}

func (drfStore) remove(ctx context.Context, u *auth.User, id int64) (int64, error) {
	if id != 0 && id != u.ID {
		return 0, nil
	}
	gone, err := authtoken.Tokens.Unrestricted().Filter(authtoken.Tokens.User.ID.Eq(u.ID)).DeleteAll(ctx)
	return gone.Total, err
}
