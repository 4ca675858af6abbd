package sign_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/sign"
)

func TestFingerprint(t *testing.T) {
	t.Parallel()
	before, now := strings.Repeat("old key ", 8), strings.Repeat("new key ", 8)
	old, err := sign.NewKeys(before)
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := sign.NewKeys(now, before)
	if err != nil {
		t.Fatal(err)
	}
	print := old.Signer("auth.session").Fingerprint("hash")
	if len(print) != 43 || print != old.Signer("auth.session").Fingerprint("hash") {
		t.Errorf("%q is not a stable text of 43 characters", print)
	}
	for _, c := range []struct {
		name        string
		s           *sign.Signer
		value       string
		ok, current bool
	}{
		{"same", old.Signer("auth.session"), "hash", true, true},
		{"another value", old.Signer("auth.session"), "hash2", false, false},
		{"another purpose", old.Signer("auth.reset"), "hash", false, false},
		{"a fallback key", rotated.Signer("auth.session"), "hash", true, false},
		{"another key", sign.RandomKeys().Signer("auth.session"), "hash", false, false},
	} {
		if ok, current := c.s.Matches(print, c.value); ok != c.ok || current != c.current {
			t.Errorf("%s: %v, %v", c.name, ok, current)
		}
	}
	if ok, _ := old.Signer("auth.session").Matches("", "hash"); ok {
		t.Error("no fingerprint matches")
	}
}
