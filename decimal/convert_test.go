package decimal

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestFromFloat(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{
		0: "0", 0.1: "0.1", 0.3: "0.3", -2.5: "-2.5", 100: "100", 1e21: "1000000000000000000000", 1.0 / 3: "0.3333333333333333",
		math.MaxInt64: "9223372036854776000", 1e-7: "0.0000001", math.Copysign(0, -1): "0",
	} {
		if d, err := FromFloat(f); err != nil || d.String() != want {
			t.Errorf("FromFloat(%v) = %v, %v; want %s", f, d, err, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if d, err := FromFloat(f); !errors.Is(err, ErrNotFinite) {
			t.Errorf("FromFloat(%v) = %v, %v; want ErrNotFinite", f, d, err)
		}
	}
}

func TestFloatRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	floats := []float64{math.MaxFloat64, math.SmallestNonzeroFloat64, -math.MaxFloat64, 0x1p-1022, 1 << 53, 1<<53 + 2}
	for range 20000 {
		floats = append(floats, math.Float64frombits(r.Uint64()), float64(r.IntN(1e6))/100)
	}
	for _, f := range floats {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		d, err := FromFloat(f)
		if err != nil || d.Float64() != f {
			t.Fatalf("%v became %v and then %v, %v", f, d, d.Float64(), err)
		}
	}
}

func TestFloat64IsNearest(t *testing.T) {
	t.Parallel()
	randomPairs(t, func(t *testing.T, a, _ Decimal) {
		if want, _ := strconv.ParseFloat(a.String(), 64); a.Float64() != want {
			t.Errorf("Float64(%v) = %v; want %v", a, a.Float64(), want)
		}
	})
	if f := MustParse("-1e400").Float64(); !math.IsInf(f, -1) {
		t.Errorf("Float64(-1e400) = %v", f)
	}
}

func TestInt64(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"0", 0, true}, {"12.00", 12, true}, {"12.01", 0, false}, {"-7", -7, true}, {"9223372036854775807", math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, true}, {"-9223372036854775808.000", math.MinInt64, true},
		{"9223372036854775808", 0, false}, {"-9223372036854775809", 0, false}, {"1e30", 0, false},
	} {
		if got, ok := MustParse(tt.in).Int64(); ok != tt.ok || ok && got != tt.want {
			t.Errorf("Int64(%s) = %d, %v; want %d, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}
