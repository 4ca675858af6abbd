package django

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"hash"
)

// Keys are the secrets that this site shares with a Django.
type Keys struct {
	// Secret is Django's SECRET_KEY. It signs. There is no default: with an empty one nothing is signed or recognized.
	Secret string
	// Fallbacks are Django's SECRET_KEY_FALLBACKS: what they signed is still recognized. Defaults to none. Versions before 4.1 do not
	// know them.
	Fallbacks []string
	// Hash is the hash function of the signatures. Defaults to SHA256, which is right for Django 4.0 and later.
	Hash Hash
}

// Hash says which signatures are made and recognized.
type Hash uint8

// The hash functions of Django's versions.
const (
	SHA256       Hash = iota // SHA-256 only: Django 4.0 and later
	SHA256OrSHA1             // SHA-256, and SHA-1 is recognized: Django 3.1 and 3.2
	SHA1                     // SHA-1 only: Django before 3.1, or 3.1 and 3.2 with DEFAULT_HASHING_ALGORITHM = "sha1"
)

// What comes from outside is bounded by these numbers of bytes.
const (
	MaxEncoded = 1 << 20 // of a signed value, a session or a cookie
	MaxDecoded = 4 << 20 // of what it holds, unpacked
)

// What can be wrong with a value. The errors hold nothing of it.
var (
	// ErrBadSignature says that a value was not signed with these keys for this purpose, or was changed.
	ErrBadSignature = errors.New("django: the signature does not match")
	// ErrSignatureExpired says that a value is genuine and too old.
	ErrSignatureExpired = errors.New("django: the signature has expired")
	// ErrMalformed says that a value is genuine and does not hold what it should: JSON of the expected kind.
	ErrMalformed = errors.New("django: the signed value does not hold what was expected")
	// ErrTooLarge says that a value has more than [MaxEncoded] or [MaxDecoded] bytes.
	ErrTooLarge = errors.New("django: the value is too large")

	errNoSecret = errors.New("django: Keys.Secret is empty, want Django's SECRET_KEY")
)

// all are the secrets that are recognized, the one that signs first. An empty one is left out.
func (k Keys) all() []string {
	var out []string
	for _, secret := range append([]string{k.Secret}, k.Fallbacks...) {
		if secret != "" && k.Secret != "" {
			out = append(out, secret)
		}
	}
	return out
}

// hashes are the functions that are recognized, the one that signs first.
func (k Keys) hashes() []func() hash.Hash {
	switch k.Hash {
	case SHA1:
		return []func() hash.Hash{sha1.New}
	case SHA256OrSHA1:
		return []func() hash.Hash{sha256.New, sha1.New}
	}
	return []func() hash.Hash{sha256.New}
}

// sign is the signature by the first key and hash. format is applied to the raw HMAC.
func (k Keys) sign(salt, value string, format func([]byte) string) (string, error) {
	if k.Secret == "" {
		return "", errNoSecret
	}
	return format(saltedHMAC(k.hashes()[0], salt, value, k.Secret)), nil
}

// verify reports whether a signature is one of any key and hash, and whether it is the one that sign would make now.
func (k Keys) verify(salt, value, signature string, format func([]byte) string) (ok, current bool) {
	for i, secret := range k.all() {
		for j, newHash := range k.hashes() {
			if hmac.Equal([]byte(format(saltedHMAC(newHash, salt, value, secret))), []byte(signature)) {
				return true, i == 0 && j == 0
			}
		}
	}
	return false, false
}

// saltedHMAC is django.utils.crypto.salted_hmac.
func saltedHMAC(newHash func() hash.Hash, salt, value, secret string) []byte {
	key := newHash()
	key.Write([]byte(salt + secret))
	mac := hmac.New(newHash, key.Sum(nil))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}
