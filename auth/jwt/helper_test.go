package jwt_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/jwt"
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

func (s suite) now() time.Time          { return start.Add(time.Duration(s.ahead.Load())) }
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
func each(t *testing.T, o jwt.Options, test func(t *testing.T, s suite)) {
	testenv.Databases(t, func(t *testing.T, dbURL string) { test(t, newSuite(t, o, dbURL)) })
}

func newSuite(t *testing.T, o jwt.Options, dbURL string, factors ...auth.SecondFactor) suite {
	t.Helper()
	s := suite{ahead: &atomic.Int64{}, events: &journal{}}
	if o.Now == nil {
		o.Now = s.now
	}
	accounts := auth.Options{Now: o.Now, Factors: factors, OnEvent: []func(context.Context, auth.Event){s.events.note},
		Passwords: &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}}
	s.Kit = testkit.New(t, app.Site{Name: "jwt", Apps: []app.App{auth.App(accounts), jwt.App(o), {Name: "pages", Routes: pages}}},
		testkit.Options{DatabaseURL: dbURL, Budget: -1})
	return s
}

func pages(r *web.Router) {
	jwt.Routes(r, "/api/token")
	r.Get("/jwt/who/", who).Access(tokens.Required(jwt.Authenticator{}))
	r.Get("/.well-known/jwks.json", jwt.JWKS).Public()
}

func who(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err == nil {
		_, err = fmt.Fprintf(w, "[%d]", u.ID)
	}
	return err
}

const plain = "correct horse"

func person(s suite, name string) *auth.User {
	u := &auth.User{Username: name, IsActive: true}
	s.Must(auth.CreateUser(s.Context(), u, plain))
	return u
}

// pair are the tokens that an end point gives.
type pair struct{ Refresh, Access string }

// post sends a body as JSON, and nothing that a browser would add.
func post(s suite, path, body string) *testkit.Response {
	c := s.NewClient()
	c.EnforceCSRF()
	r := c.Request(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return c.Do(r)
}

func obtain(t *testing.T, s suite, name string) pair {
	t.Helper()
	return read(t, post(s, "/api/token/", `{"username":"`+name+`","password":"`+plain+`"}`).Status(200))
}

func renew(s suite, refresh string) *testkit.Response {
	return post(s, "/api/token/refresh/", `{"refresh":"`+refresh+`"}`)
}

func read(t *testing.T, res *testkit.Response) pair {
	t.Helper()
	var p pair
	res.Decode(&p)
	return p
}

// get asks for the page of who is known.
func get(s suite, token string) *testkit.Response {
	c := s.NewClient()
	r := c.Request(http.MethodGet, "/jwt/who/", nil)
	r.Header.Set("Accept", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return c.Do(r)
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("got %s\nwant %s", g, w)
	}
}

// part is the header (0) or the claims (1) of a token.
func part(t *testing.T, token string, i int) map[string]any {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[i])
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func segment(v any) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func setActive(s suite, u *auth.User, active bool) {
	_, err := auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(u.ID)).Update(s.Context(), auth.Users.IsActive.Set(active))
	s.Must(err)
}
