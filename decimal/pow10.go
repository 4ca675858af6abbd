package decimal

import (
	"math/big"
	"math/bits"
)

// pow10 holds the powers of ten that a uint64 can hold. Nothing changes it.
var pow10 = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// digitCount counts the decimal digits of u; 0 has none.
func digitCount(u uint64) int {
	n := bits.Len64(u) * 1233 >> 12 // 1233/4096 is just above log10(2)
	if n < len(pow10) && u >= pow10[n] {
		n++
	}
	return n
}

// bigPow10 gives 10^n, freshly made.
func bigPow10(n int) *big.Int {
	if n < len(pow10) {
		return new(big.Int).SetUint64(pow10[n])
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// bigDigitCount counts the decimal digits of |b|; 0 has none.
func bigDigitCount(b *big.Int) int {
	if b.Sign() == 0 {
		return 0
	}
	// Between them the two estimates leave at most a few candidates, near one power of ten each.
	n := int(int64(b.BitLen()-1)*30102999566/100000000000) + 1 // at most the count
	for b.CmpAbs(bigPow10(n)) >= 0 {
		n++
	}
	return n
}

// mulPow10 gives u * 10^n if that fits in a uint64.
func mulPow10(u uint64, n int) (uint64, bool) {
	if u == 0 {
		return 0, true
	}
	if n >= len(pow10) {
		return 0, false
	}
	hi, lo := bits.Mul64(u, pow10[n])
	return lo, hi == 0
}
