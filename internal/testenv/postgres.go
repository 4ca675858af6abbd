package testenv

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres returns the postgres:// URL of a fresh, empty database, which is
// dropped with the test (connections still open to it are cut). The server is
// private to the test process and starts at the first call; where
// MUSETTE_TEST_POSTGRES_URL names a server, the database is made there.
//
// The private server may lose the last commits when it is stopped with
// [Immediate] (synchronous_commit is off): tests of durability take
// [PostgresServer].
func Postgres(tb testing.TB) string {
	tb.Helper()
	db, drop, err := NewDatabase(adminURL(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := drop(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// KeptPostgres is [Postgres] with a database that stays until [Main] ends, for what the tests of a process share. On the server of
// MUSETTE_TEST_POSTGRES_URL it needs Main, which drops it.
func KeptPostgres(tb testing.TB) string {
	tb.Helper()
	admin := adminURL(tb)
	foreign := os.Getenv("MUSETTE_TEST_POSTGRES_URL") != ""
	if foreign && !atExit.willRun.Load() {
		tb.Fatal("testenv: a database that tests share would stay on the server of MUSETTE_TEST_POSTGRES_URL: " +
			"give the package a func TestMain(m *testing.M) { testkit.Main(m) }")
	}
	db, drop, err := NewDatabase(admin)
	if err != nil {
		tb.Fatal(err)
	}
	if foreign {
		atExit.add(func() { _ = drop() })
	}
	return db
}

// adminURL is the server for the databases of tests; the private one starts at the first call.
func adminURL(tb testing.TB) string {
	tb.Helper()
	if admin := os.Getenv("MUSETTE_TEST_POSTGRES_URL"); admin != "" {
		return admin
	}
	if _, err := postgresBin(); err != nil {
		missing(tb, postgresService, err)
	}
	s, err := sharedServer()
	if err != nil {
		tb.Fatal(err)
	}
	return s.URL()
}

// PostgresServer starts a private server for one test, which may stop, kill and
// restart it. Commits that a client was told of survive every kind of stop. The
// settings ("max_connections=5") are PostgreSQL's own.
func PostgresServer(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	if _, err := postgresBin(); err != nil {
		missing(tb, postgresService, err)
	}
	s, err := StartPostgres(settings...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("testenv: log of %s:\n%s", s.URL(), s.Log())
		}
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// sharedServer starts the server that all tests of this process share.
var sharedServer = sync.OnceValues(func() (*Server, error) {
	s, err := StartPostgres("synchronous_commit=off")
	if err == nil {
		atExit.add(func() { _ = s.Close() })
	}
	return s, err
})

// NewDatabase creates an empty database on the server of a postgres:// URL. It
// returns the database's URL and the function that drops it, cutting the
// connections to it.
func NewDatabase(admin string) (db string, drop func() error, err error) {
	u, err := url.Parse(admin)
	if err != nil {
		return "", nil, fmt.Errorf("testenv: database URL: %w", err)
	}
	name := "musette_test_" + strings.ToLower(rand.Text()[:12])
	ident := pgx.Identifier{name}.Sanitize()
	if err := execOnce(admin, "CREATE DATABASE "+ident+" TEMPLATE template0"); err != nil {
		return "", nil, fmt.Errorf("testenv: create a database: %w", err)
	}
	u.Path, u.RawPath = "/"+name, ""
	drop = func() error {
		if err := execOnce(admin, "DROP DATABASE IF EXISTS "+ident+" WITH (FORCE)"); err != nil {
			return fmt.Errorf("testenv: drop a database: %w", err)
		}
		return nil
	}
	return u.String(), drop, nil
}

// execOnce runs one statement on a connection of its own.
func execOnce(databaseURL, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	closing, cancelClosing := context.WithTimeout(context.Background(), time.Second)
	defer cancelClosing()
	_ = conn.Close(closing) // the statement's own error counts
	return err
}
