package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/problem"
)

// TestWrongReads reads a column by a method that does not take it: never a panic, always an error naming the column.
func TestWrongReads(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		text := "CAST('x' AS varchar(5))"
		for name, test := range map[string]struct {
			sql  string // of a column named c
			read func(*db.Rows)
			want string // on both
		}{
			"NULL as integer":     {"CAST(NULL AS bigint)", func(r *db.Rows) { r.Int64() }, "found NULL, expected integer"},
			"NULL as text":        {"CAST(NULL AS text)", func(r *db.Rows) { _ = r.String() }, "found NULL, expected text"},
			"NULL as bool":        {"NULL", func(r *db.Rows) { r.Bool() }, "found NULL, expected boolean"},
			"NULL as float":       {"NULL", func(r *db.Rows) { r.Float64() }, "found NULL"},
			"NULL as time":        {"NULL", func(r *db.Rows) { r.Time() }, "found NULL"},
			"NULL as date":        {"NULL", func(r *db.Rows) { r.Date() }, "found NULL"},
			"NULL as clock":       {"NULL", func(r *db.Rows) { r.Clock() }, "found NULL"},
			"NULL as duration":    {"NULL", func(r *db.Rows) { r.Duration() }, "found NULL"},
			"NULL as UUID":        {"NULL", func(r *db.Rows) { r.UUID() }, "found NULL"},
			"NULL as IP":          {"NULL", func(r *db.Rows) { r.IP() }, ""},
			"NULL as decimal":     {"NULL", func(r *db.Rows) { r.Decimal(2) }, "found NULL"},
			"text as integer":     {text, func(r *db.Rows) { r.Int64() }, "expected integer"},
			"text as bool":        {text, func(r *db.Rows) { r.Bool() }, "expected boolean"},
			"text as float":       {text, func(r *db.Rows) { r.Float64() }, "expected"},
			"text as decimal":     {text, func(r *db.Rows) { r.Decimal(2) }, "expected"},
			"text as time":        {text, func(r *db.Rows) { r.Time() }, ""},
			"text as date":        {text, func(r *db.Rows) { r.Date() }, ""},
			"text as clock":       {text, func(r *db.Rows) { r.Clock() }, ""},
			"text as duration":    {text, func(r *db.Rows) { r.Duration() }, ""},
			"text as UUID":        {text, func(r *db.Rows) { r.UUID() }, ""},
			"text as IP":          {text, func(r *db.Rows) { r.IP() }, ""},
			"integer as text":     {"7", func(r *db.Rows) { _ = r.String() }, "expected text"},
			"integer as bytes":    {"7", func(r *db.Rows) { r.Bytes() }, "expected"},
			"integer as JSON":     {"7", func(r *db.Rows) { r.JSON() }, "expected"},
			"float as integer":    {"CAST(1.5 AS double precision)", func(r *db.Rows) { r.Int64() }, "expected integer"},
			"float as decimal":    {"CAST(1.5 AS double precision)", func(r *db.Rows) { r.Decimal(2) }, "expected"},
			"too large for int32": {"3000000000", func(r *db.Rows) { r.Int32() }, "does not fit a 32-bit integer"},
			"too large for int16": {"40000", func(r *db.Rows) { r.Int16() }, "does not fit a 16-bit integer"},
		} {
			rows, err := d.Query(ctx, "SELECT "+test.sql+" AS c UNION ALL SELECT "+test.sql)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			n := 0
			for rows.Next() {
				test.read(rows)
				n++
			}
			var e *db.ValueError
			if !errors.As(rows.Err(), &e) || e.Column != "c" || !strings.Contains(e.Text, test.want) || n != 1 {
				t.Errorf("%s: %v after %d rows", name, rows.Err(), n)
			}
			if problem.Of(rows.Err()) != problem.Internal {
				t.Errorf("%s: kind %v", name, problem.Of(rows.Err()))
			}
		}
		if s := d.Stats(); s.InUse != 0 {
			t.Error("connections in use:", s.InUse)
		}
	})
}

func TestReadingBeyondTheRow(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		rows, err := d.Query(t.Context(), "SELECT 1 AS a, 2 AS b")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rows.Columns(), " "); got != "a b" {
			t.Error("columns", got)
		}
		for rows.Next() {
			rows.Skip(1)
			if rows.IsNull() || rows.Int64() != 2 || rows.IsNull() {
				t.Error("Skip")
			}
			rows.Int64()
		}
		var e *db.ValueError
		if !errors.As(rows.Err(), &e) || e.Column != "number 3" || !strings.Contains(e.Text, "only 2 columns") {
			t.Error(rows.Err())
		}
		// after the end every method is still safe
		rows.Int64()
		_ = rows.String()
		rows.NullTime()
		rows.Any()
		if rows.Next() || rows.Close() == nil || rows.Close() == nil {
			t.Error("the error is gone")
		}
	})
}

func TestCloseBeforeTheEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for _, many := range []bool{false, true} {
			limit := 10
			if many {
				limit = 3_000_000 // PostgreSQL is asked to stop
			}
			rows, err := d.Query(ctx, q(d, "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i FROM n"), limit)
			if err != nil {
				t.Fatal(err)
			}
			if !rows.Next() || rows.Int64() != 1 {
				t.Fatal(rows.Err())
			}
			if err := rows.Close(); err != nil {
				t.Error(err)
			}
			if rows.Next() || rows.Err() != nil || rows.Close() != nil {
				t.Error("after Close:", rows.Err())
			}
			if s := d.Stats(); s.InUse != 0 {
				t.Error("connections in use:", s.InUse)
			}
			for range 5 {
				if n := number(t, d, ctx, "SELECT 5"); n != 5 {
					t.Error(n)
				}
			}
		}
	})
}
