package tokens

import (
	"errors"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
)

// FuzzHeader: whatever stands in the header Authorization, it is another scheme's, a refusal, or one word without white space.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"", "Token", "Token ", "Token a", "token  a ", "Token a b", "Token\ta", "Token \xff", "Bearer a", "Token \x00", "Tokens a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		key, ok, err := keyOf(header, "Token")
		begins := len(header) >= 5 && strings.EqualFold(strings.TrimLeft(header, " \t\n\v\f\r")[:min(5, len(strings.TrimLeft(header, " \t\n\v\f\r")))], "token")
		switch {
		case err != nil && (problem.Of(err) != problem.Unauthenticated || key != "" || !ok):
			t.Errorf("%q gives %q, %t, %v", header, key, ok, err)
		case err == nil && ok && (key == "" || strings.ContainsAny(key, " \t\n\v\f\r") || !begins):
			t.Errorf("%q gives the key %q", header, key)
		}
		if plausible(key) && strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%q is no key", key)
		}
	})
}

// Keys differ, have their form, and their hashes are those of SHA-256.
func TestNewKey(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		for _, key := range []string{newKey(), newSharedKey()} {
			if len(key) != 40 || !plausible(key) || seen[key] {
				t.Fatalf("key %q", key)
			}
			seen[key] = true
		}
	}
	if got := hashKey("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("the hash of abc is %s", got)
	}
	if err := checkScopes([]string{"catalog.change_product", "a:b"}); err != nil || errors.Is(checkScopes([]string{""}), nil) {
		t.Errorf("scopes: %v", err)
	}
}
