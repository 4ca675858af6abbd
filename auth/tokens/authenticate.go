package tokens

import (
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/problem"
)

// Authenticator knows who made a request by its token: `Authorization: Token <key>`. The zero value takes tokens that may do everything,
// and refuses those with scopes, with 403: a scope must be named where it counts.
type Authenticator struct {
	// Keyword stands before the key; upper and lower case are the same. Defaults to "Token".
	Keyword string
	// Read is the scope that GET, HEAD and OPTIONS need of tokens with scopes. Defaults to Write.
	Read string
	// Write is the scope that the other methods need. Defaults to none: tokens with scopes are refused.
	Write string
}

// DRF's texts.
const (
	invalidToken = "Invalid token."
	inactiveUser = "User inactive or deleted."
)

func (a Authenticator) keyword() string {
	if a.Keyword == "" {
		return "Token"
	}
	return a.Keyword
}

// Challenge is the header WWW-Authenticate for who is not known: the keyword.
func (a Authenticator) Challenge() string { return a.keyword() }

// Authenticate returns whose token a request carries, and the [*Token]. The user is nil where the request has none of this keyword. The
// error is of the kind problem.Unauthenticated for a token that is none, or has ended, and of problem.Denied for one without the scope. It
// costs one statement, and another one where the last use is noted.
func (a Authenticator) Authenticate(r *http.Request) (*auth.User, any, error) {
	key, ok, err := keyOf(r.Header.Get("Authorization"), a.keyword())
	if err != nil || !ok {
		return nil, nil, err
	}
	s, err := serviceOf(r.Context())
	if err != nil {
		return nil, nil, err
	}
	t, u, err := s.find(r.Context(), key)
	if err != nil {
		return nil, nil, err
	}
	if err := a.allow(t, r.Method); err != nil {
		return nil, nil, err
	}
	return u, t, nil
}

// keyOf finds the key in the header Authorization. ok is false where the header is another keyword's.
func keyOf(header, keyword string) (key string, ok bool, err error) {
	parts := strings.FieldsFunc(header, func(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' })
	if len(parts) == 0 || !strings.EqualFold(parts[0], keyword) {
		return "", false, nil
	}
	switch {
	case len(parts) == 1:
		err = wire.Unauthenticated("Invalid token header. No credentials provided.")
	case len(parts) > 2:
		err = wire.Unauthenticated("Invalid token header. Token string should not contain spaces.")
	case !utf8.ValidString(parts[1]):
		err = wire.Unauthenticated("Invalid token header. Token string should not contain invalid characters.")
	default:
		return parts[1], true, nil
	}
	return "", true, err
}

// find returns the token of a key if it counts.
func (s *service) find(ctx context.Context, key string) (*Token, *auth.User, error) {
	if !plausible(key) {
		return nil, nil, wire.Unauthenticated(invalidToken)
	}
	t, u, err := s.store.find(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	now := s.Now()
	switch {
	case t == nil || t.ExpiresAt != nil && !now.Before(*t.ExpiresAt):
		return nil, nil, wire.Unauthenticated(invalidToken)
	case !u.IsActive:
		return nil, nil, wire.Unauthenticated(inactiveUser)
	case s.EndWithPassword && !s.Shared && t.Password != passwordMark(u):
		return nil, nil, wire.Unauthenticated(invalidToken)
	}
	s.store.seen(ctx, t, now)
	return t, u, nil
}

// allow asks for the scope of a method.
func (a Authenticator) allow(t *Token, method string) error {
	if t.Scopes == "" {
		return nil
	}
	scope := a.Write
	if safe := method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions; safe && a.Read != "" {
		scope = a.Read
	}
	switch {
	case scope == "":
		return problem.New(problem.Denied, "This token is for some purposes only, and this is none of them.")
	case !t.Allows(scope):
		return problem.New(problem.Denied, "This token may not do this: it lacks the scope "+scope+".")
	}
	return nil
}
