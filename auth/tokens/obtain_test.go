package tokens_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens"
	"github.com/musette-go/musette/internal/testenv"
)

const path = "/api/token-auth/"

// obtained is the token in an answer.
func obtained(t *testing.T, body string) string {
	t.Helper()
	var got struct{ Token string }
	if err := json.Unmarshal([]byte(body), &got); err != nil || got.Token == "" {
		t.Fatalf("there is no token in %s (%v)", body, err)
	}
	return got.Token
}

// Bodies get DRF's answers; the same are sent to DRF in TestObtainAsDRF.
func TestObtain(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{ObtainedFor: time.Hour}, func(t *testing.T, s suite) {
		person(s, "ada")
		res := send(s, path, "application/json", `{"username": "ada", "password": "`+plain+`"}`).Status(200).HasHeader("Cache-Control", "no-store")
		key := obtained(t, res.Body)
		with(s, "GET", "/api/who/", "Token "+key).Status(200).Contains("[ada]")
		s.advance(time.Hour)
		with(s, "GET", "/api/who/", "Token "+key).Status(401)
		form := url.Values{"username": {"ada"}, "password": {plain}}.Encode()
		with(s, "GET", "/api/who/", "Token "+obtained(t, send(s, path, "application/x-www-form-urlencoded", form).Status(200).Body)).Status(200)
		if got := s.events.String(); got != "token_made token_made" {
			t.Errorf("events %q", got)
		}
		send(s, path, "application/json", strings.Repeat(" ", 17<<10)).Status(413)
	})
}

// Wrong passwords are counted and then refused, whichever door they come by.
func TestObtainIsCounted(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		person(s, "ada")
		for range 5 {
			send(s, path, "application/json", `{"username": "ada", "password": "wrong"}`).Status(400)
		}
		res := send(s, path, "application/json", `{"username": "ada", "password": "`+plain+`"}`).Status(429).HasHeader("Retry-After", "900")
		same(t, strings.TrimSpace(res.Body), `{"detail":"Request was throttled. Expected available in 900 seconds."}`)
		s.advance(15 * time.Minute)
		send(s, path, "application/json", `{"username": "ada", "password": "`+plain+`"}`).Status(200)
	})
}

// factor is a second factor that everybody has.
type factor struct{}

func (factor) Name() string                                      { return "code" }
func (factor) Has(_ context.Context, u *auth.User) (bool, error) { return u.Username == "ada", nil }
func (factor) Page() string                                      { return "token-auth" }

// A password alone gives no token where a login asks for more.
func TestObtainWithSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSuite(t, tokens.Options{}, testenv.SQLite(t), factor{})
	person(s, "ada")
	person(s, "bob")
	send(s, path, "application/json", `{"username": "ada", "password": "`+plain+`"}`).Status(400).Contains(tokens.SecondFactorText)
	send(s, path, "application/json", `{"username": "bob", "password": "`+plain+`"}`).Status(200)
}

// run runs a command of the app.
func run(t *testing.T, s suite, name string, args ...string) (string, error) {
	t.Helper()
	for _, c := range tokens.App(tokens.Options{}).Commands {
		if c.Name != name {
			continue
		}
		flags := flag.NewFlagSet(name, flag.ContinueOnError)
		r := c.New(flags)
		if err := flags.Parse(args); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := r(s.Context(), &app.Env{Args: flags.Args(), Out: &out, Err: &out})
		return out.String(), err
	}
	t.Fatalf("there is no command %s", name)
	return "", nil
}

func command(t *testing.T, s suite, name string, args ...string) string {
	t.Helper()
	out, err := run(t, s, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCommands(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		person(s, "ada")
		person(s, "bob")
		key := strings.TrimSpace(command(t, s, "createtoken", "--username", "ada", "--name", "CI\x1b[2J", "--expires", "720h", "--scope", "stock:read", "--scope", "stock:write"))
		plainKey := strings.TrimSpace(command(t, s, "createtoken", "--username", "bob"))
		with(s, "GET", "/stock/", "Token "+key).Status(200)
		want := "PREFIX    USER  NAME     LAST USE          EXPIRES           SCOPES\n" +
			key[:8] + "  ada   CI?[2J   2031-05-06 12:00  2031-06-05 12:00  stock:read stock:write\n" +
			plainKey[:8] + "  bob   -        never             never             -\n"
		if got := command(t, s, "tokens"); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if got := command(t, s, "tokens", "--username", "bob"); strings.Contains(got, "ada") || !strings.Contains(got, plainKey[:8]) {
			t.Errorf("the tokens of bob are\n%s", got)
		}
		s.advance(720 * time.Hour)
		if got := command(t, s, "tokens"); !strings.Contains(got, "2031-06-05 12:00 (over)") {
			t.Errorf("a month later\n%s", got)
		}
		command(t, s, "revoketoken", "--username", "bob", plainKey[:8])
		for _, args := range [][]string{{"createtoken"}, {"createtoken", "--username", "eve"}, {"revoketoken", plainKey[:8]}, {"revoketoken", "--username", "bob", key[:8]},
			{"tokens", "--username", "eve"}, {"createtoken", "--username", "ada", "--expires", "-1h"}} {
			if out, err := run(t, s, args[0], args[1:]...); err == nil {
				t.Errorf("%v says %q", args, out)
			}
		}
		with(s, "GET", "/api/who/", "Token "+plainKey).Status(401)
	})
}
