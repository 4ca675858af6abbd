package db

import "strings"

// maxNormalized is the length at which a normalised statement is cut.
const maxNormalized = 2000

// Normalize makes an SQL text fit for logs and for grouping: every literal becomes ?, every list of parameters or
// literals (…), comments go, and spaces are single. No value of the statement is left in it.
func Normalize(sql string) string {
	n := normalizer{sql: sql}
	n.out.Grow(min(len(sql), maxNormalized))
	for n.pos < len(sql) && n.out.Len() < maxNormalized {
		n.token()
	}
	text := strings.TrimSpace(n.out.String())
	if n.pos < len(sql) {
		text += " …"
	}
	return text
}

type normalizer struct {
	sql  string
	pos  int
	last byte // the last byte written, outside names
	out  strings.Builder
}

func (n *normalizer) write(s string) {
	n.out.WriteString(s)
	if s != "" {
		n.last = s[len(s)-1]
	}
}

// token takes one token of the statement.
func (n *normalizer) token() {
	c := n.sql[n.pos]
	switch {
	case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		n.pos++
		n.space()
	case c == '\'':
		n.quoted('\'', n.afterE())
		n.value("?")
	case c == '"':
		start := n.pos
		n.quoted('"', false)
		n.write(n.sql[start:n.pos])
	case c == '-' && n.peek(1) == '-':
		n.until("\n")
		n.space()
	case c == '/' && n.peek(1) == '*':
		n.pos += 2
		n.until("*/")
		n.space()
	case c == '$' || c == '?':
		n.dollar()
	case c >= '0' && c <= '9' || c == '.' && isDigit(n.peek(1)):
		n.number()
	case isLetter(c):
		n.word()
	default:
		n.pos++
		n.write(string(c))
	}
}

func (n *normalizer) space() {
	if n.last != ' ' {
		n.write(" ")
	}
}

func (n *normalizer) peek(by int) byte {
	if n.pos+by < len(n.sql) {
		return n.sql[n.pos+by]
	}
	return 0
}

func (n *normalizer) until(end string) {
	if i := strings.Index(n.sql[n.pos:], end); i >= 0 {
		n.pos += i + len(end)
		return
	}
	n.pos = len(n.sql)
}

// afterE reports whether the quote follows an E, which makes the backslash an escape.
func (n *normalizer) afterE() bool {
	if n.pos == 0 || n.sql[n.pos-1]|0x20 != 'e' {
		return false
	}
	return n.pos < 2 || !isLetter(n.sql[n.pos-2])
}

// quoted goes past a quoted text or name.
func (n *normalizer) quoted(quote byte, backslash bool) {
	for n.pos++; n.pos < len(n.sql); n.pos++ {
		switch n.sql[n.pos] {
		case '\\':
			if backslash {
				n.pos++
			}
		case quote:
			if n.peek(1) != quote {
				n.pos++
				return
			}
			n.pos++
		}
	}
	n.pos = min(n.pos, len(n.sql))
}

// dollar takes a parameter ($1, ?1) or a text between dollar signs ($tag$…$tag$).
func (n *normalizer) dollar() {
	start := n.pos
	n.pos++
	if isDigit(n.peek(0)) || n.sql[start] == '?' {
		for isDigit(n.peek(0)) {
			n.pos++
		}
		n.value(n.sql[start:n.pos])
		return
	}
	for isLetter(n.peek(0)) || isDigit(n.peek(0)) {
		n.pos++
	}
	if n.peek(0) != '$' {
		n.write(n.sql[start:n.pos])
		return
	}
	n.pos++
	n.until(n.sql[start:n.pos])
	n.value("?")
}

func (n *normalizer) number() {
	for n.pos < len(n.sql) {
		c := n.sql[n.pos]
		exponentSign := (c == '+' || c == '-') && n.sql[n.pos-1]|0x20 == 'e'
		if !isDigit(c) && c != '.' && !isLetter(c) && !exponentSign {
			break
		}
		n.pos++
	}
	n.value("?")
}

func (n *normalizer) word() {
	start := n.pos
	for isLetter(n.peek(0)) || isDigit(n.peek(0)) {
		n.pos++
	}
	n.write(n.sql[start:n.pos])
}

// value writes a literal or parameter; the second one of a list becomes … and the others vanish.
func (n *normalizer) value(text string) {
	s := n.out.String()
	if strings.HasSuffix(s, "…, ") || strings.HasSuffix(s, "…,") {
		trimmed := strings.TrimRight(s, ", ")
		n.out.Reset()
		n.write(trimmed)
		return
	}
	if head := strings.TrimSuffix(strings.TrimSuffix(s, " "), ","); len(head) < len(s) && endsWithValue(head) {
		n.write("…")
		return
	}
	n.write(text)
}

// endsWithValue reports whether the text ends with a literal's mark or a parameter.
func endsWithValue(s string) bool {
	rest := strings.TrimRight(s, "0123456789")
	return strings.HasSuffix(rest, "?") || strings.HasSuffix(rest, "$") && len(rest) < len(s)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80 }
