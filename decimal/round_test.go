package decimal

import (
	"errors"
	"math"
	"math/big"
	"testing"
)

func TestRoundTable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in    string
		scale int
		want  [6]string // HalfEven, HalfUp, Down, Up, Floor, Ceiling
	}{
		{"2.5", 0, [6]string{"2", "3", "2", "3", "2", "3"}},
		{"3.5", 0, [6]string{"4", "4", "3", "4", "3", "4"}},
		{"-2.5", 0, [6]string{"-2", "-3", "-2", "-3", "-3", "-2"}},
		{"2.1", 0, [6]string{"2", "2", "2", "3", "2", "3"}},
		{"-2.1", 0, [6]string{"-2", "-2", "-2", "-3", "-3", "-2"}},
		{"-2.9", 0, [6]string{"-3", "-3", "-2", "-3", "-3", "-2"}},
		{"0.5", 0, [6]string{"0", "1", "0", "1", "0", "1"}},
		{"-0.4", 0, [6]string{"0", "0", "0", "-1", "-1", "0"}},
		{"2.345", 2, [6]string{"2.34", "2.35", "2.34", "2.35", "2.34", "2.35"}},
		{"2.3451", 2, [6]string{"2.35", "2.35", "2.34", "2.35", "2.34", "2.35"}},
		{"2.3", 2, [6]string{"2.30", "2.30", "2.30", "2.30", "2.30", "2.30"}},
		{"0", 2, [6]string{"0.00", "0.00", "0.00", "0.00", "0.00", "0.00"}},
		{"0.000", 1, [6]string{"0.0", "0.0", "0.0", "0.0", "0.0", "0.0"}},
		{"9.99", 1, [6]string{"10.0", "10.0", "9.9", "10.0", "9.9", "10.0"}},
		{"1250", -2, [6]string{"1200", "1300", "1200", "1300", "1200", "1300"}},
		{"-1350.01", -2, [6]string{"-1400", "-1400", "-1300", "-1400", "-1400", "-1300"}},
		{"5", -3, [6]string{"0", "0", "0", "1000", "0", "1000"}},
		{"9223372036854775807", -19, [6]string{"10000000000000000000", "10000000000000000000", "0", "10000000000000000000", "0", "10000000000000000000"}},
		{"0.9223372036854775807", 0, [6]string{"1", "1", "0", "1", "0", "1"}},
		{"0.5000000000000000000", 0, [6]string{"0", "1", "0", "1", "0", "1"}},
		{"-0.09223372036854775807", 0, [6]string{"0", "0", "0", "-1", "-1", "0"}},
		{"12345678901234567890.5", 0, [6]string{"12345678901234567890", "12345678901234567891", "12345678901234567890",
			"12345678901234567891", "12345678901234567890", "12345678901234567891"}},
		{"9223372036854775807.5", 0, [6]string{"9223372036854775808", "9223372036854775808", "9223372036854775807",
			"9223372036854775808", "9223372036854775807", "9223372036854775808"}},
	} {
		for _, mode := range allModes {
			got := MustParse(tt.in).Round(tt.scale, mode)
			checkForm(t, got)
			if got.String() != tt.want[mode] {
				t.Errorf("Round(%s, %d, %v) = %s; want %s", tt.in, tt.scale, mode, got, tt.want[mode])
			}
		}
		if got := MustParse(tt.in).Truncate(tt.scale).String(); got != tt.want[Down] {
			t.Errorf("Truncate(%s, %d) = %s; want %s", tt.in, tt.scale, got, tt.want[Down])
		}
	}
}

func TestRoundAgainstRat(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		scale := int(b.magnitude()%30) - 5
		for _, mode := range allModes {
			got := a.Round(scale, mode)
			wantRat(t, "Round("+a.String()+", "+mode.String()+")", got, roundRatTo(a.Rat(), scale, mode), max(scale, 0))
		}
	})
}

// TestRoundKeepsManyDigits is about a number whose rounded coefficient alone would be beyond the limit of integer digits.
func TestRoundKeepsManyDigits(t *testing.T) {
	t.Parallel()
	d, err := FromBig(new(big.Int).Sub(bigPow10(hardDigits), big.NewInt(1)), hardScale)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Truncate(hardScale - 1); got.IntDigits() != hardIntDigits || got.Scale() != hardScale-1 {
		t.Errorf("Truncate: %d digits before the point, %d after", got.IntDigits(), got.Scale())
	}
}

func TestDivAgainstRat(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		if b.IsZero() {
			return
		}
		scale := int(a.magnitude() % 25)
		for _, mode := range allModes {
			got, err := a.Div(b, scale, mode)
			if err != nil {
				t.Errorf("Div(%v, %v): %v", a, b, err)
				return
			}
			want := roundRatTo(new(big.Rat).Quo(a.Rat(), b.Rat()), scale, mode)
			wantRat(t, a.String()+" / "+b.String()+" by "+mode.String(), got, want, scale)
		}
	})
}

func TestDiv(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b  string
		scale int
		mode  RoundingMode
		want  string
	}{
		{"10", "3", 2, HalfEven, "3.33"}, {"20", "3", 2, HalfEven, "6.67"}, {"1", "8", 2, HalfEven, "0.12"}, {"1", "8", 2, HalfUp, "0.13"},
		{"-1", "8", 2, Floor, "-0.13"}, {"6", "3", 0, Up, "2"}, {"6", "-3", 3, Up, "-2.000"}, {"0.00", "7", 1, Up, "0.0"},
		{"1", "3", 30, Down, "0.333333333333333333333333333333"}, {"9223372036854775807", "0.1", 0, Up, "92233720368547758070"},
		{"9223372036854775807", "2", 0, HalfEven, "4611686018427387904"}, {"1e-900", "1e-900", 2, Down, "1.00"},
		{"1", "9223372036854775807", 0, Ceiling, "1"},
		{"3504881374004814807", "19", 2, Up, "184467440737095516.16"}, // the quotient is MaxUint64 before it is rounded
		{"-9223372036854775808", "-1", 0, Down, "9223372036854775808"},
	} {
		got, err := MustParse(tt.a).Div(MustParse(tt.b), tt.scale, tt.mode)
		if err != nil || got.String() != tt.want {
			t.Errorf("%s / %s to %d by %v = %v, %v; want %s", tt.a, tt.b, tt.scale, tt.mode, got, err, tt.want)
		}
	}
}

func TestDivErrors(t *testing.T) {
	t.Parallel()
	one, zero := FromInt(1), MustParse("0.00")
	if _, err := one.Div(zero, 2, Down); !errors.Is(err, ErrDivisionByZero) || err.Error() != "decimal: 1 / 0" {
		t.Errorf("1 / 0.00: %v", err)
	}
	if _, _, err := one.QuoRem(zero); !errors.Is(err, ErrDivisionByZero) {
		t.Errorf("QuoRem(1, 0.00): %v", err)
	}
	for _, scale := range []int{-1, hardScale + 1, math.MaxInt, math.MinInt} {
		if _, err := one.Div(one, scale, Down); !errors.Is(err, ErrRange) {
			t.Errorf("Div at scale %d: %v; want ErrRange", scale, err)
		}
	}
	huge, _ := FromBig(bigPow10(hardIntDigits-1), 0)
	if _, err := huge.Div(New(1, 1), 0, Down); !errors.Is(err, ErrRange) {
		t.Errorf("too large a quotient: %v; want ErrRange", err)
	}
	if _, _, err := huge.QuoRem(New(1, 1)); !errors.Is(err, ErrRange) {
		t.Errorf("too large an integer quotient: %v; want ErrRange", err)
	}
}

func TestQuoRem(t *testing.T) {
	t.Parallel()
	for _, tt := range [][4]string{
		{"7", "2", "3", "1"}, {"-7", "2", "-3", "-1"}, {"7", "-2", "-3", "1"}, {"7.5", "2", "3", "1.5"}, {"1", "0.3", "3", "0.1"},
		{"-1.00", "0.3", "-3", "-0.10"}, {"0", "5", "0", "0"}, {"1e20", "3", "33333333333333333333", "1"},
	} {
		q, r, err := MustParse(tt[0]).QuoRem(MustParse(tt[1]))
		if err != nil || q.String() != tt[2] || r.String() != tt[3] {
			t.Errorf("QuoRem(%s, %s) = %v, %v, %v; want %s, %s", tt[0], tt[1], q, r, err, tt[2], tt[3])
		}
	}
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		if b.IsZero() {
			return
		}
		q, r, err := a.QuoRem(b)
		if err != nil {
			t.Errorf("QuoRem(%v, %v): %v", a, b, err)
			return
		}
		quo := new(big.Rat).SetInt(roundRat(new(big.Rat).Quo(a.Rat(), b.Rat()), Down))
		wantRat(t, "quotient", q, quo, 0)
		rem := new(big.Rat).Sub(a.Rat(), quo.Mul(quo, b.Rat()))
		wantRat(t, "remainder", r, rem, max(a.Scale(), b.Scale()))
	})
}

func TestRescaleNormalizeUnscaled(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		scale := int(b.magnitude() % 40)
		scaled := new(big.Rat).Mul(a.Rat(), new(big.Rat).SetInt(bigPow10(scale)))
		got, ok := a.Rescale(scale)
		if ok != scaled.IsInt() {
			t.Errorf("Rescale(%v, %d) = %v, %v", a, scale, got, ok)
		} else if ok {
			wantRat(t, "Rescale", got, a.Rat(), scale)
		}
		unscaled, ok := a.Unscaled(scale)
		if fits := scaled.IsInt() && scaled.Num().IsInt64(); ok != fits || ok && unscaled != scaled.Num().Int64() {
			t.Errorf("Unscaled(%v, %d) = %d, %v; want %v, %v", a, scale, unscaled, ok, scaled, fits)
		} else if back := FromUnscaled(unscaled, scale); ok && !back.Equal(a) {
			t.Errorf("FromUnscaled(%d, %d) = %v; want %v", unscaled, scale, back, a)
		}
		n := a.Normalize()
		least := 0
		for ; ; least++ {
			if _, ok := a.Rescale(least); ok {
				break
			}
		}
		wantRat(t, "Normalize", n, a.Rat(), least)
	})
	for in, want := range map[string]string{
		"12.50": "12.5", "3.00": "3", "100": "100", "0.000": "0", "-0.10": "-0.1", "100000000000000000000.000": "100000000000000000000",
		"9223372036854775807.0": "9223372036854775807", "0.00000000000000000000100": "0.000000000000000000001",
	} {
		if got := MustParse(in).Normalize().String(); got != want {
			t.Errorf("Normalize(%s) = %s; want %s", in, got, want)
		}
	}
	for _, scale := range []int{-1, hardScale + 1, math.MinInt, math.MaxInt} {
		if _, ok := Zero.Rescale(scale); ok {
			t.Errorf("Rescale to %d is ok", scale)
		}
		if _, ok := Zero.Unscaled(scale); ok {
			t.Errorf("Unscaled at %d is ok", scale)
		}
	}
}

func TestRoundingModeString(t *testing.T) {
	t.Parallel()
	for i, want := range []string{"HalfEven", "HalfUp", "Down", "Up", "Floor", "Ceiling", "RoundingMode(6)"} {
		if got := RoundingMode(i).String(); got != want {
			t.Errorf("mode %d is %s; want %s", i, got, want)
		}
	}
}
