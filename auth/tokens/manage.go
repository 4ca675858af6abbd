package tokens

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// What goes wrong with the tokens of a user.
var (
	// ErrNoToken says that there is no such token, or that it is somebody else's.
	ErrNoToken = problem.New(problem.NotFound, "There is no such token.")
	// ErrTooMany says that a user has [Options.PerUser] tokens.
	ErrTooMany = problem.New(problem.Conflict, "You have too many tokens. Please end those that you do not use.")
)

// Spec says what a new token is for. The zero value is a token without a name that may do everything and never expires.
type Spec struct {
	// Name is what its owner calls it, 100 characters at most.
	Name string
	// Scopes are words that [Authenticator] asks for, or permissions of [auth.Perm]: "orders:read". Defaults to everything that the user may.
	Scopes []string
	// Expires is after how long it ends. Defaults to never.
	Expires time.Duration
}

// Create makes a token for a user and returns its key, which nobody can read afterwards: show it once. With [Options.Shared] it is the
// key of the token that the user has.
func Create(ctx context.Context, u *auth.User, spec Spec) (key string, t *Token, err error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return "", nil, err
	}
	if u.IsAnonymous() || !u.IsActive {
		return "", nil, errors.New("tokens: a token for a user who is not active, or nobody: expected an account that may log in")
	}
	if err := checkScopes(spec.Scopes); err != nil {
		return "", nil, err
	}
	now := s.Now()
	t = &Token{User: orm.To[auth.User](u.ID), Name: spec.Name, Scopes: strings.Join(spec.Scopes, " "), CreatedAt: now}
	if spec.Expires < 0 {
		return "", nil, fmt.Errorf("tokens: an expiry of %s lies in the past: expected a positive one, or 0 for never", spec.Expires)
	}
	if spec.Expires > 0 {
		end := now.Add(spec.Expires)
		t.ExpiresAt = &end
	}
	if key, err = s.store.create(ctx, u, t); err != nil {
		return "", nil, err
	}
	app.Logger(ctx).InfoContext(ctx, "a token was made", "user", u.ID, "token", t.Prefix)
	return key, t, nil
}

// checkScopes refuses what is no scope-token of RFC 6749, section 3.3.
func checkScopes(scopes []string) error {
	for _, s := range scopes {
		odd := func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '"' || c == '\\' }
		if s == "" || strings.ContainsFunc(s, odd) {
			return fmt.Errorf("tokens: %q is no scope: expected a word without spaces, such as orders:read", s)
		}
	}
	return nil
}

// List returns the tokens of a user, the oldest first, those that have expired included.
func List(ctx context.Context, u *auth.User) ([]*Token, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.list(ctx, u)
}

// Rotate gives a token of a user another key, and returns it; the old one is worthless at once. Name, scopes and expiry stay. The error is
// [ErrNoToken] where the user has no token with that id.
func Rotate(ctx context.Context, u *auth.User, id int64) (key string, err error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return "", err
	}
	if key, err = s.store.rotate(ctx, u, id); err != nil {
		return "", err
	}
	app.Logger(ctx).InfoContext(ctx, "a token has a new key", "user", u.ID, "token", prefixOf(key))
	return key, nil
}

// Revoke ends a token of a user: it is deleted. The error is [ErrNoToken] where the user has no token with that id.
func Revoke(ctx context.Context, u *auth.User, id int64) error {
	if id == 0 {
		return ErrNoToken
	}
	n, err := remove(ctx, u, id)
	if err == nil && n == 0 {
		err = ErrNoToken
	}
	return err
}

// RevokeAll ends all tokens of a user and returns how many there were.
func RevokeAll(ctx context.Context, u *auth.User) (int64, error) { return remove(ctx, u, 0) }

func remove(ctx context.Context, u *auth.User, id int64) (int64, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return 0, err
	}
	n, err := s.store.remove(ctx, u, id)
	if err == nil && n > 0 {
		app.Logger(ctx).InfoContext(ctx, "tokens were ended", "user", u.ID, "count", n)
	}
	return n, err
}

// byPrefix returns the only token with a prefix, of a user where u is not nil.
func (s *service) byPrefix(ctx context.Context, prefix string, u *auth.User) (*Token, error) {
	all, err := s.store.prefixed(ctx, prefix)
	if err != nil {
		return nil, err
	}
	if u != nil {
		all = slices.DeleteFunc(all, func(t *Token) bool { return t.User.Key() != u.ID })
	}
	switch len(all) {
	case 0:
		return nil, fmt.Errorf("tokens: no token begins with %q: the command tokens lists them", prefix)
	case 1:
		return all[0], nil
	}
	return nil, fmt.Errorf("tokens: %d tokens begin with %q: say whose with --username", len(all), prefix)
}
