package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Keys are made as Django makes them, so that its sessions and ours cannot be told apart: 32 characters out of 36, which is 165 bits.
const (
	keyLength   = 32
	keyAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	hashLength  = 40 // the width of Django's column
)

// newKey returns a new secret key. Bytes from which some letters would come more often than others are thrown away.
func newKey() string {
	const fair = 256 - 256%len(keyAlphabet)
	key := make([]byte, 0, keyLength)
	var random [keyLength + 16]byte
	for len(key) < keyLength {
		_, _ = rand.Read(random[:]) // never fails
		for _, b := range random {
			if int(b) < fair && len(key) < keyLength {
				key = append(key, keyAlphabet[int(b)%len(keyAlphabet)])
			}
		}
	}
	return string(key)
}

// validKey reports whether a text from outside can be a key.
func validKey(key string) bool {
	if len(key) != keyLength {
		return false
	}
	for i := range len(key) {
		if c := key[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// HashKey returns what a store keeps in the place of a session's secret key, unless [Options.PlainKeys] is set: for programs that move
// sessions from one store to another.
func HashKey(key string) string { return hashKey(key) }

// hashKey is what a store keeps in the place of a key: 240 bits of its SHA-256. Keys are random, so that salt would add nothing.
func hashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:hashLength]
}
