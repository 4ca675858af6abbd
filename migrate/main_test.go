package migrate

import (
	"os"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) {
	if code, child := runChild(); child {
		os.Exit(code)
	}
	testenv.Main(m)
}

// open opens a database for a test.
func open(tb testing.TB, url string) *db.DB {
	tb.Helper()
	d, err := db.Open(tb.Context(), url, db.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	return d
}

// dump is Inspect for tests.
func dump(tb testing.TB, d *db.DB) string {
	tb.Helper()
	text, err := Inspect(tb.Context(), d)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// execute runs statements for a test.
func execute(tb testing.TB, d *db.DB, sql string) {
	tb.Helper()
	if err := d.ExecScript(tb.Context(), sql); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

// texts returns the values of a query of one text column.
func texts(tb testing.TB, d *db.DB, sql string) []string {
	tb.Helper()
	out, err := textLines(tb.Context(), d, sql)
	if err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return out
}

// executor makes an executor for a test.
func executor(tb testing.TB, d *db.DB, apps ...App) *Executor {
	tb.Helper()
	e, err := New(d, apps)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// migrateTo runs Migrate for a test.
func migrateTo(tb testing.TB, e *Executor, app, name string) {
	tb.Helper()
	if err := e.Migrate(tb.Context(), MigrateOptions{App: app, Name: name}); err != nil {
		tb.Fatal(err)
	}
}
