package decimal

import (
	"math/big"
	"strings"
)

// limit bounds a text before it becomes a number.
type limit struct{ bytes, digits, scale int }

func inputLimit() limit    { return limit{MaxInput, MaxDigits, MaxScale} }
func databaseLimit() limit { return limit{hardDigits + 16, hardDigits, hardScale} }

// Parse reads a number written as ASCII digits with an optional sign, an optional point and an optional exponent: "12.50",
// "-3", "+.5", "1.5e3", "1E-7". The scale is the number of digits after the point once the exponent is applied, so "12.50"
// has scale 2 and "1.5e3" is 1500 with scale 0. "-0" is 0.
//
// Spaces, separators, hexadecimal digits and other scripts' digits are refused with [ErrSyntax], NaN and infinities with
// [ErrNotFinite], and what exceeds [MaxDigits], [MaxScale] or [MaxInput] with [ErrRange]. The error is a [*ParseError].
func Parse(s string) (Decimal, error) { return parse(s, inputLimit()) }

// MustParse is [Parse] for literals in the program. It panics if s is not a number.
func MustParse(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func parse[T string | []byte](s T, lim limit) (Decimal, error) {
	if len(s) > lim.bytes {
		return Decimal{}, &ParseError{shorten(s), ErrRange, lim}
	}
	t, ok := scan(s)
	if !ok {
		return Decimal{}, syntaxError(s, lim)
	}
	d, ok := build(s, t, lim)
	if !ok {
		return Decimal{}, &ParseError{shorten(s), ErrRange, lim}
	}
	return d, nil
}

// scanned is what one pass over the text finds.
type scanned struct {
	neg    bool
	mag    uint64 // the first 19 significant digits
	digits int    // significant digits, not counting leading zeros
	frac   int    // digits after the point
	exp    int    // the exponent, held within ±maxExp
	end    int    // where the digits end
}

const maxExp = 1 << 20 // far outside every limit; keeps the sums of scales small

// scan reads the parts of a number and reports whether s has the form of one.
func scan[T string | []byte](s T) (t scanned, ok bool) {
	i := 0
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		t.neg = s[0] == '-'
		i = 1
	}
	start, point := i, -1
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			if s[i] != '.' || point >= 0 {
				break
			}
			point = i
		} else if c != 0 || t.digits > 0 {
			if t.digits++; t.digits <= 19 {
				t.mag = t.mag*10 + uint64(c)
			}
		}
	}
	t.end = i
	count := i - start
	if point >= 0 {
		t.frac = i - point - 1
		count--
	}
	if count == 0 {
		return t, false
	}
	if i == len(s) {
		return t, true
	}
	t.exp, ok = scanExponent(s[i:])
	return t, ok
}

// scanExponent reads "e", an optional sign and at least one digit, up to the end of s.
func scanExponent[T string | []byte](s T) (exp int, ok bool) {
	if s[0] != 'e' && s[0] != 'E' {
		return 0, false
	}
	i := 1
	if len(s) > 1 && (s[1] == '-' || s[1] == '+') {
		i = 2
	}
	if i == len(s) {
		return 0, false
	}
	neg := s[1] == '-'
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		exp = min(exp*10+int(c), maxExp)
	}
	if neg {
		exp = -exp
	}
	return exp, true
}

// build makes the number of a scanned text, or reports that it exceeds lim.
func build[T string | []byte](s T, t scanned, lim limit) (Decimal, bool) {
	if t.exp > lim.digits || t.exp < -lim.digits-lim.scale {
		return Decimal{}, false
	}
	scale, zeros := t.frac-t.exp, 0
	if scale < 0 {
		scale, zeros = 0, -scale
	}
	if scale > lim.scale {
		return Decimal{}, false
	}
	if t.digits == 0 {
		return Decimal{scale: int32(scale)}, true
	}
	if t.digits+zeros > lim.digits {
		return Decimal{}, false
	}
	if t.digits <= 19 {
		if mag, ok := mulPow10(t.mag, zeros); ok {
			if d, ok := fromMagnitude(t.neg, mag, scale); ok {
				return d, true
			}
		}
	}
	return buildBig(s, t, scale, zeros)
}

func buildBig[T string | []byte](s T, t scanned, scale, zeros int) (Decimal, bool) {
	text := make([]byte, 0, t.end+1)
	if t.neg {
		text = append(text, '-')
	}
	for i := range t.end {
		if c := s[i]; '0' <= c && c <= '9' {
			text = append(text, c)
		}
	}
	coef, ok := new(big.Int).SetString(string(text), 10)
	if !ok {
		return Decimal{}, false
	}
	if zeros > 0 {
		coef.Mul(coef, bigPow10(zeros))
	}
	d, err := checkedBig(coef, scale)
	return d, err == nil
}

func syntaxError[T string | []byte](s T, lim limit) error {
	in := shorten(s)
	word := strings.ToLower(strings.TrimLeft(in, "+-"))
	switch word {
	case "nan", "snan", "inf", "infinity":
		return &ParseError{in, ErrNotFinite, lim}
	}
	return &ParseError{in, ErrSyntax, lim}
}
