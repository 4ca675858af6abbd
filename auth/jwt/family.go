package jwt

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// A jti is 32 hexadecimal digits, as simplejwt's: those that all tokens of a login have, and those of the one token.
const (
	familyDigits = 20
	jtiDigits    = 32
)

func randomHex(digits int) string {
	b := make([]byte, digits/2)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// nextID is the jti of another token of a family.
func nextID(family string) string { return family[:familyDigits] + randomHex(jtiDigits-familyDigits) }

// ours reports whether a jti is one that this package makes.
func ours(jti string) bool {
	return len(jti) == jtiDigits && strings.Trim(jti, "0123456789abcdef") == ""
}

func hashOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func familyHash(jti string) string { return hashOf("jwt family", jti[:familyDigits]) }
func tokenHash(jti string) string  { return hashOf("jwt token", jti) }

// passwordMark changes when the user's stored password does. What it is made of has a salt, so it tells nothing.
func passwordMark(u *auth.User) string {
	return hashOf("jwt password", strconv.FormatInt(u.ID, 10), u.Password)
}

// What keeps a user from using a token that is right as such.
var (
	errGone     = errors.New("jwt: the login or its user is gone")
	errInactive = errors.New("jwt: the user is not active")
	errPassword = errors.New("jwt: the user's password has changed")
)

// family returns the login of a token with its user, if it goes on: one statement.
func (s *service) family(ctx context.Context, c *Claims) (*Family, *auth.User, error) {
	if !ours(c.ID) || c.UserID == 0 {
		return nil, nil, errInvalid
	}
	f, err := Families.Unrestricted().SelectRelated(Families.User).Get(ctx, Families.Hash.Eq(familyHash(c.ID)))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil, errGone
	}
	if err != nil {
		return nil, nil, err
	}
	u := f.User.Row()
	switch {
	case u.ID != c.UserID:
		err = errInvalid
	case f.RevokedAt != nil:
		err = errBlacklisted
	case !u.IsActive:
		err = errInactive
	case !s.KeepAfterPassword && f.Password != passwordMark(u):
		err = errPassword
	}
	return f, u, err
}

// revoke ends a login, and reports whether it went on until now.
func (s *service) revoke(ctx context.Context, hash string) (bool, error) {
	n, err := Families.Unrestricted().Filter(Families.Hash.Eq(hash), Families.RevokedAt.IsNull()).Update(ctx, Families.RevokedAt.Set(s.Now()))
	return n > 0, err
}
