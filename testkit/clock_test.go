package testkit

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// TestNow: a stopped clock is everybody's: the test's, the models', the signatures', the rate limits' and other goroutines'.
func TestNow(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	s := shopSite()
	s.Security.RateLimit = &web.RateOptions{Rate: web.Rate{Limit: 1, Per: time.Hour}}
	s.Apps = append(s.Apps, app.App{Name: "pages", Routes: func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil })
	}})
	for name, opt := range map[string]Options{"commit": {Now: at}, "rollback": {Now: at, Rollback: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			RunWith(t, s, opt, func(t *testing.T, k *Kit) {
				p := productFactory().Create(k)
				if !p.CreatedAt.Equal(at) || !time.Now().Equal(at) {
					t.Errorf("created at %s, it is %s, want %s", p.CreatedAt, time.Now(), at)
				}
				signer := sign.From(k.Context()).Signer("test")
				link, err := signer.Sign("x")
				k.Must(err)
				k.Get("/").Status(204)
				k.Get("/").Status(429)
				ticked := make(chan time.Time, 1)
				time.AfterFunc(time.Hour, func() { ticked <- time.Now() })
				k.Advance(2 * time.Hour)
				select {
				case when := <-ticked:
					if !when.Equal(at.Add(time.Hour)) {
						t.Errorf("an hour later it was %s", when)
					}
				default:
					t.Error("two hours later what should have happened after one has not")
				}
				k.Get("/").Status(204)
				if _, err := signer.Unsign(link, time.Hour); err == nil {
					t.Error("a link for an hour still holds after two")
				}
				if n, err := catalog.Products.Filter(catalog.Products.CreatedAt.Lt(time.Now().Add(-time.Hour))).Count(k.Context()); n != 1 || err != nil {
					t.Errorf("%d products are older than an hour (%v), want 1", n, err)
				}
			})
		})
	}
}

func TestNowRefuses(t *testing.T) {
	t.Parallel()
	fails(t, "New", func(tb testing.TB) { New(tb, site(), Options{Now: time.Now()}) }, "use RunWith")
	fails(t, "Advance", func(tb testing.TB) { New(tb, site(), Options{}).Advance(time.Hour) }, "set Options.Now")
}

// TestSettings: a test has settings of its own, read as a process reads them.
func TestSettings(t *testing.T) {
	t.Parallel()
	k := New(t, site(), Options{Settings: map[string]string{"MUSETTE_ENV": "production", "ALLOWED_HOSTS": "testserver"}})
	k.Get("/hello/").Status(200).HasHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	k.Post("/echo/", url.Values{"a": {"1"}}).Status(200) // with the cookie that only HTTPS takes
	fails(t, "a wrong one", func(tb testing.TB) { New(tb, site(), Options{Settings: map[string]string{"LOG_LEVEL": "loud"}}) }, "LOG_LEVEL", "debug, info, warn or error")
	fails(t, "an unknown one", func(tb testing.TB) { New(tb, site(), Options{Settings: map[string]string{"MUSETTE_ENW": "test"}}) }, "did you mean MUSETTE_ENV?")
	own := site()
	own.Settings = app.Settings{app.Test: {"DEBUG": "true"}}
	var log strings.Builder
	if r := New(t, own, Options{Log: &log}).Get("/nowhere/"); r.Header.Get("X-Musette-Queries") == "" {
		t.Error("the site's own settings for tests do not count")
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	k := New(t, site(), Options{})
	if k.URL("healthz") != "/healthz" {
		t.Errorf("healthz is at %s", k.URL("healthz"))
	}
	fails(t, "a name that no page has", func(tb testing.TB) { New(tb, site(), Options{}).URL("healthy") }, "healthy")
	k.Queries(1, func(ctx context.Context) { _, _ = auth.Users.Count(ctx) })
}
