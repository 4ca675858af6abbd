package db_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// valueTable has a column of every type; decimals are tested apart, since SQLite scales them.
func valueTable(d *db.DB) string {
	if d.Dialect().Features.NumberedParams {
		return `CREATE TABLE v (b boolean, i2 smallint, i4 integer, i8 bigint, f double precision, s text, vc varchar(1000),
			t timestamptz, day date, clock time, span interval, u uuid, j jsonb, raw bytea, ip inet)`
	}
	return `CREATE TABLE v (b bool, i2 smallint, i4 integer, i8 bigint, f real, s text, vc varchar(1000),
		t datetime, day date, clock time, span bigint, u char(32), j text, raw blob, ip char(39))`
}

// values is a row of that table.
type values struct {
	b     bool
	i2    int16
	i4    int32
	i8    int64
	f     float64
	s, vc string
	t     time.Time
	day   schema.Date
	clock schema.Clock
	span  time.Duration
	u     schema.UUID
	j     json.RawMessage
	raw   []byte
	ip    netip.Addr
}

func (v *values) args() []any {
	return []any{v.b, v.i2, v.i4, v.i8, v.f, v.s, v.vc, v.t, v.day, v.clock, v.span, v.u, v.j, v.raw, v.ip}
}

func (v *values) pointers() []any {
	return []any{&v.b, &v.i2, &v.i4, &v.i8, &v.f, &v.s, &v.vc, &v.t, &v.day, &v.clock, &v.span, &v.u, &v.j, &v.raw, &v.ip}
}

func readValues(r *db.Rows) values {
	return values{r.Bool(), r.Int16(), r.Int32(), r.Int64(), r.Float64(), r.String(), r.String(), r.Time(), r.Date(), r.Clock(),
		r.Duration(), r.UUID(), r.JSON(), r.Bytes(), r.IP()}
}

func readNullable(r *db.Rows) values {
	return values{*r.NullBool(), *r.NullInt16(), *r.NullInt32(), *r.NullInt64(), *r.NullFloat64(), *r.NullString(),
		*r.NullString(), *r.NullTime(), *r.NullDate(), *r.NullClock(), *r.NullDuration(), *r.NullUUID(), r.JSON(),
		*r.NullBytes(), *r.NullIP()}
}

// same compares what was stored with what was read; what is finer than a microsecond is cut off on the way.
func (v *values) same(w *values) bool {
	return v.b == w.b && v.i2 == w.i2 && v.i4 == w.i4 && v.i8 == w.i8 &&
		(v.f == w.f || math.IsNaN(v.f) && math.IsNaN(w.f)) && v.s == w.s && v.vc == w.vc &&
		cutMicros(v.t).Equal(w.t) && w.t.Location() == time.UTC && v.day == w.day && v.clock/1000*1000 == w.clock &&
		v.span.Truncate(time.Microsecond) == w.span && v.u == w.u && sameJSON(v.j, w.j) && bytes.Equal(v.raw, w.raw) &&
		w.raw != nil && v.ip == w.ip
}

// cutMicros cuts a time to microseconds towards the past.
func cutMicros(t time.Time) time.Time {
	return t.Add(-time.Duration(t.Nanosecond() % 1000))
}

func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	return strings.ReplaceAll(x.String(), " ", "") == strings.ReplaceAll(y.String(), " ", "")
}

func someValues() []values {
	first := values{
		b: false, i2: math.MinInt16, i4: math.MinInt32, i8: math.MinInt64, f: -math.MaxFloat64, s: "", vc: "",
		t: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), day: schema.Date{Year: 1, Month: 1, Day: 1}, clock: 0,
		span: math.MinInt64 / 1000 * 1000, u: schema.UUID{}, j: json.RawMessage(`null`), raw: []byte{},
		ip: netip.MustParseAddr("0.0.0.0"),
	}
	last := values{
		b: true, i2: math.MaxInt16, i4: math.MaxInt32, i8: math.MaxInt64, f: math.MaxFloat64,
		s: "Grüße, 世界 \U0001F600 ' \" \\ % _", vc: strings.Repeat("é", 1000),
		t:   time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
		day: schema.Date{Year: 9999, Month: 12, Day: 31}, clock: schema.Clock(24*time.Hour - time.Nanosecond),
		span: math.MaxInt64, u: schema.UUID(bytes.Repeat([]byte{255}, 16)), j: json.RawMessage(`{"a": [1, true, "x\\u0000"]}`),
		raw: []byte{0, 255, 0}, ip: netip.MustParseAddr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	}
	zone := time.FixedZone("", -5*3600)
	odd := values{
		i2: 1, i4: -1, i8: 0, f: math.NaN(), s: "a", vc: "b", t: time.Date(1969, 12, 31, 23, 59, 59, 1500, zone),
		day: schema.Date{Year: 2000, Month: 2, Day: 29}, clock: schema.Clock(time.Microsecond), span: -time.Microsecond,
		u: schema.NewUUID(), j: json.RawMessage(`"ü"`), raw: []byte("text"), ip: netip.MustParseAddr("::ffff:1.2.3.4"),
	}
	tiny := odd
	tiny.f = math.SmallestNonzeroFloat64
	tiny.t = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	inf := odd
	inf.f = math.Inf(-1)
	inf.span = 25*time.Hour + 1500*time.Nanosecond
	return append(randomValues(200), first, last, odd, tiny, inf)
}

// randomValues are spread over the whole range of every type.
func randomValues(n int) []values {
	rnd := rand.New(rand.NewPCG(1, 2))
	out := make([]values, n)
	for i := range out {
		v := &out[i]
		v.b, v.i2, v.i4, v.i8 = rnd.IntN(2) == 0, int16(rnd.Uint32()), int32(rnd.Uint32()), int64(rnd.Uint64())
		for v.f = math.NaN(); math.IsNaN(v.f); {
			v.f = math.Float64frombits(rnd.Uint64())
		}
		v.s, v.vc = randomText(rnd), randomText(rnd)
		v.t = time.Unix(rnd.Int64N(250_000_000_000), rnd.Int64N(1e9)).Add(-time.Duration(rnd.Int64N(1e18)))
		v.day = schema.DateOf(time.Unix(rnd.Int64N(250_000_000_000), 0).UTC())
		v.clock = schema.Clock(rnd.Int64N(int64(24 * time.Hour)))
		v.span = time.Duration(rnd.Uint64())
		rnd.Uint64()
		for j := range v.u {
			v.u[j] = byte(rnd.Uint32())
		}
		text, _ := json.Marshal(map[string]any{"k": strings.ReplaceAll(v.s, "\x00", ""), "n": v.i4})
		v.j = text
		v.raw = append(v.u[:rnd.IntN(16)], []byte{}...)
		v.ip = netip.AddrFrom16(v.u)
		if v.b {
			v.ip = netip.AddrFrom4([4]byte(v.u[:4]))
		}
		v.raw = bytes.Clone(v.raw)
		if v.raw == nil {
			v.raw = []byte{}
		}
	}
	return out
}

func randomText(rnd *rand.Rand) string {
	var b strings.Builder
	for range rnd.IntN(20) {
		r := rune(rnd.IntN(0x2ffff))
		if r == 0 || r >= 0xd800 && r < 0xe000 {
			r = 'x'
		}
		b.WriteRune(r)
	}
	return b.String()
}

const insertValues = "INSERT INTO v VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"

func TestValuesRoundTrip(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, valueTable(d))
		for _, test := range []struct {
			name string
			args func(*values) []any
			read func(*db.Rows) values
			held bool
		}{
			{"values", (*values).args, readValues, false},
			{"pointers", (*values).pointers, readNullable, false},
			{"in a transaction", (*values).args, readValues, true},
		} {
			want := someValues()
			for i := range want {
				exec(t, d, ctx, "DELETE FROM v")
				exec(t, d, ctx, insertValues, test.args(&want[i])...)
				check := func(ctx context.Context) error {
					rows, err := d.Query(ctx, "SELECT * FROM v")
					if err != nil {
						t.Fatal(err)
					}
					defer rows.Close()
					if !rows.Next() {
						t.Fatal("no row", rows.Err())
					}
					got := test.read(rows)
					if rows.Next() || rows.Err() != nil {
						t.Fatal("after the row:", rows.Err())
					}
					if !want[i].same(&got) {
						t.Errorf("%s: stored %+v\nread %+v", test.name, want[i], got)
					}
					return nil
				}
				if test.held {
					_ = inTx(d, ctx, check)
				} else {
					_ = check(ctx)
				}
			}
		}
	})
}

func TestNulls(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, valueTable(d))
		none := make([]any, 15)
		exec(t, d, ctx, insertValues, none...)
		exec(t, d, ctx, insertValues, (*bool)(nil), (*int16)(nil), (*int32)(nil), (*int64)(nil), (*float64)(nil), (*string)(nil),
			(*string)(nil), (*time.Time)(nil), (*schema.Date)(nil), (*schema.Clock)(nil), (*time.Duration)(nil),
			(*schema.UUID)(nil), json.RawMessage(nil), []byte(nil), (*netip.Addr)(nil))
		rows, err := d.Query(ctx, "SELECT * FROM v")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for rows.Next() {
			n++
			if !rows.IsNull() || rows.Index() != 0 {
				t.Error("IsNull took the column or does not see the NULL")
			}
			if rows.NullBool() != nil || rows.NullInt16() != nil || rows.NullInt32() != nil || rows.NullInt64() != nil ||
				rows.NullFloat64() != nil || rows.NullString() != nil || rows.NullString() != nil || rows.NullTime() != nil ||
				rows.NullDate() != nil || rows.NullClock() != nil || rows.NullDuration() != nil || rows.NullUUID() != nil ||
				rows.JSON() != nil || rows.Bytes() != nil || rows.NullIP() != nil {
				t.Error("a NULL was read as a value")
			}
			if rows.Index() != 15 {
				t.Error("index", rows.Index())
			}
		}
		if rows.Err() != nil || n != 2 {
			t.Error(n, rows.Err())
		}
	})
}

func TestDecimals(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		scaled := d.Dialect().Features.ScaledDecimals
		table := "CREATE TABLE m (id bigint PRIMARY KEY, price numeric(18, 2), loose numeric)"
		if scaled {
			table = "CREATE TABLE m (id bigint PRIMARY KEY, price integer, loose text)"
		}
		exec(t, d, ctx, table)
		for i, text := range []string{"0.00", "0.01", "-0.01", "12.50", "-1.00", "9999999999999999.99", "-9999999999999999.99", "100.00"} {
			price := decimal.MustParse(text)
			var stored any = price
			if scaled {
				n, ok := price.Unscaled(2)
				if !ok {
					t.Fatal(text)
				}
				stored = n
			}
			exec(t, d, ctx, "INSERT INTO m VALUES (?1, ?2, ?3)", i, stored, &price)
			rows, err := d.Query(ctx, q(d, "SELECT price, price, loose, NULL FROM m WHERE id = ?1"), i)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				a, b, c, null := rows.Decimal(2), rows.NullDecimal(2), rows.Decimal(-1), rows.NullDecimal(2)
				if a.String() != text || b == nil || b.String() != text || !c.Equal(price) || null != nil {
					t.Errorf("stored %s, read %v, %v, %v, %v", text, a, b, c, null)
				}
			}
			if rows.Err() != nil {
				t.Error(rows.Err())
			}
		}
	})
}

func TestAny(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		rows, err := d.Query(t.Context(), "SELECT 7, 'x', NULL, CAST(1.5 AS double precision), CAST('2026-01-02' AS date)")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if a, b, c, e := rows.Any(), rows.Any(), rows.Any(), rows.Any(); a != int64(7) || b != "x" || c != nil || e != 1.5 {
				t.Errorf("%#v %#v %#v %#v", a, b, c, e)
			}
			switch v := rows.Any().(type) {
			case schema.Date, int64: // SQLite has no dates: CAST makes the number 2026
			default:
				t.Errorf("%#v", v)
			}
			if rows.Any() != nil || rows.Row.Err() == nil {
				t.Error("a column after the last one was read")
			}
		}
	})
}
