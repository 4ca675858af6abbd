package token_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/token"
	"github.com/musette-go/musette/sign"
)

func user() *auth.User {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678912345, time.UTC)
	return &auth.User{ID: 7, Username: "ada", Email: "Ada@example.org", Password: "pbkdf2$x", LastLogin: &at, IsActive: true}
}

// AUTH-30: a token dies with everything that it is bound to, and is worthless for another purpose.
func TestCheck(t *testing.T) {
	t.Parallel()
	ctx := sign.With(t.Context(), sign.RandomKeys())
	m := token.New("reset", time.Hour)
	text, err := m.Make(ctx, user())
	if err != nil {
		t.Fatal(err)
	}
	later := time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)
	stored := user().LastLogin.Truncate(time.Microsecond)
	for _, c := range []struct {
		what   string
		want   bool
		maker  token.Maker
		text   string
		change func(u *auth.User)
	}{
		{"as it was", true, m, text, nil},
		{"the time as a database keeps it", true, m, text, func(u *auth.User) { u.LastLogin = &stored }},
		{"the address in another case", true, m, text, func(u *auth.User) { u.Email = "ada@EXAMPLE.org" }},
		{"another password", false, m, text, func(u *auth.User) { u.Password = "pbkdf2$y" }},
		{"a login", false, m, text, func(u *auth.User) { u.LastLogin = &later }},
		{"no login", false, m, text, func(u *auth.User) { u.LastLogin = nil }},
		{"another address", false, m, text, func(u *auth.User) { u.Email = "eve@example.org" }},
		{"not active", false, m, text, func(u *auth.User) { u.IsActive = false }},
		{"another user", false, m, text, func(u *auth.User) { u.ID = 8 }},
		{"nobody", false, m, text, func(u *auth.User) { u.ID = 0 }},
		{"another purpose", false, token.New("verify", time.Hour), text, nil},
		{"bound to more", false, m.With("x"), text, nil},
		{"forged", false, m, text[:len(text)-2] + "AA", nil},
		{"empty", false, m, "", nil},
	} {
		u := user()
		if c.change != nil {
			c.change(u)
		}
		if ok, err := c.maker.Check(ctx, u, c.text); ok != c.want || err != nil {
			t.Errorf("%s: %v, %v", c.what, ok, err)
		}
	}
}

// What With binds is kept apart.
func TestWith(t *testing.T) {
	t.Parallel()
	ctx := sign.With(t.Context(), sign.RandomKeys())
	m := token.New("invite", time.Hour)
	text, err := m.With("a", "bc").Make(ctx, user())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		maker token.Maker
		want  bool
	}{{m.With("a", "bc"), true}, {m.With("a").With("bc"), true}, {m.With("ab", "c"), false}, {m.With("abc"), false}, {m, false}} {
		if ok, _ := c.maker.Check(ctx, user(), text); ok != c.want {
			t.Errorf("%+v: %v", c.maker, ok)
		}
	}
}

// A token ends with its age, and with the site's key unless that is still recognized.
func TestAgeAndKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := func(key string, old ...string) context.Context {
			k, err := sign.NewKeys(key, old...)
			if err != nil {
				t.Fatal(err)
			}
			return sign.With(t.Context(), k)
		}
		m := token.New("reset", time.Hour)
		text, err := m.Make(keys("one"), user())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			ctx  context.Context
			want bool
		}{{keys("one"), true}, {keys("two", "one"), true}, {keys("two"), false}} {
			if ok, _ := m.Check(c.ctx, user(), text); ok != c.want {
				t.Errorf("%v, want %v", ok, c.want)
			}
		}
		time.Sleep(time.Hour + time.Second)
		if ok, _ := m.Check(keys("one"), user(), text); ok {
			t.Error("the token outlives its age")
		}
	})
}

// Without keys, and for nobody, there are no tokens.
func TestWiring(t *testing.T) {
	t.Parallel()
	m := token.New("reset", time.Hour)
	if _, err := m.Make(t.Context(), user()); err == nil {
		t.Error("a context without keys makes tokens")
	}
	if _, err := m.Make(sign.With(t.Context(), sign.RandomKeys()), &auth.User{}); err == nil {
		t.Error("nobody has a token")
	}
}
