package decimal

import (
	"math"
	"math/big"
	"strconv"
)

// FromFloat gives the shortest decimal that reads back as f: 0.1 for 0.1, not 0.1000000000000000055…. The error is
// [ErrNotFinite] for NaN and infinities.
func FromFloat(f float64) (Decimal, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Decimal{}, fail(ErrNotFinite, "float %v, expected a finite number", f)
	}
	var buf [32]byte
	return parse(strconv.AppendFloat(buf[:0], f, 'e', -1, 64), inputLimit())
}

// Float64 gives the float64 nearest to d, an infinity if d is beyond the largest. Use it for charts and statistics; a float
// is no place for money.
func (d Decimal) Float64() float64 {
	if d.big == nil && d.scale <= 15 && d.magnitude() < 1<<53 {
		return float64(d.coef) / float64(pow10[d.scale]) // both exact, so the quotient is the nearest
	}
	f, _ := strconv.ParseFloat(d.String(), 64) // the only error is the overflow to an infinity
	return f
}

// Int64 gives d as an integer, and false if it has a fraction other than zeros or does not fit.
func (d Decimal) Int64() (int64, bool) { return d.Unscaled(0) }

// Unscaled gives the integer d * 10^scale, and false if d has more digits after the point than scale (other than zeros)
// or the integer does not fit in an int64. It is how databases without a decimal type store d: 12.5 at scale 2 is 1250.
// [FromUnscaled] is the way back.
func (d Decimal) Unscaled(scale int) (int64, bool) {
	if d.big == nil && int(d.scale) == scale {
		return d.coef, true
	}
	d, ok := d.Rescale(scale)
	if !ok {
		return 0, false
	}
	if d.big != nil {
		return d.big.Int64(), d.big.IsInt64() // math.MinInt64
	}
	return d.coef, true
}

// Rat gives d as a fraction, exactly.
func (d Decimal) Rat() *big.Rat { return new(big.Rat).SetFrac(d.bigCoef(), bigPow10(int(d.scale))) }
