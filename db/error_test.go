package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
)

const errorTables = `CREATE TABLE parent (id bigint PRIMARY KEY);
CREATE TABLE child (id bigint PRIMARY KEY, code varchar(5) NOT NULL, a bigint, b bigint, small smallint,
	parent_id bigint REFERENCES parent (id), CONSTRAINT child_a_positive CHECK (a > 0),
	CONSTRAINT child_ab_key UNIQUE (a, b), CONSTRAINT child_code_key UNIQUE (code));`

const secret = "hunter2"

func TestConstraintErrors(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.ExecScript(ctx, errorTables); err != nil {
			t.Fatal(err)
		}
		exec(t, d, ctx, "INSERT INTO parent VALUES (1)")
		exec(t, d, ctx, "INSERT INTO child (id, code, a, b, parent_id) VALUES (1, 'x', 1, 1, 1)")
		postgres := d.Dialect().Features.NumberedParams
		for name, test := range map[string]struct {
			sql        string
			code       db.Code
			is         error
			kind       problem.Kind
			constraint string // on SQLite too when sqliteKnows
			column     string
			columns    string // SQLite
		}{
			"unique": {"INSERT INTO child (id, code) VALUES (2, 'x')", db.Unique, db.ErrUnique, problem.Conflict,
				"child_code_key", "code", "code"},
			"unique together": {"INSERT INTO child (id, code, a, b) VALUES (2, 'y', 1, 1)", db.Unique, db.ErrUnique,
				problem.Conflict, "child_ab_key", "", "a,b"},
			"primary key": {"INSERT INTO child (id, code) VALUES (1, 'y')", db.Unique, db.ErrUnique, problem.Conflict,
				"child_pkey", "id", "id"},
			"not null": {"INSERT INTO child (id) VALUES (2)", db.NotNull, db.ErrNotNull, problem.Invalid, "", "code", ""},
			"check": {"INSERT INTO child (id, code, a) VALUES (2, 'y', 0)", db.Check, db.ErrCheck, problem.Invalid,
				"child_a_positive", "", ""},
			"foreign key": {"INSERT INTO child (id, code, parent_id) VALUES (2, 'y', 99)", db.ForeignKey,
				db.ErrForeignKey, problem.Conflict, "child_parent_id_fkey", "", ""},
			"delete of a parent": {"DELETE FROM parent", db.ForeignKey, db.ErrForeignKey, problem.Conflict,
				"child_parent_id_fkey", "", ""},
		} {
			_, err := d.Exec(ctx, test.sql)
			var e *db.Error
			if !errors.As(err, &e) || !errors.Is(err, test.is) || e.Code != test.code || problem.Of(err) != test.kind {
				t.Errorf("%s: %v (kind %v)", name, err, problem.Of(err))
				continue
			}
			if !strings.HasPrefix(err.Error(), "db: ") || !strings.Contains(err.Error(), " violated") {
				t.Errorf("%s: text %q", name, err)
			}
			if errors.Unwrap(e) == nil {
				t.Errorf("%s: the driver's error is lost", name)
			}
			if postgres {
				if e.Constraint != test.constraint || e.SQLState == "" || e.Table != "child" {
					t.Errorf("%s: constraint %q, state %q, table %q", name, e.Constraint, e.SQLState, e.Table)
				}
				continue
			}
			if test.code == db.Check && e.Constraint != test.constraint {
				t.Errorf("%s: constraint %q", name, e.Constraint)
			}
			if e.Column != test.column || strings.Join(e.Columns, ",") != test.columns {
				t.Errorf("%s: column %q, columns %q", name, e.Column, e.Columns)
			}
			if test.column != "" && e.Table != "child" {
				t.Errorf("%s: table %q", name, e.Table)
			}
		}
	})
}

func TestErrorTextsHoldNoValues(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE account (id bigint PRIMARY KEY, token varchar(50) UNIQUE CHECK (length(token) < 10), born date)")
		exec(t, d, ctx, "INSERT INTO account (id, token) VALUES (1, ?1)", secret)
		for _, sql := range []string{
			"INSERT INTO account (id, token) VALUES (2, ?1)",
			"INSERT INTO account (id, token) VALUES (2, ?1 || ?1)",
			"INSERT INTO account (id, token) VALUES (2, ?1 || CAST(? AS text))",
			"SELECT CAST(CAST(?1 AS text) AS date) FROM nowhere",
			"INSERT INTO account (id, token) VALUES (NULL, ?1)",
		} {
			_, err := d.Exec(ctx, q(d, sql), secret)
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: no error, or the text holds the value: %v", sql, err)
			}
		}
		if d.Dialect().Features.NumberedParams {
			_, err := d.Exec(ctx, "INSERT INTO account (id, born) SELECT 3, CAST($1::text AS date)", secret)
			if !errors.Is(err, db.ErrInvalidText) || strings.Contains(err.Error(), secret) {
				t.Errorf("invalid date: %v", err)
			}
		}
	})
}

func TestStatementErrors(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		for sql, want := range map[string]error{
			"SELEKT 1":                 db.ErrSyntax,
			"SELECT * FROM nowhere":    db.ErrUndefinedTable,
			"SELECT absent FROM point": db.ErrUndefinedColumn,
		} {
			rows, err := d.Query(ctx, sql)
			if !errors.Is(err, want) || rows != nil {
				t.Errorf("%s: %v", sql, err)
			}
			if _, err := d.Exec(ctx, sql); !errors.Is(err, want) {
				t.Errorf("Exec %s: %v", sql, err)
			}
			if err := d.ExecScript(ctx, "SELECT 1; "+sql); !errors.Is(err, want) {
				t.Errorf("ExecScript %s: %v", sql, err)
			}
		}
		if s := d.Stats(); s.InUse != 0 {
			t.Error("connections in use:", s.InUse)
		}
	})
}

func TestPostgresDataErrors(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{LockTimeout: 50 * time.Millisecond})
	ctx := t.Context()
	exec(t, d, ctx, "CREATE TABLE v (id bigint PRIMARY KEY, name varchar(3), small smallint)")
	exec(t, d, ctx, "INSERT INTO v (id) VALUES (1)")
	for sql, want := range map[string]error{
		"UPDATE v SET name = 'four'":                    db.ErrTooLong,
		"UPDATE v SET small = 40000":                    db.ErrOutOfRange,
		"SELECT CAST('{' AS jsonb)":                     db.ErrInvalidText,
		"SELECT id FROM v WHERE small = 'a'":            db.ErrInvalidText,
		"SET TRANSACTION READ ONLY; DELETE FROM v":      nil,
		"SELECT pg_terminate_backend(pg_backend_pid())": db.ErrConnection,
	} {
		_, err := d.Exec(ctx, sql)
		if want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", sql, err, want)
		}
	}
	err := inTx(d, ctx, func(inner context.Context) error {
		exec(t, d, inner, "UPDATE v SET small = 1")
		_, err := d.Exec(ctx, "UPDATE v SET small = 2")
		if !errors.Is(err, db.ErrLockTimeout) || problem.Of(err) != problem.Unavailable {
			t.Errorf("lock timeout: %v", err)
		}
		_, err = d.Query(ctx, "SELECT id FROM v FOR UPDATE NOWAIT")
		if !errors.Is(err, db.ErrLockNotAvailable) {
			t.Errorf("NOWAIT: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestSerializationIsRetried(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	ctx := t.Context()
	exec(t, d, ctx, "CREATE TABLE c (id bigint PRIMARY KEY, n bigint)")
	exec(t, d, ctx, "INSERT INTO c VALUES (1, 0)")
	var mu sync.Mutex
	runs := 0
	increment := func(opt db.TxOptions) error {
		return d.Atomic(ctx, opt, func(ctx context.Context) error {
			mu.Lock()
			runs++
			mu.Unlock()
			n := number(t, d, ctx, "SELECT n FROM c WHERE id = 1")
			_, err := d.Exec(ctx, "UPDATE c SET n = $1 WHERE id = 1", n+1)
			return err
		})
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if err := increment(db.TxOptions{Isolation: db.RepeatableRead, Retries: 200}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := number(t, d, ctx, "SELECT n FROM c"); n != 40 {
		t.Errorf("sum %d after %d runs, want 40", n, runs)
	}
	err := d.Atomic(ctx, db.TxOptions{Isolation: db.Serializable}, func(inner context.Context) error {
		number(t, d, inner, "SELECT n FROM c")
		exec(t, d, ctx, "UPDATE c SET n = 0")
		_, err := d.Exec(inner, "UPDATE c SET n = 1")
		return err
	})
	if !errors.Is(err, db.ErrSerialization) || problem.Of(err) != problem.Conflict {
		t.Errorf("without retries: %v", err)
	}
}

func TestDeadlock(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	ctx := t.Context()
	exec(t, d, ctx, "CREATE TABLE c (id bigint PRIMARY KEY, n bigint)")
	exec(t, d, ctx, "INSERT INTO c VALUES (1, 0), (2, 0)")
	var ready, wg sync.WaitGroup
	ready.Add(2)
	errs := make([]error, 2)
	for i := range 2 {
		wg.Go(func() {
			first := true
			errs[i] = d.Atomic(ctx, db.TxOptions{Retries: 3}, func(ctx context.Context) error {
				exec(t, d, ctx, "SET LOCAL deadlock_timeout = '20ms'")
				if _, err := d.Exec(ctx, "UPDATE c SET n = n + 1 WHERE id = $1", i+1); err != nil {
					return err
				}
				if first {
					first = false
					ready.Done()
					ready.Wait()
				}
				_, err := d.Exec(ctx, "UPDATE c SET n = n + 1 WHERE id = $1", 2-i)
				return err
			})
		})
	}
	wg.Wait()
	if errs[0] != nil || errs[1] != nil {
		t.Error(errs)
	}
	if n := number(t, d, ctx, "SELECT sum(n) FROM c"); n != 4 {
		t.Error("sum", n)
	}
}

func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{StatementTimeout: 100 * time.Millisecond, MaxConns: 2})
		forever := "SELECT pg_sleep(60)"
		if !d.Dialect().Features.NumberedParams {
			forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
		}
		start := time.Now()
		_, err := d.Query(t.Context(), forever)
		if !errors.Is(err, db.ErrStatementTimeout) || problem.Of(err) != problem.Timeout {
			t.Errorf("error %v", err)
		}
		if _, err := d.Exec(t.Context(), forever); !errors.Is(err, db.ErrStatementTimeout) {
			t.Errorf("Exec: %v", err)
		}
		err = inTx(d, t.Context(), func(ctx context.Context) error { _, err := d.Exec(ctx, forever); return err })
		if !errors.Is(err, db.ErrStatementTimeout) {
			t.Errorf("in a transaction: %v", err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		opened := d.Stats().Opened
		if n := number(t, d, t.Context(), "SELECT 1"); n != 1 || d.Stats().Opened > opened+1 {
			t.Error("the connection is not usable:", n, d.Stats())
		}
	})
}

func TestCancelledStatement(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		postgres := d.Dialect().Features.NumberedParams
		forever := "SELECT pg_sleep(60), 4711"
		if !postgres {
			forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := d.Query(ctx, forever)
		if !errors.Is(err, db.ErrCanceled) || !errors.Is(err, context.DeadlineExceeded) || problem.Of(err) != problem.Timeout {
			t.Errorf("deadline: %v (%v)", err, problem.Of(err))
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		_, err = d.Exec(ctx, forever)
		if !errors.Is(err, db.ErrCanceled) || !errors.Is(err, context.Canceled) {
			t.Errorf("cancel: %v", err)
		}
		if _, err := d.Query(ctx, "SELECT 1"); !errors.Is(err, db.ErrCanceled) {
			t.Errorf("context done before: %v", err)
		}
		if postgres {
			if n := number(t, d, t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%4711' AND state = 'active' AND pid <> pg_backend_pid()"); n != 0 {
				t.Error("the server still runs the statement")
			}
		}
		if n := number(t, d, t.Context(), "SELECT 1"); n != 1 {
			t.Error(n)
		}
	})
}

func TestErrorAfterTheFirstRow(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		exec(t, d, ctx, "INSERT INTO point (id, name) VALUES (1, '1'), (2, '2'), (-9223372036854775807, 'z')")
		// the last row's value overflows
		sql := "SELECT -(id - 1) FROM point ORDER BY id DESC"
		if !d.Dialect().Features.NumberedParams {
			sql = "SELECT abs(id - 1) FROM point ORDER BY id DESC"
		}
		rows, err := d.Query(ctx, sql)
		n := 0
		if err == nil {
			for rows.Next() {
				n++
			}
			err = rows.Err()
		}
		if !errors.Is(err, db.ErrOutOfRange) {
			t.Errorf("%v after %d rows", err, n)
		}
		if s := d.Stats(); s.InUse != 0 {
			t.Error("connections in use:", s.InUse)
		}
	})
}
