package sign

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Keys are the secret keys of a site. They are immutable, and safe for many goroutines.
type Keys struct{ secrets []string }

// NewKeys returns keys of which the first signs and all are recognized. No key may be empty; how strong they must be is for
// the caller to decide, with [CheckKey].
func NewKeys(key string, fallbacks ...string) (*Keys, error) {
	all := append([]string{key}, fallbacks...)
	for i, k := range all {
		if k == "" && i == 0 {
			return nil, errors.New("sign: the secret key is empty: give it 50 or more random characters")
		}
		if k == "" {
			return nil, fmt.Errorf("sign: fallback key %d is empty: remove it", i)
		}
	}
	return &Keys{secrets: all}, nil
}

// RandomKeys returns keys that no other process knows: what they sign is worthless when the process has ended.
func RandomKeys() *Keys { return &Keys{secrets: []string{NewKey()}} }

// NewKey returns a new secret key: 64 random bytes as 86 letters, digits, "-" and "_".
func NewKey() string {
	b := make([]byte, 64)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// The rule for keys, as Django's check security.W009 has it.
const (
	minKeyLength   = 50
	minKeyDistinct = 5
)

// CheckKey refuses a key that can be guessed: one of fewer than 50 characters or fewer than 5 different ones, and one whose
// beginning says that it is insecure ("django-insecure-", "insecure-"). The error does not show the key.
func CheckKey(key string) error {
	switch {
	case len(key) < minKeyLength:
		return fmt.Errorf("sign: the key has %d characters: expected 50 or more random ones", len(key))
	case strings.HasPrefix(key, "django-insecure-") || strings.HasPrefix(key, "insecure-"):
		return errors.New("sign: the key says itself that it is insecure: expected 50 or more random characters")
	}
	seen := map[rune]bool{}
	for _, c := range key {
		if seen[c] = true; len(seen) >= minKeyDistinct {
			return nil
		}
	}
	return fmt.Errorf("sign: the key has %d different characters: expected 50 or more random ones", len(seen))
}

// Signer returns the signer for a purpose, such as "accounts.reset", or "cookie" and its name. The purpose is part of the
// program and not secret. Deriving its keys takes some microseconds for each key: keep a signer that is used often.
func (k *Keys) Signer(purpose ...string) *Signer {
	return &Signer{keys: k.derive("musette/sign/1", purpose)}
}

type contextKey struct{}

// With returns a context that carries keys. A site puts its own into the context of every request, command and task.
func With(ctx context.Context, k *Keys) context.Context {
	return context.WithValue(ctx, contextKey{}, k)
}

// From returns the keys in ctx, or nil.
func From(ctx context.Context) *Keys {
	k, _ := ctx.Value(contextKey{}).(*Keys)
	return k
}
