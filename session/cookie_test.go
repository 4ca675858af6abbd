package session_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

func cookieSite(t *testing.T, keys *sign.Keys, o session.Options) *site {
	t.Helper()
	o.Logger = slog.New(slog.DiscardHandler)
	m, err := session.NewCookie(keys, o)
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, m)
}

// wants checks the color that the site's browser has; "" for none.
func (s *site) wants(when, want string) {
	s.t.Helper()
	s.visit(func(ctx context.Context) error {
		got, ok, err := color.Get(ctx)
		if got != want || ok != (want != "") {
			s.t.Errorf("%s: the color is %q, %v, want %q", when, got, ok, want)
		}
		return err
	})
}

// Nobody reads or changes what is in the cookie, not one byte of it.
func TestCookieSealed(t *testing.T) {
	t.Parallel()
	s := cookieSite(t, sign.RandomKeys(), session.Options{})
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "ultramarine") })
	good := s.cookie.Value
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("ultramarine")) || strings.Contains(good, "ultramarine") {
		t.Error("the cookie shows what is in it")
	}
	for i := range raw {
		raw[i] ^= 1
		s.cookie.Value = base64.RawURLEncoding.EncodeToString(raw)
		s.wants("changed", "")
		raw[i] ^= 1
	}
	for n := range len(good) {
		s.cookie.Value = good[:n]
		s.wants("truncated", "")
	}
	last := good[:len(good)-1] + string(good[len(good)-1]+1)
	s.cookie.Value = last
	s.wants("spelt in another way", "")
	s.cookie.Value = good
	s.wants("as it was", "ultramarine")
}

// A key that was replaced still opens cookies, and one that is gone does not.
func TestCookieKeys(t *testing.T) {
	t.Parallel()
	site := func(key string, fallbacks ...string) *site {
		keys, err := sign.NewKeys(key, fallbacks...)
		if err != nil {
			t.Fatal(err)
		}
		return cookieSite(t, keys, session.Options{})
	}
	old := site("old")
	old.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	rotated := site("new", "old")
	rotated.cookie = old.cookie
	rotated.wants("with the old key as a fallback", "red")
	rotated.visit(func(ctx context.Context) error { return color.Set(ctx, "blue") })
	done := site("new")
	done.cookie = rotated.cookie
	done.wants("saved with the new key", "blue")
	done.cookie = old.cookie
	done.wants("without the old key", "")
}

// A cookie of another name, signed by the same keys, does not pass.
func TestCookieName(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	a := cookieSite(t, keys, session.Options{})
	b := cookieSite(t, keys, session.Options{Cookie: web.Cookie{Name: "other"}})
	b.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	a.cookie = &http.Cookie{Name: "session", Value: b.cookie.Value}
	a.wants("from another name", "")
	token, err := keys.Signer("session.cookie", "session").Sign(`{"d":{"color":"red"},"c":0,"e":99999999999}`)
	if err != nil {
		t.Fatal(err)
	}
	a.cookie.Value = token
	a.wants("signed for the same purpose", "")
}

// The end is inside the cookie: a browser that keeps it longer gains nothing.
func TestCookieReplayed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := cookieSite(t, sign.RandomKeys(), session.Options{IdleAge: time.Hour, Now: func() time.Time { return now }})
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	copied := *s.cookie
	s.visit(func(ctx context.Context) error { return session.From(ctx).Flush(ctx) })
	if s.cookie != nil {
		t.Fatal("the browser still has its cookie")
	}
	s.cookie = &copied
	s.wants("a copy, as documented", "red")
	now = now.Add(time.Hour + time.Second)
	s.cookie = &copied
	s.wants("a copy after its end", "")
}

func TestCookieTooLarge(t *testing.T) {
	t.Parallel()
	s := cookieSite(t, sign.RandomKeys(), session.Options{})
	s.visit(func(ctx context.Context) error { return color.Set(ctx, strings.Repeat("x", 2900)) })
	if s.cookie == nil || len(s.cookie.Name)+len(s.cookie.Value) > 4096 {
		t.Fatal("what fits was not kept")
	}
	s.cookie = nil
	res := s.serve(func(w http.ResponseWriter, r *http.Request) {
		if err := color.Set(r.Context(), strings.Repeat("x", 3100)); err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte("kept"))
	})
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusInternalServerError || s.cookie != nil || strings.Contains(string(body), "kept") {
		t.Errorf("status %d, cookie %v, body %s", res.StatusCode, s.cookie, body)
	}
}

func TestCookieEnd(t *testing.T) {
	t.Parallel()
	m, err := session.NewCookie(sign.RandomKeys(), session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.End(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "cannot be ended") {
		t.Errorf("End: %v", err)
	}
}

// FuzzCookie: no text that a browser may send opens a session that this site did not make.
func FuzzCookie(f *testing.F) {
	keys, err := sign.NewKeys("the key of this test")
	if err != nil {
		f.Fatal(err)
	}
	cookies, err := session.NewCookie(keys, session.Options{})
	if err != nil {
		f.Fatal(err)
	}
	memory, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "session=", "session=" + strings.Repeat("a", 32), "session=\x00", "session=a; session=b", "session=" + strings.Repeat("A", 5000), "session=\"quoted\"", ";;;=,session"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, m := range []*session.Manager{cookies, memory} {
			s := newSite(t, m)
			res := s.serveHeader(header, func(_ http.ResponseWriter, r *http.Request) {
				if _, ok, err := color.Get(r.Context()); ok || err != nil {
					t.Errorf("%q opens a session (%v)", header, err)
				}
				if err := color.Set(r.Context(), "red"); err != nil {
					t.Error(err)
				}
			})
			if res.StatusCode != http.StatusOK || s.cookie == nil || strings.Contains(header, s.cookie.Value) {
				t.Errorf("%q: status %d, cookie %v", header, res.StatusCode, s.cookie)
			}
		}
	})
}
