package jwt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	gojwt "github.com/golang-jwt/jwt/v5"

	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/sign"
)

// MaxToken is how long a token may be, in bytes: a longer one is refused before it is parsed.
const MaxToken = 8 << 10

// tokenError says in simplejwt's words why a token does not count.
type tokenError string

func (e tokenError) Error() string { return "jwt: " + string(e) }

// simplejwt's texts.
const (
	errInvalid     tokenError = "Token is invalid or expired"
	errBlacklisted tokenError = "Token is blacklisted"
	errNoExpiry    tokenError = "Token has no 'exp' claim"
	errNoID        tokenError = "Token has no id"
	errNoType      tokenError = "Token has no type"
	errWrongType   tokenError = "Token has wrong type"
	errNoUser      tokenError = "Token contained no recognizable user identification"
)

// refusal is the answer for a token that does not count.
func refusal(detail, code string) error {
	return &wire.Failure{Of: problem.Unauthenticated, Detail: detail, Body: wire.Object{{Key: "detail", Value: detail}, {Key: "code", Value: code}}}
}

const notValid = "token_not_valid"

// refuse turns a tokenError into an answer.
func refuse(err error) error {
	if e := tokenError(""); errors.As(err, &e) {
		return refusal(string(e), notValid)
	}
	return err
}

// clockSkew is how far ahead the clock of the server that made a token may be.
const clockSkew = 5 * time.Second

// parse returns the claims of a token whose signature and times are right, of whatever type. The error is a tokenError, unless the site's
// keys are missing.
func (s *service) parse(ctx context.Context, text string) (*Claims, error) {
	if len(text) > MaxToken || strings.ContainsFunc(text, foreign) {
		return nil, errInvalid
	}
	keys, err := s.keys.all(sign.From(ctx))
	if err != nil {
		return nil, err
	}
	claims := &Claims{}
	_, err = gojwt.NewParser(gojwt.WithStrictDecoding(), gojwt.WithoutClaimsValidation()).
		ParseWithClaims(text, &payload{claims}, func(t *gojwt.Token) (any, error) { return keysFor(t, keys) })
	if err != nil || !s.check(claims) {
		return nil, errInvalid
	}
	switch {
	case !claims.present["exp"]:
		return nil, errNoExpiry
	case claims.ID == "":
		return nil, errNoID
	}
	return claims, nil
}

// foreign reports whether no token has the character. Decoders of base64 would leave line breaks out.
func foreign(c rune) bool {
	return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.'
}

// keysFor are the keys that may have signed a token. Of its header, alg and kid are believed as far as they choose among them.
func keysFor(t *gojwt.Token, keys []Key) (any, error) {
	if _, critical := t.Header["crit"]; critical {
		return nil, errors.New("jwt: the token has critical extensions, of which none is known")
	}
	kid, named := t.Header["kid"]
	id, isText := kid.(string)
	if named && (!isText || id == "") {
		return nil, errors.New("jwt: the kid is no text")
	}
	set := fitting(keys, t.Method.Alg(), id)
	if len(set.Keys) == 0 {
		return nil, errors.New("jwt: no key of the site has this algorithm and kid")
	}
	return set, nil
}

// check looks at the times, the issuer and the audience.
func (s *service) check(c *Claims) bool {
	now := s.Now()
	switch {
	case c.present["exp"] && !now.Before(c.ExpiresAt.Add(s.Leeway)):
	case now.Add(clockSkew).Before(c.NotBefore), now.Add(clockSkew).Before(c.IssuedAt):
	case s.Issuer != "" && c.Issuer != s.Issuer:
	case s.Audience == "" && c.present["aud"], s.Audience != "" && !slices.Contains(c.Audience, s.Audience):
	default:
		return true
	}
	return false
}

// typed makes sure that a token is of a type, and says whose it is.
func (c *Claims) typed(want string) error {
	switch {
	case !c.present["token_type"]:
		return errNoType
	case c.TokenType != want:
		return errWrongType
	case c.UserID == 0:
		return errNoUser
	}
	return nil
}
