package auth_test

import (
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// djangoScript migrates Django's own account tables into a database and then runs what stands in DO.
const djangoScript = `
import os, django
from django.conf import settings
settings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.' + os.environ['ENGINE'], 'NAME': os.environ['NAME'],
    'HOST': os.environ.get('HOST', ''), 'PORT': os.environ.get('PORT', ''), 'USER': os.environ.get('DBUSER', '')}},
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'], USE_TZ=True, SECRET_KEY='only for this test')
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

// columns is the part of an inspection that tells the columns of auth_user.
func columns(t *testing.T, d *db.DB) []string {
	t.Helper()
	all, err := migrate.Inspect(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(all) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "auth_user column ") && !strings.HasPrefix(line, "auth_user part \"") {
			continue
		}
		// How the key is numbered (serial until Django 4.0, an identity since) and where UNIQUE stands is not compared.
		line, _, _ = strings.Cut(line, " default nextval")
		line = strings.TrimSuffix(strings.TrimSuffix(line, " identity"), " UNIQUE")
		if !strings.HasSuffix(line, "NOT NULL") {
			line = strings.TrimSuffix(line, " NULL")
		}
		out = append(out, line)
	}
	if len(out) != 11 {
		t.Fatalf("%d columns of auth_user in\n%s", len(out), all)
	}
	return out
}

// Either framework's auth_user has the same columns.
func TestTableIsDjangos(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, ours string) {
		theirs := testenv.SQLite(t)
		if strings.HasPrefix(ours, "postgres") {
			theirs = testenv.Postgres(t)
		}
		django(t, theirs, "call_command('migrate', verbosity=0)")
		d := open(t, ours)
		m, err := migrate.New(d, []migrate.App{{Label: "auth", Models: []*schema.Model{auth.Users.Descriptor().Model()}, Migrations: auth.App().Migrations}})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Migrate(t.Context(), migrate.MigrateOptions{}); err != nil {
			t.Fatal(err)
		}
		got, want := columns(t, d), columns(t, open(t, theirs))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("our table\n%s\nDjango's\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
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
