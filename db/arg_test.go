package db_test

import (
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

type (
	status  string
	level   int16
	ratio   float32
	flag    bool
	payload []byte
	moment  time.Time
	point   struct{ X, Y int }
)

func TestBadArguments(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, valueTable(d))
		for name, test := range map[string]struct {
			column string
			arg    any
			want   string
		}{
			"NUL":                {"s", "a\x00b", "NUL byte"},
			"NUL behind pointer": {"s", new(string("a\x00b")), "NUL byte"},
			"invalid UTF-8":      {"s", "a\xffb", "not valid UTF-8"},
			"uint64":             {"i8", uint64(math.MaxUint64), "18446744073709551615 does not fit bigint"},
			"year 0":             {"t", time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), "years 1 to 9999"},
			"year 10000":         {"t", time.Date(9999, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600)), "years 1 to 9999"},
			"zero date":          {"day", schema.Date{}, "not a day"},
			"30 February":        {"day", schema.Date{Year: 2026, Month: 2, Day: 30}, "not a day"},
			"25 o'clock":         {"clock", schema.Clock(25 * time.Hour), "before 24:00"},
			"negative clock":     {"clock", schema.Clock(-1), "before 24:00"},
			"zero address":       {"ip", netip.Addr{}, "nil pointer for NULL"},
			"zone":               {"ip", netip.MustParseAddr("fe80::1%eth0"), "zone"},
			"no JSON":            {"j", json.RawMessage("{"), "not valid JSON"},
			"empty JSON":         {"j", json.RawMessage{}, "not valid JSON"},
			"NUL in JSON":        {"j", json.RawMessage(`"\\\u0000"`), `\u0000`},
			"struct":             {"s", point{}, "db_test.point cannot be an argument"},
			"map":                {"s", map[string]int{}, "cannot be an argument"},
			"channel":            {"s", make(chan int), "cannot be an argument"},
		} {
			_, err := d.Exec(ctx, q(d, "INSERT INTO v (i2, "+test.column+") VALUES (?1, ?2)"), 1, test.arg)
			var e *db.ArgError
			if !errors.As(err, &e) || e.Index != 2 || !strings.Contains(err.Error(), test.want) ||
				!strings.HasPrefix(err.Error(), "db: parameter $2: ") || problem.Of(err) != problem.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := d.Exec(ctx, q(d, "INSERT INTO v (i2) VALUES (?1)"), 1, 2)
		if err == nil || !strings.Contains(err.Error(), "1 parameters and got 2 arguments") {
			t.Error(err)
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM v"); n != 0 || d.Stats().InUse != 0 {
			t.Error("rows:", n, "connections in use:", d.Stats().InUse)
		}
	})
}

func TestPostgresArgumentTypes(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	ctx := t.Context()
	exec(t, d, ctx, valueTable(d))
	exec(t, d, ctx, "ALTER TABLE v ADD n numeric(10, 2), ADD f4 real")
	for name, test := range map[string]struct {
		column string
		arg    any
		want   string
	}{
		"int4 overflow":        {"i4", int64(3000000000), "db: parameter $1: 3000000000 does not fit integer (int4)"},
		"int2 overflow":        {"i2", 40000, "db: parameter $1: 40000 does not fit smallint (int2)"},
		"float4 overflow":      {"f4", 1e300, "does not fit real (float4)"},
		"NaN into numeric":     {"n", math.NaN(), "no values for numeric"},
		"fraction into int":    {"i4", decimal.MustParse("1.5"), "not a whole number"},
		"text into integer":    {"i4", "7", "string is not a value for integer (int4)"},
		"integer into boolean": {"b", 1, "int is not a value for boolean"},
		"float into integer":   {"i8", 1.0, "float64 is not a value for bigint (int8)"},
		"time into date":       {"day", time.Now(), "time.Time is not a value for date"},
		"bad UUID":             {"u", "xyz", "not a UUID"},
		"bad address":          {"ip", "300.1.1.1", "not an internet address"},
		"bad numeric":          {"n", "1,5", "not a decimal number"},
		"slice into integer":   {"i4", []int64{1}, "a slice is a value for an array, found integer (int4)"},
	} {
		_, err := d.Exec(ctx, "UPDATE v SET "+test.column+" = $1", test.arg)
		var e *db.ArgError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) || e.Type == "" || e.Want == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := d.Exec(ctx, "UPDATE v SET i4 = 1 WHERE i4 = ANY($1)", []int64{1, 3000000000})
	if err == nil || !strings.Contains(err.Error(), "element 1: 3000000000 does not fit integer (int4)") {
		t.Error(err)
	}
	_, err = d.Exec(ctx, "UPDATE v SET i4 = 1 WHERE i4 = ANY($1)", []string{"1"})
	if err == nil || !strings.Contains(err.Error(), "does not go with integer (int4)[]") {
		t.Error(err)
	}
}

func TestConvertedArguments(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, valueTable(d))
		when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		s := status("active")
		for name, test := range map[string]struct {
			column, literal string
			arg             any
		}{
			"named text":            {"s", "'active'", s},
			"pointer to named text": {"s", "'active'", &s},
			"named integer":         {"i2", "3", level(3)},
			"named float":           {"f", "0.5", ratio(0.5)},
			"named bool":            {"b", "true", flag(true)},
			"named bytes":           {"raw", "'ab'", payload("ab")},
			"named time":            {"t", "'2026-01-02 03:04:05'", moment(when)},
			"uint8":                 {"i2", "255", uint8(255)},
			"uint":                  {"i4", "7", uint(7)},
			"uint32":                {"i8", "4294967295", uint32(math.MaxUint32)},
			"int8":                  {"i2", "-1", int8(-1)},
			"float32":               {"f", "1.5", float32(1.5)},
			"json in a text":        {"s", "'[1]'", json.RawMessage("[1]")},
			"nil named pointer":     {"s", "NULL", (*status)(nil)},
		} {
			exec(t, d, ctx, "DELETE FROM v")
			exec(t, d, ctx, "INSERT INTO v ("+test.column+") VALUES (?1)", test.arg)
			condition := test.column + " = " + test.literal
			switch {
			case test.literal == "NULL":
				condition = test.column + " IS NULL"
			case test.column == "raw" && !d.Dialect().Features.NumberedParams:
				condition = "raw = CAST('ab' AS blob)"
			}
			if n := number(t, d, ctx, "SELECT count(*) FROM v WHERE "+condition); n != 1 {
				t.Errorf("%s: not found by %s", name, condition)
			}
		}
	})
}

func TestArrays(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.Postgres(t), db.Options{})
	ctx := t.Context()
	exec(t, d, ctx, "CREATE TYPE mood AS ENUM ('sad', 'so \"so\"', 'happy')")
	one, two := int64(1), "zwei"
	for name, test := range map[string]struct {
		typ  string
		arg  any
		want string
	}{
		"int64":      {"bigint", []int64{1, -2}, "{1,-2}"},
		"int32":      {"integer", []int32{1, -2}, "{1,-2}"},
		"int16":      {"smallint", []int16{1, -2}, "{1,-2}"},
		"int":        {"smallint", []int{1, -2}, "{1,-2}"},
		"empty":      {"bigint", []int64{}, "{}"},
		"nil":        {"bigint", []int64(nil), "{}"},
		"text":       {"text", []string{"a", "", `b"c`}, `{a,"","b\"c"}`},
		"varchar":    {"varchar", []string{"a"}, "{a}"},
		"named text": {"text", []status{"a", "b"}, "{a,b}"},
		"enum":       {"mood", []string{"sad", `so "so"`}, `{sad,"so \"so\""}`},
		"bool":       {"boolean", []bool{true, false}, "{t,f}"},
		"float":      {"double precision", []float64{1.5, math.Inf(1)}, "{1.5,Infinity}"},
		"time":       {"timestamptz", []time.Time{time.Unix(0, 0)}, `{"1970-01-01 00:00:00+00"}`},
		"uuid":       {"uuid", []schema.UUID{{15: 1}}, "{00000000-0000-0000-0000-000000000001}"},
		"numeric":    {"numeric", []decimal.Decimal{decimal.MustParse("1.50")}, "{1.50}"},
		"date":       {"date", []schema.Date{{Year: 2026, Month: 1, Day: 2}}, "{2026-01-02}"},
		"clock":      {"time", []schema.Clock{schema.Clock(time.Hour)}, "{01:00:00}"},
		"duration":   {"interval", []time.Duration{90 * time.Minute}, "{01:30:00}"},
		"bytes":      {"bytea", [][]byte{{1}, nil}, `{"\\x01",NULL}`},
		"json":       {"jsonb", []json.RawMessage{json.RawMessage("1"), nil}, `{1,NULL}`},
		"inet":       {"inet", []netip.Addr{netip.MustParseAddr("1.2.3.4")}, "{1.2.3.4}"},
		"nullable":   {"bigint", []*int64{&one, nil}, "{1,NULL}"},
		"null text":  {"text", []*string{nil, &two}, "{NULL,zwei}"},
	} {
		rows, err := d.Query(ctx, "SELECT CAST(CAST($1 AS "+test.typ+"[]) AS text)", test.arg)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for rows.Next() {
			if got := rows.String(); got != test.want {
				t.Errorf("%s: %s, want %s", name, got, test.want)
			}
		}
		if rows.Err() != nil {
			t.Errorf("%s: %v", name, rows.Err())
		}
	}
	if n := number(t, d, ctx, "SELECT count(*) FROM unnest($1::bigint[], $2::text[]) AS u (id, name) WHERE id = ANY($3)",
		[]int64{1, 2, 3}, []string{"a", "b", "c"}, []int64{2, 3, 4}); n != 2 {
		t.Error("unnest:", n)
	}
}

func TestNoArraysOnSQLite(t *testing.T) {
	t.Parallel()
	d := open(t, "sqlite://:memory:", db.Options{})
	for _, arg := range []any{[]int64{1}, []string{"a"}, []*string{nil}, []status{"a"}, []decimal.Decimal{}} {
		var e *db.ArgError
		if _, err := d.Query(t.Context(), "SELECT ?1", arg); !errors.As(err, &e) {
			t.Errorf("%T: %v", arg, err)
		}
	}
}
