package decimal

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, want string
		scale    int
	}{
		{"0", "0", 0}, {"-0", "0", 0}, {"-0.00", "0.00", 2}, {"000", "0", 0}, {"007", "7", 0},
		{"12.50", "12.50", 2}, {"+12.50", "12.50", 2}, {"-12.50", "-12.50", 2}, {".5", "0.5", 1}, {"5.", "5", 0}, {"-.05", "-0.05", 2},
		{"1e3", "1000", 0}, {"1.5e3", "1500", 0}, {"1.5E+3", "1500", 0}, {"1.2345e2", "123.45", 2}, {"15e-1", "1.5", 1},
		{"1E-7", "0.0000001", 7}, {"0e5", "0", 0}, {"0e-3", "0.000", 3}, {"0.00e1", "0.0", 1}, {"1e0", "1", 0}, {"1e-000002", "0.01", 2},
		{"9223372036854775807", "9223372036854775807", 0}, {"-9223372036854775808", "-9223372036854775808", 0},
		{"9223372036854775808", "9223372036854775808", 0}, {"92233720368547758.08", "92233720368547758.08", 2},
		{"0.9999999999999999999", "0.9999999999999999999", 19}, {"18446744073709551616", "18446744073709551616", 0},
		{"-0.00000000000000000000001", "-0.00000000000000000000001", 23},
		{"00000000000000000000000000001.10", "1.10", 2}, {"1e18", "1000000000000000000", 0}, {"1e19", "10000000000000000000", 0},
		{"12345678901234567890e5", "1234567890123456789000000", 0},
		{"1e999", "1" + strings.Repeat("0", 999), 0}, {"1e-1000", "0." + strings.Repeat("0", 999) + "1", 1000},
		{strings.Repeat("9", 1000), strings.Repeat("9", 1000), 0},
		{"-0." + strings.Repeat("7", 1000), "-0." + strings.Repeat("7", 1000), 1000},
		{strings.Repeat("0", 1099) + "1", "1", 0},
	}
	for _, tt := range tests {
		d, err := Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
			continue
		}
		checkForm(t, d)
		if d.String() != tt.want || d.Scale() != tt.scale {
			t.Errorf("Parse(%q) = %s with scale %d; want %s with %d", tt.in, d, d.Scale(), tt.want, tt.scale)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for kind, inputs := range map[error][]string{
		ErrSyntax: {
			"", " ", "+", "-", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1e1.5", "1e5e5", "1.2.3", "--1", "+-1", "1-", "1+1",
			" 1", "1 ", "1\n", "1_000", "1,5", "1,000.50", "0x10", "0b1", "1e0x1", "1p5", "٣", "１２", "½", "1\x00", "\xff", "$5", "abc", "e",
		},
		ErrNotFinite: {"NaN", "nan", "-NaN", "sNaN", "Inf", "-inf", "+Infinity", "INFINITY"},
		ErrRange: {
			"1e1000", "1e1000000", "-1e99999999999999999999999", "1e-1001", "0e-1001", "0e1000000", "1e-99999999999999999999",
			strings.Repeat("9", 1001), "0." + strings.Repeat("0", 1000) + "1", "99e999", strings.Repeat("0", 1101), strings.Repeat("x", 5000),
		},
	} {
		for _, in := range inputs {
			d, err := Parse(in)
			var pe *ParseError
			if !errors.Is(err, kind) || !errors.As(err, &pe) {
				t.Errorf("Parse(%.50q) = %v, %v; want a *ParseError of %v", in, d, err, kind)
				continue
			}
			if d != Zero {
				t.Errorf("Parse(%.50q) gave %v beside its error", in, d)
			}
			if n := utf8.RuneCountInString(pe.Input); n > 41 {
				t.Errorf("Parse(%.50q): error quotes %d characters", in, n)
			}
			if !strings.HasPrefix(err.Error(), "decimal: \"") || !strings.Contains(err.Error(), "expected") {
				t.Errorf("Parse(%.50q): error %q does not name the input and the accepted form", in, err)
			}
		}
	}
}

func TestParseErrorText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"12,5": `decimal: "12,5" is not a decimal number; expected ASCII digits with an optional sign, point and exponent, ` +
			`without spaces or separators, for example -12.50 or 1.5e3`,
		"NaN":    `decimal: "NaN" is not a finite number; expected digits, for example -12.50`,
		"1e5000": `decimal: "1e5000" is out of range; expected at most 1000 digits, 1000 of them after the point, in 1100 bytes`,
	} {
		if _, err := Parse(in); err == nil || err.Error() != want {
			t.Errorf("Parse(%q):\n got %v\nwant %s", in, err, want)
		}
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		strings.Repeat("é", 40):        strings.Repeat("é", 40),
		strings.Repeat("é", 41):        strings.Repeat("é", 40) + "…",
		strings.Repeat("😀", 40):        strings.Repeat("😀", 40),
		strings.Repeat("😀", 41):        strings.Repeat("😀", 40) + "…",
		strings.Repeat("\xff", 1<<16):  strings.Repeat("\xff", 40) + "…",
		strings.Repeat("a", 39) + "é😀": strings.Repeat("a", 39) + "é…",
	} {
		if got := shorten(in); got != want {
			t.Errorf("shorten(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestMustParsePanics(t *testing.T) {
	t.Parallel()
	err, _ := panics(func() { MustParse("ten") }).(error)
	if !errors.Is(err, ErrSyntax) {
		t.Errorf("MustParse(ten) panicked with %v; want ErrSyntax", err)
	}
	if got := MustParse("10.0").String(); got != "10.0" {
		t.Errorf("MustParse = %s", got)
	}
}

func TestConstructors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		got  Decimal
		want string
	}{
		{Decimal{}, "0"}, {Zero, "0"}, {New(1250, 2), "12.50"}, {New(-5, 3), "-0.005"}, {New(0, 2), "0.00"}, {FromUnscaled(7, 1), "0.7"},
		{FromInt(-3), "-3"}, {FromInt(math.MaxInt64), "9223372036854775807"}, {FromInt(math.MinInt64), "-9223372036854775808"},
		{New(math.MinInt64, 19), "-0.9223372036854775808"},
	} {
		checkForm(t, tt.got)
		if tt.got.String() != tt.want {
			t.Errorf("got %s; want %s", tt.got, tt.want)
		}
	}
	for _, scale := range []int{-1, hardScale + 1, math.MaxInt, math.MinInt} {
		if panics(func() { New(1, scale) }) == nil {
			t.Errorf("New(1, %d) did not panic", scale)
		}
		if _, err := FromBig(big.NewInt(1), scale); !errors.Is(err, ErrRange) {
			t.Errorf("FromBig(1, %d): %v; want ErrRange", scale, err)
		}
	}
}

func TestFromBig(t *testing.T) {
	t.Parallel()
	coef, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	d, err := FromBig(coef, 10)
	if err != nil || d.String() != "12345678901234567890.1234567890" {
		t.Fatalf("FromBig = %v, %v", d, err)
	}
	coef.SetInt64(1)
	d.Coefficient().SetInt64(2)
	if d.String() != "12345678901234567890.1234567890" {
		t.Errorf("changing the coefficient outside changed the value to %v", d)
	}
	if d, err := FromBig(nil, 2); err != nil || d.String() != "0.00" {
		t.Errorf("FromBig(nil, 2) = %v, %v; want 0.00", d, err)
	}
	largest := new(big.Int).Sub(bigPow10(hardDigits), big.NewInt(1))
	if d, err := FromBig(largest, hardScale); err != nil || d.IntDigits() != hardIntDigits {
		t.Errorf("the largest number: %v", err)
	}
	if _, err := FromBig(bigPow10(hardDigits), hardScale); !errors.Is(err, ErrRange) {
		t.Errorf("one more than the largest number: %v; want ErrRange", err)
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][3]int{ // digits, before the point, after the point
		"0": {1, 0, 0}, "0.00": {2, 0, 2}, "7": {1, 1, 0}, "-10": {2, 2, 0}, "12.50": {4, 2, 2}, "0.5": {1, 0, 1}, "0.05": {2, 0, 2},
		"0.050": {3, 0, 3}, "999.9": {4, 3, 1}, "9223372036854775807": {19, 19, 0}, "9223372036854775808.0": {20, 19, 1},
		"-0.00000000000000000000009": {23, 0, 23}, "1e40": {41, 41, 0},
	} {
		d := MustParse(in)
		if got := [3]int{d.Digits(), d.IntDigits(), d.Scale()}; got != want {
			t.Errorf("%s: digits, before, after = %v; want %v", in, got, want)
		}
	}
	for n := range 200 {
		p := bigPow10(n)
		if got := bigDigitCount(p); got != n+1 {
			t.Errorf("10^%d counts %d digits", n, got)
		}
		if got := bigDigitCount(p.Sub(p, big.NewInt(1))); got != n {
			t.Errorf("10^%d-1 counts %d digits", n, got)
		}
	}
	for n, p := range pow10 {
		if digitCount(p) != n+1 || digitCount(p-1) != n {
			t.Errorf("10^%d counts %d digits, one less %d", n, digitCount(p), digitCount(p-1))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range append(edges(), "12.50", "-.5e-3", "1e1000000", "NaN", "0x1", "1__0", "+0.e0", "999e-1000") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			if d != Zero {
				t.Errorf("Parse(%q) gave %v beside its error", s, d)
			}
			return
		}
		checkForm(t, d)
		if want, ok := new(big.Rat).SetString(s); !ok || want.Cmp(d.Rat()) != 0 {
			t.Errorf("Parse(%q) = %v; big.Rat reads %v", s, d, want)
		}
		again, err := Parse(d.String())
		if err != nil || again.Scale() != d.Scale() || !again.Equal(d) {
			t.Errorf("Parse(%q) = %v, which reads back as %v, %v", s, d, again, err)
		}
		if d.Digits() > MaxDigits || d.Scale() > MaxScale {
			t.Errorf("Parse(%q) exceeds the limits", s)
		}
	})
}
