package decimal

import (
	"errors"
	"math/big"
	"slices"
	"testing"
)

func TestAddIsExact(t *testing.T) {
	t.Parallel()
	sum := MustParse("0.1").Add(MustParse("0.2"))
	if !sum.Equal(MustParse("0.3")) || sum.String() != "0.3" {
		t.Errorf("0.1 + 0.2 = %v", sum)
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ a, b, sum, diff, product string }{
		{"0", "0", "0", "0", "0"},
		{"1.50", "2.5", "4.00", "-1.00", "3.750"},
		{"1", "0.001", "1.001", "0.999", "0.001"},
		{"-12.50", "12.50", "0.00", "-25.00", "-156.2500"},
		{"9223372036854775807", "1", "9223372036854775808", "9223372036854775806", "9223372036854775807"},
		{"-9223372036854775807", "1", "-9223372036854775806", "-9223372036854775808", "-9223372036854775807"},
		{"-9223372036854775808", "-1", "-9223372036854775809", "-9223372036854775807", "9223372036854775808"},
		{"9223372036854775808", "-1", "9223372036854775807", "9223372036854775809", "-9223372036854775808"},
		{"9223372036854775807", "0.1", "9223372036854775807.1", "9223372036854775806.9", "922337203685477580.7"},
		{"3037000500", "3037000500", "6074001000", "0", "9223372037000250000"},
		{"4294967296", "-2147483648", "2147483648", "6442450944", "-9223372036854775808"},
		{"1e30", "1e-30", "1000000000000000000000000000000.000000000000000000000000000001",
			"999999999999999999999999999999.999999999999999999999999999999", "1.000000000000000000000000000000"},
	} {
		a, b := MustParse(tt.a), MustParse(tt.b)
		for _, op := range []struct {
			name, want string
			got        Decimal
		}{
			{"+", tt.sum, a.Add(b)}, {"-", tt.diff, a.Sub(b)}, {"*", tt.product, a.Mul(b)},
		} {
			checkForm(t, op.got)
			if op.got.String() != op.want {
				t.Errorf("%s %s %s = %s; want %s", tt.a, op.name, tt.b, op.got, op.want)
			}
		}
	}
}

func TestArithmeticAgainstRat(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		x, y, scale := a.Rat(), b.Rat(), max(a.Scale(), b.Scale())
		wantRat(t, a.String()+" + "+b.String(), a.Add(b), new(big.Rat).Add(x, y), scale)
		wantRat(t, a.String()+" - "+b.String(), a.Sub(b), new(big.Rat).Sub(x, y), scale)
		wantRat(t, a.String()+" * "+b.String(), a.Mul(b), new(big.Rat).Mul(x, y), a.Scale()+b.Scale())
		wantRat(t, "-"+a.String(), a.Neg(), new(big.Rat).Neg(x), a.Scale())
		wantRat(t, "|"+a.String()+"|", a.Abs(), new(big.Rat).Abs(x), a.Scale())
		if got, want := a.Cmp(b), x.Cmp(y); got != want || a.Equal(b) != (want == 0) || a.Less(b) != (want < 0) {
			t.Errorf("Cmp(%v, %v) = %d; want %d", a, b, got, want)
		}
		if a.Sign() != x.Sign() || a.IsZero() != (x.Sign() == 0) || a.IsPositive() != (x.Sign() > 0) || a.IsNegative() != (x.Sign() < 0) {
			t.Errorf("Sign(%v) = %d; want %d", a, a.Sign(), x.Sign())
		}
	})
}

func TestValuesAreNotChanged(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, b Decimal) {
		before := a.String() + " " + b.String()
		a.Add(b)
		a.Mul(b)
		a.Neg()
		a.Abs()
		a.Cmp(b)
		a.Round(1, Up)
		a.Round(-3, Up)
		a.Rescale(1)
		a.Normalize()
		a.Float64()
		a.Rat().Neg(a.Rat())
		_, _ = a.Div(b, 3, HalfUp)
		_, _, _ = a.QuoRem(b)
		a.AppendNumeric(nil)
		if after := a.String() + " " + b.String(); after != before {
			t.Errorf("operations changed %s to %s", before, after)
		}
	})
}

func TestCompareFarApart(t *testing.T) {
	t.Parallel()
	asc := []string{"-1e900", "-9223372036854775807", "-1", "-1e-900", "0", "1e-900", "1e-30", "1e-19", "0.9", "1", "9223372036854775807", "1e19", "1e900"}
	for i, s := range asc {
		for j, u := range asc {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := MustParse(s).Cmp(MustParse(u)); got != want {
				t.Errorf("Cmp(%s, %s) = %d; want %d", s, u, got, want)
			}
		}
	}
	for _, pair := range [][2]string{{"1.5", "1.500"}, {"0", "0.000"}, {"1e30", "1000000000000000000000000000000.0"}} {
		if !MustParse(pair[0]).Equal(MustParse(pair[1])) {
			t.Errorf("%s and %s are not equal", pair[0], pair[1])
		}
	}
}

func TestSumMaxMin(t *testing.T) {
	t.Parallel()
	ds := []Decimal{MustParse("2.5"), MustParse("-1"), MustParse("10.00"), MustParse("10")}
	if got := Sum(ds...).String(); got != "21.50" {
		t.Errorf("Sum = %s", got)
	}
	if got := Sum(); got != Zero {
		t.Errorf("Sum() = %v", got)
	}
	if got := Max(ds[0], ds[1:]...).String(); got != "10.00" {
		t.Errorf("Max = %s", got)
	}
	if got := Min(ds[0], ds[1:]...).String(); got != "-1" {
		t.Errorf("Min = %s", got)
	}
	slices.SortFunc(ds, Decimal.Cmp)
	if ds[0].String() != "-1" || ds[1].String() != "2.5" {
		t.Errorf("sorted: %v", ds)
	}
}

func TestResultBeyondTheLimitsPanics(t *testing.T) {
	t.Parallel()
	tiny := New(1, hardScale)
	huge, err := FromBig(bigPow10(hardIntDigits-1), 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"too small a product": func() { tiny.Mul(tiny) },
		"too large a product": func() { huge.Mul(FromInt(10)) },
		"too large a sum":     func() { Sum(huge, huge, huge, huge, huge, huge, huge, huge, huge, huge) },
		"rounded to a scale":  func() { tiny.Round(hardScale+1, Up) },
		"rounded to tens":     func() { tiny.Round(-hardIntDigits, Up) },
		"rounded too far up":  func() { huge.Mul(FromInt(9)).Add(FromInt(1)).Round(1-hardIntDigits, Up) },
		"unknown mode":        func() { MustParse("0.5").Round(0, 99) },
	} {
		if panics(f) == nil {
			t.Errorf("%s did not panic", name)
		}
	}
	if err, _ := panics(func() { tiny.Mul(tiny) }).(error); !errors.Is(err, ErrRange) {
		t.Errorf("panic value %v; want ErrRange", err)
	}
	// The corners themselves are allowed.
	if got := huge.Add(tiny); got.Digits() != hardDigits || got.Round(1, Up).Digits() != hardIntDigits+1 {
		t.Errorf("largest + smallest has %d digits", got.Digits())
	}
}
