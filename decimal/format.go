package decimal

import "strconv"

// String gives plain notation with every digit of the scale and never an exponent: "12.50", "-0.007", "1500".
// [Parse] reads it back to the same number and scale if it is within Parse's limits.
func (d Decimal) String() string {
	var buf [48]byte
	return string(d.AppendTo(buf[:0]))
}

// AppendTo appends the text of [Decimal.String] to dst. It allocates nothing for coefficients that fit in an int64 if dst
// has room.
func (d Decimal) AppendTo(dst []byte) []byte {
	if d.big == nil {
		if d.scale == 0 {
			return strconv.AppendInt(dst, d.coef, 10)
		}
		if d.coef < 0 {
			dst = append(dst, '-')
		}
		var buf [20]byte
		return appendPoint(dst, strconv.AppendUint(buf[:0], d.magnitude(), 10), int(d.scale))
	}
	text := d.big.Append(nil, 10)
	if text[0] == '-' {
		dst, text = append(dst, '-'), text[1:]
	}
	return appendPoint(dst, text, int(d.scale))
}

// appendPoint appends digits with a point before the last scale of them.
func appendPoint(dst, digits []byte, scale int) []byte {
	if scale == 0 {
		return append(dst, digits...)
	}
	whole := len(digits) - scale
	if whole > 0 {
		dst = append(dst, digits[:whole]...)
		dst = append(dst, '.')
		return append(dst, digits[whole:]...)
	}
	dst = append(dst, '0', '.')
	for range -whole {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
