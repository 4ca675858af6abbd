package password

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Hasher is an algorithm with the parameters for new hashes. Those of this package are [Argon2id], [PBKDF2], [Scrypt] and [BCrypt];
// another one can be used as [Policy].Preferred or stand among [Policy].Others, and passes the tests of the package passwordtest.
// Its methods are called by many goroutines.
type Hasher interface {
	// Algorithm is the word that its encodings begin with, up to the first "$", such as "argon2".
	Algorithm() string
	// Hash returns the encoding of a password with a new salt: at most 128 characters of ASCII, the length of Django's column.
	Hash(password string) (string, error)
	// Verify reports whether the encoding is that of the password. An encoding that cannot be read, or that asks for more work than
	// is reasonable, is an error that wraps [ErrEncoding], and nothing has been computed then.
	Verify(password, encoded string) (bool, error)
	// Outdated reports whether an encoding of this algorithm was made with other parameters than Hash uses.
	Outdated(encoded string) bool
	// Harden does the work that Hash would have done more than Verify did for this encoding, as far as it can be told, so that the
	// time of a failed login does not tell whose hash is old.
	Harden(password, encoded string)
}

// What a stored hash may ask for. Everything that Django makes lies far below.
const (
	MaxMemory     = 256 << 10 // KiB of memory, of Argon2 and scrypt
	MaxIterations = 10_000_000
	MaxRounds     = 16      // of bcrypt, the logarithm of its work
	maxPasses     = 16      // of Argon2 over its memory
	maxTraffic    = 1 << 20 // KiB written by Argon2 and scrypt in all their passes
	maxThreads    = 64      // of Argon2
	maxEncoded    = 512     // characters of an encoding
	saltLength    = 22      // characters of a new salt: 131 bits
	minSaltBytes  = 16      // of Argon2, whose salts may be binary
	alphanumeric  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	unusable      = "!"
	unusableChars = 40
)

// ErrEncoding says that a stored hash cannot be checked: it is damaged, of an unknown algorithm, or asks for too much work.
var ErrEncoding = errors.New("password: the stored hash cannot be checked")

// damaged wraps ErrEncoding. The text never holds the hash.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrEncoding, fmt.Sprintf(format, args...))
}

// Unusable returns a text to be stored for a user who has no password: no password matches it. It is "!" and 40 random characters,
// as in Django.
func Unusable() string { return unusable + randomText(unusableChars) }

// IsUsable reports whether a stored text is a hash that some password may match: not empty and not made by [Unusable]. It looks at the
// beginning only.
func IsUsable(encoded string) bool {
	return encoded != "" && !strings.HasPrefix(encoded, unusable)
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
				out = append(out, alphanumeric[b%62])
			}
		}
	}
	return string(out)
}

// fields splits an encoding into exactly n fields.
func fields(encoded string, n int) ([]string, error) {
	if len(encoded) > maxEncoded {
		return nil, damaged("it has %d characters, at most %d are read", len(encoded), maxEncoded)
	}
	parts := strings.Split(encoded, "$")
	if len(parts) != n {
		return nil, damaged("%q has %d fields, want %d", parts[0][:min(len(parts[0]), 20)], len(parts), n)
	}
	return parts, nil
}

// number reads a decimal number from 1 to limit, written in the one way that hashers write it.
func number(name, text string, limit uint64) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err != nil || strconv.FormatUint(n, 10) != text:
		return 0, damaged("%s is not a number", name)
	case n < 1 || n > limit:
		return 0, damaged("%s is %d, want 1 to %d", name, n, limit)
	}
	return n, nil
}

// equal compares in a time that depends on the lengths only.
func equal[T string | []byte](a, b T) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
