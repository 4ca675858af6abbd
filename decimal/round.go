package decimal

import (
	"fmt"
	"math/big"
)

// Round gives d with exactly scale digits after the point, rounded by mode if it had more and filled with zeros if it had
// fewer: 2.345 rounded to 2 by HalfEven is 2.34, and 2.3 is 2.30. A negative scale rounds to tens, hundreds and so on, with
// a result of scale 0: 1250 rounded to -2 by HalfUp is 1300.
//
// It panics if scale is not within -131071..16383, mode is not one of the constants or the result does not fit.
func (d Decimal) Round(scale int, mode RoundingMode) Decimal {
	if scale <= -hardIntDigits || scale > hardScale {
		panic(fmt.Sprintf("decimal: scale %d of Round is out of range; expected %d to %d", scale, 1-hardIntDigits, hardScale))
	}
	n := int(d.scale) - scale
	if n <= 0 {
		return d.extend(scale)
	}
	d = d.shift(n, max(scale, 0), mode)
	if scale >= 0 || d.IsZero() {
		return d
	}
	return mustBig(new(big.Int).Mul(d.bigCoef(), bigPow10(-scale)), 0)
}

// Truncate is [Decimal.Round] with [Down]: it cuts the digits beyond scale.
func (d Decimal) Truncate(scale int) Decimal { return d.Round(scale, Down) }

// Rescale gives the same number with exactly scale digits after the point, and false if that would lose a digit or if
// scale is not within 0..16383.
func (d Decimal) Rescale(scale int) (Decimal, bool) {
	if scale < 0 || scale > hardScale {
		return Decimal{}, false
	}
	n := int(d.scale) - scale
	if n <= 0 {
		return d.extend(scale), true
	}
	down := d.shift(n, scale, Down)
	return down, down.Equal(d)
}

// Normalize gives the same number without zeros at the end of its fraction: 12.50 becomes 12.5, 3.00 becomes 3 and 100 stays.
func (d Decimal) Normalize() Decimal {
	if d.big == nil {
		if d.coef == 0 {
			return Decimal{}
		}
		for d.scale > 0 && d.coef%10 == 0 {
			d.coef /= 10
			d.scale--
		}
		return d
	}
	text := d.big.Append(nil, 10)
	zeros := 0
	for zeros < int(d.scale) && text[len(text)-1-zeros] == '0' {
		zeros++
	}
	if zeros == 0 {
		return d
	}
	return mustBig(new(big.Int).Quo(d.big, bigPow10(zeros)), int(d.scale)-zeros)
}

// extend gives d at a scale that is not below its own.
func (d Decimal) extend(scale int) Decimal {
	n := scale - int(d.scale)
	if n == 0 {
		return d
	}
	if d.big == nil {
		if c, ok := scaleUp(d, int32(scale)); ok {
			return Decimal{coef: c, scale: int32(scale)}
		}
	}
	return mustBig(new(big.Int).Mul(d.bigCoef(), bigPow10(n)), scale)
}

// shift divides the coefficient by 10^n, n > 0, rounds, and gives it the scale.
func (d Decimal) shift(n, scale int, mode RoundingMode) Decimal {
	if d.big != nil {
		return mustBig(mode.quoBig(new(big.Int).Set(d.big), bigPow10(n)), scale)
	}
	neg, mag := d.coef < 0, d.magnitude()
	var q uint64
	switch {
	case n < len(pow10):
		q = mode.round(neg, mag/pow10[n], mag%pow10[n], pow10[n])
	case mag > 0 && mode.away(neg, false, -1): // less than half a unit
		q = 1
	}
	d, _ = fromMagnitude(neg, q, scale)
	return d
}
