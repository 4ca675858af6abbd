package dbsession_test

import (
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
)

// djangoScript migrates Django's own table of sessions into a database.
const djangoScript = `
import os, django
from django.conf import settings
settings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.' + os.environ['ENGINE'], 'NAME': os.environ['NAME'],
    'HOST': os.environ.get('HOST', ''), 'PORT': os.environ.get('PORT', ''), 'USER': os.environ.get('DBUSER', '')}},
    INSTALLED_APPS=['django.contrib.sessions'], USE_TZ=True, SECRET_KEY='only for this test')
django.setup()
from django.core.management import call_command
call_command('migrate', verbosity=0)
`

func djangoTable(t *testing.T, dbURL string) {
	t.Helper()
	u, err := url.Parse(dbURL)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), "-W", "ignore", "-c", djangoScript)
	if u.Scheme == "sqlite" {
		cmd.Env = append(cmd.Environ(), "ENGINE=sqlite3", "NAME="+u.Host+u.Path)
	} else {
		host, port := u.Query().Get("host"), u.Query().Get("port")
		if host == "" {
			host, port = u.Hostname(), u.Port()
		}
		cmd.Env = append(cmd.Environ(), "ENGINE=postgresql", "NAME="+strings.TrimPrefix(u.Path, "/"), "HOST="+host, "PORT="+port, "DBUSER="+u.User.Username())
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("django: %v\n%s", err, out)
	}
}

// table is what an inspection says of django_session. PostgreSQL's second index of the key, for LIKE, is Django's alone.
func table(t *testing.T, d *db.DB) string {
	t.Helper()
	all, err := migrate.Inspect(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(all) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "django_session ") && !strings.Contains(line, "_like") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// Either framework's django_session has the same columns, key and index, by the same names.
func TestTableIsDjangos(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, ours string) {
		theirs := fresh(t, ours)
		djangoTable(t, theirs)
		_, d := migrated(t, ours)
		got, want := table(t, d), table(t, open(t, theirs))
		if got != want || !strings.Contains(got, "a5c62663") {
			t.Errorf("our table\n%s\nDjango's\n%s", got, want)
		}
	})
}
