package mfa

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/sign"
)

// FuzzCodes: whatever is typed, what counts as a code has its form, and is the same when it is read again.
func FuzzCodes(f *testing.F) {
	for _, s := range []string{"123456", " 123 456 ", "１２３４５６", "abcd-efgh-ijkm-npqr", "ABCD EFGH IJKM NPQR", "l0o1", "", strings.Repeat("9", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if code, ok := normalCode(s); ok {
			if again, ok := normalCode(code); !ok || again != code || len(code) != digits || strings.Trim(code, "0123456789") != "" {
				t.Errorf("%q is the code %q", s, code)
			}
		}
		if code, ok := normalRecovery(s); ok {
			if again, ok := normalRecovery(code); !ok || again != code || strings.Trim(code, codeLetters) != "" {
				t.Errorf("%q is the recovery code %q", s, code)
			}
		}
		if name := cleanName(s); name == "" || utf8.RuneCountInString(name) > maxName || strings.ContainsAny(name, "\r\n\x00") {
			t.Errorf("%q is the name %q", s, name)
		}
	})
}

// FuzzOpen: what was not sealed does not open, and breaks nothing.
func FuzzOpen(f *testing.F) {
	keys := sign.RandomKeys()
	ctx := sign.With(context.Background(), keys)
	sealed, err := seal(ctx, []byte("secret"), "totp 1")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		text, _, err := open(ctx, b, "totp 1")
		if (err == nil) != (string(b) == string(sealed)) || err == nil && string(text) != "secret" {
			t.Errorf("%x opens to %q (%v)", b, text, err)
		}
	})
}

// Codes are as random as their letters promise, and no two users' hashes are the same.
func TestNewCode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code := newCode()
		plain, ok := normalRecovery(code)
		if !ok || seen[plain] || len(code) != 19 {
			t.Fatalf("code %q", code)
		}
		seen[plain] = true
	}
	if hashCode(&auth.User{ID: 1}, "x") == hashCode(&auth.User{ID: 2}, "x") {
		t.Error("two users have the same hash")
	}
}

// The vectors of RFC 6238, appendix B, for SHA-1, in their last six digits.
func TestVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		second int64
		code   string
	}{{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}} {
		step, ok, used, err := stepOf([]byte("12345678901234567890"), c.code, unix(c.second), 0)
		if err != nil || !ok || used || step != c.second/30 {
			t.Errorf("at %d: step %d, %t, %t (%v)", c.second, step, ok, used, err)
		}
		if _, ok, used, _ := stepOf([]byte("12345678901234567890"), c.code, unix(c.second), step); ok || !used {
			t.Errorf("at %d a second time: %t, %t", c.second, ok, used)
		}
	}
}

// The picture holds every dark square of the code, and nothing in the margin.
func TestDraw(t *testing.T) {
	t.Parallel()
	p, err := draw("otpauth://totp/shop:ada?secret=ABC")
	if err != nil || p.Size < 21+2*quiet || !strings.HasPrefix(p.Path, "M4 4h7v1h-7z") || strings.ContainsAny(p.Path, "<>&\"") {
		t.Errorf("%d %.60s (%v)", p.Size, p.Path, err)
	}
	if _, err := draw(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text beyond every QR code was drawn")
	}
}

func unix(second int64) time.Time { return time.Unix(second, 0) }
