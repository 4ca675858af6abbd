// Package passwordtest holds the tests that every [password.Hasher] passes.
package passwordtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth/password"
)

// Run tests a hasher. Give it one of low cost: some twenty hashes are made.
func Run(t *testing.T, h password.Hasher) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, password.Hasher){
		"Encoding":  encoding,
		"Passwords": passwords,
		"Damaged":   damaged,
		"Parallel":  parallel,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, h) })
	}
}

// hash makes a hash that must not fail.
func hash(t *testing.T, h password.Hasher, text string) string {
	t.Helper()
	encoded, err := h.Hash(text)
	if err != nil {
		t.Fatalf("Hash(%q): %v", text, err)
	}
	return encoded
}

// encoding looks at the text that is stored.
func encoding(t *testing.T, h password.Hasher) {
	algorithm := h.Algorithm()
	if algorithm == "" || strings.ContainsAny(algorithm, "$! ") {
		t.Fatalf("the algorithm is %q, want a word without $, ! and blanks", algorithm)
	}
	a, b := hash(t, h, "secret"), hash(t, h, "secret")
	if a == b {
		t.Errorf("two hashes of a password are the same: %s", a)
	}
	if !strings.HasPrefix(a, algorithm+"$") || len(a) > 128 || strings.Contains(a, "secret") {
		t.Errorf("the encoding is %q (%d characters), want %s$… in at most 128", a, len(a), algorithm)
	}
	for _, r := range a {
		if r < 0x21 || r > 0x7e {
			t.Errorf("the encoding %q holds %q, want printable ASCII", a, r)
		}
	}
	if h.Outdated(a) {
		t.Errorf("%q is outdated as soon as it is made", a)
	}
	h.Harden("secret", a)
}

// passwords tells passwords apart that hashers may take for the same. (Zero bytes at the end they may: HMAC, and with it PBKDF2 and
// scrypt, fills short keys up with them.)
func passwords(t *testing.T, h password.Hasher) {
	texts := []string{"", "secret", "Secret", " secret", "secret ", "sec\x00ret", "s\u00e9cret", "se\u0301cret", strings.Repeat("x", 60), strings.Repeat("x", 61)}
	for i, text := range texts {
		encoded := hash(t, h, text)
		for j, other := range texts {
			ok, err := h.Verify(other, encoded)
			if err != nil || ok != (i == j) {
				t.Errorf("Verify(%q) of the hash of %q is %v, %v", other, text, ok, err)
			}
		}
	}
}

// damaged changes an encoding: it is an error or matches nothing, and never a panic.
func damaged(t *testing.T, h password.Hasher) {
	whole := hash(t, h, "secret")
	for _, text := range []string{"", "$", h.Algorithm(), h.Algorithm() + "$", h.Algorithm() + strings.Repeat("$", 20), "other$" + whole, whole[:len(whole)/2], whole[:len(whole)-1], whole + "$", whole + "x"} {
		ok, err := h.Verify("secret", text)
		if ok || err != nil && !errors.Is(err, password.ErrEncoding) {
			t.Errorf("Verify of %q is %v, %v, want false and an error that wraps ErrEncoding", text, ok, err)
		}
		h.Outdated(text)
		h.Harden("secret", text)
	}
}

// parallel hashes in many goroutines, for the race detector.
func parallel(t *testing.T, h password.Hasher) {
	done := make(chan bool)
	for range 4 {
		go func() {
			encoded, err := h.Hash("secret")
			ok, errVerify := h.Verify("secret", encoded)
			done <- ok && err == nil && errVerify == nil
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("hashing in parallel failed")
		}
	}
}
