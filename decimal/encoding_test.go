package decimal

import (
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"strings"
	"testing"
)

func TestTextAndJSONRoundTrip(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, _ Decimal) {
		text, _ := a.MarshalText()
		appended, _ := a.AppendText([]byte("x"))
		var b, c Decimal
		if err := b.UnmarshalText(text); err != nil || b.String() != a.String() || string(appended) != "x"+string(text) {
			t.Errorf("%v became %q and %v, %v", a, text, b, err)
		}
		data, err := json.Marshal(a)
		if err != nil || string(data) != `"`+a.String()+`"` {
			t.Errorf("Marshal(%v) = %s, %v", a, data, err)
		}
		if err := json.Unmarshal(data, &c); err != nil || c.String() != a.String() {
			t.Errorf("%v became %s and %v, %v", a, data, c, err)
		}
	})
}

func TestUnmarshalJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"12.50"`: "12.50", `12.50`: "12.50", `-3`: "-3", `1.5e3`: "1500", `0.1`: "0.1", `"\u0031.5"`: "1.5", `null`: "42",
		`10.999999999999999999999`: "10.999999999999999999999", ` "7" `: "7",
	} {
		d := FromInt(42)
		if err := json.Unmarshal([]byte(in), &d); err != nil || d.String() != want {
			t.Errorf("Unmarshal(%s) = %v, %v; want %s", in, d, err, want)
		}
	}
	for in, kind := range map[string]error{
		`""`: ErrSyntax, `" 1"`: ErrSyntax, `true`: ErrSyntax, `[1]`: ErrSyntax, `{"a":1}`: ErrSyntax, `"NaN"`: ErrNotFinite,
		`1e1000000`: ErrRange, `"` + strings.Repeat("9", 5000) + `"`: ErrRange, `"` + strings.Repeat(`\u0039`, 5000) + `"`: ErrRange,
	} {
		d := FromInt(42)
		if err := json.Unmarshal([]byte(in), &d); !errors.Is(err, kind) || d != FromInt(42) {
			t.Errorf("Unmarshal(%.40s) = %v, %v; want 42 unchanged and %v", in, d, err, kind)
		}
	}
	for _, in := range []string{``, `"`, `"1`, `"\`, `"\u"`, `x`, `-`} { // never from encoding/json, but from other callers
		if err := new(Decimal).UnmarshalJSON([]byte(in)); !errors.Is(err, ErrSyntax) {
			t.Errorf("UnmarshalJSON(%s): %v; want ErrSyntax", in, err)
		}
	}
}

func TestInsideOtherFormats(t *testing.T) {
	t.Parallel()
	type line struct {
		Price Decimal            `json:"price" xml:"price,attr"`
		Tax   Decimal            `json:"tax,omitzero" xml:"tax"`
		By    map[Decimal]string `json:"by,omitempty" xml:"-"`
	}
	in := line{Price: MustParse("10.90"), By: map[Decimal]string{MustParse("0.5"): "half"}}
	data, err := json.Marshal(in)
	if want := `{"price":"10.90","by":{"0.5":"half"}}`; err != nil || string(data) != want {
		t.Errorf("JSON = %s, %v; want %s", data, err, want)
	}
	var out line
	if err := json.Unmarshal(data, &out); err != nil || out.By[MustParse("0.5")] != "half" || out.Price != in.Price {
		t.Errorf("JSON back = %v, %v", out, err)
	}
	data, err = xml.Marshal(in)
	if want := `<line price="10.90"><tax>0</tax></line>`; err != nil || string(data) != want {
		t.Errorf("XML = %s, %v; want %s", data, err, want)
	}
	flags := flag.NewFlagSet("transfer", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var amount Decimal
	flags.TextVar(&amount, "amount", Zero, "how much")
	if err := flags.Parse([]string{"-amount", "12.30"}); err != nil || amount.String() != "12.30" {
		t.Errorf("flag = %v, %v", amount, err)
	}
	if err := flags.Parse([]string{"-amount", "12,30"}); err == nil {
		t.Errorf("flag 12,30 was accepted as %v", amount)
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 5000)
	for _, tt := range []struct {
		in   any
		want string
	}{
		{"12.50", "12.50"}, {[]byte("12.50"), "12.50"}, {int64(-3), "-3"}, {int64(math.MinInt64), "-9223372036854775808"}, {0.1, "0.1"},
		{MustParse("7.0"), "7.0"}, {long, long}, {"0." + long, "0." + long},
	} {
		var d Decimal
		if err := d.Scan(tt.in); err != nil || d.String() != tt.want {
			t.Errorf("Scan(%.40v) = %.40v, %v; want %.40s", tt.in, d, err, tt.want)
		}
		v, err := d.Value()
		if err != nil || v != tt.want {
			t.Errorf("Value(%.40v) = %.40v, %v", d, v, err)
		}
	}
	for _, in := range []any{nil, []byte(nil), "", []byte{}, true, math.NaN(), "NaN", strings.Repeat("9", hardIntDigits+1), "1e-16384", int32(1)} {
		d := FromInt(42)
		if err := d.Scan(in); err == nil || d != FromInt(42) {
			t.Errorf("Scan(%.40v) = %.40v, %v; want 42 unchanged and an error", in, d, err)
		}
	}
	var null sql.Null[Decimal]
	if err := null.Scan(nil); err != nil || null.Valid {
		t.Errorf("sql.Null: %v, %v", null, err)
	}
	if err := null.Scan("1.0"); err != nil || !null.Valid || null.V.String() != "1.0" {
		t.Errorf("sql.Null: %v, %v", null, err)
	}
}
