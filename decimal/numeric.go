package decimal

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/bits"
)

// The binary form of PostgreSQL's numeric, as numeric_send and numeric_recv in its source define it: four 16-bit header
// fields (number of groups, weight of the first group, sign, digits after the point), then the groups, each four decimal
// digits. The value is the sum of group[i] * 10000^(weight-i).
const (
	numericHeader   = 8
	numericPositive = 0x0000
	numericNegative = 0x4000
	numericNaN      = 0xC000
	numericPlusInf  = 0xD000
	numericMinusInf = 0xF000
)

// numeric is a message whose header has been checked.
type numeric struct {
	neg    bool
	weight int
	scale  int
	groups []byte
}

// DecodeNumeric reads the binary form of PostgreSQL's numeric, keeping its scale. Numbers of up to 18 digits are read
// without an allocation. NaN and the infinities are [ErrNotFinite], anything malformed is [ErrSyntax]; d is unchanged then.
func (d *Decimal) DecodeNumeric(b []byte) error {
	m, err := readNumeric(b)
	if err != nil {
		return err
	}
	v, ok := m.small()
	if !ok {
		if v, err = m.large(); err != nil {
			return err
		}
	}
	*d = v
	return nil
}

func readNumeric(b []byte) (numeric, error) {
	if len(b) < numericHeader {
		return numeric{}, malformed("%d bytes, expected a header of %d", len(b), numericHeader)
	}
	n := int(binary.BigEndian.Uint16(b))
	m := numeric{
		weight: int(int16(binary.BigEndian.Uint16(b[2:]))),
		scale:  int(binary.BigEndian.Uint16(b[6:])),
		groups: b[numericHeader:],
	}
	switch sign := binary.BigEndian.Uint16(b[4:]); sign {
	case numericPositive:
	case numericNegative:
		m.neg = true
	case numericNaN:
		return numeric{}, notFinite("NaN")
	case numericPlusInf:
		return numeric{}, notFinite("Infinity")
	case numericMinusInf:
		return numeric{}, notFinite("-Infinity")
	default:
		return numeric{}, malformed("unknown sign %#04x", sign)
	}
	if len(m.groups) != 2*n {
		return numeric{}, malformed("%d bytes after the header, expected %d for %d groups", len(m.groups), 2*n, n)
	}
	if m.scale > hardScale {
		return numeric{}, malformed("%d digits after the point, expected at most %d", m.scale, hardScale)
	}
	return m, nil
}

// small decodes without allocating. It gives up on what does not fit and on bad groups, which large then names.
func (m numeric) small() (Decimal, bool) {
	var mag uint64
	unit := 4*m.weight + m.scale // the power of ten of the next group, counted from the last digit of the scale
	for g := m.groups; len(g) >= 2; g = g[2:] {
		x, by := uint64(binary.BigEndian.Uint16(g)), uint64(10000)
		if x > 9999 {
			return Decimal{}, false
		}
		if unit < 0 { // the group reaches beyond the scale
			cut := pow10[min(-unit, 4)]
			if x%cut != 0 {
				return Decimal{}, false
			}
			x, by = x/cut, 10000/cut
		}
		hi, lo := bits.Mul64(mag, by)
		sum, carry := bits.Add64(lo, x, 0)
		if hi|carry != 0 {
			return Decimal{}, false
		}
		mag = sum
		unit -= 4
	}
	if last := unit + 4; last > 0 {
		var ok bool
		if mag, ok = mulPow10(mag, last); !ok {
			return Decimal{}, false
		}
	}
	return fromMagnitude(m.neg, mag, m.scale)
}

// large decodes through decimal text.
func (m numeric) large() (Decimal, error) {
	unit := 4*m.weight + m.scale
	last := max(0, unit-2*len(m.groups)+4) // four digits for each two bytes
	text := make([]byte, 0, 2*len(m.groups)+last+1)
	for g := m.groups; len(g) >= 2; g = g[2:] {
		x := binary.BigEndian.Uint16(g)
		if x > 9999 {
			return Decimal{}, malformed("group %d, expected at most 9999", x)
		}
		quad := [4]byte{byte('0' + x/1000), byte('0' + x/100%10), byte('0' + x/10%10), byte('0' + x%10)}
		keep := 4 - min(4, max(0, -unit))
		if keep < 4 && uint64(x)%pow10[4-keep] != 0 {
			return Decimal{}, malformed("digits beyond the scale of %d", m.scale)
		}
		text = append(text, quad[:keep]...)
		unit -= 4
	}
	for range last {
		text = append(text, '0')
	}
	coef, ok := new(big.Int).SetString(string(text), 10)
	if !ok {
		return Decimal{}, malformed("no digits within the scale of %d", m.scale)
	}
	if m.neg {
		coef.Neg(coef)
	}
	return checkedBig(coef, m.scale)
}

func malformed(format string, args ...any) error {
	return fail(ErrSyntax, "malformed binary numeric: %s", fmt.Sprintf(format, args...))
}

func notFinite(name string) error {
	return fail(ErrNotFinite, "numeric value is %s, which a Decimal cannot hold; exclude it in the query", name)
}
