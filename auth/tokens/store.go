package tokens

import (
	"context"
	"errors"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// store is where tokens are.
type store interface {
	// find returns the token of a key and its user, or nil.
	find(ctx context.Context, key string) (*Token, *auth.User, error)
	// seen notes that a token is in use, now and then.
	seen(ctx context.Context, t *Token, now time.Time)
	// create stores a token and returns its key.
	create(ctx context.Context, u *auth.User, t *Token) (key string, err error)
	// list returns the tokens of a user, or of everybody where u is nil.
	list(ctx context.Context, u *auth.User) ([]*Token, error)
	// prefixed returns the tokens that begin with a prefix of eight characters.
	prefixed(ctx context.Context, prefix string) ([]*Token, error)
	// rotate gives a user's token another key, and returns it.
	rotate(ctx context.Context, u *auth.User, id int64) (key string, err error)
	// remove deletes tokens of a user: that with the id, or all where it is 0.
	remove(ctx context.Context, u *auth.User, id int64) (int64, error)
}

// ownStore is the table musette_token.
type ownStore struct{ s *service }

func (ownStore) find(ctx context.Context, key string) (*Token, *auth.User, error) {
	t, err := Tokens.Unrestricted().SelectRelated(Tokens.User).Get(ctx, Tokens.Hash.Eq(hashKey(key)))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return t, t.User.Row(), nil
}

// seen never fails a request: that a time could not be noted is no reason to.
func (o ownStore) seen(ctx context.Context, t *Token, now time.Time) {
	if t.LastUsed != nil && now.Sub(*t.LastUsed) < o.s.SeenEvery {
		return
	}
	before := now.Add(-o.s.SeenEvery)
	_, err := Tokens.Unrestricted().Filter(Tokens.ID.Eq(t.ID), orm.Or(Tokens.LastUsed.IsNull(), Tokens.LastUsed.Le(before))).
		Update(ctx, Tokens.LastUsed.Set(now))
	if err != nil {
		app.Logger(ctx).WarnContext(ctx, "the last use of a token was not noted", "token", t.Prefix, "error", err)
		return
	}
	t.LastUsed = &now
}

func (o ownStore) create(ctx context.Context, u *auth.User, t *Token) (string, error) {
	if err := o.room(ctx, u); err != nil {
		return "", err
	}
	key := newKey()
	t.Prefix, t.Hash, t.Password = prefixOf(key), hashKey(key), passwordMark(u)
	if err := Tokens.Create(ctx, t); err != nil {
		return "", err
	}
	return key, nil
}

// room makes sure that a user may have one more. What has expired goes.
func (o ownStore) room(ctx context.Context, u *auth.User) error {
	if _, err := o.of(u).Filter(Tokens.ExpiresAt.Le(o.s.Now())).DeleteAll(ctx); err != nil {
		return err
	}
	n, err := o.of(u).Count(ctx)
	if err == nil && n >= int64(o.s.PerUser) {
		err = ErrTooMany
	}
	return err
}

func (ownStore) of(u *auth.User) *orm.Query[*Token] {
	return Tokens.Unrestricted().Filter(Tokens.User.ID.Eq(u.ID))
}

func (ownStore) list(ctx context.Context, u *auth.User) ([]*Token, error) {
	q := Tokens.Unrestricted().SelectRelated(Tokens.User)
	if u != nil {
		q = q.Filter(Tokens.User.ID.Eq(u.ID))
	}
	return q.All(ctx)
}

func (ownStore) prefixed(ctx context.Context, prefix string) ([]*Token, error) {
	return Tokens.Unrestricted().SelectRelated(Tokens.User).Filter(Tokens.Prefix.Eq(prefix)).All(ctx)
}

func (o ownStore) rotate(ctx context.Context, u *auth.User, id int64) (string, error) {
	key := newKey()
	n, err := o.of(u).Filter(Tokens.ID.Eq(id)).Update(ctx, Tokens.Prefix.Set(prefixOf(key)), Tokens.Hash.Set(hashKey(key)),
		Tokens.Password.Set(passwordMark(u)), Tokens.CreatedAt.Set(o.s.Now()))
	if err == nil && n == 0 {
		err = ErrNoToken
	}
	return key, err
}

func (o ownStore) remove(ctx context.Context, u *auth.User, id int64) (int64, error) {
	q := o.of(u)
	if id != 0 {
		q = q.Filter(Tokens.ID.Eq(id))
	}
	gone, err := q.DeleteAll(ctx)
	return gone.Total, err
}
