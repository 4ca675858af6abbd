package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// TestFunctionThatIsNotThere writes to tables whose index or check calls a function of another program's: an error that
// names it, and no panic.
func TestFunctionThatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{
		"index": "CREATE TABLE t (a text); CREATE INDEX i ON t (of_theirs(a))",
		"check": "CREATE TABLE t (a text, b text, c text, CONSTRAINT theirs CHECK (of_theirs(a) = a))",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := testenv.SQLite(t)
			makeWithFunction(t, url, table)
			d := open(t, url, db.Options{})
			insert := "INSERT INTO t (a) VALUES (1)"
			if _, err := d.Exec(t.Context(), insert); err == nil || !strings.Contains(err.Error(), "function: of_theirs") {
				t.Errorf("Exec: %v", err)
			}
			if _, err := d.Write(t.Context(), insert+" RETURNING a"); err == nil || !strings.Contains(err.Error(), "function: of_theirs") {
				t.Errorf("Write: %v", err)
			}
			if err := d.ExecScript(t.Context(), "SELECT 1; "+insert); err == nil || !strings.Contains(err.Error(), "function") {
				t.Errorf("ExecScript: %v", err)
			}
			if n := number(t, d, t.Context(), "SELECT count(*) FROM t"); n != 0 || d.Stats().InUse != 0 {
				t.Error(n, d.Stats())
			}
		})
	}
}

// makeWithFunction makes a table by a connection that has the function of_theirs.
func makeWithFunction(t *testing.T, url, sql string) {
	t.Helper()
	other, err := sqlite3.Open("file:" + strings.TrimPrefix(url, "sqlite://"))
	if err != nil {
		t.Fatal(err)
	}
	theirs := func(ctx sqlite3.Context, arg ...sqlite3.Value) { ctx.ResultValue(arg[0]) }
	err = other.CreateFunction("of_theirs", 1, sqlite3.DETERMINISTIC|sqlite3.INNOCUOUS, theirs)
	if err = errors.Join(err, other.Exec(sql), other.Close()); err != nil {
		t.Fatal(err)
	}
}
