package decimal

import (
	"math"
	"math/big"
	"math/bits"
)

// Add gives d + e exactly, with the larger of the two scales.
//
// Like [Decimal.Sub], [Decimal.Mul] and [Sum] it panics if the result exceeds what a Decimal can hold, 131,072 digits before
// the point and 16,383 after. A program gets there by multiplying in a loop without rounding, never by one operation on
// a few numbers that [Parse] accepted.
func (d Decimal) Add(e Decimal) Decimal {
	if d.big == nil && e.big == nil {
		if a, b, scale, ok := alignSmall(d, e); ok {
			if sum := a + b; (sum > a) == (b > 0) && sum != math.MinInt64 {
				return Decimal{coef: sum, scale: scale}
			}
		}
	}
	a, b, scale := alignBig(d, e)
	return mustBig(new(big.Int).Add(a, b), scale)
}

// Sub gives d - e exactly, with the larger of the two scales. It panics as [Decimal.Add] does.
func (d Decimal) Sub(e Decimal) Decimal { return d.Add(e.Neg()) }

// Mul gives d * e exactly; the scale is the sum of the two scales. It panics as [Decimal.Add] does.
func (d Decimal) Mul(e Decimal) Decimal {
	scale := int(d.scale) + int(e.scale)
	if d.big == nil && e.big == nil && scale <= hardScale {
		if hi, lo := bits.Mul64(d.magnitude(), e.magnitude()); hi == 0 {
			if p, ok := fromMagnitude((d.coef < 0) != (e.coef < 0), lo, scale); ok {
				return p
			}
		}
	}
	return mustBig(new(big.Int).Mul(d.bigCoef(), e.bigCoef()), scale)
}

// Neg gives -d.
func (d Decimal) Neg() Decimal {
	if d.big == nil {
		d.coef = -d.coef
		return d
	}
	return Decimal{big: new(big.Int).Neg(d.big), scale: d.scale}
}

// Abs gives d without its sign.
func (d Decimal) Abs() Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// alignSmall gives both small coefficients at the larger scale, if they fit there.
func alignSmall(d, e Decimal) (a, b int64, scale int32, ok bool) {
	switch {
	case d.scale == e.scale:
		return d.coef, e.coef, d.scale, true
	case d.scale < e.scale:
		a, ok = scaleUp(d, e.scale)
		return a, e.coef, e.scale, ok
	}
	b, ok = scaleUp(e, d.scale)
	return d.coef, b, d.scale, ok
}

// scaleUp gives the small coefficient of d at a scale that is not below its own, if it fits.
func scaleUp(d Decimal, scale int32) (int64, bool) {
	mag, ok := mulPow10(d.magnitude(), int(scale-d.scale))
	if !ok {
		return 0, false
	}
	u, ok := fromMagnitude(d.coef < 0, mag, 0)
	return u.coef, ok
}

// alignBig gives both coefficients at the larger scale. They must not be changed.
func alignBig(d, e Decimal) (a, b *big.Int, scale int) {
	a, b = d.bigCoef(), e.bigCoef()
	switch n := int(d.scale) - int(e.scale); {
	case n < 0:
		return new(big.Int).Mul(a, bigPow10(-n)), b, int(e.scale)
	case n > 0:
		return a, new(big.Int).Mul(b, bigPow10(n)), int(d.scale)
	}
	return a, b, int(d.scale)
}
