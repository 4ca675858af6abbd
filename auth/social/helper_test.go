package social_test

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// base stands for the layout of the site's account pages.
const base = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{block "title" .}}{{end}}</title></head><body><main>{{with .Notice}}<p>{{.}}</p>{{end}}{{block "content" .}}{{end}}</main></body></html>`

// suite is a site in a test, with a provider, what happened, and a clock that both go by.
type suite struct {
	*testkit.Kit
	t        *testing.T
	provider *socialtest.Provider
	ahead    *atomic.Int64 // how much the clock is ahead

	mu     *sync.Mutex
	events *[]string
}

func (s suite) now() time.Time          { return time.Now().Add(time.Duration(s.ahead.Load())) }
func (s suite) advance(d time.Duration) { s.ahead.Add(int64(d)) }

// happened returns what happened since the last call.
func (s suite) happened() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { *s.events = nil }()
	return strings.Join(*s.events, ", ")
}

func each(t *testing.T, o social.Options, test func(t *testing.T, s suite)) {
	testenv.Databases(t, func(t *testing.T, dbURL string) { test(t, newSuite(t, o, testkit.Options{DatabaseURL: dbURL})) })
}

func newSuite(t *testing.T, o social.Options, opt testkit.Options) suite {
	t.Helper()
	s := suite{t: t, provider: socialtest.New(t), ahead: &atomic.Int64{}, mu: &sync.Mutex{}, events: &[]string{}}
	s.provider.Clock(s.now)
	second := socialtest.New(t)
	o.Providers = []social.Provider{s.provider.Of("work"), second.Of("home")}
	o.Now, o.Logger = s.now, slog.New(slog.DiscardHandler)
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 5 * time.Second}
	}
	accounts := auth.Options{Now: s.now, Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}},
		OnEvent: []func(context.Context, auth.Event){func(_ context.Context, e auth.Event) {
			s.mu.Lock()
			defer s.mu.Unlock()
			*s.events = append(*s.events, string(e.Kind)+" "+e.Detail)
		}}}
	s.Kit = testkit.New(t, app.Site{Name: "social", Apps: []app.App{auth.App(accounts), social.App(o), {
		Name: "pages", Routes: pages, Templates: fstest.MapFS{"accounts/base.html": {Data: []byte(base)}},
	}}}, opt)
	return s
}

func pages(r *web.Router) {
	r.Get("/", who).Public()
	r.Get("/mine/", who).Access(auth.LoginRequired())
	r.Get("/login/", who).Public().Name("accounts:login")
	r.Get("/confirm/", who).Public().Name("accounts:confirm")
	r.Get("/fob/", func(w http.ResponseWriter, r *http.Request) error { // shows the second factor
		to, err := auth.FinishLogin(w, r)
		if err == nil {
			http.Redirect(w, r, to, http.StatusSeeOther)
		}
		return err
	}).Public()
	r.Get("/profile/", who).Access(auth.LoginRequired()).Name("accounts:profile")
}

func who(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><title>who</title><main><h1 id=\"who\">[%s]</h1></main></html>", u.Username)
	return err
}

func person(s suite, name string) *auth.User {
	u := &auth.User{Username: name, Email: name + "@example.org", IsActive: true}
	s.Must(auth.CreateUser(s.Context(), u, "correct horse"))
	return u
}

var goLink = regexp.MustCompile(`<a href="([^"]+)" rel="noreferrer" id="social-go">`)

// away presses the button of a page, and returns the provider's address that the site leads to.
func away(s suite, c *testkit.Client, path string, form url.Values) string {
	s.t.Helper()
	page := c.Post(path, form).Status(200)
	found := goLink.FindStringSubmatch(page.Body)
	if found == nil {
		s.t.Fatalf("%s leads nowhere:\n%s", path, page.Body)
	}
	to := html.UnescapeString(found[1])
	if page.Header.Get("Refresh") != "0; url="+to {
		s.t.Errorf("Refresh is %q, the link %q", page.Header.Get("Refresh"), to)
	}
	return to
}

// back says yes at the provider, and returns the path that it sends the browser back to.
func back(s suite, to string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, to, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	at, err := res.Location()
	if err != nil {
		s.t.Fatalf("the provider answers %s: %v", res.Status, err)
	}
	if origin := at.Scheme + "://" + at.Host; origin != "http://testserver" {
		s.t.Errorf("the provider leads to %s", origin)
	}
	return at.RequestURI()
}

// login goes to the provider and back.
func login(s suite, c *testkit.Client) *testkit.Response {
	s.t.Helper()
	return c.Get(back(s, away(s, c, "/accounts/social/work/", nil)))
}

func onSQLite() testkit.Options { return testkit.Options{} }

// suiteOf is a site with these options as they are.
func suiteOf(t *testing.T, a auth.Options, o social.Options) suite {
	t.Helper()
	o.Logger = slog.New(slog.DiscardHandler)
	return suite{t: t, Kit: testkit.New(t, app.Site{Name: "social", Apps: []app.App{auth.App(a), social.App(o), {
		Name: "pages", Routes: pages, Templates: fstest.MapFS{"accounts/base.html": {Data: []byte(base)}},
	}}}, testkit.Options{})}
}
