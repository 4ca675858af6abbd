package rest

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a value of a request is.
type kind uint8

const (
	absent kind = iota // the field was not sent
	nullValue
	boolValue
	intValue   // a JSON number without point and exponent
	floatValue // a JSON number with one of them
	textValue
	listValue
	objectValue
)

// value is one value that a client sent. Numbers stay the text that they were, so that none loses a digit.
type value struct {
	kind kind
	text string   // of a number or a text; lone surrogates of JSON stand in it as three bytes that are not UTF-8
	yes  bool     // of a bool
	list []value  // of a list, or the values of an object
	keys []string // of an object; of equal ones the last counts
	form bool     // it comes from a form, where everything is text
}

// get returns the value of a key, of several the last one, as Python does.
func (v *value) get(key string) *value {
	for i := len(v.keys) - 1; i >= 0; i-- {
		if v.keys[i] == key {
			return &v.list[i]
		}
	}
	return nil
}

// keyList is the list of an object's keys.
func (v *value) keyList() *value {
	out := &value{kind: listValue}
	for _, k := range v.keys {
		out.list = append(out.list, value{kind: textValue, text: k})
	}
	return out
}

// typeName is what Python calls the type of the value; DRF's messages say it.
func (v *value) typeName() string {
	switch v.kind {
	case boolValue:
		return "bool"
	case intValue:
		return "int"
	case floatValue:
		return "float"
	case textValue:
		return "str"
	case listValue:
		return "list"
	case objectValue:
		return "dict"
	}
	return "NoneType"
}

// str is the value as Python's str() writes it; messages quote it. It is bounded by the size of the request.
func (v *value) str() string {
	if v.kind == textValue {
		return v.text
	}
	return string(v.appendRepr(nil))
}

// quoted is str, cut where it is long: for messages that repeat what came.
func (v *value) quoted() string {
	s := v.str()
	if len(s) <= maxQuoted {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuoted], "") + "…"
}

// appendRepr writes the value as Python's repr() does.
func (v *value) appendRepr(b []byte) []byte {
	switch v.kind {
	case boolValue:
		if v.yes {
			return append(b, "True"...)
		}
		return append(b, "False"...)
	case intValue:
		return append(b, v.text...)
	case floatValue:
		f, _ := strconv.ParseFloat(v.text, 64)
		return appendFloat(b, f)
	case textValue:
		return appendPythonText(b, v.text)
	case listValue:
		b = append(b, '[')
		for i := range v.list {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = v.list[i].appendRepr(b)
		}
		return append(b, ']')
	case objectValue:
		b = append(b, '{')
		for i := range v.list {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendPythonText(b, v.keys[i]), ": "...)
			b = v.list[i].appendRepr(b)
		}
		return append(b, '}')
	}
	return append(b, "None"...)
}

// appendPythonText quotes a text as Python does: in single quotes unless it holds one and no double quote.
func appendPythonText(b []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	b = append(b, quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ' || r == 0x7f:
			const hex = "0123456789abcdef"
			b = append(b, '\\', 'x', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, quote)
}

// appendFloat writes a number as Python's repr() does, which is what DRF sends: 1.0, 0.1, 1e+16, 1e-05.
func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(b, "null"...)
	case f == 0:
		if math.Signbit(f) {
			return append(b, "-0.0"...)
		}
		return append(b, "0.0"...)
	}
	if a := math.Abs(f); a < 1e-4 || a >= 1e16 {
		return strconv.AppendFloat(b, f, 'e', -1, 64)
	}
	n := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	for _, c := range b[n:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

// number is the text of a JSON number as DRF sees it after Python has read it: without zeros at the end of its fraction.
func (v *value) number() string {
	if v.kind != floatValue {
		return v.text
	}
	mantissa, exp, hasExp := strings.Cut(strings.ToLower(v.text), "e")
	if whole, frac, ok := strings.Cut(mantissa, "."); ok {
		frac = strings.TrimRight(frac, "0")
		switch {
		case frac != "":
			mantissa = whole + "." + frac
		case hasExp:
			mantissa = whole
		default:
			mantissa = whole + ".0"
		}
	}
	if hasExp {
		return mantissa + "e" + exp
	}
	return mantissa
}
