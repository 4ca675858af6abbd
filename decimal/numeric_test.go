package decimal

import (
	"encoding/binary"
	"errors"
	"math/big"
	"strings"
	"testing"
)

// message makes a binary numeric.
func message(weight int16, sign, scale uint16, groups ...uint16) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(groups)))
	for _, v := range append([]uint16{uint16(weight), sign, scale}, groups...) {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// vectors are what PostgreSQL sends for the text.
func vectors() map[string][]byte {
	return map[string][]byte{
		"0":                                  message(0, 0, 0),
		"0.00":                               message(0, 0, 2),
		"1":                                  message(0, 0, 0, 1),
		"-1":                                 message(0, 0x4000, 0, 1),
		"12.50":                              message(0, 0, 2, 12, 5000),
		"10.99":                              message(0, 0, 2, 10, 9900),
		"10000":                              message(1, 0, 0, 1),
		"10000.0":                            message(1, 0, 1, 1),
		"12345678":                           message(1, 0, 0, 1234, 5678),
		"100000000":                          message(2, 0, 0, 1),
		"100000001":                          message(2, 0, 0, 1, 0, 1),
		"0.0001":                             message(-1, 0, 4, 1),
		"0.00010":                            message(-1, 0, 5, 1),
		"0.00001":                            message(-2, 0, 5, 1000),
		"-0.5":                               message(-1, 0x4000, 1, 5000),
		"3.14159":                            message(0, 0, 5, 3, 1415, 9000),
		"9223372036854775807":                message(4, 0, 0, 922, 3372, 368, 5477, 5807),
		"-9223372036854775808":               message(4, 0x4000, 0, 922, 3372, 368, 5477, 5808),
		"99999999999999.9999":                message(3, 0, 4, 99, 9999, 9999, 9999, 9999),
		"9.99999999999999999":                message(0, 0, 17, 9, 9999, 9999, 9999, 9999, 9000),
		"12345678901234567890.12345":         message(4, 0, 5, 1234, 5678, 9012, 3456, 7890, 1234, 5000),
		"1" + strings.Repeat("0", 40):        message(10, 0, 0, 1),
		"0." + strings.Repeat("0", 40) + "1": message(-11, 0, 41, 1000),
	}
}

func TestNumericVectors(t *testing.T) {
	t.Parallel()
	for text, b := range vectors() {
		if got := MustParse(text).AppendNumeric([]byte("x")); string(got) != "x"+string(b) {
			t.Errorf("AppendNumeric(%s) = % x; want % x", text, got[1:], b)
		}
		var d Decimal
		if err := d.DecodeNumeric(b); err != nil || d.String() != text {
			t.Errorf("DecodeNumeric(%s) = %v, %v", text, d, err)
		}
		checkForm(t, d)
	}
}

// TestNumericUnusualForms has messages that PostgreSQL does not send but that mean a number.
func TestNumericUnusualForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   []byte
		want string
	}{
		{message(0, 0x4000, 0), "0"},
		{message(-7, 0, 3), "0.000"},
		{message(32767, 0, 0), "0"},
		{message(2, 0, 0, 0, 0, 7), "7"},
		{message(1, 0, 2, 3, 0, 0, 0, 0), "30000.00"},
		{message(-5, 0, 2, 0, 0), "0.00"},
		{message(1, 0, 0, 12, 3400, 0), "123400"},
		{message(6, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8000, 0), "1000200030004000500060007.800"},
	} {
		var d Decimal
		if err := d.DecodeNumeric(tt.in); err != nil || d.String() != tt.want {
			t.Errorf("DecodeNumeric(% x) = %v, %v; want %s", tt.in, d, err, tt.want)
		}
		checkForm(t, d)
	}
}

func TestNumericRefuses(t *testing.T) {
	t.Parallel()
	long := []uint16{9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999}
	for name, tt := range map[string]struct {
		in   []byte
		kind error
		says string
	}{
		"NULL":               {nil, ErrSyntax, "0 bytes"},
		"short header":       {[]byte{0, 1, 0, 0, 0, 0, 0}, ErrSyntax, "7 bytes"},
		"NaN":                {message(0, 0xC000, 0), ErrNotFinite, "NaN"},
		"Infinity":           {message(0, 0xD000, 0), ErrNotFinite, " Infinity"},
		"-Infinity":          {message(0, 0xF000, 0), ErrNotFinite, "-Infinity"},
		"unknown sign":       {message(0, 0x1234, 0, 1), ErrSyntax, "0x1234"},
		"missing group":      {message(0, 0, 0, 1)[:9], ErrSyntax, "1 bytes after the header"},
		"trailing byte":      {append(message(0, 0, 0, 1), 0), ErrSyntax, "3 bytes after the header"},
		"group of 10000":     {message(0, 0, 0, 10000), ErrSyntax, "group 10000"},
		"group of 65535":     {message(7, 0, 0, append(long[:7:7], 65535)...), ErrSyntax, "group 65535"},
		"digit beyond":       {message(0, 0, 2, 1, 5010), ErrSyntax, "beyond the scale of 2"},
		"group beyond":       {message(0, 0, 0, 1, 1), ErrSyntax, "beyond the scale of 0"},
		"digit beyond, long": {message(6, 0, 2, long...), ErrSyntax, "beyond the scale of 2"},
		"far beyond":         {message(-32768, 0, 16383, 1), ErrSyntax, "beyond the scale of 16383"},
		"scale":              {message(0, 0, 16384, 1), ErrSyntax, "16384 digits"},
	} {
		d := FromInt(42)
		err := d.DecodeNumeric(tt.in)
		if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) || d != FromInt(42) {
			t.Errorf("%s: %v, %v; want 42 unchanged and an error with %q", name, d, err, tt.says)
		}
	}
}

func TestNumericRoundTrip(t *testing.T) {
	t.Parallel()
	check := func(t *testing.T, a Decimal) {
		t.Helper()
		var b Decimal
		if err := b.DecodeNumeric(a.AppendNumeric(nil)); err != nil || b.Scale() != a.Scale() || b.Cmp(a) != 0 {
			t.Errorf("%.80v became %.80v, %v", a, b, err)
		}
		checkForm(t, b)
	}
	randomPairs(t, func(t *testing.T, a, _ Decimal) { check(t, a) })
	for _, e := range edges() {
		coef, _ := new(big.Int).SetString(e, 10)
		for scale := range 30 {
			d, _ := FromBig(coef, scale)
			check(t, d)
		}
	}
	most, _ := FromBig(new(big.Int).Sub(bigPow10(hardDigits), big.NewInt(1)), hardScale)
	one, _ := FromBig(bigPow10(hardDigits-1), hardScale)
	for _, d := range []Decimal{most, most.Neg(), one, New(1, hardScale), New(0, hardScale), New(123456, hardScale-1)} {
		check(t, d)
	}
}

func FuzzDecodeNumeric(f *testing.F) {
	for _, b := range vectors() {
		f.Add(b)
	}
	f.Add(message(0, 0xC000, 0))
	f.Add(message(32767, 0, 16383, 9999))
	f.Add(message(-32768, 0x4000, 16383, 0, 10000))
	f.Add([]byte{0xff, 0xff, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := FromInt(42)
		if err := d.DecodeNumeric(b); err != nil {
			if d != FromInt(42) {
				t.Errorf("% x: value changed in spite of %v", b, err)
			}
			return
		}
		checkForm(t, d)
		if want := numericRat(b); want.Cmp(d.Rat()) != 0 || d.Scale() != int(binary.BigEndian.Uint16(b[6:])) {
			t.Errorf("% x decodes to %v; want %v", b, d, want)
		}
		var again Decimal
		if err := again.DecodeNumeric(d.AppendNumeric(nil)); err != nil || !again.Equal(d) || again.Scale() != d.Scale() {
			t.Errorf("% x decodes to %v, which came back as %v, %v", b, d, again, err)
		}
	})
}

// numericRat is the definition of the format, on fractions.
func numericRat(b []byte) *big.Rat {
	sum, weight := new(big.Rat), int(int16(binary.BigEndian.Uint16(b[2:])))
	for g := b[8:]; len(g) > 0; g, weight = g[2:], weight-1 {
		unit := new(big.Rat).SetInt(bigPow10(4 * max(weight, -weight)))
		if weight < 0 {
			unit.Inv(unit)
		}
		digits := new(big.Rat).SetInt64(int64(binary.BigEndian.Uint16(g)))
		sum.Add(sum, digits.Mul(digits, unit))
	}
	if binary.BigEndian.Uint16(b[4:]) == numericNegative {
		sum.Neg(sum)
	}
	return sum
}
