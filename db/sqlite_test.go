package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// sqlites runs a test on a file and on a database in memory.
func sqlites(t *testing.T, opt db.Options, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, name := range []string{"file", "memory"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "sqlite://:memory:"
			if name == "file" {
				url = testenv.SQLite(t)
			}
			test(t, open(t, url, opt))
		})
	}
}

func TestEightWriters(t *testing.T) {
	t.Parallel()
	sqlites(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE w (id integer PRIMARY KEY AUTOINCREMENT, writer bigint)")
		var writers, readers sync.WaitGroup
		stop := make(chan struct{})
		for range 2 {
			readers.Go(func() {
				last := int64(0)
				for {
					select {
					case <-stop:
						return
					default:
					}
					n := number(t, d, ctx, "SELECT count(*) FROM w")
					if n < last {
						t.Errorf("%d rows after %d", n, last)
					}
					last = n
				}
			})
		}
		for w := range 8 {
			writers.Go(func() {
				for i := range 1000 {
					var err error
					if i%100 == 0 {
						err = inTx(d, ctx, func(ctx context.Context) error {
							_, err := d.Exec(ctx, "INSERT INTO w (writer) VALUES (?1)", w)
							return err
						})
					} else {
						_, err = d.Exec(ctx, "INSERT INTO w (writer) VALUES (?1)", w)
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		writers.Wait()
		close(stop)
		readers.Wait()
		if n := number(t, d, ctx, "SELECT count(*) FROM w"); n != 8000 {
			t.Error("rows:", n)
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM (SELECT writer FROM w GROUP BY writer HAVING count(*) = 1000)"); n != 8 {
			t.Error("complete writers:", n)
		}
	})
}

func TestReadersDoNotWait(t *testing.T) {
	t.Parallel()
	sqlites(t, db.Options{AcquireTimeout: 20 * time.Millisecond}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		err := inTx(d, ctx, func(inner context.Context) error {
			if err := add(inner, d, 1); err != nil {
				return err
			}
			if got := ids(t, d, ctx); len(got) != 0 {
				t.Error("a reader sees what is not committed:", got)
			}
			if got := ids(t, d, inner); len(got) != 1 {
				t.Error("the transaction does not see its own row")
			}
			if err := add(ctx, d, 2); !errors.Is(err, db.ErrPoolExhausted) {
				t.Error("a second writer:", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(ctx, "SELECT id FROM point ORDER BY id")
		if err != nil || !rows.Next() {
			t.Fatal(err)
		}
		if err := add(ctx, d, 3); err != nil {
			t.Error("an open result keeps the writer out:", err)
		}
		if rows.Next() {
			t.Error("the result changed while it was read")
		}
		if got := ids(t, d, ctx); len(got) != 2 {
			t.Error(got)
		}
	})
}

func TestMemoryLivesUntilClose(t *testing.T) {
	t.Parallel()
	opt := db.Options{MaxConnIdleTime: time.Millisecond, HealthCheckPeriod: time.Millisecond}
	a, b := open(t, "sqlite://:memory:", opt), open(t, "sqlite://:memory:", opt)
	ctx := t.Context()
	exec(t, a, ctx, pointTable)
	exec(t, a, ctx, "INSERT INTO point (id) VALUES (1)")
	if err := a.ExecScript(ctx, "BEGIN; DELETE FROM point"); err != nil { // leaves a transaction open: the writer is replaced
		t.Fatal(err)
	}
	if got := ids(t, a, ctx); len(got) != 1 {
		t.Error("rows", got)
	}
	if err := add(ctx, a, 2); err != nil {
		t.Error(err)
	}
	if _, err := b.Query(ctx, "SELECT * FROM point"); !errors.Is(err, db.ErrUndefinedTable) {
		t.Error("two databases in memory are one:", err)
	}
}

func TestQueryOnlyReads(t *testing.T) {
	t.Parallel()
	sqlites(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		_, err := d.Query(ctx, "INSERT INTO point (id) VALUES (1) RETURNING id")
		if !errors.Is(err, db.ErrReadOnly) || !strings.Contains(err.Error(), "use Write or Exec") {
			t.Error(err)
		}
		rows, err := d.Write(ctx, "INSERT INTO point (id) VALUES (1), (2) RETURNING id")
		if err != nil {
			t.Fatal(err)
		}
		if !rows.Next() || rows.Int64() != 1 || !rows.Next() || rows.Int64() != 2 || rows.Next() || rows.Err() != nil {
			t.Error("RETURNING", rows.Err())
		}
		if n := exec(t, d, ctx, "UPDATE point SET name = 'x'"); n != 2 {
			t.Error("changed", n)
		}
		if n := exec(t, d, ctx, "CREATE TABLE other (id bigint)"); n != 0 {
			t.Error("CREATE TABLE changed", n)
		}
		for _, sql := range []string{"", "-- nothing", "SELECT 1; SELECT 2"} {
			if _, err := d.Query(ctx, sql); !errors.Is(err, db.ErrSyntax) {
				t.Errorf("%q: %v", sql, err)
			}
		}
		if n := number(t, d, ctx, "SELECT 1; -- the end"); n != 1 {
			t.Error(n)
		}
	})
}

func TestForeignKeysAndDeferredOnes(t *testing.T) {
	t.Parallel()
	sqlites(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE p (id bigint PRIMARY KEY)")
		exec(t, d, ctx, "CREATE TABLE c (id bigint, p bigint REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)")
		err := inTx(d, ctx, func(ctx context.Context) error {
			exec(t, d, ctx, "INSERT INTO c VALUES (1, 7)")
			return nil // COMMIT finds the violation
		})
		if !errors.Is(err, db.ErrForeignKey) {
			t.Error(err)
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM c"); n != 0 || d.Stats().InUse != 0 {
			t.Error(n)
		}
		err = d.Pinned(ctx, func(ctx context.Context) error { // as migrations do it
			exec(t, d, ctx, "PRAGMA foreign_keys = off")
			defer exec(t, d, ctx, "PRAGMA foreign_keys = on")
			return inTx(d, ctx, func(ctx context.Context) error {
				exec(t, d, ctx, "INSERT INTO c VALUES (1, 7)")
				return nil
			})
		})
		if err != nil {
			t.Error(err)
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM c"); n != 1 {
			t.Error(n)
		}
	})
}

func TestInterruptedTransactionIsGone(t *testing.T) {
	t.Parallel()
	sqlites(t, db.Options{}, func(t *testing.T, d *db.DB) {
		exec(t, d, t.Context(), pointTable)
		err := inTx(d, t.Context(), func(ctx context.Context) error {
			if err := add(ctx, d, 1); err != nil {
				return err
			}
			inner, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			_, first := d.Exec(inner, `INSERT INTO point (id)
				WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`)
			if !errors.Is(first, context.DeadlineExceeded) {
				t.Error(first)
			}
			if err := add(ctx, d, 2); !errors.Is(err, db.ErrTxAborted) { // SQLite rolled everything back
				t.Errorf("next statement: %v", err)
			}
			return nil
		})
		if !errors.Is(err, db.ErrTxAborted) || !errors.Is(err, db.ErrCanceled) {
			t.Error(err)
		}
		if got := ids(t, d, t.Context()); len(got) != 0 {
			t.Error(got)
		}
	})
}

func TestOtherProcessHoldsTheFile(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	d := open(t, url, db.Options{LockTimeout: 30 * time.Millisecond})
	exec(t, d, t.Context(), pointTable)
	other, err := sqlite3.Open("file:" + strings.TrimPrefix(url, "sqlite://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if err := add(t.Context(), d, 1); !errors.Is(err, db.ErrBusy) {
		t.Error(err)
	}
	if err := inTx(d, t.Context(), func(context.Context) error { return nil }); !errors.Is(err, db.ErrBusy) {
		t.Error(err)
	}
	if err := other.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := add(t.Context(), d, 1); err != nil {
		t.Error(err)
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	d := open(t, "sqlite://:memory:", db.Options{})
	for sql, want := range map[string]any{
		"mu_fold('ÄÖÜ Straße ΣΑΣ')":    "äöü straße σασ",
		"mu_lower('É')":                "é",
		"mu_upper('straße é')":         "STRASSE É",
		"mu_contains('Grüße', 'üß')":   int64(1),
		"mu_contains('Grüße', 'ÜSS')":  int64(0),
		"mu_contains('a%b_c', '%b_')":  int64(1),
		"mu_contains('abc', '')":       int64(1),
		"mu_starts('Grüße', 'Gr')":     int64(1),
		"mu_starts('Grüße', 'gr')":     int64(0),
		"mu_ends('Grüße', 'ße')":       int64(1),
		"mu_ends('Grüße', 'Gr')":       int64(0),
		"mu_regexp('^G.*e$', 'Grüße')": int64(1),
		"mu_regexp('(?i)^g', 'Grüße')": int64(1),
		"mu_regexp('^x', 'Grüße')":     int64(0),
		"mu_contains(NULL, 'a')":       nil,
		"mu_contains('a', NULL)":       nil,
		"mu_fold(NULL)":                nil,
		"mu_regexp(NULL, 'a')":         nil,
		"mu_fold('') = ''":             int64(1),
	} {
		rows, err := d.Query(t.Context(), "SELECT "+sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		for rows.Next() {
			got := rows.Any()
			if sql == "mu_upper('straße é')" { // one letter at a time: ß has no capital
				want = "STRAßE É"
			}
			if got != want {
				t.Errorf("%s = %v, want %v", sql, got, want)
			}
		}
	}
	if _, err := d.Query(t.Context(), "SELECT mu_regexp('(', 'a')"); err == nil {
		t.Error("an invalid pattern is accepted")
	}
	for i := range 200 { // more patterns than are kept
		if n := number(t, d, t.Context(), "SELECT mu_regexp(?1, ?2)", fmt.Sprintf("^%d$", i), fmt.Sprint(i)); n != 1 {
			t.Error(i)
		}
	}
}

// TestFoldLikePostgres compares mu_fold with PostgreSQL's lower for every letter of the basic plane.
func TestFoldLikePostgres(t *testing.T) {
	t.Parallel()
	lite := open(t, "sqlite://:memory:", db.Options{})
	post := open(t, testenv.Postgres(t), db.Options{})
	differ := 0
	for r := rune(1); r < 0x10000; r++ {
		if !unicode.IsLetter(r) || unicode.ToLower(r) == r && unicode.ToUpper(r) == r {
			continue
		}
		letter := string(r)
		a := texts(t, lite, "SELECT mu_fold(?1)", letter)
		if a != db.Fold(letter) {
			t.Errorf("mu_fold(%U) = %q, Fold %q", r, a, db.Fold(letter))
		}
		if r%7 != 0 && r > 0x600 { // a sample of the rarer scripts
			continue
		}
		if b := texts(t, post, `SELECT lower(?1 COLLATE "und-x-icu")`, letter); a != b {
			differ++
			t.Logf("%U: SQLite %q, PostgreSQL %q", r, a, b)
		}
	}
	if differ > 1 { // U+0130, which ICU lowers to two characters
		t.Errorf("%d letters differ", differ)
	}
}

// texts returns the only value of a query.
func texts(t testing.TB, d *db.DB, sql string, args ...any) (s string) {
	t.Helper()
	rows, err := d.Query(t.Context(), q(d, sql), args...)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		s = rows.String()
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return s
}

func TestUnwritableFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "x.db")
	if os.Geteuid() == 0 { // permissions do not stop root
		path = "/proc/x.db"
		if _, err := os.Stat("/proc/self"); err != nil {
			t.Skip("running as root, and there is no /proc")
		}
	}
	_, err := db.Open(t.Context(), "sqlite://"+path, db.Options{})
	if err == nil || !strings.Contains(err.Error(), "cannot be written to") || strings.Count(err.Error(), "\n") > 0 {
		t.Error(err)
	}
}

func TestLargeValues(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE big (s text)")
		s := strings.Repeat("x", 5<<20)
		for range 3 {
			exec(t, d, ctx, "INSERT INTO big VALUES (?1)", s)
		}
		rows, err := d.Query(ctx, "SELECT s FROM big")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for rows.Next() {
			if rows.String() != s {
				t.Error("changed")
			}
			n++
		}
		if rows.Err() != nil || n != 3 {
			t.Error(n, rows.Err())
		}
	})
}
