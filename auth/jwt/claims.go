package jwt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	gojwt "github.com/golang-jwt/jwt/v5"

	"github.com/musette-go/musette/auth/internal/wire"
)

// What token_type says.
const (
	accessType  = "access"
	refreshType = "refresh"
)

// Claims are what a token says.
type Claims struct {
	TokenType string
	ExpiresAt time.Time
	IssuedAt  time.Time // zero where the token does not say
	NotBefore time.Time // zero where the token does not say
	ID        string    // jti
	UserID    int64
	Issuer    string
	Audience  []string
	Extra     map[string]any // what [Options.Claims] gave; numbers are json.Number in a token that came

	present map[string]bool
}

var errClaims = errors.New("jwt: a claim has the wrong type")

// reserved reports whether a claim has a meaning that nobody else may give it.
func reserved(name string) bool {
	switch name {
	case "token_type", "exp", "iat", "nbf", "jti", "user_id", "iss", "aud", "sub":
		return true
	}
	return false
}

// MarshalJSON writes the claims in simplejwt's order.
func (c *Claims) MarshalJSON() ([]byte, error) {
	o := wire.Object{{Key: "token_type", Value: c.TokenType}, {Key: "exp", Value: c.ExpiresAt.Unix()}, {Key: "iat", Value: c.IssuedAt.Unix()},
		{Key: "jti", Value: c.ID}, {Key: "user_id", Value: c.UserID}}
	for _, name := range slices.Sorted(maps.Keys(c.Extra)) {
		o = append(o, wire.Pair{Key: name, Value: c.Extra[name]})
	}
	if len(c.Audience) > 0 {
		o = append(o, wire.Pair{Key: "aud", Value: c.Audience[0]})
	}
	if c.Issuer != "" {
		o = append(o, wire.Pair{Key: "iss", Value: c.Issuer})
	}
	return json.Marshal(o)
}

// UnmarshalJSON reads claims, and refuses those that have another type than they should.
func (c *Claims) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var all map[string]any
	if err := dec.Decode(&all); err != nil {
		return err
	}
	*c = Claims{present: map[string]bool{}, Extra: map[string]any{}}
	for name, v := range all {
		c.present[name] = true
		if !c.take(name, v) {
			return fmt.Errorf("%w: %s", errClaims, name)
		}
	}
	return nil
}

// take keeps a claim.
func (c *Claims) take(name string, v any) (ok bool) {
	switch name {
	case "token_type":
		c.TokenType, ok = v.(string)
	case "jti":
		c.ID, ok = v.(string)
	case "iss":
		c.Issuer, ok = v.(string)
	case "exp":
		c.ExpiresAt, ok = moment(v)
	case "iat":
		c.IssuedAt, ok = moment(v)
	case "nbf":
		c.NotBefore, ok = moment(v)
	case "user_id":
		c.UserID, ok = number(v)
	case "aud":
		c.Audience, ok = audience(v)
	default:
		c.Extra[name], ok = v, true
	}
	return ok
}

// number is a key: a whole number, or one as text, as later versions of simplejwt write it.
func number(v any) (int64, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return n, err == nil && n > 0
}

// lastSecond is the end of the year 9999.
const lastSecond = 253402300799

// moment is a NumericDate (RFC 7519, section 2).
func moment(v any) (time.Time, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return time.Time{}, false
	}
	f, err := n.Float64()
	if err != nil || math.IsNaN(f) || f < 0 || f > lastSecond {
		return time.Time{}, false
	}
	whole, part := math.Modf(f)
	return time.Unix(int64(whole), int64(part*1e9)), true
}

// audience is a text or a list of them.
func audience(v any) ([]string, bool) {
	if s, ok := v.(string); ok {
		return []string{s}, true
	}
	list, ok := v.([]any)
	out := make([]string, len(list))
	for i, x := range list {
		s, isText := x.(string)
		out[i], ok = s, ok && isText
	}
	return out, ok
}

// payload gives claims the methods that golang-jwt asks for; it does not check them here, see [service.check].
type payload struct{ *Claims }

func (p payload) GetExpirationTime() (*gojwt.NumericDate, error) {
	return gojwt.NewNumericDate(p.ExpiresAt), nil
}
func (p payload) GetIssuedAt() (*gojwt.NumericDate, error) {
	return gojwt.NewNumericDate(p.IssuedAt), nil
}
func (p payload) GetNotBefore() (*gojwt.NumericDate, error) {
	return gojwt.NewNumericDate(p.NotBefore), nil
}
func (p payload) GetIssuer() (string, error)               { return p.Issuer, nil }
func (payload) GetSubject() (string, error)                { return "", nil }
func (p payload) GetAudience() (gojwt.ClaimStrings, error) { return p.Audience, nil }
