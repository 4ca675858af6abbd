package password

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// BCrypt makes bcrypt_sha256 hashes: bcrypt of the SHA-256 of the password in hexadecimal. The zero value is what Django makes.
type BCrypt struct {
	// Rounds is the logarithm of the work, 4 to [MaxRounds]. Defaults to 12.
	Rounds int
	// Plain makes "bcrypt", without SHA-256 before it. It reads the first 72 bytes of a password only, and Hash refuses longer
	// ones. Defaults to false.
	Plain bool
}

func (b BCrypt) rounds() int {
	if b.Rounds == 0 {
		return 12
	}
	return b.Rounds
}

func (b BCrypt) check() error {
	if r := b.rounds(); r < bcrypt.MinCost || r > MaxRounds {
		return damaged("the rounds of bcrypt are %d, want %d to %d", r, bcrypt.MinCost, MaxRounds)
	}
	return nil
}

// Algorithm is "bcrypt_sha256" or "bcrypt".
func (b BCrypt) Algorithm() string {
	if b.Plain {
		return "bcrypt"
	}
	return "bcrypt_sha256"
}

// Hash returns a new hash.
func (b BCrypt) Hash(password string) (string, error) {
	if err := b.check(); err != nil {
		return "", err
	}
	hash, err := bcrypt.GenerateFromPassword(b.input(password), b.rounds())
	if errors.Is(err, bcrypt.ErrPasswordTooLong) {
		return "", tooLong(72)
	}
	if err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	return b.Algorithm() + "$" + string(hash), nil
}

// Verify reports whether the encoding is that of the password, see [Hasher].
func (b BCrypt) Verify(password, encoded string) (bool, error) {
	hash, _, err := b.parse(encoded)
	if err != nil {
		return false, err
	}
	err = bcrypt.CompareHashAndPassword([]byte(hash), b.input(password))
	if err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, damaged("bcrypt cannot read it")
	}
	return err == nil, nil
}

// Outdated reports whether an encoding has other rounds.
func (b BCrypt) Outdated(encoded string) bool {
	_, rounds, err := b.parse(encoded)
	return err != nil || rounds != b.rounds()
}

// Harden does the work that the encoding lacks: each round more doubles it.
func (b BCrypt) Harden(password, encoded string) {
	hash, rounds, err := b.parse(encoded)
	if err != nil || rounds >= b.rounds() {
		return
	}
	for range 1<<(b.rounds()-rounds) - 1 {
		_ = bcrypt.CompareHashAndPassword([]byte(hash), b.input(password))
	}
}

// input is what bcrypt hashes.
func (b BCrypt) input(password string) []byte {
	if b.Plain {
		return []byte(password)
	}
	sum := sha256.Sum256([]byte(password))
	return hex.AppendEncode(nil, sum[:])
}

// parse reads "bcrypt_sha256$$2b$12$" with 53 characters behind it, and returns what stands behind the first "$".
func (b BCrypt) parse(encoded string) (hash string, rounds int, err error) {
	parts, err := fields(encoded, 5)
	if err != nil {
		return "", 0, err
	}
	variety, work, data := parts[2], parts[3], parts[4]
	if parts[0] != b.Algorithm() || parts[1] != "" || variety != "2a" && variety != "2b" && variety != "2y" {
		return "", 0, damaged("the variety of %s is none of 2a, 2b, 2y", b.Algorithm())
	}
	if len(work) != 2 || len(data) != 53 {
		return "", 0, damaged("%s has %d characters of rounds and %d of hash, want 2 and 53", b.Algorithm(), len(work), len(data))
	}
	n, err := number("the rounds of bcrypt", strings.TrimPrefix(work, "0"), MaxRounds)
	if err != nil {
		return "", 0, err
	}
	if n < uint64(bcrypt.MinCost) {
		return "", 0, damaged("the rounds of bcrypt are %d, want at least %d", n, bcrypt.MinCost)
	}
	return encoded[len(b.Algorithm())+1:], int(n), nil
}
