package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
)

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte("these are notes and no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ url, want string }{
		"empty":              {"", "it has no scheme"},
		"path only":          {"shop.db", "it has no scheme"},
		"unknown scheme":     {"mysql://localhost/shop", `the scheme "mysql" is unknown`},
		"no path":            {"sqlite://", "the path is missing"},
		"parameters":         {"sqlite://x.db?mode=ro", "have no parameters"},
		"folder":             {"sqlite://" + dir, "it is a folder"},
		"missing folder":     {"sqlite://" + dir + "/none/x.db", "does not exist"},
		"file as folder":     {"sqlite://" + text + "/x.db", "not a"},
		"no database":        {"sqlite://" + text, "not an SQLite database"},
		"NUL":                {"sqlite://a\x00b", "NUL"},
		"bad port":           {"postgres://u:hunter2@localhost:port/shop", "port"},
		"bad escape":         {"postgres://u:hunter2%zz@localhost/shop", "cannot open"},
		"bad sslmode":        {"postgres://u:hunter2@localhost/shop?sslmode=maybe", "sslmode"},
		"bad pooler":         {"postgres://u:hunter2@localhost/shop?pooler=yes", `pooler="yes" is unknown`},
		"nobody listens":     {"postgres://u:hunter2@127.0.0.1:1/shop?connect_timeout=5", "is PostgreSQL running there"},
		"password parameter": {"postgres://127.0.0.1:1/shop?user=u&password=hunter2", "is PostgreSQL running there"},
		"odd password":       {"postgres://u:hunter2/x@127.0.0.1:1/shop", "cannot open"},
	} {
		d, err := db.Open(t.Context(), test.url, db.Options{})
		if err == nil {
			_ = d.Close()
			t.Errorf("%s: opened", name)
			continue
		}
		msg := err.Error()
		if !strings.HasPrefix(msg, "db: ") || !strings.Contains(msg, test.want) || strings.Contains(msg, "\n") {
			t.Errorf("%s: %q, want %q in it", name, msg, test.want)
		}
		if strings.Contains(msg, "hunter2") {
			t.Errorf("%s: the text shows the password: %q", name, msg)
		}
		if problem.Of(err) != problem.Unavailable {
			t.Errorf("%s: kind %v", name, problem.Of(err))
		}
		if len(msg) > 600 {
			t.Errorf("%s: %d bytes: %s", name, len(msg), msg)
		}
	}
}

func TestOpenPostgresErrors(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	i := strings.LastIndexByte(strings.SplitN(url, "?", 2)[0], '/')
	missing := url[:i] + "/nowhere" + strings.TrimPrefix(url[i:], strings.SplitN(url[i:], "?", 2)[0])
	_, err := db.Open(t.Context(), missing, db.Options{})
	var e *db.Error
	if !errors.As(err, &e) || e.Code != db.Connection || e.SQLState != "3D000" || !strings.Contains(err.Error(), "create it") {
		t.Errorf("%s: %v", missing, err)
	}
}

func TestOpenOptions(t *testing.T) {
	t.Parallel()
	_, err := db.Open(t.Context(), "sqlite://:memory:", db.Options{MaxConns: -1, MinConns: 3, StatementCache: -1})
	if err == nil {
		t.Fatal("opened")
	}
	for _, want := range []string{"MaxConns is -1", "MinConns is 3", "StatementCache is -1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q in it", err, want)
		}
	}
}

func TestOpenFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd name?#%20 ä.db")
	d := open(t, "sqlite://"+strings.ReplaceAll(path, "?", ""), db.Options{})
	exec(t, d, t.Context(), pointTable)
	if _, err := os.Stat(strings.ReplaceAll(path, "?", "")); err != nil {
		t.Error("the file is not where it was asked for:", err)
	}
	if d.Name() != "odd name#%20 ä.db" {
		t.Error("name", d.Name())
	}
}

func TestAddressAndSettings(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	d := open(t, url, db.Options{ApplicationName: "shop", LockTimeout: 1500 * time.Millisecond, StatementTimeout: -1})
	for setting, want := range map[string]string{
		"application_name": "shop", "lock_timeout": "1500ms", "statement_timeout": "0",
		"idle_in_transaction_session_timeout": "1min", "TimeZone": "UTC",
	} {
		rows, err := d.Query(t.Context(), "SELECT current_setting($1)", setting)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if got := rows.String(); got != want {
				t.Errorf("%s is %s, want %s", setting, got, want)
			}
		}
	}
	if d.Name() == "" || !strings.Contains(url, d.Name()) {
		t.Error("name", d.Name())
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Error("second Close:", err)
		}
		_, err = d.Query(t.Context(), "SELECT 1")
		if !errors.Is(err, db.ErrConnection) || !strings.Contains(err.Error(), "closed") {
			t.Errorf("after Close: %v", err)
		}
		if err := inTx(d, t.Context(), func(context.Context) error { return nil }); !errors.Is(err, db.ErrConnection) {
			t.Errorf("Atomic after Close: %v", err)
		}
	})
}

func TestQuote(t *testing.T) {
	t.Parallel()
	d := open(t, "sqlite://:memory:", db.Options{})
	for name, want := range map[string]string{"a": `"a"`, `a"b`: `"a""b"`, "Größe 1": `"Größe 1"`} {
		if got := d.Dialect().Quote(name); got != want {
			t.Errorf("Quote(%q) = %s", name, got)
		}
	}
	for _, name := range []string{"", "a\x00"} {
		if apart(func() { d.Dialect().Quote(name) }) == nil {
			t.Errorf("Quote(%q) did not panic", name)
		}
	}
}
