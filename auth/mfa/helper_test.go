package mfa_test

import (
	"context"
	"fmt"
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

	"github.com/pquerna/otp/totp"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// base stands for the layout of the site's account pages.
const base = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{block "title" .}}{{end}}</title></head><body><main>{{with .Notice}}<p>{{.}}</p>{{end}}{{block "content" .}}{{end}}</main></body></html>`

const form = `{{extends "accounts/base.html"}}{{define "title"}}Log in{{end}}{{define "content"}}<h1>Log in</h1>
<form method="post">{{csrf}}<input name="name" id="name" aria-label="Name"><input name="password" id="password" type="password" aria-label="Password"><button>Log in</button></form>{{end}}`

var loginForm = render.Page[struct{ Notice string }]("pages/login.html")

// journal is what happened.
type journal struct {
	mu     sync.Mutex
	events []string
}

func (j *journal) note(_ context.Context, e auth.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, strings.TrimSpace(string(e.Kind)+" "+e.Detail))
}

// take returns what happened since the last call.
func (j *journal) take() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer func() { j.events = nil }()
	return strings.Join(j.events, ", ")
}

// clock is a clock that stands still; every test has one of its own.
type clock struct{ at atomic.Int64 }

// start is when the tests begin: the first second of a time step.
var start = time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time          { return start.Add(time.Duration(c.at.Load())) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }
func (c *clock) step(n int) time.Time    { return c.now().Add(time.Duration(n) * 30 * time.Second) }

// suite is a site in a test, with what happened on it and its clock.
type suite struct {
	*testkit.Kit
	*journal
	clock *clock
}

// each runs a test on every kind of database.
func each(t *testing.T, o mfa.Options, test func(t *testing.T, s suite)) {
	testenv.Databases(t, func(t *testing.T, dbURL string) { test(t, newSuite(t, o, testkit.Options{DatabaseURL: dbURL})) })
}

func newSuite(t *testing.T, o mfa.Options, opt testkit.Options) suite {
	t.Helper()
	s := suite{journal: &journal{}, clock: &clock{}}
	o.Now = s.clock.now
	o.Logger = slog.New(slog.DiscardHandler)
	if o.RPID == "" {
		o.RPID = "shop.example" // the client's own "testserver" is no domain
	}
	s.Kit = testkit.New(t, site(s.journal, s.clock, o), opt)
	return s
}

// site is a site with a login of one field each, and both factors.
func site(j *journal, c *clock, o mfa.Options) app.Site {
	accounts := auth.Options{
		Now:       c.now,
		Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}},
		Factors:   []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()},
		OnEvent:   []func(context.Context, auth.Event){j.note},
	}
	return app.Site{Name: "mfa", Apps: []app.App{auth.App(accounts), mfa.App(o), {
		Name: "pages", Routes: pages, Pages: []app.Page{loginForm},
		Templates: fstest.MapFS{"accounts/base.html": {Data: []byte(base)}, "pages/login.html": {Data: []byte(form)}},
	}}}
}

func pages(r *web.Router) {
	r.Get("/", who).Public()
	r.Get("/staff/", who).Access(auth.StaffRequired())
	r.Get("/login/", func(w http.ResponseWriter, r *http.Request) error {
		return loginForm.Render(w, r, struct{ Notice string }{})
	}).Public().Name("accounts:login")
	r.Get("/confirm/", who).Public().Name("accounts:confirm")
	r.Post("/login/", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		u, err := auth.Authenticate(r, auth.Credentials{Name: f.Text("name"), Password: f.Text("password")})
		if err != nil {
			return err
		}
		to, err := auth.BeginLogin(w, r, u, "/staff/")
		if err != nil {
			return err
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}).Public()
}

func who(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><title>who</title><main><h1 id=\"who\">[%s]</h1></main></html>", u.Username)
	return err
}

const plain = "correct horse"

func person(s suite, name string) *auth.User {
	u := &auth.User{Username: name, Email: name + "@example.org", IsActive: true, IsStaff: true}
	s.Must(auth.CreateUser(s.Context(), u, plain))
	return u
}

func login(c *testkit.Client, name string) *testkit.Response {
	return c.Post("/login/", url.Values{"name": {name}, "password": {plain}})
}

func send(c *testkit.Client, path, code string) *testkit.Response {
	return c.Post(path, url.Values{"code": {code}})
}

var secretIn = regexp.MustCompile(`id="mfa-secret">([A-Z2-7 ]+)<`)
var codeIn = regexp.MustCompile(`<li><code>([a-z0-9-]+)</code>`)

// enrol sets an app up for a client that is logged in, and returns its secret and the recovery codes.
func enrol(t *testing.T, s suite) (secret string, codes []string) {
	t.Helper()
	page := s.Get("/accounts/2fa/totp/").Status(200)
	found := secretIn.FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatalf("there is no secret on\n%s", page.Body)
	}
	secret = strings.ReplaceAll(found[1], " ", "")
	page.Contains(`href="otpauth://totp/`, "secret="+secret, `<svg class="mfa-qr"`)
	done := send(s.Client, "/accounts/2fa/totp/", codeAt(t, secret, s.clock.now())).Status(200)
	for _, m := range codeIn.FindAllStringSubmatch(done.Body, -1) {
		codes = append(codes, m[1])
	}
	return secret, codes
}

func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func cookieSessions() testkit.Options {
	return testkit.Options{Settings: map[string]string{"SESSION_URL": "cookie://"}}
}

func cookie(name, value string) *http.Cookie { return &http.Cookie{Name: name, Value: value} }
