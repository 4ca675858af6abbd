package jwt

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/problem"
)

// Authenticator knows who made a request by its access token: `Authorization: Bearer <token>`. The zero value is usable.
type Authenticator struct {
	// Keyword stands before the token; upper and lower case are the same. Defaults to "Bearer".
	Keyword string
}

func (a Authenticator) keyword() string {
	if a.Keyword == "" {
		return "Bearer"
	}
	return a.Keyword
}

// Challenge is the header WWW-Authenticate for who is not known.
func (a Authenticator) Challenge() string { return a.keyword() + ` realm="api"` }

// Authenticate returns whose access token a request carries, and its [*Claims]. The user is nil where the request has none of this keyword.
// The error is of the kind problem.Unauthenticated for a token that does not count. It costs one statement, and none with
// [Options.Stateless].
func (a Authenticator) Authenticate(r *http.Request) (*auth.User, any, error) {
	text, ok, err := tokenOf(r.Header.Get("Authorization"), a.keyword())
	if err != nil || !ok {
		return nil, nil, err
	}
	s, err := serviceOf(r.Context())
	if err != nil {
		return nil, nil, err
	}
	claims, err := s.parse(r.Context(), text)
	if err == nil {
		err = claims.typed(accessType)
	}
	if err != nil {
		return nil, nil, forRequest(err)
	}
	u, err := s.user(r.Context(), claims)
	if err != nil {
		return nil, nil, forRequest(err)
	}
	return u, claims, nil
}

// tokenOf finds the token in the header Authorization. ok is false where the header is another keyword's.
func tokenOf(header, keyword string) (text string, ok bool, err error) {
	parts := strings.FieldsFunc(header, func(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' })
	if len(parts) == 0 || !strings.EqualFold(parts[0], keyword) {
		return "", false, nil
	}
	if len(parts) != 2 {
		return "", true, refusal("Authorization header must contain two space-delimited values", "bad_authorization_header")
	}
	return parts[1], true, nil
}

// user is whose token it is.
func (s *service) user(ctx context.Context, c *Claims) (*auth.User, error) {
	if s.Stateless {
		return &auth.User{ID: c.UserID, IsActive: true}, nil
	}
	_, u, err := s.family(ctx, c)
	return u, err
}

// forRequest words what keeps a request out, as simplejwt does.
func forRequest(err error) error {
	var e tokenError
	switch {
	case errors.Is(err, errGone):
		return refusal("User not found", "user_not_found")
	case errors.Is(err, errInactive):
		return refusal("User is inactive", "user_inactive")
	case errors.Is(err, errPassword):
		return refusal("The user's password has been changed.", "password_changed")
	case errors.Is(err, errNoUser) || !errors.As(err, &e):
		return refuse(err)
	}
	const detail = "Given token not valid for any token type"
	messages := []wire.Object{{{Key: "token_class", Value: "AccessToken"}, {Key: "token_type", Value: accessType}, {Key: "message", Value: string(e)}}}
	return &wire.Failure{Of: problem.Unauthenticated, Detail: detail,
		Body: wire.Object{{Key: "detail", Value: detail}, {Key: "code", Value: notValid}, {Key: "messages", Value: messages}}}
}
