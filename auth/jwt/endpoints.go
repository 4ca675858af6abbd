package jwt

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/web"
)

// The kinds of events that this package adds to those of auth.
const (
	// Issued is a login: a pair of tokens for a name and password.
	Issued auth.EventKind = "jwt_issued"
	// Reused is a refresh token that came a second time: it was copied, and the login is revoked.
	Reused auth.EventKind = "jwt_reused"
)

// Routes registers simplejwt's end points below a path: "/api/token/".
//
//	POST /api/token/            {"username", "password"} gives {"refresh", "access"}
//	POST /api/token/refresh/    {"refresh"} gives {"access", "refresh"}; the old refresh token counts no more
//	POST /api/token/verify/     {"token"} gives {} where the token counts, of whatever type
//	POST /api/token/blacklist/  {"refresh"} ends the login
//
// The routes are token_obtain_pair, token_refresh, token_verify and token_blacklist. Tries with a name and password are counted as those at
// the login page are, and accounts with a second factor are refused.
func Routes(r *web.Router, base string) {
	base = strings.TrimSuffix(base, "/") + "/"
	post := func(path, name string, h func(r *http.Request) (any, error)) {
		r.Post(base+path, wire.Endpoint(Authenticator{}.Challenge(), now, h)).Name(name).Public().
			CSRFExempt("what says who asks stands in the body; no cookie is looked at").Limits(web.Limits{Body: wire.Body})
	}
	post("", "token_obtain_pair", obtain)
	post("refresh/", "token_refresh", refresh)
	post("verify/", "token_verify", verify)
	post("blacklist/", "token_blacklist", blacklist)
}

func now(r *http.Request) time.Time {
	if s, err := serviceOf(r.Context()); err == nil {
		return s.Now()
	}
	return time.Now()
}

func obtain(r *http.Request) (any, error) {
	u, err := wire.Login(r)
	switch {
	case errors.Is(err, auth.ErrInvalidLogin):
		return nil, wire.Unauthenticated("No active account found with the given credentials")
	case errors.Is(err, wire.ErrSecondFactor):
		return nil, wire.Unauthenticated("This account needs a second factor.")
	case err != nil:
		return nil, err
	}
	p, err := Issue(r.Context(), u)
	if err != nil {
		return nil, err
	}
	auth.Emit(r, auth.Event{Kind: Issued, User: u})
	return wire.Object{{Key: "refresh", Value: p.Refresh}, {Key: "access", Value: p.Access}}, nil
}

// given is the token in the body, parsed, of a type, or of any where want is "".
func given(r *http.Request, field, want string) (*service, *Claims, error) {
	s, err := serviceOf(r.Context())
	if err != nil {
		return nil, nil, err
	}
	in, err := wire.Read(r, wire.Field{Name: field, Trim: true})
	if err != nil {
		return nil, nil, err
	}
	claims, err := s.parse(r.Context(), in[0])
	if err == nil && want != "" {
		err = claims.typed(want)
	}
	return s, claims, refuse(err)
}

// current returns the login of a refresh token, if the token is the one that counts. Another one was copied, or used twice: its login ends.
func (s *service) current(r *http.Request, c *Claims) (*Family, *auth.User, error) {
	f, u, err := s.family(r.Context(), c)
	if err == nil && f.Current != tokenHash(c.ID) {
		err = s.reused(r, f, u)
	}
	switch {
	case errors.Is(err, errGone), errors.Is(err, errInactive):
		err = wire.Unauthenticated("No active account found for the given token.")
	case errors.Is(err, errPassword):
		err = forRequest(err)
	}
	return f, u, refuse(err)
}

// reused revokes the login of a token that came again.
func (s *service) reused(r *http.Request, f *Family, u *auth.User) error {
	did, err := s.revoke(r.Context(), f.Hash)
	if err != nil {
		return err
	}
	if did {
		auth.Emit(r, auth.Event{Kind: Reused, User: u})
	}
	return errBlacklisted
}

func refresh(r *http.Request) (any, error) {
	s, c, err := given(r, "refresh", refreshType)
	if err != nil {
		return nil, err
	}
	f, u, err := s.current(r, c)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	if s.NoRotation {
		extra, err := s.extra(ctx, u)
		if err != nil {
			return nil, err
		}
		access, err := s.access(ctx, f, u, c.ID, extra)
		return wire.Object{{Key: "access", Value: access}}, err
	}
	jti := nextID(c.ID)
	end := s.refreshEnd(f, s.Now())
	p, err := s.pair(ctx, f, u, jti, end)
	if err != nil {
		return nil, err
	}
	n, err := Families.Unrestricted().Filter(Families.Hash.Eq(f.Hash), Families.Current.Eq(tokenHash(c.ID)), Families.RevokedAt.IsNull()).
		Update(ctx, Families.Current.Set(tokenHash(jti)), Families.ExpiresAt.Set(end.Add(s.Access)))
	if err == nil && n == 0 { // another request was faster
		err = refuse(s.reused(r, f, u))
	}
	if err != nil {
		return nil, err
	}
	return wire.Object{{Key: "access", Value: p.Access}, {Key: "refresh", Value: p.Refresh}}, nil
}

func verify(r *http.Request) (any, error) {
	s, c, err := given(r, "token", "")
	if err != nil {
		return nil, err
	}
	if s.Stateless && c.TokenType == accessType {
		return wire.Object{}, nil
	}
	f, _, err := s.family(r.Context(), c)
	if err == nil && c.TokenType == refreshType && f.Current != tokenHash(c.ID) {
		err = errBlacklisted
	}
	switch {
	case errors.Is(err, errBlacklisted):
		return nil, wire.NonField(string(errBlacklisted))
	case errors.Is(err, errInvalid):
		return nil, refuse(err)
	case err != nil:
		return nil, forRequest(err)
	}
	return wire.Object{}, nil
}

func blacklist(r *http.Request) (any, error) {
	s, c, err := given(r, "refresh", refreshType)
	if err != nil {
		return nil, err
	}
	f, _, err := s.current(r, c)
	if err != nil {
		return nil, err
	}
	did, err := s.revoke(r.Context(), f.Hash)
	if err == nil && !did {
		err = refuse(errBlacklisted)
	}
	return wire.Object{}, err
}
