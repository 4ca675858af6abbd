package session_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/session"
)

// What handlers may say of caches, and what is sent when the answer depends on a session: with one and without.
func TestCacheControl(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		said      []string
		mine      string // to somebody with a session
		anonymous string // to somebody without
		warns     bool
	}{
		{"nothing", nil, "private, no-cache", "private, no-cache", false},
		{"private", []string{"private, max-age=60"}, "private, max-age=60", "private, max-age=60", false},
		{"in capitals", []string{"Private"}, "Private", "Private", false},
		{"no-store", []string{"no-store"}, "no-store", "no-store", false},
		{"never", []string{"max-age=0, no-cache, no-store, must-revalidate, private"}, "max-age=0, no-cache, no-store, must-revalidate, private", "max-age=0, no-cache, no-store, must-revalidate, private", false},
		{"public", []string{"public, max-age=60"}, "private, max-age=60", "public, max-age=60", true},
		{"public in capitals", []string{"PUBLIC"}, "private", "PUBLIC", true},
		{"public in a second line", []string{"max-age=60", "public"}, "private, max-age=60", "max-age=60", true},
		{"for proxies", []string{"s-maxage=600"}, "private", "s-maxage=600", true},
		{"for proxies in capitals", []string{"S-MaxAge = 600,max-age=1"}, "private, max-age=1", "S-MaxAge = 600,max-age=1", true},
		{"an age", []string{"max-age=60"}, "private, max-age=60", "max-age=60", false},
		{"no-cache", []string{"no-cache"}, "private, no-cache", "no-cache", false},
		{"immutable", []string{"max-age=60, immutable"}, "private, max-age=60, immutable", "max-age=60, immutable", false},
		{"private for a header", []string{`private="set-cookie", max-age=60`}, "private, max-age=60", `private="set-cookie", max-age=60`, false},
		{"private for two headers", []string{`private="a, private, b"`}, `private`, `private="a, private, b"`, false},
		{"no-cache for a header", []string{`no-cache="set-cookie"`}, `private, no-cache="set-cookie"`, `no-cache="set-cookie"`, false},
		{"both", []string{"public, private"}, "public, private", "public, private", false}, // RFC 9111: private holds
		{"a quote that is not closed", []string{`a="b, private`}, `private, a="b, private`, `a="b, private`, false},
		{"empty", []string{""}, "private", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s := memorySite(t, session.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			page := func(w http.ResponseWriter, r *http.Request) {
				if c.said != nil {
					w.Header()["Cache-Control"] = slices.Clone(c.said)
				}
				w.Header().Set("CDN-Cache-Control", "public, max-age=60")
				if _, _, err := color.Get(r.Context()); err != nil {
					t.Error(err)
				}
			}
			if got := s.serve(page).Header; got.Get("Cache-Control") != c.anonymous || got.Get("Vary") != "Cookie" {
				t.Errorf("without a session: %v, want %q", got, c.anonymous)
			}
			if log.Len() > 0 {
				t.Errorf("without a session it says %s", &log)
			}
			s.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
			got := s.serve(page).Header
			if got.Get("Cache-Control") != c.mine || got.Get("Vary") != "Cookie" || len(got["Cache-Control"]) != 1 {
				t.Errorf("with a session: %v, want %q", got, c.mine)
			}
			if c.mine != strings.Join(c.said, ", ") && c.said != nil && got.Get("CDN-Cache-Control") != "" {
				t.Errorf("the CDN is told %q", got.Get("CDN-Cache-Control"))
			}
			if warned := strings.Contains(log.String(), "marked as public"); warned != c.warns {
				t.Errorf("warned: %v; log: %s", warned, &log)
			}
		})
	}
}

// A cookie never goes out with an answer that caches may share, whatever the handler said.
func TestNoCookieInSharedCaches(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"public, max-age=60", "s-maxage=60", "max-age=60", ""} {
		s := memorySite(t, session.Options{Logger: slog.New(slog.DiscardHandler)})
		for name, use := range map[string]func(ctx context.Context) error{
			"a new session": func(ctx context.Context) error { return color.Set(ctx, "red") },
			"a new key":     func(ctx context.Context) error { return session.From(ctx).Rotate(ctx) },
			"the end": func(ctx context.Context) error {
				if err := color.Set(ctx, "red"); err != nil {
					return err
				}
				return session.From(ctx).Flush(ctx)
			},
		} {
			if name != "a new session" {
				s.visit(func(ctx context.Context) error { return color.Set(ctx, name) })
			}
			res := s.serve(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Cache-Control", said)
				if err := use(r.Context()); err != nil {
					t.Error(err)
				}
			})
			cc := res.Header.Get("Cache-Control")
			if len(res.Cookies()) == 0 || !strings.HasPrefix(cc, "private") || strings.Contains(cc, "public") || strings.Contains(cc, "s-maxage") {
				t.Errorf("%s with %q: cookies %v, Cache-Control %q", name, said, res.Cookies(), cc)
			}
		}
	}
}

func TestVary(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"": "Cookie", "Accept": "Accept, Cookie", "cookie": "cookie", "Accept, COOKIE": "Accept, COOKIE", "*": "*", "a , * , b": "a , * , b", "Cookies": "Cookies, Cookie",
	} {
		s := memorySite(t, session.Options{})
		res := s.serve(func(w http.ResponseWriter, r *http.Request) {
			if said != "" {
				w.Header().Set("Vary", said)
			}
			_, _, _ = color.Get(r.Context())
		})
		if got := strings.Join(res.Header["Vary"], ", "); got != want {
			t.Errorf("Vary %q became %q, want %q", said, got, want)
		}
	}
}
