package web

import (
	"crypto/rand"
	"encoding/base64"
)

// randomText is 128 secret random bits as 22 letters, digits, "-" and "_".
func randomText() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
