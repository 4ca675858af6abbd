package mfa

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/musette-go/musette/sign"
)

// purpose names the keys that are derived for this package.
const purpose = "auth/mfa"

// sealVersion is the first byte of what is sealed: AES-256-GCM, a random nonce of 12 bytes, then the text with its tag.
const sealVersion = 1

var (
	errNoKeys = errors.New("mfa: this context has no keys: use sign.With, which a site does by itself")
	errSealed = errors.New("mfa: a secret does not open with the site's keys: has SECRET_KEY changed without the old one in SECRET_KEY_FALLBACKS?")
)

func aeads(ctx context.Context) ([]cipher.AEAD, error) {
	keys := sign.From(ctx)
	if keys == nil {
		return nil, errNoKeys
	}
	var out []cipher.AEAD
	for _, key := range keys.Derive(purpose) {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("mfa: %w", err)
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("mfa: %w", err)
		}
		out = append(out, gcm)
	}
	return out, nil
}

// seal encrypts a text for one place: what is sealed for one user does not open as another's.
func seal(ctx context.Context, text []byte, place string) ([]byte, error) {
	all, err := aeads(ctx)
	if err != nil {
		return nil, err
	}
	gcm := all[0]
	out := make([]byte, 1+gcm.NonceSize(), 1+gcm.NonceSize()+len(text)+gcm.Overhead())
	out[0] = sealVersion
	_, _ = rand.Read(out[1:]) // never fails
	return gcm.Seal(out, out[1:], text, []byte(place)), nil
}

// open decrypts what was sealed for a place. old says that it was with a key that is only accepted any more, so that it should be sealed
// again.
func open(ctx context.Context, sealed []byte, place string) (text []byte, old bool, err error) {
	all, err := aeads(ctx)
	if err != nil {
		return nil, false, err
	}
	if len(sealed) < 1+all[0].NonceSize() || sealed[0] != sealVersion {
		return nil, false, errSealed
	}
	nonce, rest := sealed[1:1+all[0].NonceSize()], sealed[1+all[0].NonceSize():]
	for i, gcm := range all {
		if text, err := gcm.Open(nil, nonce, rest, []byte(place)); err == nil {
			return text, i > 0, nil
		}
	}
	return nil, false, errSealed
}
