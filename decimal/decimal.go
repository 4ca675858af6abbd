package decimal

import (
	"fmt"
	"math"
	"math/big"
)

// The limits of numbers that come from outside: text, JSON and flags. Longer input is refused with [ErrRange] before any
// work is done on it, so that a form field cannot make the server compute 1e1000000.
const (
	MaxDigits = 1000 // significant digits
	MaxScale  = 1000 // digits after the point
	MaxInput  = 1100 // bytes of text
)

// The limits of every value, whatever made it. They are PostgreSQL's own for numeric, so each Decimal has a numeric form.
const (
	hardIntDigits = 131072
	hardScale     = 16383
	hardDigits    = hardIntDigits + hardScale
)

// Decimal is an exact decimal number: an integer coefficient divided by 10 to the power of a scale, the number of digits
// after the point. The scale is kept, so 12.50 stays 12.50.
//
// A Decimal is immutable, is passed by value and may be used from several goroutines. The zero value is 0. Use
// [Decimal.Equal] and not == to compare: 1.5 and 1.50 are the same number with different scales, and two large
// coefficients are different pointers.
type Decimal struct {
	big   *big.Int // the coefficient when it does not fit in ±math.MaxInt64, and only then; never changed
	coef  int64    // the coefficient otherwise; never math.MinInt64, so that it can always be negated
	scale int32    // 0..hardScale
}

// Zero is 0. It is a variable because Go has no constant structs; do not assign to it.
var Zero Decimal

// New gives coef / 10^scale: New(1250, 2) is 12.50. It panics if scale is not within 0..16383, which is a mistake in the
// program and not in its input.
func New(coef int64, scale int) Decimal {
	if scale < 0 || scale > hardScale {
		panic(fmt.Sprintf("decimal: scale %d of New is out of range; expected 0 to %d", scale, hardScale))
	}
	if coef == math.MinInt64 {
		return Decimal{big: big.NewInt(coef), scale: int32(scale)}
	}
	return Decimal{coef: coef, scale: int32(scale)}
}

// FromUnscaled is [New] under the name of its inverse, [Decimal.Unscaled]: it reads a number that is stored as an integer
// of a known scale.
func FromUnscaled(coef int64, scale int) Decimal { return New(coef, scale) }

// FromInt gives i with scale 0.
func FromInt(i int64) Decimal { return New(i, 0) }

// FromBig gives coef / 10^scale. The coefficient is copied. The error is [ErrRange] if scale is not within 0..16383 or
// the number has more than 131,072 digits before the point. A nil coef is 0.
func FromBig(coef *big.Int, scale int) (Decimal, error) {
	if scale < 0 || scale > hardScale {
		return Decimal{}, fail(ErrRange, "scale %d of FromBig, expected 0 to %d", scale, hardScale)
	}
	if coef == nil {
		return Decimal{scale: int32(scale)}, nil
	}
	return checkedBig(new(big.Int).Set(coef), scale)
}

// Scale gives the number of digits after the point, trailing zeros included: 3 for 1.500.
func (d Decimal) Scale() int { return int(d.scale) }

// Coefficient gives a copy of the integer that [Decimal.Scale] divides: 1500 for 1.500.
func (d Decimal) Coefficient() *big.Int { return new(big.Int).Set(d.bigCoef()) }

// IntDigits gives the number of digits before the point without leading zeros: 2 for 12.50, 0 for 0.5 and for 0.
// A column numeric(p, s) holds d exactly when d.IntDigits() <= p-s and d.Normalize().Scale() <= s.
func (d Decimal) IntDigits() int { return max(0, d.coefDigits()-int(d.scale)) }

// Digits gives the number of digits that max_digits counts, as Django does: those of the coefficient, at least as many as
// there are after the point and at least one. It is 4 for 12.50, 2 for 0.05, 3 for 0.050 and 1 for 0.
func (d Decimal) Digits() int { return max(1, d.coefDigits(), int(d.scale)) }

// coefDigits counts the digits of the coefficient; 0 has none.
func (d Decimal) coefDigits() int {
	if d.big == nil {
		return digitCount(d.magnitude())
	}
	return bigDigitCount(d.big)
}

// bigCoef gives the coefficient as a big integer that must not be changed.
func (d Decimal) bigCoef() *big.Int {
	if d.big != nil {
		return d.big
	}
	return big.NewInt(d.coef)
}

// magnitude gives the absolute value of a small coefficient.
func (d Decimal) magnitude() uint64 {
	if d.coef < 0 {
		return uint64(-d.coef)
	}
	return uint64(d.coef)
}

// fromMagnitude gives a small Decimal if mag fits.
func fromMagnitude(neg bool, mag uint64, scale int) (Decimal, bool) {
	if mag > math.MaxInt64 {
		return Decimal{}, false
	}
	c := int64(mag)
	if neg {
		c = -c
	}
	return Decimal{coef: c, scale: int32(scale)}, true
}

// checkedBig gives coef / 10^scale in the one form that each number has, and owns coef from then on.
func checkedBig(coef *big.Int, scale int) (Decimal, error) {
	if scale > hardScale {
		return Decimal{}, fail(ErrRange, "result has %d digits after the point, at most %d can be held (round earlier)", scale, hardScale)
	}
	if coef.IsInt64() && coef.Int64() != math.MinInt64 {
		return Decimal{coef: coef.Int64(), scale: int32(scale)}, nil
	}
	// 3.32 bits a digit: below 3 times the limit there is nothing to count.
	if coef.BitLen() > 3*(hardIntDigits+scale) && bigDigitCount(coef)-scale > hardIntDigits {
		return Decimal{}, fail(ErrRange, "result has more than the %d digits before the point that can be held", hardIntDigits)
	}
	return Decimal{big: coef, scale: int32(scale)}, nil
}

// mustBig is checkedBig for methods without an error result.
func mustBig(coef *big.Int, scale int) Decimal {
	d, err := checkedBig(coef, scale)
	if err != nil {
		panic(err)
	}
	return d
}
