package sign

import (
	"crypto/hmac"
	"crypto/sha256"
)

// Fingerprint returns text that stands for a value and does not show it: 43 characters, the same each time, which nobody without the
// key can make. It is for noticing that a secret has changed, such as the hash of a password.
func (s *Signer) Fingerprint(value string) string { return fingerprint(s.keys[0], value) }

// Matches reports whether a fingerprint is that of the value under any of the keys, and whether that was the key that signs now.
func (s *Signer) Matches(print, value string) (ok, current bool) {
	for i, key := range s.keys {
		if hmac.Equal([]byte(print), []byte(fingerprint(key, value))) {
			return true, i == 0
		}
	}
	return false, false
}

func fingerprint(key []byte, value string) string {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte{'f'}) // a token's MAC begins with its version
	_, _ = h.Write([]byte(value))
	return encoding.EncodeToString(h.Sum(nil))
}
