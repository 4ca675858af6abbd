package db_test

import (
	"context"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// onBoth runs a test on both databases, each with a fresh one.
func onBoth(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, url string) { test(t, open(t, url, db.Options{})) })
}

// open opens a database for a test and closes it with the test.
func open(t testing.TB, url string, opt db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// q writes an SQL text with parameters ?1, ?2 in the form of the database.
func q(d *db.DB, sql string) string {
	if d.Dialect().Features.NumberedParams {
		return strings.ReplaceAll(sql, "?", "$")
	}
	return sql
}

// exec runs a statement that must work.
func exec(t testing.TB, d *db.DB, ctx context.Context, sql string, args ...any) int64 {
	t.Helper()
	n, err := d.Exec(ctx, q(d, sql), args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// number runs a query whose first column of the first row is a whole number.
func number(t testing.TB, d *db.DB, ctx context.Context, sql string, args ...any) int64 {
	t.Helper()
	rows, err := d.Query(ctx, q(d, sql), args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer rows.Close()
	if !rows.Next() {
		t.Fatalf("%s: no row: %v", sql, rows.Err())
	}
	n := rows.Int64()
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

// inTx is Atomic without options.
func inTx(d *db.DB, ctx context.Context, fn func(ctx context.Context) error) error {
	return d.Atomic(ctx, db.TxOptions{}, fn)
}
