package sessiontest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
)

// opener makes a manager with options, and the context of its requests.
type opener = func(t *testing.T, o session.Options) (context.Context, *session.Manager)

// RunManager runs the tests of what a site sees of its sessions. The function open returns a manager with an empty store and the options
// given, and the context of its requests. What cannot hold for sessions in cookies is left out for those, which have no
// [session.Session.StoreKey].
func RunManager(t *testing.T, open opener) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, opener){
		"Values":         values,
		"Untouched":      untouched,
		"ReadOnly":       readOnly,
		"Preset":         preset,
		"BadCookies":     badCookies,
		"Idle":           idle,
		"Absolute":       absolute,
		"Renewal":        renewal,
		"OwnExpiry":      ownExpiry,
		"BrowserClose":   browserClose,
		"Rotate":         rotate,
		"RotateEmpty":    rotateEmpty,
		"Flush":          flush,
		"FlushAndSet":    flushAndSet,
		"Failure":        failure,
		"End":            end,
		"Alive":          alive,
		"Merge":          merge,
		"NoResurrection": noResurrection,
		"RotateEnded":    rotateEnded,
		"Late":           late,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// The values of the tests.
var (
	color = session.NewKey[string]("color")
	shape = session.NewKey[string]("shape")
)

func values(t *testing.T, open opener) {
	type cart struct {
		Items map[int64]int
		Note  string
	}
	carts, count := session.NewKey[cart]("cart"), session.NewKey[int]("count")
	b := newSite(t, session.Options{}, open).browser()
	b.with(func(ctx context.Context) error { return carts.Set(ctx, cart{map[int64]int{7: 2}, "für Émile"}) })
	b.with(func(ctx context.Context) error { return count.Set(ctx, 3) })
	b.with(func(ctx context.Context) error {
		got, ok, err := carts.Get(ctx)
		if !ok || got.Items[7] != 2 || got.Note != "für Émile" {
			t.Errorf("the cart is %+v, %v", got, ok)
		}
		if n, ok, _ := count.Get(ctx); n != 3 || !ok {
			t.Errorf("count is %d, %v", n, ok)
		}
		return err
	})
	b.with(func(ctx context.Context) error { return count.Delete(ctx) })
	b.with(func(ctx context.Context) error {
		if _, ok, _ := count.Get(ctx); ok {
			t.Error("count is still there")
		}
		_, _, err := session.NewKey[int]("cart").Get(ctx)
		if err == nil || !strings.Contains(err.Error(), `"cart" does not fit int`) {
			t.Errorf("reading the cart as a number: %v", err)
		}
		return nil
	})
	c := b.cookie()
	if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %v", c)
	}
}

func untouched(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	res := b.do(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	if len(res.Header) != 0 && res.Header.Get("Set-Cookie")+res.Header.Get("Vary")+res.Header.Get("Cache-Control") != "" {
		t.Errorf("a request that touches no session has the headers %v", res.Header)
	}
}

func readOnly(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	for range 2 {
		res := b.has(color, "")
		if res.Header.Get("Vary") != "Cookie" || res.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("headers %v", res.Header)
		}
	}
	b.with(func(ctx context.Context) error { return color.Delete(ctx) })
	if len(b.cookies) != 0 {
		t.Errorf("cookies %v though nothing was stored", b.cookies)
	}
}

// preset: a key that the client chose is never adopted.
func preset(t *testing.T, open opener) {
	chosen := strings.Repeat("a", 32)
	b := newSite(t, session.Options{}, open).browser(&http.Cookie{Name: "__Host-session", Value: chosen})
	b.has(color, "")
	b.set(color, "red")
	if b.cookie().Value == chosen {
		t.Error("the session has the key that the client chose")
	}
	b.site.browser(&http.Cookie{Name: "__Host-session", Value: chosen}).has(color, "")
	b.has(color, "red")
}

func badCookies(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	good := b.cookie().Value
	for name, value := range map[string]string{
		"empty": "", "truncated": good[:len(good)-1], "longer": good + "a", "changed": flip(good), "upper": strings.ToUpper(good),
		"huge": strings.Repeat("a", 1<<20), "padded": good + "=", "path": "../../etc/passwd", "percent": strings.Repeat("%", 32), "nul": good[:len(good)-1] + "\x00", "nul behind": good + "\x00",
		"utf8": strings.Repeat("é", 16),
	} {
		bad := b.site.browser(&http.Cookie{Name: "__Host-session", Value: value})
		if res := bad.has(color, ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
	}
	two := b.site.browser(b.cookie(), &http.Cookie{Name: "__Host-session", Value: strings.Repeat("b", 32)})
	two.has(color, "") // somebody set one of them
	b.has(color, "red")
}

// flip changes a character in the middle.
func flip(s string) string {
	c := byte('a')
	if s[len(s)/2] == c {
		c = 'b'
	}
	return s[:len(s)/2] + string(c) + s[len(s)/2+1:]
}

func rotate(t *testing.T, open opener) {
	s := newSite(t, session.Options{}, open)
	b := s.browser()
	b.set(color, "red")
	old := b.copy()
	var before, after, id string
	b.with(func(ctx context.Context) (err error) {
		if before, err = session.From(ctx).StoreKey(ctx); err != nil {
			return err
		}
		if err := session.From(ctx).Rotate(ctx); err != nil {
			return err
		}
		if after, err = session.From(ctx).StoreKey(ctx); err != nil {
			return err
		}
		return shape.Set(ctx, "round")
	})
	b.has(color, "red")
	b.has(shape, "round")
	if old.cookie().Value == b.cookie().Value {
		t.Error("the cookie has not changed")
	}
	if after == "" {
		return // a cookie has no key, and copies of it live on
	}
	old.has(color, "")
	b.with(func(ctx context.Context) (err error) { id, err = session.From(ctx).StoreKey(ctx); return err })
	if before == after || id != after {
		t.Errorf("the key in the store was %q, became %q, and is %q", before, after, id)
	}
	if strings.Contains(b.cookie().Value, id) || strings.Contains(id, b.cookie().Value) {
		t.Error("what is in the store can be used as a cookie")
	}
	s.browser(&http.Cookie{Name: "__Host-session", Value: id}).has(color, "")
}

func rotateEmpty(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.with(func(ctx context.Context) error { return session.From(ctx).Rotate(ctx) })
	if len(b.cookies) != 0 {
		t.Errorf("cookies %v though nothing was stored", b.cookies)
	}
	var key, later string
	b.with(func(ctx context.Context) (err error) {
		if err := color.Set(ctx, "red"); err != nil {
			return err
		}
		key, err = session.From(ctx).StoreKey(ctx) // known before it is saved
		return err
	})
	b.with(func(ctx context.Context) (err error) { later, err = session.From(ctx).StoreKey(ctx); return err })
	if key != later {
		t.Errorf("the key was announced as %q and is %q", key, later)
	}
}

func flush(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	old, server := b.copy(), true
	b.with(func(ctx context.Context) error {
		key, err := session.From(ctx).StoreKey(ctx)
		server = key != ""
		if err != nil {
			return err
		}
		if err := session.From(ctx).Flush(ctx); err != nil {
			return err
		}
		if _, ok, err := color.Get(ctx); ok || err != nil {
			t.Errorf("after Flush: %v, %v", ok, err)
		}
		return nil
	})
	if len(b.cookies) != 0 {
		t.Errorf("the browser still has %v", b.cookies)
	}
	if server {
		old.has(color, "")
	}
	b.with(func(ctx context.Context) error { return session.From(ctx).Flush(ctx) }) // there is none
}

func flushAndSet(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	old := b.cookie().Value
	b.with(func(ctx context.Context) error {
		if err := session.From(ctx).Flush(ctx); err != nil {
			return err
		}
		return shape.Set(ctx, "round")
	})
	if b.cookie().Value == old {
		t.Error("the new session has the old key")
	}
	b.has(color, "")
	b.has(shape, "round")
}

// failure: a request that fails keeps nothing, but what it ended stays ended.
func failure(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	b.do(func(w http.ResponseWriter, r *http.Request) {
		_ = color.Set(r.Context(), "blue")
		_ = session.From(r.Context()).Rotate(r.Context())
		w.WriteHeader(http.StatusInternalServerError)
	})
	b.has(color, "red")
	b.do(func(w http.ResponseWriter, r *http.Request) {
		if err := session.From(r.Context()).Flush(r.Context()); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusInternalServerError)
	})
	b.has(color, "")
}

func late(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	b.do(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if _, ok, err := color.Get(ctx); !ok || err != nil {
			t.Errorf("Get: %v, %v", ok, err)
		}
		_, _ = w.Write([]byte("x"))
		if v, ok, err := color.Get(ctx); v != "red" || !ok || err != nil {
			t.Errorf("Get after the header: %q, %v, %v", v, ok, err)
		}
		for name, err := range map[string]error{
			"Set": color.Set(ctx, "blue"), "Delete": color.Delete(ctx), "Rotate": session.From(ctx).Rotate(ctx), "SetExpiry": session.From(ctx).SetExpiry(ctx, time.Hour),
		} {
			if err == nil || !strings.Contains(err.Error(), "header has been sent") {
				t.Errorf("%s after the header: %v", name, err)
			}
		}
	})
	b.do(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("x")) // caches may store this
		if _, _, err := color.Get(r.Context()); err == nil || !strings.Contains(err.Error(), "header has been sent") {
			t.Errorf("the first Get after the header: %v", err)
		}
	})
	b.has(color, "red")
}
