package db_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

func TestRecorder(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), pointTable)
		rec := db.NewRecorder(db.RecorderOptions{Statements: true, Callers: true})
		ctx := db.Record(t.Context(), rec)
		exec(t, d, ctx, "INSERT INTO point (id) VALUES (1), (2)")
		err := inTx(d, ctx, func(ctx context.Context) error { // BEGIN, SAVEPOINT and COMMIT do not count
			return inTx(d, ctx, func(ctx context.Context) error { ids(t, d, ctx); return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		exec(t, d, ctx, "UPDATE point SET name = 'x' WHERE id > 5")
		if err := add(ctx, d, 1); err == nil {
			t.Error("no error")
		}
		ids(t, d, t.Context()) // not under the recorder
		all := rec.Statements()
		if rec.Count() != 4 || len(all) != 4 {
			t.Fatalf("%d counted, %d kept: %v", rec.Count(), len(all), all)
		}
		var sum time.Duration
		for i, want := range []struct {
			sql  string
			rows int64
		}{{"INSERT INTO point (id) VALUES (1), (2)", 2}, {"SELECT id FROM point ORDER BY id", 2}, {"UPDATE", 0}, {"INSERT", 0}} {
			s := all[i]
			if !strings.HasPrefix(s.SQL, want.sql) || s.Rows != want.rows || s.Duration <= 0 ||
				(s.Err != nil) != (i == 3) || !strings.HasPrefix(s.Caller, "db/") || !strings.Contains(s.Caller, "_test.go:") {
				t.Errorf("statement %d: %+v", i, s)
			}
			sum += s.Duration
		}
		if !errors.Is(all[3].Err, db.ErrUnique) || rec.Duration() != sum {
			t.Error(all[3].Err, rec.Duration(), sum)
		}
	})
}

func TestBudget(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), pointTable)
		rec := db.NewRecorder(db.RecorderOptions{Budget: 3})
		ctx := db.Record(t.Context(), rec)
		once := func() {
			for range 3 {
				_, _ = d.Exec(ctx, "DELETE FROM point WHERE id = 1")
			}
		}
		once()
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() { _, _ = d.Exec(ctx, q(d, "DELETE FROM point WHERE id = ?1"), i) }) // this line, five times
		}
		wg.Wait()
		over := rec.OverBudget()
		if rec.Count() != 8 || len(over) != 1 || over[0].Count != 5 || !strings.Contains(over[0].Caller, "recorder_test.go:") ||
			over[0].SQL != q(d, "DELETE FROM point WHERE id = ?1") || rec.Statements() != nil {
			t.Errorf("%d statements, over budget: %+v", rec.Count(), over)
		}
	})
}

func TestSlowStatements(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		var buf bytes.Buffer
		d := open(t, url, db.Options{Logger: slog.New(slog.NewTextHandler(&buf, nil)), SlowQuery: time.Nanosecond})
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE account (id bigint, token varchar(50))")
		buf.Reset()
		exec(t, d, ctx, "INSERT INTO account (id, token) VALUES (?1, ?2)", 12345, secret)
		number(t, d, ctx, "SELECT count(*)\n  FROM account WHERE token = '"+secret+"' AND id IN (12345, 67890)")
		_, _ = d.Exec(ctx, "SELECT '"+secret+"' FROM nowhere")
		log := buf.String()
		if n := strings.Count(log, "level=WARN"); n != 3 {
			t.Errorf("%d lines:\n%s", n, log)
		}
		for _, want := range []string{"duration=", "caller=db/", "helper_test.go:", "INSERT INTO account (id, token) VALUES (",
			`SELECT count(*) FROM account WHERE token = ? AND id IN (`, "error="} {
			if !strings.Contains(log, want) {
				t.Errorf("no %q in\n%s", want, log)
			}
		}
		for _, value := range []string{secret, "12345", "67890"} {
			if strings.Contains(log, value) {
				t.Errorf("the value %s is in\n%s", value, log)
			}
		}
	})
}

func TestFastStatementsAreNotLogged(t *testing.T) {
	t.Parallel()
	for _, limit := range []time.Duration{-1, time.Hour} {
		var buf bytes.Buffer
		d := open(t, "sqlite://:memory:", db.Options{Logger: slog.New(slog.NewTextHandler(&buf, nil)), SlowQuery: limit})
		number(t, d, t.Context(), "SELECT 1")
		if buf.Len() > 0 {
			t.Error(buf.String())
		}
	}
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT 1": "SELECT ?",
		"SELECT  a,\n\tb FROM t -- why\n WHERE x = 'it''s' AND y=1.5e-3": "SELECT a, b FROM t WHERE x = ? AND y=?",
		`SELECT "a'b", 'c' FROM "t 1"`:                                   `SELECT "a'b", ? FROM "t 1"`,
		"SELECT * FROM t2 WHERE id IN ($1, $2, $3)":                      "SELECT * FROM t2 WHERE id IN ($1, …)",
		"SELECT * FROM t WHERE id IN (1,2,3)":                            "SELECT * FROM t WHERE id IN (?,…)",
		"VALUES (?1, ?2, ?3)":                                            "VALUES (?1, …)",
		`SELECT E'a\'b' || 'c'`:                                          "SELECT E? || ?",
		"SELECT $tag$ secret $ $tag$ || $$x$$":                           "SELECT ? || ?",
		"SELECT a /* secret */ FROM t":                                   "SELECT a FROM t",
		"SELECT 0xff, x1, .5":                                            "SELECT ?, x1, ?",
		"SELECT 'open":                                                   "SELECT ?",
		"SELECT \"open":                                                  "SELECT \"open",
		"SELECT /* open":                                                 "SELECT",
		"SELECT $1::text":                                                "SELECT $1::text",
		"":                                                               "",
	} {
		if got := db.Normalize(sql); got != want {
			t.Errorf("Normalize(%q)\n got %q\nwant %q", sql, got, want)
		}
	}
	if got := db.Normalize("SELECT " + strings.Repeat("abcdefghi, ", 1000)); len(got) > 2100 || !strings.HasSuffix(got, " …") {
		t.Error(len(got))
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"SELECT 'a'", "E'\\", "$a$ $a", "?1, ?2", "--", "/*", `"`, "1e+", "1.5, 2, x"} {
		f.Add(s, "secret")
	}
	f.Fuzz(func(t *testing.T, sql, value string) {
		db.Normalize(sql)
		quoted := "SELECT '" + strings.ReplaceAll("#"+value+"#", "'", "''") + "'"
		if got := db.Normalize(quoted); got != "SELECT ?" {
			t.Errorf("Normalize(%q) = %q", quoted, got)
		}
	})
}
