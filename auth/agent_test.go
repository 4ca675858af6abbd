package auth_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// Whatever a program says of itself, people log in with it, and what is kept and told is text: X58.
func TestOddAgents(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		var got string
		o := auth.Options{OnEvent: []func(context.Context, auth.Event){func(_ context.Context, e auth.Event) { got = e.UserAgent }}}
		kit := testkit.New(t, site(o), testkit.Options{DatabaseURL: dbURL})
		person(kit, "ada")
		for name, agent := range map[string]string{
			"not UTF-8": "agent \xff\xfe", "cut in a letter": strings.Repeat("x", 299) + "é", "long": strings.Repeat("é", 4000), "escapes": "a\x1b[2J\tb\u202e", "none": "",
		} {
			c := kit.NewClient()
			c.Header("User-Agent", agent)
			login(c, "ada", "correct horse").Status(200)
			c.Get("/who/").Contains("[ada]")
			if !utf8.ValidString(got) || len(got) > 300 {
				t.Errorf("%s: the event has %d bytes: %q", name, len(got), got)
			}
			row, err := auth.UserSessions.Filter(auth.UserSessions.UserAgent.Eq(got)).First(kit.Context())
			kit.Must(err)
			if row.UserAgent != got {
				t.Errorf("%s: the list has %q, the event %q", name, row.UserAgent, got)
			}
		}
	})
}
