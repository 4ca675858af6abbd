package decimal

import (
	"math/big"
	"math/bits"
)

// Div gives d / e with scale digits after the point, rounded by mode. The error is [ErrDivisionByZero] if e is 0 and
// [ErrRange] if scale is not within 0..16383 or the result does not fit.
func (d Decimal) Div(e Decimal, scale int, mode RoundingMode) (Decimal, error) {
	if e.IsZero() {
		return Decimal{}, fail(ErrDivisionByZero, "%s / 0", shorten(d.AppendTo(nil)))
	}
	if scale < 0 || scale > hardScale {
		return Decimal{}, fail(ErrRange, "scale %d of Div, expected 0 to %d", scale, hardScale)
	}
	// d/e = (dc/ec) * 10^(es-ds), so in units of 10^-scale it is dc * 10^n / ec.
	n := scale + int(e.scale) - int(d.scale)
	if d.big == nil && e.big == nil {
		if q, ok := divSmall(d, e, n, scale, mode); ok {
			return q, nil
		}
	}
	num, den := new(big.Int).Set(d.bigCoef()), e.bigCoef()
	if n > 0 {
		num.Mul(num, bigPow10(n))
	} else if n < 0 {
		den = new(big.Int).Mul(den, bigPow10(-n))
	}
	return checkedBig(mode.quoBig(num, den), scale)
}

// divSmall divides in 128 bits if the powers of ten and the quotient are small enough.
func divSmall(d, e Decimal, n, scale int, mode RoundingMode) (Decimal, bool) {
	hi, lo, by, ok := uint64(0), d.magnitude(), e.magnitude(), true
	switch {
	case n >= len(pow10):
		return Decimal{}, false
	case n >= 0:
		hi, lo = bits.Mul64(lo, pow10[n])
	default:
		by, ok = mulPow10(by, -n)
	}
	if !ok || hi >= by {
		return Decimal{}, false
	}
	q, r := bits.Div64(hi, lo, by)
	if q>>63 != 0 {
		return Decimal{}, false
	}
	neg := (d.coef < 0) != (e.coef < 0)
	return fromMagnitude(neg, mode.round(neg, q, r, by), scale)
}

// QuoRem gives the integer quotient q of d / e, cut towards zero, with scale 0, and the remainder r = d - q*e, which has
// the sign of d and the larger of the two scales. These are the rules of Go's / and % and of Python's decimal. The error
// is [ErrDivisionByZero] if e is 0, or [ErrRange] if the quotient does not fit.
func (d Decimal) QuoRem(e Decimal) (q, r Decimal, err error) {
	if e.IsZero() {
		return q, r, fail(ErrDivisionByZero, "remainder of %s / 0", shorten(d.AppendTo(nil)))
	}
	if d.big == nil && e.big == nil {
		if a, b, scale, ok := alignSmall(d, e); ok {
			return Decimal{coef: a / b}, Decimal{coef: a % b, scale: scale}, nil
		}
	}
	a, b, scale := alignBig(d, e)
	bq, br := new(big.Int).QuoRem(a, b, new(big.Int))
	if q, err = checkedBig(bq, 0); err != nil {
		return Decimal{}, Decimal{}, err
	}
	r, err = checkedBig(br, scale)
	return q, r, err
}
