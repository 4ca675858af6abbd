package session_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// carelessCache is a shared cache as the worst of them are: it looks at neither Vary nor cookies, keeps Set-Cookie, and stores every answer
// that is not private or no-store, whether or not it was allowed to.
type carelessCache struct {
	origin http.Handler
	stored map[string]*httptest.ResponseRecorder
	hits   int
}

func (c *carelessCache) get(r *http.Request) (*http.Response, []byte) {
	w, ok := c.stored[r.URL.String()]
	if ok {
		c.hits++
	} else {
		w = httptest.NewRecorder()
		c.origin.ServeHTTP(w, r)
		control := strings.ToLower(strings.Join(w.Header()["Cache-Control"], ","))
		keep := true
		for d := range strings.SplitSeq(control, ",") {
			if d = strings.TrimSpace(d); d == "private" || d == "no-store" {
				keep = false
			}
		}
		if keep {
			c.stored[r.URL.String()] = w
		}
	}
	return w.Result(), bytes.Clone(w.Body.Bytes())
}

// Whatever pages say of caches, and however careless the cache is, nobody gets a byte, or the cookie, of somebody else.
func TestCarelessCache(t *testing.T) {
	t.Parallel()
	said := []string{"", "public", "public, max-age=600", "s-maxage=600", "max-age=600", "no-cache", "immutable", "PUBLIC", "max-age=0, s-maxage=60", `private="set-cookie"`,
		"must-revalidate", "proxy-revalidate, max-age=5", "stale-while-revalidate=60", "public, immutable, max-age=31536000", " , ", `no-cache="a"`, "private", "no-store"}
	sessions, err := session.New(session.Memory(), session.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if cc := r.URL.Query().Get("cc"); cc != "" {
			w.Header().Set("Cache-Control", cc)
		}
		switch r.URL.Path {
		case "/public": // touches no session
			fmt.Fprint(w, "for all")
			return
		case "/login":
			if err := color.Set(ctx, "marker of "+r.URL.Query().Get("as")); err != nil {
				t.Error(err)
			}
		case "/rotate":
			if err := session.From(ctx).Rotate(ctx); err != nil {
				t.Error(err)
			}
		}
		mine, _, err := color.Get(ctx)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, "hello ", mine)
	})
	cache := &carelessCache{origin: web.Cookies(web.CookieOptions{})(sessions.Middleware(page)), stored: map[string]*httptest.ResponseRecorder{}}
	people := []string{"anna", "bruno", ""} // the last is nobody
	cookies, owner := map[string]string{}, map[string]string{}
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		who := people[random.IntN(len(people))]
		r := httptest.NewRequest(http.MethodGet, []string{"/", "/rotate", "/public"}[random.IntN(3)], nil)
		q := r.URL.Query()
		q.Set("cc", said[random.IntN(len(said))])
		if who != "" && cookies[who] == "" {
			r.URL.Path = "/login"
			q.Set("as", who)
		}
		r.URL.RawQuery = q.Encode()
		if cookies[who] != "" {
			r.AddCookie(&http.Cookie{Name: "__Host-session", Value: cookies[who]})
		}
		res, body := cache.get(r)
		_, _ = io.Copy(io.Discard, res.Body)
		for _, other := range people[:2] {
			if other != who && strings.Contains(string(body), other) {
				t.Fatalf("%q gets %q of %s, from %s with %v", who, body, other, r.URL, res.Header)
			}
		}
		for _, c := range res.Cookies() {
			if had, taken := owner[c.Value]; who == "" || taken && had != who {
				t.Fatalf("%q gets the cookie of %q from %s", who, had, r.URL)
			}
			cookies[who], owner[c.Value] = c.Value, who
		}
	}
	if cache.hits == 0 || len(owner) < 100 {
		t.Errorf("%d answers came from the cache, and %d cookies were made: the test tests nothing", cache.hits, len(owner))
	}
}
