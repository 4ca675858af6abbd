package rest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// readJSON reads one JSON value. The errors are worded as Python's, for DRF passes them on to clients. Nesting is bounded by depth; the size
// by whoever read the bytes, and the work is linear in it.
func readJSON(data []byte, depth int) (value, error) {
	p := jsonParser{data: data, depth: depth}
	if at := invalidUTF8(data); at >= 0 {
		return value{}, fmt.Errorf("'utf-8' codec can't decode byte 0x%02x in position %d: invalid start byte", data[at], at)
	}
	if strings.HasPrefix(string(data[:min(3, len(data))]), "\ufeff") {
		return value{}, p.fail("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
	}
	p.space()
	v, err := p.value()
	if err != nil {
		return value{}, err
	}
	p.space()
	if p.at < len(data) {
		return value{}, p.fail("Extra data", p.at)
	}
	return v, nil
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

type jsonParser struct {
	data  []byte
	at    int
	depth int
	count int
}

// fail tells a place as Python does: line, column and character, counted in characters.
func (p *jsonParser) fail(what string, at int) error {
	at = min(at, len(p.data))
	before := string(p.data[:at])
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("%s: line %d column %d (char %d)", what, line, column, utf8.RuneCountInString(before))
}

func (p *jsonParser) space() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// peek is the next byte, 0 at the end; a NUL byte is no part of JSON either.
func (p *jsonParser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *jsonParser) word(w string) bool {
	if !strings.HasPrefix(string(p.data[p.at:min(len(p.data), p.at+len(w))]), w) {
		return false
	}
	p.at += len(w)
	return true
}

func (p *jsonParser) value() (value, error) {
	if p.count++; p.count > maxValues {
		return value{}, errTooMany
	}
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if p.depth--; p.depth < 0 {
			return value{}, errTooDeep
		}
		defer func() { p.depth++ }()
		if c == '{' {
			return p.object()
		}
		return p.array()
	case c == '"':
		s, err := p.text()
		return value{kind: textValue, text: s}, err
	case c == 't' && p.word("true"):
		return value{kind: boolValue, yes: true}, nil
	case c == 'f' && p.word("false"):
		return value{kind: boolValue}, nil
	case c == 'n' && p.word("null"):
		return value{kind: nullValue}, nil
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for _, w := range [...]string{"NaN", "Infinity"} {
		if p.word(w) {
			return value{}, outOfRange(w)
		}
	}
	return value{}, p.fail("Expecting value", p.at)
}

func outOfRange(w string) error {
	return fmt.Errorf("Out of range float values are not JSON compliant: '%s'", w) //nolint:staticcheck // DRF's own words
}

func (p *jsonParser) digits() (n int) {
	for ; p.at < len(p.data) && p.data[p.at] >= '0' && p.data[p.at] <= '9'; p.at++ {
		n++
	}
	return n
}

func (p *jsonParser) number() (value, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
		if p.word("Infinity") {
			return value{}, outOfRange("-Infinity")
		}
	}
	if p.peek() == '0' {
		p.at++
	} else if p.digits() == 0 {
		return value{}, p.fail("Expecting value", start)
	}
	k := intValue
	if end := p.at; p.peek() == '.' {
		p.at++
		if p.digits() == 0 {
			p.at = end // Python takes the whole part and calls the rest extra data
			return value{kind: k, text: string(p.data[start:end])}, nil
		}
		k = floatValue
	}
	if end := p.at; p.peek() == 'e' || p.peek() == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if p.digits() == 0 {
			p.at = end
		} else {
			k = floatValue
		}
	}
	return value{kind: k, text: string(p.data[start:p.at])}, nil
}

func (p *jsonParser) array() (value, error) {
	v := value{kind: listValue, list: []value{}}
	p.at++
	p.space()
	if p.peek() == ']' {
		p.at++
		return v, nil
	}
	for {
		item, err := p.value()
		if err != nil {
			return value{}, err
		}
		v.list = append(v.list, item)
		p.space()
		switch p.peek() {
		case ']':
			p.at++
			return v, nil
		case ',':
			p.at++
			p.space()
		default:
			return value{}, p.fail("Expecting ',' delimiter", p.at)
		}
	}
}

func (p *jsonParser) object() (value, error) {
	v := value{kind: objectValue}
	p.at++
	p.space()
	if p.peek() == '}' {
		p.at++
		return v, nil
	}
	for {
		if p.peek() != '"' {
			return value{}, p.fail("Expecting property name enclosed in double quotes", p.at)
		}
		key, err := p.text()
		if err != nil {
			return value{}, err
		}
		p.space()
		if p.peek() != ':' {
			return value{}, p.fail("Expecting ':' delimiter", p.at)
		}
		p.at++
		p.space()
		item, err := p.value()
		if err != nil {
			return value{}, err
		}
		if v.keys == nil {
			v.keys, v.list = make([]string, 0, 8), make([]value, 0, 8)
		}
		v.keys, v.list = append(v.keys, key), append(v.list, item)
		p.space()
		switch p.peek() {
		case '}':
			p.at++
			return v, nil
		case ',':
			p.at++
			p.space()
		default:
			return value{}, p.fail("Expecting ',' delimiter", p.at)
		}
	}
}

// text reads a string. Most hold no escape and are copied once.
func (p *jsonParser) text() (string, error) {
	start := p.at
	p.at++
	for i := p.at; i < len(p.data); i++ {
		switch c := p.data[i]; {
		case c == '"':
			s := string(p.data[p.at:i])
			p.at = i + 1
			return s, nil
		case c == '\\':
			return p.escaped(start, i)
		case c < ' ':
			return "", p.fail("Invalid control character at", i)
		}
	}
	return "", p.fail("Unterminated string starting at", start)
}

// escaped reads the rest of a string from its first escape on.
func (p *jsonParser) escaped(start, i int) (string, error) {
	b := append([]byte(nil), p.data[p.at:i]...)
	for i < len(p.data) {
		switch c := p.data[i]; {
		case c == '"':
			p.at = i + 1
			return string(b), nil
		case c < ' ':
			return "", p.fail("Invalid control character at", i)
		case c != '\\':
			b = append(b, c)
			i++
		default:
			var err error
			if b, i, err = p.escape(b, start, i); err != nil {
				return "", err
			}
		}
	}
	return "", p.fail("Unterminated string starting at", start)
}

// escape reads one escape at i.
func (p *jsonParser) escape(b []byte, start, i int) ([]byte, int, error) {
	if i+1 >= len(p.data) {
		return nil, 0, p.fail("Unterminated string starting at", start)
	}
	switch c := p.data[i+1]; c {
	case '"', '\\', '/':
		return append(b, c), i + 2, nil
	case 'b':
		return append(b, '\b'), i + 2, nil
	case 'f':
		return append(b, '\f'), i + 2, nil
	case 'n':
		return append(b, '\n'), i + 2, nil
	case 'r':
		return append(b, '\r'), i + 2, nil
	case 't':
		return append(b, '\t'), i + 2, nil
	case 'u':
		r, ok := p.hex(i + 2)
		if !ok {
			return nil, 0, p.fail(`Invalid \uXXXX escape`, i+1)
		}
		i += 6
		if r >= 0xd800 && r < 0xdc00 && i+1 < len(p.data) && p.data[i] == '\\' && p.data[i+1] == 'u' {
			if low, ok := p.hex(i + 2); ok && low >= 0xdc00 && low < 0xe000 {
				return utf8.AppendRune(b, (r-0xd800)<<10|(low-0xdc00)+0x10000), i + 6, nil
			}
		}
		if r >= 0xd800 && r < 0xe000 { // alone: kept, so that validation can name it
			return append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f), i, nil
		}
		return utf8.AppendRune(b, r), i, nil
	}
	return nil, 0, p.fail(`Invalid \escape`, i)
}

func (p *jsonParser) hex(i int) (r rune, ok bool) {
	if i+4 > len(p.data) {
		return 0, false
	}
	for _, c := range p.data[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// surrogate finds a half of a surrogate pair in a text, as JSON may smuggle one in.
func surrogate(s string) (rune, bool) {
	if utf8.ValidString(s) {
		return 0, false
	}
	for i := 0; i+2 < len(s); i++ {
		if s[i] == 0xed && s[i+1] >= 0xa0 {
			return rune(s[i]&0xf)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f), true
		}
	}
	return utf8.RuneError, true
}
