package decimal

import (
	"cmp"
	"math/bits"
)

// Cmp gives -1, 0 or 1 as d is less than, equal to or greater than e. The scale does not count: 1.5 equals 1.50. It can be
// given to [slices.SortFunc] as Decimal.Cmp.
func (d Decimal) Cmp(e Decimal) int {
	if d.big == nil && e.big == nil {
		if d.scale == e.scale {
			return cmp.Compare(d.coef, e.coef)
		}
		return cmpSmall(d, e)
	}
	if s, t := d.Sign(), e.Sign(); s != t {
		return cmp.Compare(s, t)
	}
	a, b, _ := alignBig(d, e)
	return a.Cmp(b)
}

// cmpSmall compares small coefficients of different scales in 128 bits.
func cmpSmall(d, e Decimal) int {
	s, t := d.Sign(), e.Sign()
	if s != t || s == 0 {
		return cmp.Compare(s, t)
	}
	if d.scale > e.scale {
		return -cmpSmall(e, d)
	}
	n := int(e.scale - d.scale)
	if n >= len(pow10) {
		return s // |d| is at least 10^n of e's units, more than any small coefficient
	}
	hi, lo := bits.Mul64(d.magnitude(), pow10[n])
	if hi > 0 {
		return s
	}
	return s * cmp.Compare(lo, e.magnitude())
}

// Equal reports whether d and e are the same number, whatever their scales.
func (d Decimal) Equal(e Decimal) bool { return d.Cmp(e) == 0 }

// Less reports whether d < e.
func (d Decimal) Less(e Decimal) bool { return d.Cmp(e) < 0 }

// Sign gives -1, 0 or 1 as d is negative, zero or positive.
func (d Decimal) Sign() int {
	if d.big != nil {
		return d.big.Sign()
	}
	return cmp.Compare(d.coef, 0)
}

// IsZero reports whether d is 0, at any scale. encoding/json's omitzero uses it.
func (d Decimal) IsZero() bool { return d.Sign() == 0 }

// IsPositive reports whether d > 0.
func (d Decimal) IsPositive() bool { return d.Sign() > 0 }

// IsNegative reports whether d < 0.
func (d Decimal) IsNegative() bool { return d.Sign() < 0 }

// Max gives the largest of its arguments, the first one among equals.
func Max(first Decimal, rest ...Decimal) Decimal {
	for _, d := range rest {
		if first.Less(d) {
			first = d
		}
	}
	return first
}

// Min gives the smallest of its arguments, the first one among equals.
func Min(first Decimal, rest ...Decimal) Decimal {
	for _, d := range rest {
		if d.Less(first) {
			first = d
		}
	}
	return first
}

// Sum adds its arguments exactly; the sum of none is 0. The result has the largest scale among them. It panics as
// [Decimal.Add] does.
func Sum(ds ...Decimal) Decimal {
	var sum Decimal
	for _, d := range ds {
		sum = sum.Add(d)
	}
	return sum
}
