package messages_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// site keeps messages somewhere, and the cookies of one browser.
type site struct {
	t       *testing.T
	stack   func(http.Handler) http.Handler
	cookies []*http.Cookie
	log     bytes.Buffer
}

func newSite(t *testing.T, o messages.Options) *site {
	t.Helper()
	s := &site{t: t}
	o.Logger = slog.New(slog.NewTextHandler(&s.log, nil))
	sessions, err := session.New(session.Memory(), session.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	cookies, mw := web.Cookies(web.CookieOptions{Keys: sign.RandomKeys()}), messages.Middleware(o)
	s.stack = func(h http.Handler) http.Handler { return cookies(sessions.Middleware(mw(h))) }
	return s
}

// answer is what a test looks at of one.
type answer struct {
	StatusCode int
	Header     http.Header
}

// Cookies are those that the answer sets.
func (a *answer) Cookies() []*http.Cookie { return (&http.Response{Header: a.Header}).Cookies() }

func (s *site) serve(h http.HandlerFunc) *answer {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodGet, "https://shop.example/", nil)
	for _, c := range s.cookies {
		r.Header.Add("Cookie", c.Name+"="+c.Value)
	}
	w := httptest.NewRecorder()
	s.stack(h).ServeHTTP(w, r)
	res := &answer{w.Code, w.Header()}
	for _, c := range res.Cookies() {
		s.cookies = slices.DeleteFunc(s.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		if c.MaxAge >= 0 {
			s.cookies = append(s.cookies, c)
		}
	}
	return res
}

func (s *site) visit(use func(ctx context.Context)) *answer {
	s.t.Helper()
	return s.serve(func(_ http.ResponseWriter, r *http.Request) { use(r.Context()) })
}

// shows checks what a page shows.
func (s *site) shows(want ...string) *answer {
	s.t.Helper()
	return s.visit(func(ctx context.Context) {
		s.t.Helper()
		var got []string
		for _, m := range messages.All(ctx) {
			got = append(got, m.Tags()+": "+m.Text)
		}
		if !slices.Equal(got, want) {
			s.t.Errorf("the page shows %q, want %q", got, want)
		}
	})
}

func storages() map[string]messages.Storage {
	return map[string]messages.Storage{
		"default": nil, "cookie": messages.Cookie(messages.CookieOptions{}), "session": messages.Session(), "fallback": messages.Fallback(messages.CookieOptions{}),
	}
}

// everywhere runs a test with each storage.
func everywhere(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	for name, storage := range storages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, messages.Options{Storage: storage})
			test(t, s)
		})
	}
}

// A message shows once after the redirect, on the first page that asks.
func TestOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s *site) {
		s.shows()
		res := s.serve(func(w http.ResponseWriter, r *http.Request) {
			messages.Success(r.Context(), "Émile <b>bought</b> 🎷, “twice”", "cart", "shake")
			messages.Debug(r.Context(), "not for people")
			messages.Error(r.Context(), "but not paid")
			http.Redirect(w, r, "/", http.StatusSeeOther)
		})
		if res.StatusCode != http.StatusSeeOther || !strings.Contains(res.Header.Get("Cache-Control"), "private") {
			t.Errorf("status %d, headers %v", res.StatusCode, res.Header)
		}
		s.visit(func(context.Context) {}) // shows none
		s.visit(func(ctx context.Context) { messages.Info(ctx, "one more") })
		s.shows("cart shake success: Émile <b>bought</b> 🎷, “twice”", "error: but not paid", "info: one more")
		s.shows()
		if s.log.Len() > 0 {
			t.Errorf("the log says %s", &s.log)
		}
	})
}

// A page that shows what it adds itself keeps nothing, and may ask twice; what comes later waits for the next page.
func TestSamePage(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s *site) {
		s.visit(func(ctx context.Context) { messages.Info(ctx, "kept") })
		s.visit(func(ctx context.Context) {
			messages.Warning(ctx, "at once")
			for range 2 {
				if got := fmt.Sprint(messages.All(ctx)); got != "[kept at once]" {
					t.Errorf("shown: %s", got)
				}
			}
			messages.Info(ctx, "later")
		})
		s.shows("info: later")
		s.shows()
		s.visit(func(ctx context.Context) {
			messages.Info(ctx, "only here")
			if got := fmt.Sprint(messages.All(ctx)); got != "[only here]" {
				t.Errorf("shown: %s", got)
			}
		})
		s.shows()
	})
}

// A page that fails has shown nothing.
func TestFailedPage(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s *site) {
		s.visit(func(ctx context.Context) { messages.Info(ctx, "kept") })
		s.serve(func(w http.ResponseWriter, r *http.Request) {
			messages.All(r.Context())
			messages.Info(r.Context(), "of the failure")
			w.WriteHeader(http.StatusInternalServerError)
		})
		s.shows("info: kept")
	})
}

// A thousand messages do not make the cookie, or the session, grow beyond its limits.
func TestLimits(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s *site) {
		s.visit(func(ctx context.Context) {
			for i := range 1000 {
				messages.Info(ctx, fmt.Sprintf("%04d %s", i, strings.Repeat("x", 2*messages.MaxText)))
			}
		})
		for _, c := range s.cookies {
			if len(c.Name)+len(c.Value) > 4096 {
				t.Errorf("the cookie %s has %d bytes", c.Name, len(c.Value))
			}
		}
		if !strings.Contains(s.log.String(), "the oldest are lost") {
			t.Errorf("the log says %s", &s.log)
		}
		s.visit(func(ctx context.Context) {
			ms := messages.All(ctx)
			if len(ms) == 0 || len(ms) > messages.MaxCount {
				t.Errorf("%d messages, want 1 to %d", len(ms), messages.MaxCount)
			}
			for i, m := range ms {
				if want := fmt.Sprintf("%04d ", 1000-len(ms)+i); !strings.HasPrefix(m.Text, want) || len([]rune(m.Text)) != messages.MaxText+1 {
					t.Errorf("message %d is %.10s…, %d characters, want %s", i, m.Text, len([]rune(m.Text)), want)
				}
			}
		})
		s.shows()
	})
}

// Of messages that have no room in the cookie the session keeps the rest, in order; and it is not asked while there are none.
func TestFallback(t *testing.T) {
	t.Parallel()
	s := newSite(t, messages.Options{Storage: messages.Fallback(messages.CookieOptions{})})
	s.visit(func(ctx context.Context) { messages.Info(ctx, "one") })
	s.visit(func(ctx context.Context) {
		messages.All(ctx)
		if session.From(ctx).Accessed() {
			t.Error("the session was asked for a message that the cookie has")
		}
	})
	var want []string
	s.visit(func(ctx context.Context) {
		for i := range 30 {
			text := fmt.Sprintf("%d %s", i, strings.Repeat("x", 200))
			messages.Info(ctx, text)
			want = append(want, "info: "+text)
		}
	})
	if len(s.cookies) != 2 {
		t.Errorf("cookies %v, want one for messages and one for the session", s.cookies)
	}
	s.shows(want...)
	s.shows()
	s.visit(func(ctx context.Context) {
		messages.All(ctx)
		if session.From(ctx).Accessed() {
			t.Error("the session is asked although nothing is left in it")
		}
	})
	long := strings.Repeat("é", messages.MaxText) // has no room in the cookie alone
	s.visit(func(ctx context.Context) { messages.Info(ctx, long) })
	s.shows("info: " + long)
}

// Cookies that this site did not sign show nothing.
func TestForged(t *testing.T) {
	t.Parallel()
	for name, storage := range map[string]messages.Storage{"cookie": nil, "fallback": messages.Fallback(messages.CookieOptions{})} {
		s := newSite(t, messages.Options{Storage: storage})
		s.visit(func(ctx context.Context) { messages.Error(ctx, "real") })
		good := s.cookies[0].Value
		other := newSite(t, messages.Options{})
		other.visit(func(ctx context.Context) { messages.Error(ctx, "of another site") })
		for _, bad := range []string{"", good[:len(good)-1], good + "a", "x" + good[1:], `[["__json_message",0,40,"forged"]]`, other.cookies[0].Value, strings.Repeat("a", 1<<20), "\x00"} {
			s.cookies[0].Value = bad
			if res := s.serve(func(_ http.ResponseWriter, r *http.Request) {
				if ms := messages.FromRequest(r); len(ms) != 0 {
					t.Errorf("%s: %.40q shows %v", name, bad, ms)
				}
			}); len(res.Cookies()) > 0 {
				t.Errorf("%s: %.40q sets %v", name, bad, res.Cookies())
			}
		}
		s.cookies[0].Value = good
		s.shows("error: real")
	}
}

// What caches are told: nothing for pages without messages, that the cookie matters for those that ask, and private for those that have some.
func TestCaches(t *testing.T) {
	t.Parallel()
	s := newSite(t, messages.Options{})
	if h := s.visit(func(context.Context) {}).Header; h.Get("Vary")+h.Get("Cache-Control")+h.Get("Set-Cookie") != "" {
		t.Errorf("a page that does not ask: %v", h)
	}
	if h := s.shows().Header; h.Get("Vary") != "Cookie" || h.Get("Cache-Control") != "" {
		t.Errorf("a page that shows none: %v", h)
	}
	s.visit(func(ctx context.Context) { messages.Info(ctx, "private") })
	res := s.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=60")
		messages.All(r.Context())
	})
	if h := res.Header; h.Get("Vary") != "Cookie" || h.Get("Cache-Control") != "private, max-age=60" || !strings.Contains(s.log.String(), "marked as public") {
		t.Errorf("a public page with a message: %v; log: %s", h, &s.log)
	}
}

func TestTooLate(t *testing.T) {
	t.Parallel()
	s := newSite(t, messages.Options{})
	s.visit(func(ctx context.Context) { messages.Info(ctx, "kept") })
	s.serve(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("x"))
		if err := messages.Add(r.Context(), messages.Message{Level: messages.LevelInfo}); err == nil {
			t.Error("a message was added after the header")
		}
		messages.Info(r.Context(), "late")
		if ms := messages.All(r.Context()); ms != nil {
			t.Errorf("shown after the header: %v", ms)
		}
	})
	if log := s.log.String(); strings.Count(log, "header has been sent") != 2 {
		t.Errorf("the log says %s", log)
	}
	s.shows("info: kept")
	ctx := t.Context()
	if err := messages.Add(ctx, messages.Message{}); err == nil || !strings.Contains(err.Error(), "messages.Middleware") {
		t.Errorf("without the middleware: %v", err)
	}
	if messages.All(ctx) != nil {
		t.Error("there are messages without the middleware")
	}
}

func TestLevel(t *testing.T) {
	t.Parallel()
	for level, want := range map[messages.Level]string{10: "debug", 20: "info", 25: "success", 30: "warning", 40: "error", 35: "level 35"} {
		if level.String() != want {
			t.Errorf("%d is %q, want %q", int(level), level, want)
		}
	}
	s := newSite(t, messages.Options{Level: messages.LevelDebug})
	s.visit(func(ctx context.Context) { messages.Debug(ctx, "for developers") })
	s.shows("debug: for developers")
}

// away is a storage that fails.
type away struct{}

func (away) Load(*http.Request) ([]messages.Message, error) { return nil, errors.New("away") }
func (away) Save(http.Header, *http.Request, []messages.Message) (int, error) {
	return 0, errors.New("away")
}

// No page fails for its messages.
func TestStorageFails(t *testing.T) {
	t.Parallel()
	s := newSite(t, messages.Options{Storage: away{}})
	res := s.visit(func(ctx context.Context) {
		messages.Info(ctx, "here")
		if got := fmt.Sprint(messages.All(ctx)); got != "[here]" {
			t.Errorf("shown: %s", got)
		}
		messages.Info(ctx, "later")
	})
	if res.StatusCode != http.StatusOK || strings.Count(s.log.String(), "error=away") != 2 {
		t.Errorf("status %d, log: %s", res.StatusCode, &s.log)
	}
}

// hexa is a codec for tests.
type hexa struct{}

func (hexa) Encode(text string) (string, error) { return hex.EncodeToString([]byte(text)), nil }
func (hexa) Decode(value string) (string, error) {
	b, err := hex.DecodeString(value)
	return string(b), err
}

func TestCodec(t *testing.T) {
	t.Parallel()
	s := newSite(t, messages.Options{Storage: messages.Cookie(messages.CookieOptions{Codec: hexa{}, Cookie: web.Cookie{Name: "messages", WithoutPrefix: true}})})
	s.visit(func(ctx context.Context) { messages.Info(ctx, "é") })
	if c := s.cookies[0]; c.Name != "messages" || c.Value != hex.EncodeToString([]byte(`[["__json_message",0,20,"\u00e9"]]`)) {
		t.Errorf("the cookie is %v", c)
	}
	s.shows("info: é")
	s.cookies = []*http.Cookie{{Name: "messages", Value: "forged"}}
	s.shows()
}
