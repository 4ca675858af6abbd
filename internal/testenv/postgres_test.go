package testenv

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// connect opens a connection that ends with the test.
func connect(t *testing.T, databaseURL string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func queryString(t *testing.T, conn *pgx.Conn, sql string) string {
	t.Helper()
	var s string
	if err := conn.QueryRow(t.Context(), sql).Scan(&s); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return s
}

func TestPostgresIsFresh(t *testing.T) {
	t.Parallel()
	first, second := Postgres(t), Postgres(t)
	if first == second {
		t.Fatalf("two calls gave the same database %s", first)
	}
	a, b := connect(t, first), connect(t, second)
	if _, err := a.Exec(t.Context(), "CREATE TABLE t (id int)"); err != nil {
		t.Fatal(err)
	}
	if got := queryString(t, b, "SELECT count(*)::text FROM pg_tables WHERE tablename = 't'"); got != "0" {
		t.Errorf("the second database sees %s tables of the first", got)
	}
}

func TestPostgresFoldsCaseAsUnicode(t *testing.T) {
	t.Parallel()
	if os.Getenv("MUSETTE_TEST_POSTGRES_URL") != "" {
		t.Skip("the locale of a server that is not ours is not ours to say")
	}
	conn := connect(t, Postgres(t))
	if got := queryString(t, conn, "SELECT lower('ÄÉ')"); got != "äé" {
		t.Errorf("lower('ÄÉ') = %q, want %q", got, "äé")
	}
	if got := queryString(t, conn, "SELECT ('Z' < 'a')::text"); got != "true" {
		t.Error("text does not sort by code point")
	}
}

func TestPostgresDropsItsDatabase(t *testing.T) {
	t.Parallel()
	admin := Postgres(t)
	var name string
	t.Run("user", func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), Postgres(t)) // left open on purpose
		if err != nil {
			t.Fatal(err)
		}
		name = queryString(t, conn, "SELECT current_database()::text")
	})
	conn := connect(t, admin)
	if got := queryString(t, conn, "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
		t.Errorf("database %s is still there after its test", name)
	}
}

func TestPostgresServerSurvivesStops(t *testing.T) {
	t.Parallel()
	s := PostgresServer(t, "work_mem=5MB")
	conn := connect(t, s.URL())
	if got := queryString(t, conn, "SHOW work_mem"); got != "5MB" {
		t.Errorf("work_mem = %s, want the setting 5MB", got)
	}
	if _, err := conn.Exec(t.Context(), "CREATE TABLE t (id int)"); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, stop := range []struct {
		name string
		how  func() error
	}{
		{"immediate", func() error { return s.Stop(Immediate) }},
		{"kill", func() error { s.Kill(); return nil }},
		{"fast", func() error { return s.Stop(Fast) }},
	} {
		conn := connect(t, s.URL())
		if _, err := conn.Exec(t.Context(), "INSERT INTO t VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		rows++
		if err := stop.how(); err != nil {
			t.Fatalf("%s: %v", stop.name, err)
		}
		if _, err := pgx.Connect(t.Context(), s.URL()); err == nil {
			t.Fatalf("%s: a stopped server accepts connections", stop.name)
		}
		if err := s.Start(); err != nil {
			t.Fatalf("%s: %v", stop.name, err)
		}
		var n int
		if err := connect(t, s.URL()).QueryRow(t.Context(), "SELECT count(*) FROM t").Scan(&n); err != nil {
			t.Fatalf("%s: %v", stop.name, err)
		}
		if n != rows {
			t.Errorf("%s: %d rows after the restart, want %d", stop.name, n, rows)
		}
	}
	before := s.URL()
	if err := s.Restart(Fast); err != nil {
		t.Fatal(err)
	}
	if s.URL() != before {
		t.Errorf("the URL changed from %s to %s", before, s.URL())
	}
}

func TestServerCloseRemovesItsFolder(t *testing.T) {
	t.Parallel()
	if _, err := postgresBin(); err != nil {
		missing(t, postgresService, err)
	}
	s, err := StartPostgres()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.work.path); !os.IsNotExist(err) {
		t.Errorf("the folder %s is still there: %v", s.work.path, err)
	}
}

func TestSweepRemovesDeadServersOnly(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dead := filepath.Join(base, workPrefix+"dead")
	alive := filepath.Join(base, workPrefix+"alive")
	foreign := filepath.Join(base, "something")
	for _, dir := range []string{dead, alive, foreign} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "lock"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lock, err := lockFile(filepath.Join(alive, "lock"), false)
	if err != nil {
		t.Skip(err)
	}
	defer lock.release()
	sweep(base, account{}, 0)
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("the dead folder was kept: %v", err)
	}
	for _, dir := range []string{alive, foreign} {
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("a folder that is not a dead server's was removed: %v", err)
		}
	}
}

func TestPgBouncerPoolsByTransaction(t *testing.T) {
	t.Parallel()
	direct := Postgres(t)
	through := PgBouncer(t, direct)
	if through == direct {
		t.Fatal("the URL is the database's own")
	}
	cfg, err := pgx.ParseConfig(through)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	a, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close(context.Background())
	b, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close(context.Background())
	// Two idle clients share the one server connection, in turn.
	pid := "SELECT pg_backend_pid()::text"
	if x, y := queryString(t, a, pid), queryString(t, b, pid); x != y {
		t.Errorf("two clients in turn have the server connections %s and %s, want one", x, y)
	}
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	if got := "/" + queryString(t, a, "SELECT current_database()::text"); got != u.Path {
		t.Errorf("the pooler leads to %s, want %s", got, u.Path)
	}
}

// TestKeptPostgres wants a database that outlives the test that asked for it.
func TestKeptPostgres(t *testing.T) {
	t.Parallel()
	var kept, own string
	t.Run("asks", func(t *testing.T) { kept, own = KeptPostgres(t), Postgres(t) })
	if own == "" {
		t.Skip("there is no PostgreSQL")
	}
	if err := execOnce(kept, "SELECT 1"); err != nil {
		t.Errorf("the kept database is gone: %v", err)
	}
	if err := execOnce(own, "SELECT 1"); err == nil {
		t.Error("the test's own database is still there")
	}
}
