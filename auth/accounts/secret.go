package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/token"
	"github.com/musette-go/musette/sign"
)

// secret makes the secret of a link, 130 bits, and the key under which what it opens is kept.
func secret() (text, key string) {
	text = rand.Text()
	return text, keyOf(text)
}

// keyOf is the key of a secret: its hash, so that whoever reads the table can follow no link.
func keyOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// codeDigits is the length of a code. Five tries of one address and twenty of all guess one in five millions of them.
const codeDigits = 8

// newCode makes a code that people type.
func newCode() (string, error) {
	limit := big.NewInt(1)
	for range codeDigits {
		limit.Mul(limit, big.NewInt(10))
	}
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d", codeDigits, n), nil
}

// typed brings a code into the form it was made in: people type it with spaces.
func typed(code string) string {
	return strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' || c == '\u00a0' {
			return -1
		}
		return c
	}, code)
}

// signer makes fingerprints of codes and of the state of users.
func signer(ctx context.Context, purpose string) (*sign.Signer, error) {
	keys := sign.From(ctx)
	if keys == nil {
		return nil, errors.New("accounts: this context has no keys to sign with: use sign.With, which a site does by itself")
	}
	return keys.Signer("accounts", purpose), nil
}

// stateOf is a fingerprint of a user as they are now; "" for nobody.
func stateOf(ctx context.Context, u *auth.User) (string, error) {
	if u.IsAnonymous() {
		return "", nil
	}
	s, err := signer(ctx, "state")
	if err != nil {
		return "", err
	}
	return s.Fingerprint(token.State(u)), nil
}

// sameState reports whether the user is still as they were.
func sameState(ctx context.Context, u *auth.User, state string) (bool, error) {
	s, err := signer(ctx, "state")
	if err != nil {
		return false, err
	}
	ok, _ := s.Matches(state, token.State(u))
	return ok, nil
}
