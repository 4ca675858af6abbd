package jwt

import (
	"context"
	"errors"
	"fmt"
	"time"

	gojwt "github.com/golang-jwt/jwt/v5"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/sign"
)

// Pair are the two tokens of a client.
type Pair struct {
	Refresh string // for the end point refresh, once
	Access  string // for the header Authorization: Bearer …
}

// Issue begins a login for a user, and returns its tokens: for clients that have shown who they are by other ways than a name and password.
func Issue(ctx context.Context, u *auth.User) (Pair, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return Pair{}, err
	}
	if u.IsAnonymous() || !u.IsActive {
		return Pair{}, errors.New("jwt: tokens for a user who is not active, or nobody: expected an account that may log in")
	}
	jti, now := randomHex(jtiDigits), s.Now()
	f := &Family{Hash: familyHash(jti), User: orm.To[auth.User](u.ID), Current: tokenHash(jti), Password: passwordMark(u), CreatedAt: now}
	end := s.refreshEnd(f, now)
	f.ExpiresAt = end.Add(s.Access)
	p, err := s.pair(ctx, f, u, jti, end)
	if err != nil {
		return Pair{}, err
	}
	_, err = Families.BulkCreate(ctx, []*Family{f})
	return p, err
}

// refreshEnd is when a refresh token that is made now expires.
func (s *service) refreshEnd(f *Family, now time.Time) time.Time {
	return earlier(now.Add(s.Refresh), f.CreatedAt.Add(s.Absolute))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// pair makes the tokens of a login.
func (s *service) pair(ctx context.Context, f *Family, u *auth.User, jti string, end time.Time) (Pair, error) {
	extra, err := s.extra(ctx, u)
	if err != nil {
		return Pair{}, err
	}
	access, err := s.access(ctx, f, u, jti, extra)
	if err != nil {
		return Pair{}, err
	}
	refresh, err := s.sign(ctx, &Claims{TokenType: refreshType, ExpiresAt: end, ID: jti, UserID: u.ID, Extra: extra})
	return Pair{Refresh: refresh, Access: access}, err
}

// access makes an access token of the login that jti belongs to.
func (s *service) access(ctx context.Context, f *Family, u *auth.User, jti string, extra map[string]any) (string, error) {
	end := earlier(s.Now().Add(s.Access), f.CreatedAt.Add(s.Absolute))
	return s.sign(ctx, &Claims{TokenType: accessType, ExpiresAt: end, ID: nextID(jti), UserID: u.ID, Extra: extra})
}

// extra are the site's own claims.
func (s *service) extra(ctx context.Context, u *auth.User) (map[string]any, error) {
	if s.Claims == nil {
		return nil, nil
	}
	extra, err := s.Claims(ctx, u)
	for name := range extra {
		if reserved(name) {
			return nil, fmt.Errorf("jwt: Options.Claims gives the claim %q, which has a meaning of its own: expected another name", name)
		}
	}
	return extra, err
}

// sign makes a token of claims.
func (s *service) sign(ctx context.Context, c *Claims) (string, error) {
	keys, err := s.keys.all(sign.From(ctx))
	if err != nil {
		return "", err
	}
	key := keys[0]
	if key.err != nil || key.private == nil {
		return "", fmt.Errorf("jwt: the first key cannot sign: %w", s.wrong())
	}
	c.IssuedAt, c.Issuer = s.Now(), s.Issuer
	if s.Audience != "" {
		c.Audience = []string{s.Audience}
	}
	t := gojwt.NewWithClaims(key.method, payload{c})
	if key.id != "" {
		t.Header["kid"] = key.id
	}
	text, err := t.SignedString(key.private)
	if err == nil && len(text) > MaxToken {
		err = fmt.Errorf("jwt: the token has %d bytes, with the claims of Options.Claims: expected %d at most", len(text), MaxToken)
	}
	return text, err
}

// ErrNoLogin says that there is no such login, or that it is over, or somebody else's.
var ErrNoLogin = problem.New(problem.NotFound, "There is no such login.")

// Revoke ends a login of a user, by [Family.Hash]: its tokens are refused from now on. The error is [ErrNoLogin] where none went on.
func Revoke(ctx context.Context, u *auth.User, hash string) error {
	n, err := revokeOf(ctx, Families.Unrestricted().Filter(Families.User.ID.Eq(u.ID), Families.Hash.Eq(hash)))
	if err == nil && n == 0 {
		err = ErrNoLogin
	}
	return err
}

// RevokeAll ends all logins of a user, and returns how many went on.
func RevokeAll(ctx context.Context, u *auth.User) (int64, error) {
	return revokeOf(ctx, Families.Unrestricted().Filter(Families.User.ID.Eq(u.ID)))
}

func revokeOf(ctx context.Context, q *orm.Query[*Family]) (int64, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return 0, err
	}
	return q.Filter(Families.RevokedAt.IsNull(), Families.ExpiresAt.Gt(s.Now())).Update(ctx, Families.RevokedAt.Set(s.Now()))
}
