package sessiontest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// site is a manager with a clock that the test moves.
type site struct {
	t       *testing.T
	ctx     context.Context
	manager *session.Manager
	now     time.Time
}

func newSite(t *testing.T, o session.Options, open func(*testing.T, session.Options) (context.Context, *session.Manager)) *site {
	t.Helper()
	s := &site{t: t, now: start()}
	o.Now = func() time.Time { return s.now }
	s.ctx, s.manager = open(t, o)
	return s
}

// answer is what a test looks at of one.
type answer struct {
	StatusCode int
	Header     http.Header
}

// Cookies are those that the answer sets.
func (a *answer) Cookies() []*http.Cookie { return (&http.Response{Header: a.Header}).Cookies() }

// browser keeps the site's cookies.
type browser struct {
	*site
	cookies []*http.Cookie
}

func (s *site) browser(cookies ...*http.Cookie) *browser { return &browser{s, cookies} }

// cookie is the one of the session.
func (b *browser) cookie() *http.Cookie {
	b.t.Helper()
	if len(b.cookies) != 1 {
		b.t.Fatalf("the browser has the cookies %v, want that of the session", b.cookies)
	}
	return b.cookies[0]
}

// copy is another browser with the same cookies.
func (b *browser) copy() *browser { return b.site.browser(slices.Clone(b.cookies)...) }

// do answers a request by the function.
func (b *browser) do(handle func(w http.ResponseWriter, r *http.Request)) *answer {
	b.t.Helper()
	res := b.send(b.manager.Middleware(http.HandlerFunc(handle)), "/")
	for _, c := range res.Cookies() {
		b.cookies = slices.DeleteFunc(b.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		if c.MaxAge >= 0 {
			b.cookies = append(b.cookies, c)
		}
	}
	return res
}

// send asks a handler for a path, with the browser's cookies, which stay as they are.
func (b *browser) send(h http.Handler, path string) *answer {
	r := httptest.NewRequestWithContext(b.ctx, http.MethodGet, "https://shop.example"+path, nil)
	for _, c := range b.cookies {
		r.Header.Add("Cookie", c.Name+"="+c.Value) // as it is, valid or not
	}
	w := httptest.NewRecorder()
	web.Cookies(web.CookieOptions{})(h).ServeHTTP(w, r)
	return &answer{w.Code, w.Header()}
}

// with answers a request by what the function does with the context, which must not fail.
func (b *browser) with(use func(ctx context.Context) error) *answer {
	b.t.Helper()
	return b.do(func(_ http.ResponseWriter, r *http.Request) {
		if err := use(r.Context()); err != nil {
			b.t.Errorf("in the request: %v", err)
		}
	})
}

// set keeps a value.
func (b *browser) set(key session.Key[string], value string) *answer {
	b.t.Helper()
	return b.with(func(ctx context.Context) error { return key.Set(ctx, value) })
}

// has checks a value; "" stands for none.
func (b *browser) has(key session.Key[string], want string) *answer {
	b.t.Helper()
	return b.with(func(ctx context.Context) error {
		got, ok, err := key.Get(ctx)
		if got != want || ok != (want != "") {
			b.t.Errorf("%s is %q, %v, want %q", key.Name(), got, ok, want)
		}
		return err
	})
}
