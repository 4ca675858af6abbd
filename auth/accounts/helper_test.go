package accounts_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// fast is a policy whose hashes cost little.
func fast() *password.Policy {
	return &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}
}

const (
	horse   = "correct horse battery"
	another = "a whole other staple"
)

// world is a site with what happens beside it.
type world struct {
	site   app.Site
	mailer *mail.Mailer

	mu     sync.Mutex
	events []auth.Event
}

// newWorld puts a site together. Its mail stays in memory.
func newWorld(t *testing.T, ao auth.Options, o accounts.Options, more ...app.App) *world {
	t.Helper()
	m, err := mail.Open("memory://", mail.Options{From: "shop@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	return withMailer(m, ao, o, more...)
}

func withMailer(m *mail.Mailer, ao auth.Options, o accounts.Options, more ...app.App) *world {
	w := &world{mailer: m}
	if ao.Passwords == nil {
		ao.Passwords = fast()
	}
	ao.OnEvent = append(ao.OnEvent, func(_ context.Context, e auth.Event) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.events = append(w.events, e)
	})
	apps := []app.App{auth.App(ao), accounts.App(o), {Name: "pages", Routes: pages,
		Context: func(ctx context.Context) context.Context { return mail.With(ctx, m) }}}
	w.site = app.Site{Name: "shop", Apps: append(apps, more...)}
	return w
}

// kinds are the kinds of the events so far, which are forgotten.
func (w *world) kinds() string {
	var out []string
	for _, e := range w.took() {
		out = append(out, string(e.Kind))
	}
	return strings.Join(out, " ")
}

func (w *world) took() []auth.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.events
	w.events = nil
	return e
}

// pages are a few of the site's own.
func pages(r *web.Router) {
	who := func(w http.ResponseWriter, r *http.Request) error {
		u, err := auth.CurrentUser(r.Context())
		if err != nil {
			return err
		}
		_, err = w.Write([]byte("[" + u.Username + "]"))
		return err
	}
	r.Get("/who/", who).Public()
	r.Get("/mine/", who).Access(auth.LoginRequired()).Name("mine")
	r.Post("/mine/", who).Access(auth.LoginRequired())
	r.Post("/invite/", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		if err := accounts.Invite(r, f.Text("email")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}).Public()
}

func person(kit *testkit.Kit, name string) *auth.User {
	u := &auth.User{Username: name, Email: name + "@example.org", IsActive: true}
	kit.Must(auth.CreateUser(kit.Context(), u, horse))
	return u
}

// reload reads a user again.
func reload(kit *testkit.Kit, u *auth.User) *auth.User {
	v, err := auth.Users.Unrestricted().Get(kit.Context(), auth.Users.ID.Eq(u.ID))
	kit.Must(err)
	return v
}

// find returns the user of a name, or nil.
func find(kit *testkit.Kit, name string) *auth.User {
	u, err := auth.Users.Unrestricted().Filter(auth.Users.Username.Eq(name)).First(kit.Context())
	if err != nil {
		return nil
	}
	return u
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func login(c *testkit.Client, name, plain string) *testkit.Response {
	return c.Post("/accounts/login/", form("username", name, "password", plain))
}

func signUp(c *testkit.Client, name, email string) *testkit.Response {
	return c.Post("/accounts/signup/", form("username", name, "email", email, "password", horse, "password_again", horse))
}

// last returns the last mail to an address and forgets all.
func (w *world) last(t *testing.T, to string) *mail.Message {
	t.Helper()
	var found *mail.Message
	for _, m := range w.mailer.Outbox() {
		if m.To[0] == to {
			found = m
		}
	}
	if found == nil {
		t.Fatalf("there is no mail to %s among %d", to, len(w.mailer.Outbox()))
	}
	w.mailer.Reset()
	return found
}

var (
	linkIn = regexp.MustCompile(`href="http://[^/"]*(/accounts/(?:verify|reset|code|invitation)/[^"]+)"`)
	codeIn = regexp.MustCompile(`\b(\d{4} \d{4})\b`)
)

// link is the path of the link in a mail.
func link(t *testing.T, m *mail.Message) string {
	t.Helper()
	found := linkIn.FindStringSubmatch(m.HTML)
	if found == nil {
		t.Fatalf("there is no link in %q:\n%s", m.Subject, m.HTML)
	}
	return found[1]
}

// code is the code in a mail.
func code(t *testing.T, m *mail.Message) string {
	t.Helper()
	found := codeIn.FindStringSubmatch(m.HTML)
	if found == nil {
		t.Fatalf("there is no code in %q:\n%s", m.Subject, m.HTML)
	}
	return found[1]
}

// host is the site's name in a mail.
func host(html string) string {
	_, rest, _ := strings.Cut(html, `href="http://`)
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// onBoth runs a test on SQLite and PostgreSQL, each with a world of its own.
func onBoth(t *testing.T, ao auth.Options, o accounts.Options, test func(t *testing.T, w *world, kit *testkit.Kit)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, url string) {
		w := newWorld(t, ao, o)
		test(t, w, testkit.New(t, w.site, testkit.Options{DatabaseURL: url}))
	})
}

// stopped runs a test with a clock that only moves by time.Sleep, at once.
func stopped(t *testing.T, ao auth.Options, o accounts.Options, test func(t *testing.T, w *world, kit *testkit.Kit)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC)))
		w := newWorld(t, ao, o)
		test(t, w, testkit.New(t, w.site, testkit.Options{}))
	})
}
