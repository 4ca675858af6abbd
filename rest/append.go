package rest

import (
	"encoding/base64"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// The functions of this file write values as DRF's JSON renderer does, into a buffer that the caller brings.

const hexDigits = "0123456789abcdef"

// appendText writes a JSON string. Like DRF it leaves <, > and & alone, and escapes the two line separators that JavaScript minds.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[from:i]...)
			b = appendEscape(b, c)
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[from:i]...), "\ufffd"...)
			from = i + n
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[from:i]...), `\u202`...)
			b = append(b, hexDigits[r&15])
			from = i + n
		}
		i += n
	}
	return append(append(b, s[from:]...), '"')
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

func appendInt(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

func appendBool(b []byte, v bool) []byte { return strconv.AppendBool(b, v) }

// appendDecimal writes a decimal as DRF does by default: a string with exactly the column's decimal places.
func appendDecimal(b []byte, v decimal.Decimal, places int) []byte {
	b = append(b, '"')
	if v.Scale() != places {
		v = v.Round(places, decimal.HalfEven)
		if r, ok := v.Rescale(places); ok {
			v = r
		}
	}
	return append(v.AppendTo(b), '"')
}

// appendTime writes a moment in UTC, with microseconds where there are any.
func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	return append(appendISOTime(b, t), 'Z', '"')
}

func appendISOTime(b []byte, t time.Time) []byte {
	t = t.UTC()
	b = t.AppendFormat(b, "2006-01-02T15:04:05")
	return appendMicros(b, t.Nanosecond()/1000)
}

func appendMicros(b []byte, us int) []byte {
	if us == 0 {
		return b
	}
	return appendPadded(append(b, '.'), us, 6)
}

func appendPadded(b []byte, n, width int) []byte {
	var d [20]byte
	digits := strconv.AppendInt(d[:0], int64(n), 10)
	for i := len(digits); i < width; i++ {
		b = append(b, '0')
	}
	return append(b, digits...)
}

func appendDate(b []byte, d schema.Date) []byte {
	b = append(b, '"')
	b = appendPadded(b, d.Year, 4)
	b = appendPadded(append(b, '-'), int(d.Month), 2)
	b = appendPadded(append(b, '-'), d.Day, 2)
	return append(b, '"')
}

func appendClock(b []byte, c schema.Clock) []byte {
	b = append(b, '"')
	return append(appendHMS(b, time.Duration(c)), '"')
}

// appendHMS writes hours, minutes and seconds, with microseconds where there are any.
func appendHMS(b []byte, d time.Duration) []byte {
	us := int64(d / time.Microsecond)
	s := us / 1e6
	b = appendPadded(b, int(s/3600), 2)
	b = appendPadded(append(b, ':'), int(s/60%60), 2)
	b = appendPadded(append(b, ':'), int(s%60), 2)
	return appendMicros(b, int(us%1e6))
}

// appendDuration writes a span as Django does: "1 02:03:04.000005". The days of a negative one are rounded down, as Python's are.
func appendDuration(b []byte, d time.Duration) []byte {
	b = append(b, '"')
	const day = 24 * time.Hour
	days := d / day
	rest := d % day
	if rest < 0 {
		days--
		rest += day
	}
	if days != 0 {
		b = append(strconv.AppendInt(b, int64(days), 10), ' ')
	}
	return append(appendHMS(b, rest), '"')
}

func appendUUID(b []byte, u schema.UUID) []byte {
	b = append(b, '"')
	for i, c := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '"')
}

func appendBytes(b, v []byte) []byte {
	b = append(b, '"')
	return append(base64.StdEncoding.AppendEncode(b, v), '"')
}

// appendCompact writes JSON without the spaces that a database puts in.
func appendCompact(b, raw []byte) []byte {
	if len(raw) == 0 {
		return append(b, "null"...)
	}
	quoted := false
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case quoted && c == '\\' && i+1 < len(raw):
			b = append(b, c, raw[i+1])
			i++
			continue
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ' ' || c == '\n' || c == '\t' || c == '\r'):
			continue
		}
		b = append(b, c)
	}
	return b
}

// append writes a value that was read from JSON; numbers stay as they came.
func (v *value) append(b []byte) []byte {
	switch v.kind {
	case boolValue:
		return appendBool(b, v.yes)
	case intValue, floatValue:
		return append(b, v.text...)
	case textValue:
		return appendText(b, v.text)
	case listValue:
		b = append(b, '[')
		for i := range v.list {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.list[i].append(b)
		}
		return append(b, ']')
	case objectValue:
		b = append(b, '{')
		for i := range v.list {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, v.keys[i]), ':')
			b = v.list[i].append(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}
