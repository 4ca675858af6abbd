package session

import (
	"math"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// Keys do not repeat, and every character is as likely as every other at every place.
func TestKeys(t *testing.T) {
	t.Parallel()
	n := 50_000
	if testenv.Full() {
		n = 1_000_000
	}
	seen := make(map[string]bool, n)
	var count [keyLength][256]int
	for range n {
		key := newKey()
		if !validKey(key) {
			t.Fatalf("%q is no key", key)
		}
		if seen[key] {
			t.Fatalf("the key %q came twice", key)
		}
		seen[key] = true
		for i := range len(key) {
			count[i][key[i]]++
		}
	}
	// Chi-squared with 35 degrees of freedom: its mean is 35, its deviation √70. Ten deviations do not happen by chance.
	want, limit := float64(n)/float64(len(keyAlphabet)), 35+10*math.Sqrt(70)
	for i := range keyLength {
		chi := 0.0
		for _, c := range []byte(keyAlphabet) {
			chi += math.Pow(float64(count[i][c])-want, 2) / want
		}
		if chi > limit {
			t.Errorf("at place %d the characters are uneven: chi-squared %.0f, expected about 35", i, chi)
		}
	}
	if bits := keyLength * math.Log2(float64(len(keyAlphabet))); bits < 128 {
		t.Errorf("a key has %.0f bits, want 128", bits)
	}
}

func TestHashKey(t *testing.T) {
	t.Parallel()
	key := newKey()
	hash := hashKey(key)
	if len(hash) != 40 || hash != hashKey(key) || hash == hashKey(newKey()) {
		t.Errorf("the hash of %q is %q", key, hash)
	}
	if validKey(hash) || validKey(hash[:32]) && strings.Contains(key, hash[:32]) {
		t.Errorf("the hash %q passes for a key", hash)
	}
	// The value is fixed: a change would end all sessions.
	if got, want := hashKey("abcdefghijklmnopqrstuvwxyz012345"), "ZTuxJF6Cj82k-lP81aPe9b12VOZR9UtBMrc9dOZE"; got != want {
		t.Errorf("the hash is %q, want %q", got, want)
	}
}

func TestValidKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]bool{
		strings.Repeat("a", 32): true, strings.Repeat("9", 32): true, strings.Repeat("a", 31): false, strings.Repeat("a", 33): false, "": false,
		strings.Repeat("A", 32): false, strings.Repeat("a", 31) + "\x00": false, strings.Repeat("a", 31) + "-": false, strings.Repeat("é", 16): false,
	} {
		if validKey(key) != want {
			t.Errorf("validKey(%q) = %v", key, !want)
		}
	}
}
