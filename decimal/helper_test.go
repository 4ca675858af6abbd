package decimal

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// edges are the coefficients around which an implementation with two representations goes wrong.
func edges() []string {
	return []string{
		"0", "1", "-1", "9", "10", "-10", "99", "100", "9999", "10000", "99999999", "100000000",
		"999999999999999999", "1000000000000000000", "9223372036854775806", "9223372036854775807", "9223372036854775808",
		"-9223372036854775807", "-9223372036854775808", "-9223372036854775809", "9999999999999999999",
		"10000000000000000000", "18446744073709551615", "18446744073709551616", "99999999999999999999",
		"340282366920938463463374607431768211456", "-" + strings.Repeat("9", 60), "1" + strings.Repeat("0", 60),
	}
}

// randomDecimal gives numbers of all sizes and favours the edges.
func randomDecimal(r *rand.Rand) Decimal {
	coef := new(big.Int)
	switch r.IntN(4) {
	case 0:
		e := edges()
		coef.SetString(e[r.IntN(len(e))], 10)
	case 1:
		coef.SetInt64(r.Int64N(20000) - 10000)
	case 2:
		coef.SetInt64(int64(r.Uint64()) >> r.IntN(63))
	case 3:
		for range 1 + r.IntN(4) {
			coef.Lsh(coef, 64).Or(coef, new(big.Int).SetUint64(r.Uint64()))
		}
		if r.IntN(2) == 0 {
			coef.Neg(coef)
		}
	}
	scale := r.IntN(8)
	if r.IntN(4) == 0 {
		scale = r.IntN(60)
	}
	d, err := FromBig(coef, scale)
	if err != nil {
		panic(err)
	}
	return d
}

// randomPairs calls f with many pairs from a fixed seed.
func randomPairs(t *testing.T, f func(t *testing.T, a, b Decimal)) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(len(t.Name()))))
	for range 20000 {
		if f(t, randomDecimal(r), randomDecimal(r)); t.Failed() {
			return
		}
	}
}

// checkForm fails if d is not in the one form that its number and scale have.
func checkForm(t *testing.T, d Decimal) {
	t.Helper()
	switch {
	case d.scale < 0 || d.scale > hardScale:
		t.Errorf("%v: scale %d", d, d.scale)
	case d.coef == math.MinInt64:
		t.Errorf("%v: coefficient cannot be negated", d)
	case d.big != nil && d.coef != 0:
		t.Errorf("%v: two coefficients", d)
	case d.big != nil && d.big.IsInt64() && d.big.Int64() != math.MinInt64:
		t.Errorf("%v: small coefficient in a big.Int", d)
	}
}

// wantRat fails unless d is exactly want with the given scale.
func wantRat(t *testing.T, op string, d Decimal, want *big.Rat, scale int) {
	t.Helper()
	checkForm(t, d)
	if d.Rat().Cmp(want) != 0 || d.Scale() != scale {
		t.Errorf("%s = %v (scale %d); want %s with scale %d", op, d, d.Scale(), want.FloatString(scale), scale)
	}
}

func panics(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

var allModes = []RoundingMode{HalfEven, HalfUp, Down, Up, Floor, Ceiling}

// roundRat is the reference for rounding: x to an integer by the textbook, on fractions.
func roundRat(x *big.Rat, mode RoundingMode) *big.Int {
	floor := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean, and the denominator is positive: floor
	if x.IsInt() {
		return floor
	}
	ceil := new(big.Int).Add(floor, big.NewInt(1))
	inward, outward := floor, ceil
	if x.Sign() < 0 {
		inward, outward = ceil, floor
	}
	half := new(big.Rat).Add(new(big.Rat).SetInt(floor), big.NewRat(1, 2)).Cmp(x)
	nearest := map[int]*big.Int{-1: ceil, 1: floor}[half]
	switch mode {
	case HalfEven:
		if half == 0 && floor.Bit(0) == 0 {
			return floor
		} else if half == 0 {
			return ceil
		}
		return nearest
	case HalfUp:
		if half == 0 {
			return outward
		}
		return nearest
	case Down:
		return inward
	case Up:
		return outward
	case Floor:
		return floor
	}
	return ceil
}

// roundRatTo is roundRat at a scale that may be negative.
func roundRatTo(x *big.Rat, scale int, mode RoundingMode) *big.Rat {
	unit := new(big.Rat).SetInt(bigPow10(max(scale, -scale)))
	if scale > 0 {
		unit.Inv(unit)
	}
	n := roundRat(new(big.Rat).Quo(x, unit), mode)
	return unit.Mul(unit, new(big.Rat).SetInt(n))
}
