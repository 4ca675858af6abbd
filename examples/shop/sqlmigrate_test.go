package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// planned are the shop's migrations in the order in which they are applied: "catalog.0001_initial".
func planned(t *testing.T) []string {
	t.Helper()
	_, out, _ := runShop(t, []string{"DATABASE_URL=" + testenv.SQLite(t)}, "showmigrations", "--plan")
	var names []string
	for line := range strings.Lines(out) {
		if _, name, ok := strings.Cut(line, "[ ]"); ok {
			names = append(names, strings.Fields(name)[0])
		}
	}
	if len(names) < 10 {
		t.Fatalf("showmigrations --plan prints\n%s", out)
	}
	return names
}

// TestSQLOfMigrations feeds what sqlmigrate prints to the databases' own tools: the schema is the one that migrate makes,
// and the backward SQL leaves nothing.
func TestSQLOfMigrations(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		dump, feed := sqliteSchema, feedSQLite
		other := testenv.SQLite
		if strings.HasPrefix(url, "postgres") {
			dump, feed, other = postgresSchema, feedPostgres, testenv.Postgres
		}
		migrated := other(t)
		if code, _, errs := runShop(t, []string{"DATABASE_URL=" + migrated}, "migrate"); code != 0 {
			t.Fatal(errs)
		}
		empty := dump(t, url)
		all := planned(t)
		for _, name := range all {
			feed(t, url, sqlOf(t, url, name))
		}
		if got, want := dump(t, url), dump(t, migrated); got != want || !strings.Contains(got, "catalog_product") {
			t.Errorf("the SQL makes this schema:\n%s\nand migrate makes this one:\n%s", got, want)
		}
		for _, name := range slices.Backward(all) {
			feed(t, url, sqlOf(t, url, name, "--backwards"))
		}
		if got := dump(t, url); got != empty {
			t.Errorf("the SQL backwards leaves:\n%s", got)
		}
	})
}

func sqlOf(t *testing.T, url, migration string, flags ...string) string {
	t.Helper()
	app, name, _ := strings.Cut(migration, ".")
	code, out, errs := runShop(t, []string{"DATABASE_URL=" + url}, append([]string{"sqlmigrate", app, name}, flags...)...)
	if code != 0 || errs != "" {
		t.Fatalf("sqlmigrate %s ends with code %d: %s", migration, code, errs)
	}
	return out
}

// tool runs a program of the database's and returns what it prints.
func tool(t *testing.T, input, path string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s\nits input was\n%s", path, err, out, input)
	}
	return string(out)
}

func feedPostgres(t *testing.T, url, sql string) {
	t.Helper()
	tool(t, sql, testenv.Psql(t), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url)
}

// postgresSchema is pg_dump's, without comments, settings and our own books.
func postgresSchema(t *testing.T, url string) string {
	t.Helper()
	var kept []string
	for line := range strings.Lines(tool(t, "", filepath.Join(filepath.Dir(testenv.Psql(t)), "pg_dump"), "--schema-only", "--no-owner", "--exclude-table=musette_*", url)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, "SET ") && !strings.HasPrefix(line, `\`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// feedSQLite runs the script with the command line tool, or in this process where there is none.
func feedSQLite(t *testing.T, url, sql string) {
	t.Helper()
	if _, err := exec.LookPath("sqlite3"); err == nil {
		tool(t, "PRAGMA foreign_keys = ON;\n"+sql, testenv.SQLite3(t), "-bail", strings.TrimPrefix(url, "sqlite://"))
		return
	}
	d := openDatabase(t, url)
	if err := d.ExecScript(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// sqliteSchema is what SQLite keeps of each statement, without our own books.
func sqliteSchema(t *testing.T, url string) string {
	t.Helper()
	rows, err := openDatabase(t, url).Query(context.WithoutCancel(t.Context()),
		"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'musette_%' AND tbl_name NOT LIKE 'sqlite_%' ORDER BY type, name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var kept []string
	for rows.Next() {
		kept = append(kept, rows.String())
	}
	return strings.Join(kept, "\n")
}

func openDatabase(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
