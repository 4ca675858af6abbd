package main

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// The markers stand in the secrets of the environment; nothing that the shop prints, logs or serves may hold one.
const (
	passwordMarker = "Xpasswordmarker"
	keyMarker      = "Xkeymarker"
)

// withPassword puts the password into a database's address.
func withPassword(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), passwordMarker)
	return u.String()
}

// TestNoSecretGetsOut looks at everything the shop says with secrets in its environment: commands that work and that
// fail, pages, error pages of a site in debug, and the log at its most talkative, also when the database goes away.
func TestNoSecretGetsOut(t *testing.T) {
	t.Parallel()
	address := testenv.Postgres(t)
	env := []string{"DATABASE_URL=" + withPassword(t, address), "DEBUG=true", "LOG_LEVEL=debug",
		"SECRET_KEY=" + strings.Repeat(keyMarker, 6), "SECRET_KEY_FALLBACKS=" + keyMarker + "2"}
	var seen strings.Builder
	for _, args := range [][]string{{"migrate"}, {"migrate", "--plan"}, {"showmigrations"}, {"sqlmigrate", "catalog", "0001"}, {"check", "--database", "--deploy"},
		{"routes"}, {"version"}, {"help"}, {"seed", "--products", "60"}, {"transfer", "--from", "1", "--to", "9999", "--amount", "1"}, {"nothing"}} {
		_, out, errs := runShop(t, env, args...)
		seen.WriteString(out + errs)
	}
	for _, wrong := range []string{"postgres://u:" + passwordMarker + "@127.0.0.1:1/none", "postgres://u:" + passwordMarker + "@127.0.0.1:x/none",
		"mysql://u:" + passwordMarker + "@h/d", "postgres://u@127.0.0.1:1/d?password=" + passwordMarker, "postgres:u:" + passwordMarker + "@h",
		"postgres://u:" + passwordMarker + "@127.0.0.1:1/none?sslmode=maybe", "postgres://u:" + passwordMarker + "%zz@h/d"} {
		code, out, errs := runShop(t, append(env, "DATABASE_URL="+wrong), "migrate")
		if code != 1 {
			t.Errorf("migrate with a wrong address ends with code %d: %s", code, errs)
		}
		seen.WriteString(out + errs)
	}
	p := serveShop(t, env...)
	page := func(path string, want int) {
		t.Helper()
		status, header, body := p.get(t, path)
		if status != want {
			t.Errorf("%s answers %d, want %d", path, status, want)
		}
		for name, values := range header {
			seen.WriteString(name + ": " + strings.Join(values, ", ") + "\n")
		}
		seen.WriteString(body)
	}
	page("/products/", 200)
	page("/products/?page=x", 400)
	page("/nowhere/", 404)
	page("/readyz", 200)
	dropTable(t, address, "library_author")
	page("/authors/", 500)
	dropDatabase(t, address)
	page("/products/", 503)
	for limit := time.Now().Add(time.Minute); ; { // the last result is given out again for a moment
		if status, _, _ := p.get(t, "/readyz"); status == 503 {
			break
		}
		if time.Now().After(limit) {
			t.Fatal("/readyz says ready without a database")
		}
	}
	seen.WriteString(p.stdout.String() + p.stderr.String())
	if text := seen.String(); !strings.Contains(text, "library_author") || !strings.Contains(text, "request failed") {
		t.Error("what was looked at holds neither the failed statement nor the log")
	}
	for _, secret := range []string{passwordMarker, keyMarker} {
		if i := strings.Index(seen.String(), secret); i >= 0 {
			t.Errorf("a secret got out: …%.300s…", seen.String()[max(0, i-200):])
		}
	}
}

// execute runs a statement on a database.
func execute(t *testing.T, address, sql string) {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func dropTable(t *testing.T, address, table string) {
	t.Helper()
	execute(t, address, "DROP TABLE "+table+" CASCADE")
}

// dropDatabase drops the database of an address, and cuts the connections to it.
func dropDatabase(t *testing.T, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/template1"
	execute(t, u.String(), "DROP DATABASE "+name+" WITH (FORCE)")
}

// TestJSONLog wants each line of the log of a site in production to be one JSON object, whatever clients send.
func TestJSONLog(t *testing.T) {
	t.Parallel()
	env := []string{"DATABASE_URL=" + testenv.SQLite(t), "MUSETTE_ENV=production", "ALLOWED_HOSTS=localhost",
		"SECRET_KEY=" + strings.Repeat("abcdefghij", 6), "ADDR=127.0.0.1:0"}
	if code, _, errs := runShop(t, env, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	p := launch(t, shopCommand(t, env))
	p.ready(t)
	status, header, body := p.get(t, "/x%0A%7B%22level%22:%22ERROR%22%7D")
	if status != 400 && status != 404 {
		t.Errorf("the page answers %d", status)
	}
	for _, name := range []string{"X-Musette-Queries", "Server-Timing"} {
		if header.Get(name) != "" {
			t.Errorf("production sends %s", name)
		}
	}
	if strings.Contains(body, "<pre>") {
		t.Errorf("production shows what happened inside:\n%s", body)
	}
	p.get(t, "/healthz")
	lines := 0
	for line := range strings.Lines(p.stderr.String()) {
		var entry struct {
			Msg, Method, Path string
			Status            int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Msg != "request" || entry.Method != "GET" || entry.Status == 0 {
			t.Errorf("a line of the log is %q (%v)", line, err)
		}
		lines++
	}
	if lines == 0 {
		t.Error("the log is empty")
	}
}

// TestDatabaseNewerThanTheCode refuses to serve, with what to do.
func TestDatabaseNewerThanTheCode(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, address string) {
		env := []string{"DATABASE_URL=" + address}
		if code, _, errs := runShop(t, env, "migrate"); code != 0 {
			t.Fatal(errs)
		}
		execute(t, address, "INSERT INTO musette_migrations (app, name, applied) VALUES ('catalog', '0002_later', '2026-01-01 00:00:00Z')")
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"migrate"}, {"seed"}} {
			code, out, errs := runShop(t, env, args...)
			if code != 1 || !strings.Contains(errs, "catalog.0002_later") || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s ends with code %d: %s%s", args[0], code, out, errs)
			}
		}
	})
}

// TestUnprivileged runs the shop as a user who may write neither the folder nor the file.
func TestUnprivileged(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the modes of files mean little on Windows")
	}
	root, err := os.MkdirTemp("", "musette-shop-*") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = os.Chmod(filepath.Join(root, "closed"), 0o755)
		_ = os.RemoveAll(root)
	})
	closed, file := filepath.Join(root, "closed"), filepath.Join(root, "closed", "read-only.db")
	if err := os.Mkdir(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := runShop(t, []string{"DATABASE_URL=sqlite://" + file}, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	for path, mode := range map[string]os.FileMode{file: 0o444, closed: 0o555, root: 0o755} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	for address, want := range map[string]string{
		"sqlite://" + filepath.Join(closed, "new.db"): "the folder " + closed + " cannot be written to: permission denied",
		"sqlite://" + file:                            "the file cannot be opened for reading and writing: permission denied",
	} {
		cmd := unprivileged(t, root, shopCommand(t, []string{"DATABASE_URL=" + address}))
		out, err := cmd.CombinedOutput()
		if err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), want) || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s: exit code %d, want 1 with %q in\n%s", address, cmd.ProcessState.ExitCode(), want, out)
		}
	}
}

// unprivileged is the command as another user where the tests run as root, to whom modes mean nothing.
func unprivileged(t *testing.T, dir string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		return cmd
	}
	setpriv, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skip("the tests run as root, and there is no setpriv to run the shop as somebody else")
	}
	binary := filepath.Join(dir, "shop") // where another user can reach it
	if _, err := os.Stat(binary); err != nil {
		b, err := os.ReadFile(cmd.Path)
		if err == nil {
			err = os.WriteFile(binary, b, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	other := exec.CommandContext(context.WithoutCancel(t.Context()), setpriv, append([]string{"--reuid=65534", "--regid=65534", "--clear-groups", binary}, cmd.Args[1:]...)...)
	other.Dir, other.Env = dir, cmd.Env
	return other
}
