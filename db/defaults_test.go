package db_test

import (
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// setting asks the database for one of a connection's settings.
func setting(t *testing.T, d *db.DB, sql string) (got string) {
	t.Helper()
	rows, err := d.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		got = rows.String()
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return got
}

// TestTimeoutsByDefault asks PostgreSQL for the limits of a connection that was opened without options.
func TestTimeoutsByDefault(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	for name, want := range map[string]string{"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "1min"} {
		if got := setting(t, d, "SELECT current_setting('"+name+"')"); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// TestSQLiteByDefault asks SQLite for what makes it fit for production.
func TestSQLiteByDefault(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.SQLite(t), db.Options{})
	for sql, want := range map[string]string{
		"SELECT journal_mode FROM pragma_journal_mode":                              "wal",
		"SELECT CAST(foreign_keys AS text) FROM pragma_foreign_keys":                "1",
		"SELECT CAST(synchronous AS text) FROM pragma_synchronous":                  "1", // NORMAL: with a WAL no crash loses the database
		"SELECT CASE WHEN timeout > 1000 THEN 'waits' END FROM pragma_busy_timeout": "waits",
	} {
		if got := setting(t, d, sql); got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
}
