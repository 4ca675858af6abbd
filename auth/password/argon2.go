package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id makes Argon2id hashes (RFC 9106). It also verifies Argon2i, which Django made before 3.2. The zero value has the
// parameters of OWASP's password storage cheat sheet; Django's own are {Memory: 102400, Time: 2, Threads: 8}.
type Argon2id struct {
	// Memory in KiB. Defaults to 19456, which is 19 MiB.
	Memory uint32
	// Time is the number of passes over the memory. Defaults to 2.
	Time uint32
	// Threads is the degree of parallelism. Defaults to 1.
	Threads uint8
}

// argon2Length is the length of a new hash in bytes.
const argon2Length = 32

// argon2Hash is an encoding that was read and lies within the budget.
type argon2Hash struct {
	Argon2id
	variety    string // "argon2id" or "argon2i"
	salt, hash []byte
}

func (a Argon2id) withDefaults() Argon2id {
	if a.Memory == 0 {
		a.Memory = 19456
	}
	if a.Time == 0 {
		a.Time = 2
	}
	if a.Threads == 0 {
		a.Threads = 1
	}
	return a
}

func (a Argon2id) check() error {
	a = a.withDefaults()
	switch {
	case a.Memory > MaxMemory:
		return damaged("memory is %d KiB, want at most %d", a.Memory, MaxMemory)
	case a.Memory < 8*uint32(a.Threads):
		return damaged("memory is %d KiB, want at least 8 for each of %d threads", a.Memory, a.Threads)
	case a.Time > maxPasses:
		return damaged("time is %d, want at most %d", a.Time, maxPasses)
	case uint64(a.Time)*uint64(a.Memory) > maxTraffic:
		return damaged("time %d with memory %d KiB is too much work: want a product of at most %d", a.Time, a.Memory, maxTraffic)
	case a.Threads > maxThreads:
		return damaged("the number of threads is %d, want at most %d", a.Threads, maxThreads)
	}
	return nil
}

// Algorithm is "argon2".
func (Argon2id) Algorithm() string { return "argon2" }

// Hash returns a new hash.
func (a Argon2id) Hash(password string) (string, error) {
	a = a.withDefaults()
	if err := a.check(); err != nil {
		return "", err
	}
	salt := []byte(randomText(saltLength))
	hash := argon2.IDKey([]byte(password), salt, a.Time, a.Memory, a.Threads, argon2Length)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("argon2$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, a.Memory, a.Time, a.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(hash)), nil
}

// Verify reports whether the encoding is that of the password, see [Hasher].
func (Argon2id) Verify(password, encoded string) (bool, error) {
	h, err := parseArgon2(encoded)
	if err != nil {
		return false, err
	}
	key := argon2.IDKey
	if h.variety == "argon2i" {
		key = argon2.Key
	}
	return equal(key([]byte(password), h.salt, h.Time, h.Memory, h.Threads, uint32(len(h.hash))), h.hash), nil
}

// Outdated reports whether an encoding has other parameters or a short salt.
func (a Argon2id) Outdated(encoded string) bool {
	h, err := parseArgon2(encoded)
	return err != nil || h.Argon2id != a.withDefaults() || h.variety != "argon2id" || len(h.salt) < minSaltBytes || len(h.hash) != argon2Length
}

// Harden does nothing: what another Argon2 hash would have cost cannot be made up for in parts.
func (Argon2id) Harden(_, _ string) {}

// parseArgon2 reads "argon2$argon2id$v=19$m=19456,t=2,p=1$salt$hash".
func parseArgon2(encoded string) (h argon2Hash, err error) {
	parts, err := fields(encoded, 6)
	if err != nil {
		return h, err
	}
	if parts[0] != "argon2" || parts[1] != "argon2id" && parts[1] != "argon2i" {
		return h, damaged("the variety of argon2 is none of argon2id, argon2i")
	}
	h.variety = parts[1]
	if parts[2] != "v=19" {
		return h, damaged("the version of argon2 is not v=19")
	}
	if h.Argon2id, err = parseArgon2Params(parts[3]); err != nil {
		return h, err
	}
	var errSalt, errHash error
	b64 := base64.RawStdEncoding.Strict()
	h.salt, errSalt = b64.DecodeString(parts[4])
	h.hash, errHash = b64.DecodeString(parts[5])
	if errors.Join(errSalt, errHash) != nil || len(h.salt) < 8 || len(h.hash) < 16 || len(h.hash) > 64 {
		return h, damaged("salt or hash of argon2 is not base64 of a fitting length")
	}
	return h, nil
}

// parseArgon2Params reads "m=19456,t=2,p=1".
func parseArgon2Params(text string) (a Argon2id, err error) {
	values := strings.Split(text, ",")
	if len(values) != 3 {
		return a, damaged("argon2 has %d parameters, want m, t and p", len(values))
	}
	var n [3]uint64
	for i, limit := range []uint64{MaxMemory, maxPasses, maxThreads} {
		name := [...]string{"m", "t", "p"}[i]
		value, ok := strings.CutPrefix(values[i], name+"=")
		if !ok {
			return a, damaged("argon2 lacks the parameter %s", name)
		}
		if n[i], err = number(name, value, limit); err != nil {
			return a, err
		}
	}
	a = Argon2id{Memory: uint32(n[0]), Time: uint32(n[1]), Threads: uint8(n[2])}
	return a, a.check()
}
