package sign_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/sign"
)

func keys(t testing.TB, all ...string) *sign.Keys {
	t.Helper()
	k, err := sign.NewKeys(all[0], all[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t testing.TB, s *sign.Signer, value string) string {
	t.Helper()
	token, err := s.Sign(value)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	s := keys(t, "one").Signer("test")
	for _, value := range []string{"", "a", "user-12", "with.dots:and\x00bytes\xff", strings.Repeat("x", 6000)} {
		got, err := s.Unsign(signed(t, s, value), time.Minute)
		if err != nil || got != value {
			t.Errorf("%.20q became %.20q (%v)", value, got, err)
		}
	}
	if _, err := s.Sign(strings.Repeat("x", 6200)); !errors.Is(err, sign.ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
}

// TestEveryChangeIsRefused changes each byte of a token, cuts it, adds to it, and spells it otherwise.
func TestEveryChangeIsRefused(t *testing.T) {
	t.Parallel()
	s := keys(t, "one", "two").Signer("test")
	token := signed(t, s, "value") // 43 bytes: its last character of base64 has bits to spare
	wrong := []string{"", "1", token[:len(token)-1], token[1:], token + "A", token + "=", token + "\n", token[:20] + "\n" + token[20:],
		token[:20] + "\r" + token[20:], " " + token, "2" + token[1:], strings.Repeat("1", sign.MaxLength+1), "1" + strings.Repeat("A", 51)}
	for i := range token {
		for _, c := range []byte{token[i] ^ 1, token[i] ^ 0x20, 'A', 'B', 'R', 'h', 'x', '_', 0, 0xff} {
			if c != token[i] {
				wrong = append(wrong, token[:i]+string([]byte{c})+token[i+1:])
			}
		}
	}
	for _, w := range wrong {
		if got, err := s.Unsign(w, sign.Forever); !errors.Is(err, sign.ErrInvalid) || got != "" {
			t.Errorf("%.120q gives %q (%v)", w, got, err)
		}
	}
}

// TestPurposes: SEC-20 and HTTP-21: no two purposes recognize each other's tokens.
func TestPurposes(t *testing.T) {
	t.Parallel()
	k := keys(t, "one")
	purposes := [][]string{nil, {""}, {"", ""}, {"a"}, {"a", ""}, {"", "a"}, {"a", "bc"}, {"ab", "c"}, {"abc"}, {"a", "b", "c"}, {"a\x00bc"}, {"a.bc"}}
	for i, p := range purposes {
		token := signed(t, k.Signer(p...), "v")
		for j, q := range purposes {
			if _, err := k.Signer(q...).Unsign(token, time.Minute); (err == nil) != (i == j) {
				t.Errorf("a token for %q, asked for %q: %v", p, q, err)
			}
		}
	}
}

// TestRotation: PROJ-13: old tokens live as long as their key is listed.
func TestRotation(t *testing.T) {
	t.Parallel()
	before := signed(t, keys(t, "old").Signer("p"), "v")
	if _, err := keys(t, "new", "older", "old").Signer("p").Unsign(before, time.Minute); err != nil {
		t.Errorf("listed, and refused: %v", err)
	}
	if _, err := keys(t, "new", "older").Signer("p").Unsign(before, time.Minute); !errors.Is(err, sign.ErrInvalid) {
		t.Errorf("removed, and taken: %v", err)
	}
	after := signed(t, keys(t, "new", "old").Signer("p"), "v")
	if _, err := keys(t, "old").Signer("p").Unsign(after, time.Minute); !errors.Is(err, sign.ErrInvalid) {
		t.Error("a fallback key signed")
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := keys(t, "one").Signer("p")
		token := signed(t, s, "v")
		time.Sleep(time.Minute)
		for maxAge, want := range map[time.Duration]error{time.Minute: nil, time.Hour: nil, sign.Forever: nil,
			58 * time.Second: sign.ErrExpired, 0: sign.ErrExpired, -1: sign.ErrExpired} {
			if _, err := s.Unsign(token, maxAge); !errors.Is(err, want) {
				t.Errorf("after a minute, of at most %s: %v, want %v", maxAge, err, want)
			}
		}
		if _, err := s.Unsign(token[:len(token)-1]+"_", 0); !errors.Is(err, sign.ErrInvalid) {
			t.Errorf("changed and old: %v, want ErrInvalid, which says less", err)
		}
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type order struct {
		ID   int64
		Tags []string
	}
	s := keys(t, "one").Signer("p")
	token, err := s.SignJSON(order{ID: 7, Tags: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	var got order
	if err := s.UnsignJSON(token, time.Minute, &got); err != nil || got.ID != 7 || len(got.Tags) != 1 {
		t.Errorf("%+v (%v)", got, err)
	}
	var wrong struct{ ID string }
	if err := s.UnsignJSON(token, time.Minute, &wrong); !errors.Is(err, sign.ErrInvalid) {
		t.Errorf("another type: %v", err)
	}
	if err := s.UnsignJSON(token+"A", time.Minute, &got); !errors.Is(err, sign.ErrInvalid) {
		t.Errorf("changed: %v", err)
	}
	if _, err := s.SignJSON(func() {}); err == nil {
		t.Error("a function was signed")
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	if _, err := sign.NewKeys(""); err == nil {
		t.Error("an empty key was taken")
	}
	if _, err := sign.NewKeys("a", "b", ""); err == nil || !strings.Contains(err.Error(), "fallback key 2") {
		t.Errorf("an empty fallback: %v", err)
	}
	for key, ok := range map[string]bool{
		"":                                  false,
		strings.Repeat("a", 50):             false,
		strings.Repeat("abcd", 13):          false,
		strings.Repeat("abcde", 9) + "abcd": false,
		strings.Repeat("abcde", 10):         true,
		"django-insecure-" + strings.Repeat("abcde", 9): false,
		"insecure-" + strings.Repeat("abcde", 10):       false,
		sign.NewKey(): true,
	} {
		err := sign.CheckKey(key)
		if (err == nil) != ok {
			t.Errorf("CheckKey(%q): %v", key, err)
		}
		if err != nil && strings.Contains(err.Error(), "abcd") {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	one, other := sign.NewKey(), sign.NewKey()
	if raw, err := base64.RawURLEncoding.DecodeString(one); err != nil || len(raw) != 64 || one == other {
		t.Errorf("NewKey gives %d bytes (%v)", len(raw), err)
	}
	k := sign.RandomKeys()
	if sign.From(context.Background()) != nil || sign.From(sign.With(t.Context(), k)) != k {
		t.Error("the keys do not travel in the context")
	}
}

// TestKeyFile lets many processes, here goroutines, make the file at once.
func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "site.key")
	got := make([]string, 50)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			key, err := sign.KeyFile(path)
			if err != nil {
				t.Error(err)
			}
			got[i] = key
		})
	}
	wg.Wait()
	for _, k := range got {
		if k != got[0] || sign.CheckKey(k) != nil {
			t.Errorf("keys %.10q… and %.10q…", k, got[0])
		}
	}
	list, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(list) != 1 {
		t.Errorf("the folder holds %v (%v)", list, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v (%v)", info.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := sign.KeyFile(path); err == nil || !strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), got[0]) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestKeyFileRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := sign.KeyFile(filepath.Join(dir, "nowhere", "site.key")); err == nil {
		t.Error("a folder that is not there was no error")
	}
	for name, content := range map[string]string{"weak": "marker\n", "large": strings.Repeat("marker", 2000), "empty": ""} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sign.KeyFile(path); err == nil || strings.Contains(err.Error(), "marker") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzUnsign: X51: nothing but what Sign made is taken, and each value has one spelling.
func FuzzUnsign(f *testing.F) {
	s := keys(f, "one", "two").Signer("fuzz")
	for _, v := range []string{"", "v", "user-12", "a long value, with spaces"} {
		f.Add(signed(f, s, v))
	}
	f.Add("1")
	f.Add("2AAAA")
	f.Add(strings.Repeat("1", 100))
	f.Fuzz(func(t *testing.T, token string) {
		fresh, err := s.Sign(token)
		if err != nil {
			return
		}
		if back, err := s.Unsign(fresh, sign.Forever); err != nil || back != token {
			t.Fatalf("%q does not come back: %q (%v)", token, back, err)
		}
		value, err := s.Unsign(token, sign.Forever)
		if err != nil {
			return
		}
		raw, err := base64.RawURLEncoding.DecodeString(token[1:])
		if err != nil || "1"+base64.RawURLEncoding.EncodeToString(raw) != token || !strings.HasSuffix(string(raw), value) {
			t.Fatalf("%q is taken as %q", token, value)
		}
	})
}

func BenchmarkUnsign(b *testing.B) {
	s := keys(b, "one").Signer("p")
	token := signed(b, s, "user-12")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Unsign(token, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}
