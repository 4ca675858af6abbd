package tokens

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/musette-go/musette/auth"
)

const (
	keyBytes  = 25 // 200 random bits: 40 for the prefix, 160 that nobody sees
	prefixLen = 8
	maxKey    = 128 // of what comes in a request
)

// newKey makes a key of 40 letters and digits.
func newKey() string {
	b := make([]byte, keyBytes)
	_, _ = rand.Read(b) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// newSharedKey makes a key as DRF does: 160 random bits in hexadecimal.
func newSharedKey() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// hashKey is what the table has of a key. The key is random, so a fast hash is enough.
func hashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// passwordMark changes when the user's stored password does. What it is made of has a salt, so it tells nothing.
func passwordMark(u *auth.User) string {
	sum := sha256.Sum256([]byte("tokens " + strconv.FormatInt(u.ID, 10) + " " + u.Password))
	return hex.EncodeToString(sum[:])
}

// prefixOf is the part of a key to recognize it by.
func prefixOf(key string) string { return key[:min(len(key), prefixLen)] }

// plausible reports whether a text may be a key: what is none costs no statement.
func plausible(key string) bool {
	if len(key) < prefixLen || len(key) > maxKey {
		return false
	}
	for i := range len(key) {
		c := key[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
