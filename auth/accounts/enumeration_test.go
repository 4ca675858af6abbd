package accounts_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
)

// spy records the statements of the requests that ask for it.
type spy struct {
	mu  sync.Mutex
	rec *db.Recorder
}

func (s *spy) app() app.App {
	return app.App{Name: "spy", Middleware: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			rec := s.rec
			s.mu.Unlock()
			if rec != nil {
				r = r.WithContext(db.Record(r.Context(), rec))
			}
			next.ServeHTTP(w, r)
		})
	}}}
}

// statements runs something and returns what it said to the database.
func (s *spy) statements(do func()) []string {
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	s.mu.Lock()
	s.rec = rec
	s.mu.Unlock()
	do()
	s.mu.Lock()
	s.rec = nil
	s.mu.Unlock()
	var out []string
	for _, st := range rec.Statements() {
		out = append(out, st.SQL)
	}
	return out
}

// answer is what a stranger sees: everything but what differs each time.
type answer struct {
	Code       int
	Header     http.Header
	Body       string
	Then       string // the page that it leads to
	Statements []string
}

// changing are headers that differ each time.
var changing = []string{"Set-Cookie", "X-Request-Id", "Date", "Content-Length", "Server-Timing", "Content-Security-Policy"}

func (s *spy) ask(kit *testkit.Kit, path string, sent url.Values) answer {
	c := kit.NewClient()
	c.Get("/accounts/login/") // so that both have a token
	var r *testkit.Response
	a := answer{Statements: s.statements(func() { r = c.Post(path, sent) })}
	a.Code, a.Header, a.Body = r.Code, r.Header.Clone(), masked(r.Body, sent)
	for _, name := range changing {
		a.Header.Del(name)
	}
	if r.Code == 303 {
		a.Then = masked(c.Get(r.Header.Get("Location")).Body, sent)
	}
	return a
}

// masked takes out what was typed and what is new each time.
func masked(body string, sent url.Values) string {
	for _, v := range sent {
		body = strings.ReplaceAll(body, v[0], "…")
	}
	for _, mark := range []string{`name="csrfmiddlewaretoken" value="`} {
		parts := strings.Split(body, mark)
		for i := range parts[1:] {
			_, parts[i+1], _ = strings.Cut(parts[i+1], `"`)
		}
		body = strings.Join(parts, mark)
	}
	return body
}

func same(t *testing.T, what string, known, unknown answer) {
	t.Helper()
	if known.Code != unknown.Code || known.Body != unknown.Body || known.Then != unknown.Then {
		t.Errorf("%s: the answers differ: %d and %d\n%s\n%s\n%s\n%s", what, known.Code, unknown.Code, known.Body, unknown.Body, known.Then, unknown.Then)
	}
	for name := range known.Header {
		if !slices.Equal(known.Header[name], unknown.Header[name]) {
			t.Errorf("%s: %s is %q for the known and %q for the unknown", what, name, known.Header[name], unknown.Header[name])
		}
	}
	if !slices.Equal(known.Statements, unknown.Statements) {
		t.Errorf("%s: the statements differ:\n%s\n\n%s", what, strings.Join(known.Statements, "\n"), strings.Join(unknown.Statements, "\n"))
	}
	if len(known.Statements) < 3 {
		t.Errorf("%s: %d statements were recorded", what, len(known.Statements))
	}
}

// AUTH-21, AUTH-28, X46: login, sign-up, reset and code say and do the same for those who have an account and for those who have not.
func TestNoEnumeration(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		s := &spy{}
		w := newWorld(t, auth.Options{}, accounts.Options{LoginByCode: true}, s.app())
		kit := testkit.New(t, w.site, testkit.Options{DatabaseURL: dbURL, Log: io.Discard})
		person(kit, "ada")
		for _, c := range []struct {
			what, path     string
			known, unknown url.Values
		}{
			{"login", "/accounts/login/", form("username", "ada", "password", "wrong"), form("username", "eve", "password", "wrong")},
			{"reset", "/accounts/password_reset/", form("email", "ada@example.org"), form("email", "eve@example.org")},
			{"code", "/accounts/code/", form("email", "ada@example.org"), form("email", "eve@example.org")},
			{"sign-up", "/accounts/signup/", form("username", "newone", "email", "ada@example.org", "password", horse, "password_again", horse),
				form("username", "newtwo", "email", "eve@example.org", "password", horse, "password_again", horse)},
		} {
			same(t, c.what, s.ask(kit, c.path, c.known), s.ask(kit, c.path, c.unknown))
		}
		sent := map[string]int{}
		for _, m := range w.mailer.Outbox() {
			sent[m.To[0]]++
		}
		if sent["ada@example.org"] != 3 || sent["eve@example.org"] != 1 {
			t.Errorf("mails: %v, want three to the known and one to the unknown, of the sign-up", sent)
		}
	})
}

// A wrong code is the same for both, too.
func TestNoEnumerationByCodes(t *testing.T) {
	t.Parallel()
	s := &spy{}
	w := newWorld(t, auth.Options{}, accounts.Options{LoginByCode: true}, s.app())
	kit := testkit.New(t, w.site, testkit.Options{Log: io.Discard})
	person(kit, "ada")
	wrong := func(start string, sent url.Values, path string) answer {
		c := kit.NewClient()
		c.Post(start, sent)
		var r *testkit.Response
		a := answer{Statements: s.statements(func() { r = c.Post(path, form("code", "12345678")) })}
		a.Code, a.Body = r.Code, masked(r.Body, sent)
		return a
	}
	same(t, "code", wrong("/accounts/code/", form("email", "ada@example.org"), "/accounts/code/"), wrong("/accounts/code/", form("email", "eve@example.org"), "/accounts/code/"))
	known := form("username", "newone", "email", "ada@example.org", "password", horse, "password_again", horse)
	unknown := form("username", "newtwo", "email", "eve@example.org", "password", horse, "password_again", horse)
	same(t, "sign-up", wrong("/accounts/signup/", known, "/accounts/verify/"), wrong("/accounts/signup/", unknown, "/accounts/verify/"))
}

// gate is a mail server that waits, or is away.
type gate struct {
	open chan struct{} // nil for one that is away
	sent chan string
}

func (g gate) Send(ctx context.Context, e *mail.Envelope) error {
	if g.open == nil {
		return &mail.SendError{ID: e.Message.ID, Step: mail.StepConnect, Temporary: true, Err: errors.New("connection refused")}
	}
	select {
	case <-g.open:
		g.sent <- e.To[0]
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (gate) Close() error { return nil }

func mailer(t *testing.T, d mail.Driver) *mail.Mailer {
	t.Helper()
	m, err := mail.New(d, mail.Options{From: "shop@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The mail of a reset goes out after the answer, so that a slow server does not tell who has an account; the site does not stop before
// it is gone.
func TestMailAfterTheAnswer(t *testing.T) {
	t.Parallel()
	g := gate{make(chan struct{}), make(chan string, 10)}
	w := withMailer(mailer(t, g), auth.Options{}, accounts.Options{LoginByCode: true})
	t.Run("site", func(t *testing.T) {
		kit := testkit.New(t, w.site, testkit.Options{})
		person(kit, "ada")
		kit.Post("/accounts/password_reset/", form("email", "ada@example.org")).Status(303) // the server has not answered
		kit.Post("/accounts/code/", form("email", "ada@example.org")).Status(303)
		if len(g.sent) != 0 {
			t.Fatal("mails were sent before the answer")
		}
		close(g.open) // the site is stopped now
	})
	if len(g.sent) != 2 {
		t.Errorf("%d mails were sent when the site had stopped, want 2", len(g.sent))
	}
}

// SMTP down: where both get a mail the page is an error for both, elsewhere it is the same as ever; each is a line of the log.
func TestMailServerAway(t *testing.T) {
	t.Parallel()
	log := &lines{}
	w := withMailer(mailer(t, gate{}), auth.Options{}, accounts.Options{LoginByCode: true})
	t.Run("site", func(t *testing.T) {
		kit := testkit.New(t, w.site, testkit.Options{Log: log})
		person(kit, "ada")
		for _, email := range []string{"ada@example.org", "eve@example.org"} {
			signUp(kit.NewClient(), "some", email).Status(503).Lacks("connection refused")
			kit.NewClient().Post("/accounts/password_reset/", form("email", email)).Redirects("/accounts/password_reset/done/")
			kit.NewClient().Post("/accounts/code/", form("email", email)).Redirects("/accounts/code/")
		}
	})
	if n := strings.Count(log.String(), "a mail of an account was not sent"); n != 2 {
		t.Errorf("%d lines about mails after the answer, want 2:\n%s", n, log)
	}
	if n := strings.Count(log.String(), "status=503"); n != 2 && !strings.Contains(log.String(), "connection refused") {
		t.Errorf("%d lines about the sign-ups, want 2:\n%s", n, log)
	}
}

// lines collects the log.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
