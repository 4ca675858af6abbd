package tokens_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/tokens"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// start is when the clocks of the tests begin.
var start = time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)

// suite is a site in a test, with its clock and what happened.
type suite struct {
	*testkit.Kit
	ahead  *atomic.Int64
	events *journal
}

func (s suite) advance(d time.Duration) { s.ahead.Add(int64(d)) }

type journal struct {
	mu   sync.Mutex
	list []string
}

func (j *journal) note(_ context.Context, e auth.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.list = append(j.list, string(e.Kind))
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.list, " ")
}

// each runs a test on every kind of database.
func each(t *testing.T, o tokens.Options, test func(t *testing.T, s suite)) {
	testenv.Databases(t, func(t *testing.T, dbURL string) { test(t, newSuite(t, o, dbURL)) })
}

func newSuite(t *testing.T, o tokens.Options, dbURL string, factors ...auth.SecondFactor) suite {
	t.Helper()
	s := suite{ahead: &atomic.Int64{}, events: &journal{}}
	o.Now = func() time.Time { return start.Add(time.Duration(s.ahead.Load())) }
	accounts := auth.Options{Now: o.Now, Factors: factors, OnEvent: []func(context.Context, auth.Event){s.events.note},
		Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}}
	people := auth.App(accounts)
	if o.Shared {
		people.Migrations = adopting(people.Migrations)
	}
	s.Kit = testkit.New(t, app.Site{Name: "tokens", Apps: []app.App{people, tokens.App(o), {Name: "pages", Routes: pages}}},
		testkit.Options{DatabaseURL: dbURL, Budget: -1})
	return s
}

func pages(r *web.Router) {
	tokens.Routes(r, "/api/token-auth/")
	r.Group("/api", func(r *web.Router) {
		r.Access(tokens.Required())
		r.Get("/who/", who)
		r.Post("/who/", who).CSRFExempt("a token says who asks")
	})
	stock := tokens.Required(tokens.Authenticator{Read: "stock:read", Write: "stock:write"})
	r.Get("/stock/", who).Access(stock)
	r.Post("/stock/", who).Access(stock).CSRFExempt("a token says who asks")
	r.Get("/key/", who).Access(tokens.Required(tokens.Authenticator{Keyword: "Api-Key"}))
	r.Get("/open/", who).Public().With(tokens.Middleware())
}

func who(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err == nil {
		_, err = fmt.Fprintf(w, "[%s]", u.Username)
	}
	return err
}

const plain = "correct horse"

func person(s suite, name string) *auth.User {
	u := &auth.User{Username: name, IsActive: true}
	s.Must(auth.CreateUser(s.Context(), u, plain))
	return u
}

func create(t *testing.T, s suite, u *auth.User, spec tokens.Spec) (string, *tokens.Token) {
	t.Helper()
	key, token, err := tokens.Create(s.Context(), u, spec)
	if err != nil {
		t.Fatal(err)
	}
	return key, token
}

// with sends a request with a header Authorization, and nothing that a browser would add.
func with(s suite, method, path, header string) *testkit.Response {
	c := s.NewClient()
	c.EnforceCSRF()
	r := c.Request(method, path, nil)
	r.Header.Set("Accept", "application/json")
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	return c.Do(r)
}

// send posts a body as JSON.
func send(s suite, path, contentType, body string) *testkit.Response {
	c := s.NewClient()
	c.EnforceCSRF()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r := c.Request(http.MethodPost, path, in)
	r.Header.Set("Accept", "application/json")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return c.Do(r)
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("got %s\nwant %s", g, w)
	}
}

func setActive(s suite, u *auth.User, active bool) {
	_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(u.ID)).Update(s.Context(), auth.Users.IsActive.Set(active))
	s.Must(err)
}
