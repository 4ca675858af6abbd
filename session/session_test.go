package session_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	_, err := session.New(nil, session.Options{IdleAge: -1, AbsoluteAge: 1, Cookie: web.Cookie{Name: "a b"}})
	for _, part := range []string{"IdleAge is -1ns", "AbsoluteAge is 1ns", "Options.Cookie", "needs a driver"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not speak of %s: %v", part, err)
		}
	}
	if _, err := session.NewCookie(nil, session.Options{}); err == nil || !strings.Contains(err.Error(), "keys") {
		t.Errorf("a cookie without keys: %v", err)
	}
}

func TestNoSession(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := session.From(ctx)
	_, _, getErr := color.Get(ctx)
	_, keyErr := s.StoreKey(ctx)
	_, idErr := s.ID(ctx)
	_, aliveErr := s.Alive(ctx)
	for name, err := range map[string]error{
		"Get": getErr, "Set": color.Set(ctx, "red"), "Delete": color.Delete(ctx), "Rotate": s.Rotate(ctx), "Flush": s.Flush(ctx),
		"SetExpiry": s.SetExpiry(ctx, time.Hour), "StoreKey": keyErr, "ID": idErr, "Alive": aliveErr,
	} {
		if !errors.Is(err, session.ErrNoSession) {
			t.Errorf("%s without a session: %v", name, err)
		}
	}
	if s.Accessed() || s.Modified() {
		t.Error("no session was accessed or modified")
	}
}

func TestReservedNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "_created", "_session_expiry"} {
		func() {
			defer func() {
				if v := recover(); v == nil {
					t.Errorf("NewKey(%q) was allowed", name)
				}
			}()
			session.NewKey[int](name)
		}()
	}
}

func TestAccessedModified(t *testing.T) {
	t.Parallel()
	s := memorySite(t, session.Options{})
	s.visit(func(ctx context.Context) error {
		in := session.From(ctx)
		if in.Accessed() || in.Modified() {
			t.Error("accessed or modified at the start")
		}
		_, _, err := color.Get(ctx)
		if !in.Accessed() || in.Modified() {
			t.Error("after Get: want accessed, not modified")
		}
		if err := color.Set(ctx, "red"); err != nil || !in.Modified() {
			t.Errorf("after Set: not modified (%v)", err)
		}
		return err
	})
	s.visit(func(ctx context.Context) error {
		err := color.Set(ctx, "red")
		if session.From(ctx).Modified() {
			t.Error("setting the same value is a change")
		}
		return err
	})
}

func TestInsecureName(t *testing.T) {
	t.Parallel()
	s := memorySite(t, session.Options{})
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	if c := s.cookie; c.Name != "session" || c.Secure || !c.HttpOnly {
		t.Errorf("in development the cookie is %v", c)
	}
	shared := memorySite(t, session.Options{Cookie: web.Cookie{Name: "sessionid", WithoutPrefix: true, Domain: "shop.example", Signed: true, Readable: true, MaxAge: time.Hour}})
	shared.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	if c := shared.cookie; c.Name != "sessionid" || c.Domain != "shop.example" || !c.HttpOnly || len(c.Value) != 32 || c.MaxAge != 14*24*3600 {
		t.Errorf("beside Django the cookie is %v", c)
	}
}

// Beside Django the cookie has Django's name over HTTPS too.
func TestSharedName(t *testing.T) {
	t.Parallel()
	m, err := session.New(session.Memory(), session.Options{Cookie: web.Cookie{Name: "sessionid", WithoutPrefix: true}, PlainKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	web.Cookies(web.CookieOptions{})(m.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := color.Set(r.Context(), "red"); err != nil {
			t.Error(err)
		}
	}))).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if c := w.Result().Cookies()[0]; c.Name != "sessionid" || !c.Secure || !c.HttpOnly {
		t.Errorf("the cookie is %v", c)
	}
}

// broken fails where it is told to.
type broken struct {
	session.Driver
	load, create error
}

func (b *broken) Load(ctx context.Context, key string) (session.Record, error) {
	if b.load != nil {
		return session.Record{}, b.load
	}
	return b.Driver.Load(ctx, key)
}

func (b *broken) Create(ctx context.Context, key string, rec session.Record) error {
	if b.create != nil {
		return b.create
	}
	return b.Driver.Create(ctx, key, rec)
}

// When what a handler stored cannot be saved, its answer is not sent: it would promise what did not happen.
func TestSaveFails(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(w http.ResponseWriter){
		"nothing": func(http.ResponseWriter) {},
		"status":  func(w http.ResponseWriter) { w.Header().Set("Location", "/thanks"); w.WriteHeader(http.StatusSeeOther) },
		"body":    func(w http.ResponseWriter) { _, _ = w.Write([]byte("thank you")) },
		"string":  func(w http.ResponseWriter) { _, _ = io.WriteString(w, "thank you") },
		"reader":  func(w http.ResponseWriter) { _, _ = io.Copy(w, strings.NewReader("thank you")) },
		"flush": func(w http.ResponseWriter) {
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write([]byte("thank you"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := session.New(&broken{Driver: session.Memory(), create: problem.Wrap(problem.Unavailable, errors.New("the store is away"))}, session.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := newSite(t, m)
			res := s.serve(func(w http.ResponseWriter, r *http.Request) {
				if err := color.Set(r.Context(), "red"); err != nil {
					t.Error(err)
				}
				write(w)
			})
			body, _ := io.ReadAll(res.Body)
			if res.StatusCode != http.StatusServiceUnavailable || strings.Contains(string(body), "thank you") || res.Header.Get("Location") != "" || s.cookie != nil {
				t.Errorf("status %d, headers %v, body %s", res.StatusCode, res.Header, body)
			}
		})
	}
}

// A store that is away is an error for who asks, each time, and for nobody else.
func TestLoadFails(t *testing.T) {
	t.Parallel()
	store := &broken{Driver: session.Memory()}
	m, err := session.New(store, session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, m)
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	away := errors.New("the store is away")
	store.load = away
	s.visit(func(ctx context.Context) error {
		for range 2 {
			if _, _, err := color.Get(ctx); !errors.Is(err, away) {
				t.Errorf("Get: %v", err)
			}
		}
		if err := color.Set(ctx, "blue"); !errors.Is(err, away) {
			t.Errorf("Set: %v", err)
		}
		return nil
	})
	if res := s.visit(func(context.Context) error { return nil }); res.StatusCode != http.StatusOK {
		t.Errorf("a page without a session: status %d", res.StatusCode)
	}
	store.load = nil
	s.visit(func(ctx context.Context) error {
		if v, _, err := color.Get(ctx); v != "red" || err != nil {
			t.Errorf("color is %q, %v", v, err)
		}
		return nil
	})
}

// A session whose data cannot be read does not count, and the log says so.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	store := &broken{Driver: session.Memory()}
	m, err := session.New(store, session.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, m)
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	store.load = errors.Join(session.ErrNotFound, errors.New("another key"))
	s.visit(func(ctx context.Context) error {
		_, ok, err := color.Get(ctx)
		if ok || !strings.Contains(log.String(), "another key") {
			t.Errorf("Get: %v; log: %s", ok, &log)
		}
		return err
	})
	if strings.Contains(log.String(), s.cookie.Value) {
		t.Error("the log holds the key")
	}
}

// A client that goes away does not lose what its request stored.
func TestClientGone(t *testing.T) {
	t.Parallel()
	d := session.Memory()
	m, err := session.New(needsLife{d}, session.Options{PlainKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	w := httptest.NewRecorder()
	m.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := color.Set(r.Context(), "red"); err != nil {
			t.Error(err)
		}
		cancel()
	})).ServeHTTP(w, r)
	if _, err := d.Load(t.Context(), w.Result().Cookies()[0].Value); err != nil {
		t.Error(err)
	}
}

// needsLife refuses what comes with a cancelled context.
type needsLife struct{ session.Driver }

func (n needsLife) Create(ctx context.Context, key string, rec session.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return n.Driver.Create(ctx, key, rec)
}

// Informational answers are not the header; a connection that is taken over is.
func TestInformational(t *testing.T) {
	t.Parallel()
	m, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(m.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/socket" {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if _, _, err := color.Get(r.Context()); err != nil { // nothing that a cache could keep
				t.Error(err)
			}
			if err := color.Set(r.Context(), "blue"); !errors.Is(err, session.ErrHeaderSent) {
				t.Errorf("Set on a socket: %v", err)
			}
			_, _ = conn.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
			_ = conn.Close()
			return
		}
		w.WriteHeader(http.StatusEarlyHints)
		if err := color.Set(r.Context(), "red"); err != nil {
			t.Error(err)
		}
	})))
	t.Cleanup(srv.Close)
	for path, want := range map[string]int{"/": 200, "/socket": 204} {
		res, err := srv.Client().Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want || (len(res.Cookies()) == 1) != (path == "/") {
			t.Errorf("%s: status %d, cookies %v", path, res.StatusCode, res.Cookies())
		}
	}
}

// A handler that panics stores nothing, and what it ended is ended.
func TestPanic(t *testing.T) {
	t.Parallel()
	d := session.Memory()
	m, err := session.New(d, session.Options{PlainKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, m)
	s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	for name, use := range map[string]func(ctx context.Context) error{
		"set":   func(ctx context.Context) error { return color.Set(ctx, "blue") },
		"flush": func(ctx context.Context) error { return session.From(ctx).Flush(ctx) },
	} {
		func() {
			defer func() { _ = recover() }()
			s.serve(func(_ http.ResponseWriter, r *http.Request) {
				if err := use(r.Context()); err != nil {
					t.Error(err)
				}
				panic(name)
			})
		}()
		rec, err := d.Load(t.Context(), s.cookie.Value)
		if name == "flush" && !errors.Is(err, session.ErrNotFound) {
			t.Errorf("after the end: %v", err)
		}
		if err == nil && !bytes.Equal(rec.Data["color"], json.RawMessage(`"red"`)) {
			t.Errorf("color is %s", rec.Data["color"])
		}
	}
}
