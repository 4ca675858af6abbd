package session_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// Who comes with the cookie of before gets the new one with a new key; the old key is dead, and the old cookie goes.
func TestOldCookie(t *testing.T) {
	t.Parallel()
	driver := session.Memory()
	old, err := session.New(driver, session.Options{Cookie: web.Cookie{Name: "sessionid", WithoutPrefix: true}})
	if err != nil {
		t.Fatal(err)
	}
	was := newSite(t, old)
	was.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	key := was.cookie.Value
	m, err := session.New(driver, session.Options{OldCookie: web.Cookie{Name: "sessionid", WithoutPrefix: true}})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, m)
	read := func(want string) func(http.ResponseWriter, *http.Request) {
		return func(_ http.ResponseWriter, r *http.Request) {
			if got, _, err := color.Get(r.Context()); err != nil || got != want {
				t.Errorf("the color is %q, %v, want %q", got, err, want)
			}
		}
	}
	res := s.serveHeader("sessionid="+key, read("red"))
	set := strings.Join(res.Header["Set-Cookie"], "\n")
	if !strings.Contains(set, "session=") || !strings.Contains(set, "sessionid=;") || strings.Contains(set, key) {
		t.Errorf("the answer sets\n%s", set)
	}
	s.serveHeader("sessionid="+key, read(""))
	for _, c := range res.Cookies() {
		if c.Name == "session" {
			if set := s.serveHeader("session="+c.Value, read("red")).Header["Set-Cookie"]; set != nil {
				t.Errorf("the next answer sets %s", set)
			}
		}
	}
}

// A session that Django gave a time to end, and not an age, ends then, however much it is used.
func TestFixedExpiry(t *testing.T) {
	t.Parallel()
	for text, lives := range map[string]bool{
		`"2026-03-01T13:00:00.5+00:00"`: true, `"2026-03-01T13:00:00"`: true, `"2026-03-01T11:59:59+00:00"`: false,
		`"soon"`: true, `""`: true, `{}`: true, `-5`: true, `"` + strings.Repeat("2", 100) + `"`: true, // as if there were none
	} {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		driver := session.Memory()
		m, err := session.New(driver, session.Options{Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		s := newSite(t, m)
		s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
		key := session.HashKey(s.cookie.Value)
		rec, err := driver.Load(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		rec.Data["_session_expiry"] = json.RawMessage(text)
		if err := driver.Update(t.Context(), key, key, rec); err != nil {
			t.Fatal(err)
		}
		s.visit(func(ctx context.Context) error { return color.Set(ctx, "blue") }) // saves it
		rec, err = driver.Load(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		at, fixed := time.Time{}, strings.Contains(text, "2026-")
		if fixed {
			at, _ = time.Parse("2006-01-02T15:04:05", text[1:20])
		}
		if fixed && !rec.Expires.Truncate(time.Second).Equal(at) || !fixed && !rec.Expires.Equal(now.Add(session.DefaultIdleAge)) {
			t.Errorf("with %.40s it ends at %s", text, rec.Expires)
		}
		now = now.Add(time.Minute)
		s.visit(func(ctx context.Context) error {
			if _, ok, _ := color.Get(ctx); ok != lives {
				t.Errorf("with %.40s the session is there: %v", text, ok)
			}
			return nil
		})
	}
}
