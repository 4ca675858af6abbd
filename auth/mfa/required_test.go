package mfa_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
)

func staff(u *auth.User) bool { return u.IsStaff }

var stylesheet = regexp.MustCompile(`rel="stylesheet" href="([^"]+)"`)

// Who must have a factor is led to the page that sets one up, and may do nothing else until then.
func TestRequired(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{Required: staff}, func(t *testing.T, s suite) {
		person(s, "ada")
		bob := &auth.User{Username: "bob", IsActive: true}
		s.Must(auth.CreateUser(s.Context(), bob, plain))
		s.Get("/").Status(200)
		login(s.Client, "ada").Redirects("/staff/")
		s.Get("/staff/").Redirects("/accounts/2fa/")
		s.Get("/").Redirects("/accounts/2fa/")
		page := s.Get("/accounts/2fa/").Status(200).Contains("Your account needs a second step")
		s.Get(stylesheet.FindStringSubmatch(page.Body)[1]).Status(200)
		s.Get("/confirm/").Status(200)
		s.Get("/nowhere/").Status(404)
		s.Header("Accept", "application/json")
		s.Get("/staff/").Status(403)
		s.Header("Accept", "")
		enrol(t, s)
		s.Get("/staff/").Contains("[ada]")
		other := s.NewClient()
		other.Login(bob)
		other.Get("/").Contains("[bob]")
	})
}

// mfa.W001 is shown by check --deploy as long as staff need none, and mfa.E001 where no login asks for a factor.
func TestChecks(t *testing.T) {
	t.Parallel()
	ids := func(o mfa.Options, factors ...auth.SecondFactor) string {
		var out []string
		a := auth.App(auth.Options{Factors: factors})
		m := mfa.App(o)
		ctx := a.Context(t.Context())
		for _, msg := range check.Run(ctx, m.Checks, check.Options{Deploy: true}) {
			out = append(out, msg.ID)
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		name    string
		o       mfa.Options
		factors []auth.SecondFactor
		want    string
	}{
		{"nothing", mfa.Options{}, nil, "mfa.E001 mfa.W001"},
		{"staff need none", mfa.Options{}, []auth.SecondFactor{mfa.TOTP()}, "mfa.W001"},
		{"superusers only", mfa.Options{Required: func(u *auth.User) bool { return u.IsSuperuser }}, []auth.SecondFactor{mfa.TOTP()}, "mfa.W001"},
		{"staff", mfa.Options{Required: staff}, []auth.SecondFactor{mfa.Passkey()}, ""},
	} {
		if got := ids(c.o, c.factors...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// command runs a command of the site, and returns what it printed.
func command(t *testing.T, s suite, name string, args ...string) (string, error) {
	t.Helper()
	for _, c := range mfa.App(mfa.Options{}).Commands {
		if c.Name == name {
			var out strings.Builder
			err := c.New(nil)(s.Context(), &app.Env{Args: args, Out: &out})
			return out.String(), err
		}
	}
	t.Fatalf("there is no command %s", name)
	return "", nil
}

// mfareset takes everything away.
func TestResetCommand(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		enrol(t, s)
		s.clock.advance(time.Minute)
		register(s.Client, newSoftToken(t), "Phone").Status(303)
		if _, err := command(t, s, "mfareset", "nobody"); err == nil || !strings.Contains(err.Error(), `there is no user "nobody"`) {
			t.Errorf("nobody: %v", err)
		}
		for _, want := range []string{"The second factors of ada are gone; the password alone is enough to log in.\n", "ada has no second factor.\n"} {
			if got, err := command(t, s, "mfareset", "ada"); err != nil || got != want {
				t.Errorf("%q (%v), want %q", got, err, want)
			}
		}
		login(s.NewClient(), "ada").Redirects("/staff/")
		if n, err := mfa.RecoveryCodes.Unrestricted().Count(s.Context()); err != nil || n != 0 {
			t.Errorf("%d recovery codes are left (%v)", n, err)
		}
	})
}

// A new SECRET_KEY: codes still work while the old key is a fallback, and without it after mfareseal.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	file := "sqlite://" + t.TempDir() + "/mfa.db"
	one, two := strings.Repeat("one-key-", 9), strings.Repeat("two-key-", 9)
	open := func(key, fallbacks string) suite {
		return newSuite(t, mfa.Options{}, testkit.Options{DatabaseURL: file, Settings: map[string]string{"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": fallbacks}})
	}
	first := open(one, "")
	first.Login(person(first, "ada"))
	secret, _ := enrol(t, first)
	first.Login(person(first, "bob"))
	bobs, _ := enrol(t, first)

	lost := open(two, "")
	lost.clock.advance(time.Minute)
	c := lost.NewClient()
	login(c, "ada").Redirects(verify)
	send(c, verify, codeAt(t, secret, lost.clock.now())).Status(200)
	if _, err := command(t, lost, "mfareseal"); err == nil || !strings.Contains(err.Error(), "2 secrets open with none of the site's keys") {
		t.Errorf("mfareseal with the key gone: %v", err)
	}

	both := open(two, one)
	both.clock.advance(2 * time.Minute)
	tryCode(t, both, codeAt(t, secret, both.clock.now()), true) // sealed anew by being used
	if got, err := command(t, both, "mfareseal"); err != nil || got != "1 secrets are encrypted anew.\n" {
		t.Errorf("mfareseal: %q (%v)", got, err)
	}

	last := open(two, "")
	last.clock.advance(3 * time.Minute)
	tryCode(t, last, codeAt(t, secret, last.clock.now()), true)
	c = last.NewClient()
	login(c, "bob").Redirects(verify)
	send(c, verify, codeAt(t, bobs, last.clock.now())).Redirects("/staff/")
}

// People are told by mail, with a link that only an allowed host can be in.
func TestNotices(t *testing.T) {
	t.Parallel()
	s := newSuite(t, mfa.Options{}, testkit.Options{})
	ada := person(s, "ada")
	ada.FirstName = "Ada\nBcc:"
	s.Must(auth.Users.Save(s.Context(), ada))
	s.Login(ada)
	enrol(t, s)
	s.Post("/accounts/2fa/recovery/", nil).Status(200)
	s.Post("/accounts/2fa/totp/remove/", nil).Status(303)
	sent := outbox(t, s)
	var subjects []string
	for _, m := range sent {
		subjects = append(subjects, m.Subject)
		if m.To[0] != "ada@example.org" || !strings.Contains(m.Text, "http://testserver/accounts/2fa/") || !strings.Contains(m.Text, "Hello Ada Bcc:,") {
			t.Errorf("mail %+v", m)
		}
	}
	if got := strings.Join(subjects, ", "); got != "A way to log in was added, New recovery codes, A way to log in was removed" {
		t.Errorf("mails %s", got)
	}
}

func outbox(t *testing.T, s suite) []*mail.Message {
	t.Helper()
	m, err := mail.From(s.Context())
	s.Must(err)
	return m.Outbox()
}
