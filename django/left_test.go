package django_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/session/dbsession"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// leftSite is the site that has left: one migration, and Left in the place of Shared.
func leftSite(o django.Options) app.Site {
	leave := migrate.Migration{Name: "0001_leave_django", Operations: []migrate.Operation{
		migrate.RunGo{Forward: django.HashSessions(o), Reverse: migrate.Noop, Label: "Hash the sessions"},
	}, Dependencies: []migrate.Dependency{{App: "auth", Name: "0002_sessions_and_attempts"}, {App: "sessions", Name: "0001_initial"}}}
	return django.Left(app.Site{Name: "newsite", Apps: []app.App{{Name: "probe", Migrations: []migrate.Migration{leave}, Routes: func(r *web.Router) { probe(r, o) }}}}, o)
}

// People who are logged in stay so when the site leaves its Django, by whichever side they came; their old keys are worthless, and nothing
// that a reader of the table could use is left in it. Passwords become Argon2id at the next login.
func TestLeaving(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		settings := map[string]string{"SECRET_KEY": secret}
		keys := strings.Fields(shell(t, dbURL, `
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from datetime import timedelta
def session(user, hash=None, **values):
    s = SessionStore()
    s['_auth_user_id'], s['_auth_user_backend'], s['_auth_user_hash'] = str(user.pk), 'django.contrib.auth.backends.ModelBackend', hash or user.get_session_auth_hash()
    s.update(values)
    s.save()
    print(s.session_key)
u = User.objects.create_user('alice', 'alice@example.org', 'long one')
session(u, words='kept')
session(u, hash='0' * 64)
anonymous = SessionStore()
anonymous['words'] = 'of nobody'
anonymous.save()
print(anonymous.session_key)`))
		shared := testkit.New(t, newSite(options()), testkit.Options{DatabaseURL: dbURL, Settings: settings, Budget: -1})
		shared.Post("/dj/login/", fields("", "name", "alice", "password", "long one")).Status(http.StatusOK)
		ours := shared.Cookie("sessionid")
		garbage := strings.Repeat("g", 32)
		if err := dbsession.Sessions.Create(shared.Context(), &dbsession.Session{SessionKey: garbage, SessionData: "garbage", ExpireDate: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		text, err := django.SessionCodec{Keys: keys32()}.Encode(nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := &dbsession.Session{SessionKey: strings.Repeat("e", 32), SessionData: text, ExpireDate: time.Now().Add(-time.Hour)}
		if err := dbsession.Sessions.Create(shared.Context(), ended); err != nil {
			t.Fatal(err)
		}
		var many []*dbsession.Session // more than are moved at a time
		for i := range 1200 {
			many = append(many, &dbsession.Session{SessionKey: fmt.Sprintf("%032d", i), SessionData: text, ExpireDate: time.Now().Add(time.Hour)})
		}
		if _, err := dbsession.Sessions.BulkCreate(shared.Context(), many); err != nil {
			t.Fatal(err)
		}

		left := testkit.New(t, leftSite(options()), testkit.Options{DatabaseURL: dbURL, Settings: settings, Budget: -1})
		for key, want := range map[string]string{keys[0]: `{"name":"alice","perms":[],"values":{"words":"kept"}}`, keys[1]: `{"name":"","perms":[],"values":{}}`,
			keys[2]: `{"name":"","perms":[],"values":{"words":"of nobody"}}`, ours: `{"name":"alice","perms":[],"values":{}}`, garbage: `{"name":"","perms":[],"values":{}}`} {
			c := left.NewClient()
			c.SetCookie(&http.Cookie{Name: "sessionid", Value: key})
			c.Get("/dj/who/").Status(http.StatusOK).Contains(want)
			if c.Cookie("sessionid") != "" && c.Cookie("session") != "" {
				t.Error("both cookies are there")
			}
			c.Get("/dj/who/").Status(http.StatusOK).Contains(want) // with the new cookie
			again := left.NewClient()
			again.SetCookie(&http.Cookie{Name: "sessionid", Value: key})
			again.Get("/dj/who/").Status(http.StatusOK).Contains(`"name":""`)
		}
		rows, err := dbsession.Sessions.All(left.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if len(row.SessionKey) != 40 || !strings.HasPrefix(row.SessionData, "{") {
				t.Errorf("a row is %q %q", row.SessionKey, row.SessionData)
			}
		}
		if len(rows) != 3+len(many) {
			t.Errorf("%d sessions, want 3 and %d", len(rows), len(many))
		}
		c := left.NewClient()
		c.Post("/dj/login/", fields("", "name", "alice", "password", "long one")).Status(http.StatusOK)
		if u := everybody(t, &beside{Kit: left})["alice"]; !strings.HasPrefix(u.Password, "argon2") {
			t.Errorf("the password is %.20s", u.Password)
		}
		if list, err := auth.UserSessions.All(left.Context()); err != nil || len(list) == 0 {
			t.Errorf("the list of sessions is %v, %v", list, err)
		}
	})
}

// Every relaxation has an ID, and none is left when the site has left.
func TestChecks(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		mustManage(t, dbURL, []string{"PICKLE=1"}, "shell", "-c", "from django.contrib.sessions.backends.db import SessionStore; s = SessionStore(); s['a'] = (1, 2); s.save()")
		mustManage(t, dbURL, []string{"SECRET_KEY=another"}, "shell", "-c", "from django.contrib.sessions.backends.db import SessionStore; s = SessionStore(); s['a'] = 1; s.save()")
		ids := func(site app.Site, settings map[string]string) string {
			var out []string
			kit := testkit.New(t, site, testkit.Options{DatabaseURL: dbURL, Settings: settings, Budget: -1})
			for _, a := range site.Apps {
				for _, m := range check.Run(kit.Context(), a.Checks, check.Options{Deploy: true, Database: true}) {
					if strings.HasPrefix(m.ID, "django.") {
						if m.Hint == "" && m.ID != "django.E001" {
							t.Errorf("%s has no hint", m.ID)
						}
						out = append(out, m.ID)
					}
				}
			}
			return strings.Join(out, " ")
		}
		good := map[string]string{"SECRET_KEY": secret}
		if got, want := ids(newSite(options()), good), "django.E004 django.W001 django.W002 django.W003 django.W004 django.W005 django.W007"; got != want {
			t.Errorf("beside Django there are %s, want %s", got, want)
		}
		wrong := newSite(django.Options{Version: "2.2"})
		if got := ids(wrong, good); !strings.HasPrefix(got, "django.E001 ") {
			t.Errorf("beside a Django that is too old there are %s", got)
		}
		if got := ids(leftSite(options()), good); got != "django.W008" {
			t.Errorf("after Django there are %s", got)
		}
	})
}

func mustManage(t *testing.T, dbURL string, env []string, args ...string) {
	t.Helper()
	if out, err := manageEnv(t, dbURL, env, args...); err != nil {
		t.Fatalf("manage.py: %v\n%s", err, out)
	}
}
