package auth_test

import (
	"maps"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session/dbsession"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// djangoScript migrates Django's own account tables into a database and then runs what stands in DO.
const djangoScript = `
import os, django
from django.conf import settings
settings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.' + os.environ['ENGINE'], 'NAME': os.environ['NAME'],
    'HOST': os.environ.get('HOST', ''), 'PORT': os.environ.get('PORT', ''), 'USER': os.environ.get('DBUSER', '')}},
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions'], USE_TZ=True, SECRET_KEY='only for this test')
django.setup()
from django.core.management import call_command
from django.contrib.auth.models import User
exec(os.environ['DO'])
`

// django runs Python statements with Django on the database of the URL.
func django(t *testing.T, dbURL, statements string) string {
	t.Helper()
	u, err := url.Parse(dbURL)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), "-W", "ignore", "-c", djangoScript)
	cmd.Env = append(cmd.Environ(), "DO="+statements)
	if u.Scheme == "sqlite" {
		cmd.Env = append(cmd.Env, "ENGINE=sqlite3", "NAME="+u.Host+u.Path)
	} else {
		host, port := u.Query().Get("host"), u.Query().Get("port")
		if host == "" {
			host, port = u.Hostname(), u.Port()
		}
		cmd.Env = append(cmd.Env, "ENGINE=postgresql", "NAME="+strings.TrimPrefix(u.Path, "/"), "HOST="+host, "PORT="+port, "DBUSER="+u.User.Username())
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("django: %v\n%s", err, out)
	}
	return string(out)
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

// accountTables are those that both frameworks have.
var accountTables = map[string]int{"auth_user": 11, "auth_group": 2, "auth_permission": 4, "auth_user_groups": 3, "auth_user_user_permissions": 3,
	"auth_group_permissions": 3, "django_content_type": 3, "django_session": 3}

// columns is the part of an inspection that tells the columns of the account tables.
func columns(t *testing.T, d *db.DB) []string {
	t.Helper()
	all, err := migrate.Inspect(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	found := map[string]int{}
	for line := range strings.Lines(all) {
		line = strings.TrimSpace(line)
		name, rest, _ := strings.Cut(line, " ")
		if accountTables[name] == 0 || !strings.HasPrefix(rest, "column ") && !strings.HasPrefix(rest, `part "`) {
			continue
		}
		found[name]++
		out = append(out, comparableLine(line))
	}
	if !maps.Equal(found, accountTables) {
		t.Fatalf("the columns are %v, want %v, in\n%s", found, accountTables, all)
	}
	return out
}

// comparableLine leaves out of a line what may differ: how the key is numbered (serial until Django 4.0, an identity since), how wide it is
// where nothing refers to it (in tables of pairs), and where UNIQUE stands.
func comparableLine(line string) string {
	line, _, _ = strings.Cut(line, " default nextval")
	line = strings.TrimSuffix(strings.TrimSuffix(line, " identity"), " UNIQUE")
	if strings.Contains(line, "s column id bigint") {
		line = strings.Replace(line, "bigint", "integer", 1)
	}
	if !strings.HasSuffix(line, "NOT NULL") {
		line = strings.TrimSuffix(line, " NULL")
	}
	return line
}

// Either framework's tables of accounts have the same columns.
func TestTablesAreDjangos(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, ours string) {
		theirs := testenv.SQLite(t)
		if strings.HasPrefix(ours, "postgres") {
			theirs = testenv.Postgres(t)
		}
		django(t, theirs, "call_command('migrate', verbosity=0)")
		d := open(t, ours)
		m, err := migrate.New(d, []migrate.App{{Label: "sessions", Migrations: dbsession.App().Migrations}, {Label: "auth", Migrations: auth.App().Migrations}})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Migrate(t.Context(), migrate.MigrateOptions{}); err != nil {
			t.Fatal(err)
		}
		got, want := columns(t, d), columns(t, open(t, theirs))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("our tables\n%s\nDjango's\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// Users that Django made are read and changed here, and the other way round.
func TestUsersOfDjango(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		django(t, dbURL, "call_command('migrate', verbosity=0); User.objects.create_user('émile', 'emile@example.org', 'x', first_name='Émile')")
		ctx := orm.With(t.Context(), open(t, dbURL))
		u, err := auth.Users.Get(ctx, auth.Users.Username.Eq("émile"))
		if err != nil {
			t.Fatal(err)
		}
		if u.Email != "emile@example.org" || u.FirstName != "Émile" || !u.IsActive || u.LastLogin != nil || u.DateJoined.IsZero() || !strings.HasPrefix(u.Password, "pbkdf2_sha256$") {
			t.Errorf("read %+v", u)
		}
		u.LastName = "Vacher"
		if err := auth.Users.Save(ctx, u); err != nil {
			t.Fatal(err)
		}
		if err := auth.Users.Create(ctx, &auth.User{Username: "gus", Password: "!", IsStaff: true, IsActive: true}); err != nil {
			t.Fatal(err)
		}
		got := django(t, dbURL, "print([(u.username, u.get_full_name(), u.is_staff, u.last_login, u.date_joined.tzinfo is not None) for u in User.objects.order_by('id')])")
		if want := "[('émile', 'Émile Vacher', False, None, True), ('gus', '', True, None, True)]"; strings.TrimSpace(got) != want {
			t.Errorf("Django reads\n%swant\n%s", got, want)
		}
	})
}
