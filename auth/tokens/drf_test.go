package tokens_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/drftest"
	"github.com/musette-go/musette/auth/tokens"
	"github.com/musette-go/musette/auth/tokens/authtoken"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/session/dbsession"
)

// djangoUsers makes the user ada, with the key that requests name KEY, and the inactive user bob.
const djangoUsers = `
u = User.objects.create_user('ada', password='` + plain + `')
b = User.objects.create_user('bob', password='` + plain + `', is_active=False)
Token.objects.create(user=u, key='0123456789abcdef0123456789abcdef01234567')
Token.objects.create(user=b, key='fedcba9876543210fedcba9876543210fedcba98')
`

const (
	adaKey = "0123456789abcdef0123456789abcdef01234567"
	bobKey = "fedcba9876543210fedcba9876543210fedcba98"
)

// requests are sent to both; the answers must be equal.
func requests() []drftest.Request {
	var out []drftest.Request
	for _, header := range []string{"", "Token " + adaKey, "token " + adaKey, "TOKEN\t" + adaKey, "Token", "Token ", "Token a b", "Token é", "Token " + bobKey,
		"Token " + adaKey[:39], "Token " + strings.ToUpper(adaKey), "Bearer " + adaKey, "Basic YTpi", adaKey, "Token " + strings.Repeat("a", 5000), "Token %s", "Token '"} {
		out = append(out, drftest.Request{Method: "GET", Path: "/api/who/", Auth: header, Type: "application/json"})
	}
	for _, body := range []string{
		`{"username": "ada", "password": "` + plain + `"}`, `{"username": " ada ", "password": "` + plain + `"}`, `{"password": "` + plain + `", "username": "ada", "more": 1}`,
		`{}`, `{"username": "ada"}`, `{"password": "x"}`, `{"username": "", "password": ""}`, `{"username": " ", "password": " "}`, `{"username": null, "password": null}`,
		`{"username": 7, "password": 1.5}`, `{"username": true, "password": false}`, `{"username": [], "password": {}}`, `[]`, `"x"`, `7`, `7.5`, `true`,
		`{"username": "a\u0000b", "password": "x"}`, `{"username": "bob", "password": "` + plain + `"}`, `{"username": "eve", "password": "x"}`,
		`{"username": "ADA", "password": "` + plain + `"}`,
	} {
		out = append(out, drftest.Request{Method: "POST", Path: path, Type: "application/json", Body: body})
	}
	for _, body := range []string{"username=ada&password=correct+horse", "username=ada", "", "username=&password=", "username=ada&password=no", "username=eve&username=ada&password=correct+horse"} {
		out = append(out, drftest.Request{Method: "POST", Path: path, Type: "application/x-www-form-urlencoded", Body: body})
	}
	return append(out, drftest.Request{Method: "POST", Path: path, Type: "text/plain", Body: "x"}, drftest.Request{Method: "POST", Path: path, Type: "application/json"})
}

// Django and this site answer alike, on one database: in shared mode with DRF's own table.
func TestAsDRF(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		said := drftest.Run(t, dbURL, "", djangoUsers+"send('all')", map[string][]drftest.Request{"all": requests()})
		s := newSuite(t, tokens.Options{Shared: true}, dbURL)
		equal := 0
		for i, want := range drftest.Answers(t, said[0]) {
			r := requests()[i]
			res := send(s, r.Path, r.Type, r.Body)
			if r.Method == "GET" {
				res = with(s, r.Method, r.Path, r.Auth)
			}
			got := drftest.Answer{Status: res.Code, Challenge: res.Header.Get("WWW-Authenticate"), Body: strings.TrimSpace(res.Body)}
			if got != compact(want) {
				t.Errorf("%s %s %q %q\n got %+v\nwant %+v", r.Method, r.Path, r.Auth, r.Body, got, compact(want))
				continue
			}
			equal++
			s.advance(time.Hour) // no lockout: DRF has none
		}
		t.Logf("%d answers are equal", equal)
	})
}

// compact leaves out the white space of a JSON body.
func compact(a drftest.Answer) drftest.Answer {
	var b bytes.Buffer
	if json.Compact(&b, []byte(a.Body)) == nil {
		a.Body = b.String()
	}
	return a
}

// Tokens of either count on the other: made, changed and deleted.
func TestShared(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		drftest.Run(t, dbURL, "", djangoUsers+"User.objects.create_user('eve', password='x')", nil)
		s := newSuite(t, tokens.Options{Shared: true}, dbURL)
		ada, err := auth.Users.Unrestricted().Get(s.Context(), auth.Users.Username.Eq("ada"))
		s.Must(err)
		eve, err := auth.Users.Unrestricted().Get(s.Context(), auth.Users.Username.Eq("eve"))
		s.Must(err)
		with(s, "GET", "/api/who/", "Token "+adaKey).Status(200).Queries(1).Contains("[ada]")
		if key, _ := create(t, s, ada, tokens.Spec{}); key != adaKey {
			t.Errorf("ada has the key %q", key)
		}
		if got := command(t, s, "tokens"); !strings.Contains(got, adaKey[:8]+"  ada") || strings.Contains(got, adaKey[8:]) {
			t.Errorf("the list is\n%s", got)
		}
		key, token := create(t, s, eve, tokens.Spec{})
		if token.ID != eve.ID || len(key) != 40 {
			t.Errorf("%q, %+v", key, token)
		}
		if _, _, err := tokens.Create(s.Context(), eve, tokens.Spec{Name: "n"}); err == nil {
			t.Error("a name was taken")
		}
		newKey, err := tokens.Rotate(s.Context(), ada, ada.ID)
		s.Must(err)
		command(t, s, "revoketoken", bobKey[:8])
		asked := func(keys ...string) (out []drftest.Request) {
			for _, k := range keys {
				out = append(out, drftest.Request{Method: "GET", Path: "/api/who/", Auth: "Token " + k, Type: "application/json"})
			}
			return out
		}
		said := drftest.Run(t, dbURL, "", "send('all'); Token.objects.filter(user__username='eve').delete()", map[string][]drftest.Request{"all": asked(key, newKey, adaKey, bobKey)})
		var got []string
		for _, a := range drftest.Answers(t, said[0]) {
			got = append(got, fmt.Sprint(a.Status))
		}
		same(t, strings.Join(got, " "), "200 200 401 401")
		with(s, "GET", "/api/who/", "Token "+adaKey).Status(401)
		with(s, "GET", "/api/who/", "Token "+newKey).Status(200)
		with(s, "GET", "/api/who/", "Token "+key).Status(401)
		s.Must(tokens.Revoke(s.Context(), ada, ada.ID))
		with(s, "GET", "/api/who/", "Token "+newKey).Status(401)
		if err := tokens.Revoke(s.Context(), ada, ada.ID); err != tokens.ErrNoToken {
			t.Errorf("a second time: %v", err)
		}
	})
}

// The table is DRF's, column by column, and one that Django has made is adopted as it is.
func TestSharedTable(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, ours string) {
		theirs := testenv.SQLite(t)
		if strings.HasPrefix(ours, "postgres") {
			theirs = testenv.Postgres(t)
		}
		drftest.Run(t, theirs, "", "", nil)
		before := table(t, theirs)
		if said := migrated(t, theirs); !strings.Contains(said, "authtoken.0001_initial... FAKED") {
			t.Errorf("migrate says\n%s", said)
		}
		if after := table(t, theirs); after != before || before == "" {
			t.Errorf("the table was\n%sand is\n%s", before, after)
		}
		drftest.Run(t, theirs, "", "call_command('migrate', '--check', verbosity=0)", nil)
		migrated(t, ours)
		if got := table(t, ours); got != before {
			t.Errorf("our table\n%sDRF's\n%s", got, before)
		}
	})
}

func migrated(t *testing.T, dbURL string) string {
	t.Helper()
	d := open(t, dbURL)
	var apps []migrate.App
	for _, a := range []struct {
		label string
		all   []migrate.Migration
	}{{"sessions", dbsession.App().Migrations}, {"auth", adopting(auth.App().Migrations)}, {"authtoken", authtoken.App().Migrations}} {
		apps = append(apps, migrate.App{Label: a.label, Migrations: a.all})
	}
	m, err := migrate.New(d, apps)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := m.Migrate(t.Context(), migrate.MigrateOptions{Out: &said}); err != nil {
		t.Fatal(err)
	}
	return said.String()
}

func adopting(all []migrate.Migration) []migrate.Migration {
	out := append([]migrate.Migration(nil), all...)
	for i := range out {
		out[i].Adopt = out[i].Initial
	}
	return out
}

func open(t *testing.T, dbURL string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dbURL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// table is the part of an inspection about authtoken_token.
func table(t *testing.T, dbURL string) string {
	t.Helper()
	all, err := migrate.Inspect(t.Context(), open(t, dbURL))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(all) {
		if strings.Contains(line, "authtoken_token column") || strings.Contains(line, "authtoken_token part") {
			out.WriteString(strings.Replace(line, " UNIQUE", "", 1)) // SQLite may have it in an index
		}
	}
	return out.String()
}
