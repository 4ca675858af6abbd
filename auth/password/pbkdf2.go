package password

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// PBKDF2 makes hashes by PBKDF2 with HMAC (RFC 8018), Django's default. The zero value is what the newest known Django makes.
type PBKDF2 struct {
	// Iterations defaults to 1,500,000.
	Iterations int
	// SHA1 makes pbkdf2_sha1 instead of pbkdf2_sha256. Defaults to false.
	SHA1 bool
}

// newestIterations are those of Django 6.1.
const newestIterations = 1_500_000

// pbkdf2Hash is an encoding that was read and lies within the budget.
type pbkdf2Hash struct {
	iterations int
	salt, hash string // the hash in base64
}

func (p PBKDF2) iterations() int {
	if p.Iterations == 0 {
		return newestIterations
	}
	return p.Iterations
}

func (p PBKDF2) check() error {
	if n := p.iterations(); n < 1 || n > MaxIterations {
		return damaged("the number of iterations is %d, want 1 to %d", n, MaxIterations)
	}
	return nil
}

// Algorithm is "pbkdf2_sha256" or "pbkdf2_sha1".
func (p PBKDF2) Algorithm() string {
	if p.SHA1 {
		return "pbkdf2_sha1"
	}
	return "pbkdf2_sha256"
}

// Hash returns a new hash.
func (p PBKDF2) Hash(password string) (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	salt, n := randomText(saltLength), p.iterations()
	hash, err := p.derive(password, salt, n)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s$%d$%s$%s", p.Algorithm(), n, salt, hash), nil
}

// Verify reports whether the encoding is that of the password, see [Hasher].
func (p PBKDF2) Verify(password, encoded string) (bool, error) {
	h, err := p.parse(encoded)
	if err != nil {
		return false, err
	}
	hash, err := p.derive(password, h.salt, h.iterations)
	return err == nil && equal(hash, h.hash), err
}

// Outdated reports whether an encoding has another number of iterations, or a salt shorter than a new one.
func (p PBKDF2) Outdated(encoded string) bool {
	h, err := p.parse(encoded)
	return err != nil || h.iterations != p.iterations() || len(h.salt) < saltLength
}

// Harden does the iterations that the encoding lacks.
func (p PBKDF2) Harden(password, encoded string) {
	h, err := p.parse(encoded)
	if missing := p.iterations() - h.iterations; err == nil && missing > 0 {
		_, _ = p.derive(password, h.salt, missing)
	}
}

// derive returns the hash in base64.
func (p PBKDF2) derive(password, salt string, iterations int) (string, error) {
	digest := sha256.New
	if p.SHA1 {
		digest = sha1.New
	}
	key, err := pbkdf2.Key(digest, password, []byte(salt), iterations, p.size())
	if err != nil {
		return "", fmt.Errorf("password: %s: %w", p.Algorithm(), err)
	}
	return base64.StdEncoding.EncodeToString(key), nil
}

// size is the length of a hash in bytes.
func (p PBKDF2) size() int {
	if p.SHA1 {
		return sha1.Size
	}
	return sha256.Size
}

// parse reads "pbkdf2_sha256$260000$salt$hash".
func (p PBKDF2) parse(encoded string) (h pbkdf2Hash, err error) {
	parts, err := fields(encoded, 4)
	if err != nil {
		return h, err
	}
	if parts[0] != p.Algorithm() {
		return h, damaged("it does not begin with %s", p.Algorithm())
	}
	n, err := number("the number of iterations", parts[1], MaxIterations)
	if err != nil {
		return h, err
	}
	if err := saltAndHash(p.Algorithm(), parts[2], parts[3], p.size()); err != nil {
		return h, err
	}
	return pbkdf2Hash{iterations: int(n), salt: parts[2], hash: parts[3]}, nil
}

// saltAndHash refuses an empty salt and a hash that is not size bytes in base64.
func saltAndHash(algorithm, salt, hash string, size int) error {
	if salt == "" {
		return damaged("the salt of %s is empty", algorithm)
	}
	if raw, err := base64.StdEncoding.Strict().DecodeString(hash); err != nil || len(raw) != size {
		return damaged("the hash of %s is not base64 of %d bytes", algorithm, size)
	}
	return nil
}
