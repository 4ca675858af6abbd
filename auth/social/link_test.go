package social_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// An account that has the address already is never opened by a provider: its owner connects the two.
func TestNoTakeOver(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.provider.User.Email = "ADA@example.org"
		c := s.NewClient()
		login(s, c).Status(409).Contains("There is an account here with your email address already", "Log in and connect")
		c.Get("/mine/").Status(302)
		if n, err := social.Accounts.Unrestricted().Count(s.Context()); err != nil || n != 0 {
			t.Errorf("%d connected (%v)", n, err)
		}

		// An address that nobody has verified opens nothing, and is not taken over.
		s.provider.User.EmailVerified = false
		login(s, c).Redirects("/profile/")
		u, err := auth.Users.Unrestricted().Get(s.Context(), auth.Users.ID.Gt(ada.ID))
		s.Must(err)
		if u.Email != "" || !strings.HasPrefix(u.Username, "ada-") {
			t.Errorf("the new user is %q with %q", u.Username, u.Email)
		}
	})
}

// Somebody without an address, with an odd name, or with both told apart from the token.
func TestSignUpNames(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		for _, c := range []struct {
			name        string
			user        socialtest.User
			infoOnly    bool
			begins, had string
		}{
			{"no address", socialtest.User{Subject: "1", Username: "gus"}, false, "gus", ""},
			{"an address as a name", socialtest.User{Subject: "2", Username: "bob@example.org", Email: "robert@example.org", EmailVerified: true}, false, "robert", "robert@example.org"},
			{"nothing", socialtest.User{Subject: "3"}, false, "user-", ""},
			{"a given name", socialtest.User{Subject: "4", GivenName: "Émile Vacher"}, false, "Émile.Vacher", ""},
			{"odd letters", socialtest.User{Subject: "5", Username: "<b>x\u202ey</b>\r\n"}, false, "bxyb", ""},
			{"taken", socialtest.User{Subject: "6", Username: "gus"}, false, "gus-", ""},
			{"too long", socialtest.User{Subject: "7", Username: strings.Repeat("z", 300)}, false, strings.Repeat("z", 100), ""},
			{"told by userinfo", socialtest.User{Subject: "8", Username: "told", Email: "told@example.org", EmailVerified: true}, true, "told", "told@example.org"},
			{"no address at all", socialtest.User{Subject: "9", Username: "bad", Email: "a\r\nb@example.org", EmailVerified: true}, false, "bad", ""},
		} {
			s.provider.User, s.provider.Wrong.InfoOnly = c.user, c.infoOnly
			if res := login(s, s.NewClient()); res.Code != 303 {
				t.Errorf("%s: %d\n%s", c.name, res.Code, res.Body)
				continue
			}
			row, err := social.Accounts.Unrestricted().SelectRelated(social.Accounts.User).Get(s.Context(), social.Accounts.Subject.Eq(c.user.Subject))
			s.Must(err)
			u, err := row.User.Get()
			s.Must(err)
			if !strings.HasPrefix(u.Username, c.begins) || !strings.HasSuffix(c.begins, "-") && u.Username != c.begins || u.Email != c.had {
				t.Errorf("%s: the user is %q with %q, want %q with %q", c.name, u.Username, u.Email, c.begins, c.had)
			}
		}
		// What is told about somebody else is not believed.
		s.provider.User = socialtest.User{Subject: "10", Username: "ten", Email: "ten@example.org", EmailVerified: true}
		s.provider.Wrong.Info = func(c map[string]any) { c["sub"] = "11" }
		s.provider.Wrong.InfoOnly = true
		login(s, s.NewClient()).Redirects("/profile/")
		u, err := auth.Users.Unrestricted().Get(s.Context(), auth.Users.Username.Eq("ten"))
		s.Must(err)
		if u.Email != "" {
			t.Errorf("the address of somebody else was taken: %q", u.Email)
		}
	})
}

// Where sign-ups are closed, only those who have connected an account get in.
func TestNoSignUp(t *testing.T) {
	t.Parallel()
	s := newSuite(t, social.Options{NoSignUp: true}, onSQLite())
	login(s, s.NewClient()).Status(403).Contains("You have no account here yet")
	person(s, "gus")
	if n, err := auth.Users.Unrestricted().Count(s.Context()); err != nil || n != 1 {
		t.Errorf("%d users (%v)", n, err)
	}
}

const connect = "/accounts/social/work/connect/"

// An account is connected after a recent login, belongs to one user, and is taken away unless it is the last way in.
func TestConnections(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		s.Post(connect, nil).Status(302)
		s.Get("/accounts/social/connections/").Status(302)
		ada, bob := person(s, "ada"), person(s, "bob")
		s.Login(ada)
		s.Get("/accounts/social/connections/").Contains("You have connected none yet")
		s.happened()
		s.Get(back(s, away(s, s.Client, connect, nil))).Redirects("/accounts/social/connections/")
		if got := s.happened(); got != "social_connected work" {
			t.Errorf("events %q", got)
		}
		s.Get("/accounts/social/connections/").Contains("<strong>The work account</strong>")
		s.Get(back(s, away(s, s.Client, connect, nil))).Redirects("/accounts/social/connections/") // once more changes nothing

		other := s.NewClient()
		other.Login(bob)
		other.Get(back(s, away(s, other, connect, nil))).Status(409).Contains("belongs to another account here")

		// Who logs in as somebody else meanwhile connects nothing.
		s.provider.User.Subject = "2"
		path := back(s, away(s, other, connect, nil))
		other.Logout()
		other.Login(ada)
		other.Get(path).Status(400)
		visitor := s.NewClient()
		login(s, visitor).Status(409)

		row, err := social.Accounts.Unrestricted().Get(s.Context())
		s.Must(err)
		bobs := s.NewClient()
		bobs.Login(bob)
		bobs.Post(s.URL("social:disconnect", row.ID), nil).Status(404)
		s.happened()
		s.Post(s.URL("social:disconnect", row.ID), nil).Redirects("/accounts/social/connections/")
		if got := s.happened(); got != "social_disconnected work" {
			t.Errorf("events %q", got)
		}
		m, err := mail.From(s.Context())
		s.Must(err)
		if sent := m.Outbox(); len(sent) != 2 || sent[0].Subject != "A way to log in was added" || sent[1].Subject != "A way to log in was removed" {
			t.Errorf("%d mails", len(sent))
		}
		s.advance(11 * time.Minute)
		if res := s.Post(connect, nil).Status(302); !strings.HasPrefix(res.Header.Get("Location"), "/confirm/") {
			t.Errorf("connecting long after the login leads to %s", res.Header.Get("Location"))
		}
	})
}

// Who came by a provider and has nothing else keeps it.
func TestLastWayIn(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		login(s, s.Client).Redirects("/profile/")
		first, err := social.Accounts.Unrestricted().Get(s.Context())
		s.Must(err)
		s.Post(s.URL("social:disconnect", first.ID), nil).Status(409).Contains("This is the only way into your account")
		s.provider.User.Subject = "2"
		s.Get(back(s, away(s, s.Client, connect, nil))).Redirects("/accounts/social/connections/")
		s.Post(s.URL("social:disconnect", first.ID), nil).Status(303)
		second, err := social.Accounts.Unrestricted().Get(s.Context())
		s.Must(err)
		s.Post(s.URL("social:disconnect", second.ID), nil).Status(409)
	})
}

// Of two requests that each take one of two accounts away, the second waits for the first and sees that its own is the last.
func TestLastWayInAtOnce(t *testing.T) {
	t.Parallel()
	s := newSuite(t, social.Options{}, testkit.Options{DatabaseURL: testenv.Postgres(t), Budget: -1})
	login(s, s.Client).Redirects("/profile/")
	s.provider.User.Subject = "2"
	s.Get(back(s, away(s, s.Client, connect, nil))).Redirects("/accounts/social/connections/")
	rows, err := social.Accounts.Unrestricted().All(s.Context())
	s.Must(err)
	u, err := auth.Users.Unrestricted().Get(s.Context())
	s.Must(err)
	var clients []*testkit.Client
	for range rows {
		c := s.NewClient()
		c.Login(u)
		clients = append(clients, c)
	}
	var wg sync.WaitGroup
	s.Must(orm.Atomic(s.Context(), func(ctx context.Context) error { // keeps both from deleting
		if _, err := social.Accounts.Unrestricted().ForUpdate().All(ctx); err != nil {
			return err
		}
		for i, row := range rows {
			wg.Go(func() { clients[i].Post(s.URL("social:disconnect", row.ID), nil) })
		}
		return waiting(s, len(rows))
	}))
	wg.Wait()
	if n, err := social.Accounts.Unrestricted().Count(s.Context()); err != nil || n != 1 {
		t.Errorf("%d ways in are left (%v)", n, err)
	}
}

// waiting returns when so many statements wait for a lock.
func waiting(s suite, n int) error {
	for {
		rows, err := s.DB().Query(s.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
		if err != nil {
			return err
		}
		have := int64(0)
		if rows.Next() {
			have = rows.Int64()
		}
		if err := rows.Close(); err != nil || have >= int64(n) {
			return err
		}
	}
}

// Another way in, such as a passkey, lets go of the last account.
func TestOtherWays(t *testing.T) {
	t.Parallel()
	has := func(context.Context, *auth.User) (bool, error) { return true, nil }
	s := newSuite(t, social.Options{OtherWays: []func(context.Context, *auth.User) (bool, error){has}}, onSQLite())
	login(s, s.Client).Redirects("/profile/")
	row, err := social.Accounts.Unrestricted().Get(s.Context())
	s.Must(err)
	s.Post(s.URL("social:disconnect", row.ID), nil).Status(303)
}

// fob is a second factor that everybody has.
type fob struct{}

func (fob) Name() string                                  { return "fob" }
func (fob) Page() string                                  { return "accounts:confirm" }
func (fob) Has(context.Context, *auth.User) (bool, error) { return true, nil }

// A second factor is asked for behind the provider too.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	p := socialtest.New(t)
	s := suiteOf(t, auth.Options{Factors: []auth.SecondFactor{fob{}}}, social.Options{Providers: []social.Provider{p.Of("work")}, Client: http.DefaultClient})
	login(s, s.Client).Redirects("/confirm/")
	s.Get("/mine/").Status(302)
	s.Get("/fob/").Redirects("/profile/")
	s.Get("/mine/").Contains("[ada]")
}
