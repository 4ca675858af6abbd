package django

import (
	"crypto/rand"
	"crypto/subtle"
	"strings"
)

// Lengths of Django's CSRF texts, in characters.
const (
	csrfSecretLength = 32
	csrfTokenLength  = 2 * csrfSecretLength
)

const csrfChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// NewCSRFSecret returns a new secret of 32 letters and digits. It is what Django 4.1 and later put into the cookie csrftoken as it is;
// before, they put a token of it there, and understood a secret too.
func NewCSRFSecret() string { return randomText(csrfSecretLength) }

// MaskCSRF returns a token for a form or the header X-CSRFToken: 64 letters and digits, another one each time, so that compression
// does not betray the secret. Up to 4.0 it is also what Django puts into the cookie. The secret must be one; otherwise the token is empty.
func MaskCSRF(secret string) string {
	if len(secret) != csrfSecretLength || !isCSRFText(secret) {
		return ""
	}
	mask := randomText(csrfSecretLength)
	out := []byte(mask)
	for i := range csrfSecretLength {
		sum := strings.IndexByte(csrfChars, secret[i]) + strings.IndexByte(csrfChars, mask[i])
		out = append(out, csrfChars[sum%len(csrfChars)])
	}
	return string(out)
}

// UnmaskCSRF returns the secret of a token, cookie or session value: of 64 characters by Django up to 4.0, of 32 by later ones.
func UnmaskCSRF(token string) (secret string, ok bool) {
	if !isCSRFText(token) {
		return "", false
	}
	switch len(token) {
	case csrfSecretLength:
		return token, true
	case csrfTokenLength:
		out := make([]byte, csrfSecretLength)
		for i := range out {
			difference := strings.IndexByte(csrfChars, token[csrfSecretLength+i]) - strings.IndexByte(csrfChars, token[i])
			out[i] = csrfChars[(difference+len(csrfChars))%len(csrfChars)]
		}
		return string(out), true
	}
	return "", false
}

// MatchCSRF reports whether the token of a form or header has the secret of a cookie or session value, in any of the forms.
func MatchCSRF(cookie, token string) bool {
	a, okA := UnmaskCSRF(cookie)
	b, okB := UnmaskCSRF(token)
	return okA && okB && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

func isCSRFText(text string) bool {
	for i := range len(text) {
		if strings.IndexByte(csrfChars, text[i]) < 0 {
			return false
		}
	}
	return true
}

// randomText returns n random letters and digits.
func randomText(n int) string {
	out := make([]byte, 0, n)
	var buf [64]byte
	for len(out) < n {
		_, _ = rand.Read(buf[:]) // never fails, see crypto/rand
		for _, b := range buf {
			// 248 is the greatest multiple of 62 in a byte: every character is as likely as every other.
			if b < 248 && len(out) < n {
				out = append(out, csrfChars[b%62])
			}
		}
	}
	return string(out)
}
