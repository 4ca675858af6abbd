package richtext

import "bytes"

// maxNesting is how many quotes and lists may begin on one line, each within the one before. Beyond it the parser's work grows with
// the square of their number.
const maxNesting = 100

// flatten makes text of the marks of quotes and lists beyond maxNesting on a line.
func flatten(source []byte) []byte {
	var out []byte
	done := 0
	for start := 0; start < len(source); {
		end := len(source)
		if n := bytes.IndexByte(source[start:], '\n'); n >= 0 {
			end = start + n + 1
		}
		if at := deepest(source[start:end]); at >= 0 {
			out = append(append(out, source[done:start+at]...), '\\')
			done = start + at
		}
		start = end
	}
	if out == nil {
		return source
	}
	return append(out, source[done:]...)
}

// deepest returns where the first mark beyond maxNesting stands in a line, in front of which a backslash makes it text, or -1.
func deepest(line []byte) int {
	depth := 0
	for i := 0; i < len(line); {
		at, next := mark(line, i)
		if next < 0 {
			return -1
		}
		if depth++; depth > maxNesting {
			return at
		}
		i = next
	}
	return -1
}

// mark finds the mark of a quote or a list item at i, after blanks. It returns the place of the character that makes it one, and
// what comes after it; next is -1 when something else stands there.
func mark(line []byte, i int) (at, next int) {
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	digits := i
	for i < len(line) && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	if i == len(line) {
		return 0, -1
	}
	switch c := line[i]; {
	case c == '>' && i == digits:
		return i, i + 1
	case (c == '-' || c == '+' || c == '*') && i == digits, (c == '.' || c == ')') && i > digits:
		if i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
			return i, i + 2
		}
	}
	return 0, -1
}
