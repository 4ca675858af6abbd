package decimal

import (
	"encoding/binary"
	"slices"
)

// AppendNumeric appends the binary form of PostgreSQL's numeric to dst, without its length. The scale is kept. It
// allocates nothing for coefficients that fit in an int64 if dst has room.
func (d Decimal) AppendNumeric(dst []byte) []byte {
	if d.big != nil {
		return d.appendLarge(dst)
	}
	// Six groups hold the 19 digits of a small coefficient wherever the point falls. They are made from the last one on.
	var groups [6]uint16
	n, weight := 0, -(int(d.scale)+3)/4
	mag := d.magnitude()
	if odd := d.scale % 4; odd != 0 && mag != 0 {
		groups[0] = uint16(mag % pow10[odd] * pow10[4-odd])
		mag /= pow10[odd]
		n = 1
	}
	for ; mag > 0; mag /= 10000 {
		groups[n] = uint16(mag % 10000)
		n++
	}
	weight += n - 1
	trailing := 0
	for trailing < n && groups[trailing] == 0 {
		trailing++
	}
	dst = appendNumericHeader(dst, n-trailing, weight, d.coef < 0, int(d.scale))
	for i := n - 1; i >= trailing; i-- {
		dst = binary.BigEndian.AppendUint16(dst, groups[i])
	}
	return dst
}

// appendLarge encodes through decimal text, filled up with zeros to whole groups on both sides.
func (d Decimal) appendLarge(dst []byte) []byte {
	text := d.big.Append(nil, 10)
	if text[0] == '-' {
		text = text[1:]
	}
	after := (int(d.scale) + 3) / 4
	text = append(text, "000"[:4*after-int(d.scale)]...)
	if odd := len(text) % 4; odd != 0 {
		text = slices.Insert(text, 0, []byte("000"[:4-odd])...)
	}
	weight := len(text)/4 - after - 1
	for string(text[len(text)-4:]) == "0000" {
		text = text[:len(text)-4]
	}
	dst = appendNumericHeader(dst, len(text)/4, weight, d.big.Sign() < 0, int(d.scale))
	for ; len(text) > 0; text = text[4:] {
		x := uint16(text[0]-'0')*1000 + uint16(text[1]-'0')*100 + uint16(text[2]-'0')*10 + uint16(text[3]-'0')
		dst = binary.BigEndian.AppendUint16(dst, x)
	}
	return dst
}

func appendNumericHeader(dst []byte, groups, weight int, neg bool, scale int) []byte {
	sign := uint16(numericPositive)
	if neg {
		sign = numericNegative
	}
	if groups == 0 {
		weight = 0
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(groups))
	dst = binary.BigEndian.AppendUint16(dst, uint16(int16(weight)))
	dst = binary.BigEndian.AppendUint16(dst, sign)
	return binary.BigEndian.AppendUint16(dst, uint16(scale))
}
