package decimal

import (
	"cmp"
	"fmt"
	"math/big"
)

// RoundingMode says which neighbour a number that lies between two becomes. The zero value is [HalfEven].
type RoundingMode uint8

// The rounding modes. The comments show 2.5, -2.5 and 2.1 rounded to integers.
const (
	HalfEven RoundingMode = iota // to the nearest, ties to the even digit (banker's, Python's and Django's default): 2, -2, 2
	HalfUp                       // to the nearest, ties away from zero (as on most invoices, and PostgreSQL's round): 3, -3, 2
	Down                         // towards zero: 2, -2, 2
	Up                           // away from zero: 3, -3, 3
	Floor                        // towards minus infinity: 2, -3, 2
	Ceiling                      // towards plus infinity: 3, -2, 3
)

// String gives the name of the constant.
func (m RoundingMode) String() string {
	switch m {
	case HalfEven:
		return "HalfEven"
	case HalfUp:
		return "HalfUp"
	case Down:
		return "Down"
	case Up:
		return "Up"
	case Floor:
		return "Floor"
	case Ceiling:
		return "Ceiling"
	}
	return fmt.Sprintf("RoundingMode(%d)", uint8(m))
}

// away reports whether the magnitude of a quotient with a remainder goes up by one. odd is about the quotient's last
// digit; half compares the remainder with half of the divisor.
func (m RoundingMode) away(neg, odd bool, half int) bool {
	switch m {
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfUp:
		return half >= 0
	case Down:
		return false
	case Up:
		return true
	case Floor:
		return neg
	case Ceiling:
		return !neg
	}
	panic("decimal: unknown rounding mode " + m.String() + "; expected one of the package's constants")
}

// round gives the rounded quotient of magnitudes q + r/by, where r < by. It cannot overflow: q is at most MaxUint64/10 if
// by is a power of ten, and callers with another divisor check q first.
func (m RoundingMode) round(neg bool, q, r, by uint64) uint64 {
	if r != 0 && m.away(neg, q&1 == 1, cmp.Compare(r, by-r)) {
		q++
	}
	return q
}

// quoBig gives num / den rounded to an integer. It overwrites num; den is positive or negative but not 0.
func (m RoundingMode) quoBig(num, den *big.Int) *big.Int {
	neg := num.Sign() != den.Sign()
	q, r := num.QuoRem(num, den, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	half := r.Lsh(r, 1).CmpAbs(den)
	if !m.away(neg, q.Bit(0) == 1, half) {
		return q
	}
	if neg {
		return q.Sub(q, big.NewInt(1))
	}
	return q.Add(q, big.NewInt(1))
}
