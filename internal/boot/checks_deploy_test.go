package boot

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

func idsOf(ms []check.Message) (ids []string) {
	for _, m := range ms {
		ids = append(ids, m.ID)
	}
	return ids
}

// TestHighLimits: what is a little above the default is fine, and so is what a site leaves to another limit.
func TestHighLimits(t *testing.T) {
	t.Parallel()
	for _, fine := range []web.Limits{{}, {Body: 2 << 30, Memory: 8 << 20, FileBytes: -1}, {Fields: 5000, Files: 500, Values: 20 << 20, Depth: 500}} {
		if got := highLimits(fine); got != nil {
			t.Errorf("%+v: %q", fine, got)
		}
	}
	if got := strings.Join(highLimits(web.Limits{Body: -1, Depth: 1001}), ", "); got != "no limit of Body, Depth 1001" {
		t.Errorf("the limits are named %q", got)
	}
}

// TestOldToolchain compares versions of Go with the date of the site's code.
func TestOldToolchain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version, code string
		old           bool
	}{
		{"go1.26.8", "2026-11-20T10:00:00Z", false},
		{"go1.26.8", "2027-02-02T10:00:00Z", true},
		{"go1.26.2", "2026-11-20T10:00:00Z", true},
		{"go1.26.2 X:jsonv2", "2026-11-20T10:00:00Z", true},
		{"go1.26.2-custom", "2026-11-20T10:00:00Z", true},
		{"go1.26", "2026-05-31T10:00:00Z", false},
		{"go1.26.0", "2026-11-20T10:00:00Z", true},
		{"go1.25.13", "2027-02-20T10:00:00Z", true},
		{"go1.27.1", "2026-11-20T10:00:00Z", false}, // newer than the code
		{"go1.28rc1", "2099-11-20T10:00:00Z", false},
		{"devel go1.28-0123456 Fri Nov 20", "2099-11-20T10:00:00Z", false},
		{"go1.26.x", "2099-11-20T10:00:00Z", false},
		{"go1", "2099-11-20T10:00:00Z", false},
		{"go1.26.2", "yesterday", false},
		{"go1.26.2", "", false},
	} {
		info := &debug.BuildInfo{GoVersion: c.version, Settings: []debug.BuildSetting{{Key: "vcs", Value: "git"}}}
		if c.code != "" {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: "vcs.time", Value: c.code})
		}
		if ms := oldToolchain(info); (len(ms) == 1 && ms[0].ID == "security.W118" && ms[0].Hint != "") != c.old {
			t.Errorf("%s for code of %s: %v", c.version, c.code, ms)
		}
	}
	// Versions whose dates are known.
	for version, want := range map[string]string{"go1.20": "2023-02", "go1.21.0": "2023-08", "go1.22.12": "2025-02", "go1.24.0": "2025-02"} {
		if at, ok := goReleased(version); !ok || at.Format("2006-01") != want {
			t.Errorf("%s came out %s, want %s", version, at, want)
		}
	}
}

// TestCheckTempFolder wants a folder that takes uploads.
func TestCheckTempFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the folder has another name there")
	}
	s, c := production()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	if ids, text := deployed(t, s, c); ids != nil {
		t.Errorf("a folder that is there: %s", text)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("the check leaves %v (%v)", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "nowhere"))
	if ids, text := deployed(t, s, c); !slices.Equal(ids, []string{"files.E001"}) {
		t.Errorf("a folder that is not there: %s", text)
	}
}

// TestCheckSettingsFile: a file of settings holds secrets as the file of the key does.
func TestCheckSettingsFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes tell nothing there")
	}
	file := filepath.Join(t.TempDir(), "env")
	s, c := production()
	b, err := New(s, c, quiet())
	must(t, err)
	b.Running = []app.Setting{{Name: "DEBUG", Value: "false"}, {Name: "MUSETTE_ENV_FILE", Value: file}}
	for mode, want := range map[os.FileMode][]string{0o644: {"security.W103"}, 0o640: {"security.W103"}, 0o600: nil} {
		must(t, os.WriteFile(file, nil, mode))
		must(t, os.Chmod(file, mode))
		if got := idsOf(b.Messages(t.Context(), check.Options{Deploy: true})); !slices.Equal(got, want) {
			t.Errorf("mode %o: %q, want %q", mode, got, want)
		}
	}
}

// TestCheckServer: what the user of the database may do, with users of each kind on a real server.
func TestCheckServer(t *testing.T) {
	t.Parallel()
	admin := testenv.Postgres(t)
	root, err := db.Open(t.Context(), admin, db.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, root.Close()) })
	do := func(sql string) {
		t.Helper()
		if _, err := root.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	user := func(rights string) (name, address string) {
		name = "musette_check_" + strings.ToLower(rand.Text()[:10])
		do("CREATE ROLE " + name + " LOGIN PASSWORD 'p' " + rights)
		t.Cleanup(func() {
			for _, sql := range []string{"DROP OWNED BY " + name, "DROP ROLE " + name} {
				if _, err := root.Exec(context.WithoutCancel(t.Context()), sql); err != nil {
					t.Error(err)
				}
			}
		})
		u, err := url.Parse(admin)
		must(t, err)
		u.User = url.UserPassword(name, "p")
		return name, u.String()
	}
	found := func(address string) []string {
		b := open(t, app.Config{Mode: app.Test, DatabaseURL: address}, &bytes.Buffer{}, func(*web.Router) {})
		return idsOf(b.Messages(t.Context(), check.Options{Database: true, Deploy: true, Tags: []check.Tag{check.Security}}))
	}
	wants := func(what, address string, want ...string) {
		t.Helper()
		var got []string
		for _, id := range found(address) {
			if id == "security.W113" || id == "security.W114" || id == "security.I119" {
				got = append(got, id)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	do("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
	do("CREATE TABLE kept (id int)")

	rows, address := user("")
	do("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + rows)
	wants("one with rights to rows", address)
	do("ALTER TABLE kept OWNER TO " + rows)
	wants("the owner of a table", address, "security.I119")
	do("ALTER TABLE kept OWNER TO CURRENT_USER")
	do("GRANT CREATE ON SCHEMA public TO " + rows)
	wants("one who may make tables", address, "security.I119")
	for _, rights := range []string{"SUPERUSER", "CREATEROLE", "REPLICATION", "BYPASSRLS"} {
		_, address := user(rights)
		wants(rights, address, "security.W113")
	}
	for _, group := range []string{"pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"} {
		name, address := user("")
		do("GRANT " + group + " TO " + name)
		wants(group, address, "security.W113")
	}

	lite := open(t, app.Config{Mode: app.Test, DatabaseURL: testenv.SQLite(t)}, &bytes.Buffer{}, func(*web.Router) {})
	if ms := lite.checkServer(lite.Context(t.Context())); ms != nil {
		t.Errorf("SQLite has no users: %v", ms)
	}
}

// TestCheckLocalDatabase: what does not leave the machine needs no certificate.
func TestCheckLocalDatabase(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"postgres:///n", "postgres://u:p@/n?host=/run/postgresql", "postgres://u:p@localhost/n", "postgresql://127.0.0.1:5432/n?sslmode=disable",
		"postgres://[::1]/n", "postgres:///n?host=/run/a,localhost", "sqlite://x.db"} {
		s, c := production()
		c.DatabaseURL = address
		if ids, text := deployed(t, s, c); ids != nil {
			t.Errorf("%s: %s", address, text)
		}
	}
}

// TestClosedSite: where everything asks for a login, the framework's own pages still do their work.
func TestClosedSite(t *testing.T) {
	t.Parallel()
	s, c := production()
	s.Static = fstest.MapFS{"x.css": {Data: []byte("p{}")}}
	s.Apps[0].Routes = func(r *web.Router) {
		r.Access(web.Access{Rule: "login", Guard: func(http.Handler) http.Handler { return http.NotFoundHandler() }})
		r.Get("/", hello)
	}
	b, err := New(s, c, quiet())
	must(t, err)
	css, err := b.Static.URL("x.css")
	must(t, err)
	for path, want := range map[string]int{"/": 404, "/healthz": 200, "/readyz": 200, css: 200} {
		if w := serveAs(b, proxied(t.Context(), "GET", path)); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if w := serveAs(b, proxied(t.Context(), "POST", "/csp-report", "Content-Type", "application/csp-report")); w.Code != 400 {
		t.Errorf("an empty report: %d, want 400", w.Code)
	}
	if ms := b.Messages(t.Context(), check.Options{Deploy: true}); ms != nil {
		t.Errorf("the framework's own open routes are reported: %v", ms)
	}
}

// TestSkewed: clocks may be two seconds apart.
func TestSkewed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for off, want := range map[time.Duration]bool{0: false, time.Second: false, -time.Second: false, 5 * time.Second: true, -5 * time.Second: true} {
		if got := skewed(now.Add(off), now, now); got != want {
			t.Errorf("%s off: %v", off, got)
		}
	}
}
