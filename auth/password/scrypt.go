package password

import (
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/scrypt"
)

// Scrypt makes scrypt hashes (RFC 7914) as Django does since 4.0. The zero value has the parameters of Django 5.1 and later.
type Scrypt struct {
	// N is the work factor, a power of two. Defaults to 16384.
	N int
	// R is the block size. Defaults to 8.
	R int
	// P is the parallelism. Defaults to 5; Django had 1 before 5.1.
	P int
}

// scryptSize is the length of a hash in bytes.
const scryptSize = 64

// scryptHash is an encoding that was read and lies within the budget.
type scryptHash struct {
	Scrypt
	salt, hash string // the hash in base64
}

func (s Scrypt) withDefaults() Scrypt {
	if s.N == 0 {
		s.N = 1 << 14
	}
	if s.R == 0 {
		s.R = 8
	}
	if s.P == 0 {
		s.P = 5
	}
	return s
}

func (s Scrypt) check() error {
	s = s.withDefaults()
	const most = 8 * MaxMemory // 128 bytes are the smallest block
	if s.N < 2 || s.N > most || s.N&(s.N-1) != 0 {
		return damaged("n of scrypt is %d, want a power of two up to %d", s.N, most)
	}
	if s.R < 1 || s.R > most || s.P < 1 || s.P > most {
		return damaged("r and p of scrypt are %d and %d, want 1 to %d", s.R, s.P, most)
	}
	memory := int64(s.N) * int64(s.R) / 8 // KiB
	if memory > MaxMemory || int64(s.R)*int64(s.P) > most || memory*int64(s.P) > maxTraffic {
		return damaged("n=%d, r=%d, p=%d of scrypt is too much work: want at most %d KiB of memory and %d in all", s.N, s.R, s.P, MaxMemory, maxTraffic)
	}
	return nil
}

// Algorithm is "scrypt".
func (Scrypt) Algorithm() string { return "scrypt" }

// Hash returns a new hash.
func (s Scrypt) Hash(password string) (string, error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return "", err
	}
	salt := randomText(saltLength)
	hash, err := s.derive(password, salt)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("scrypt$%d$%s$%d$%d$%s", s.N, salt, s.R, s.P, hash), nil
}

// Verify reports whether the encoding is that of the password, see [Hasher].
func (Scrypt) Verify(password, encoded string) (bool, error) {
	h, err := parseScrypt(encoded)
	if err != nil {
		return false, err
	}
	hash, err := h.derive(password, h.salt)
	return err == nil && equal(hash, h.hash), err
}

// Outdated reports whether an encoding has other parameters, or a salt shorter than a new one.
func (s Scrypt) Outdated(encoded string) bool {
	h, err := parseScrypt(encoded)
	return err != nil || h.Scrypt != s.withDefaults() || len(h.salt) < saltLength
}

// Harden does nothing: what another scrypt hash would have cost cannot be made up for in parts.
func (Scrypt) Harden(_, _ string) {}

// derive returns the hash in base64.
func (s Scrypt) derive(password, salt string) (string, error) {
	key, err := scrypt.Key([]byte(password), []byte(salt), s.N, s.R, s.P, scryptSize)
	if err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	return base64.StdEncoding.EncodeToString(key), nil
}

// parseScrypt reads "scrypt$16384$salt$8$5$hash".
func parseScrypt(encoded string) (h scryptHash, err error) {
	parts, err := fields(encoded, 6)
	if err != nil {
		return h, err
	}
	if parts[0] != "scrypt" {
		return h, damaged("it does not begin with scrypt")
	}
	var n [3]uint64
	for i, text := range []string{parts[1], parts[3], parts[4]} {
		if n[i], err = number([...]string{"n", "r", "p"}[i], text, 8*MaxMemory); err != nil {
			return h, err
		}
	}
	h = scryptHash{Scrypt: Scrypt{N: int(n[0]), R: int(n[1]), P: int(n[2])}, salt: parts[2], hash: parts[5]}
	if err := h.check(); err != nil {
		return h, err
	}
	return h, saltAndHash("scrypt", h.salt, h.hash, scryptSize)
}

// memory is how many bytes a hash takes.
func (s Scrypt) memory() int64 {
	s = s.withDefaults()
	return 128 * int64(s.N) * int64(s.R)
}
