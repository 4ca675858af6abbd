package static

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A reference is the address of another file in the text of a style sheet or script.
type reference struct {
	start, end int    // of what is written, without quotes
	target     string // what it means
	comment    bool   // a source map
}

// cssReferences finds url(…), @import "…" and the source map in a style sheet, as CSS Syntax Level 3 divides it into tokens.
func cssReferences(text string) []reference {
	var refs []reference
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], "/*"):
			end := after(text, i+2, "*/")
			refs = appendSourceMap(refs, text, i+2, end)
			i = end
		case c == '"' || c == '\'':
			_, i = quoted(text, i)
		case c == '\\':
			i += 2
		case c == '@' || isName(c):
			i = cssWord(text, i, &refs)
		default:
			i++
		}
	}
	return refs
}

// cssWord reads a name and, if it is url( or @import, the address behind it. It returns where to go on.
func cssWord(text string, i int, refs *[]reference) int {
	start := i
	for i++; i < len(text) && isName(text[i]); i++ {
	}
	word := text[start:i]
	switch {
	case strings.EqualFold(word, "@import"):
		at := skipSpace(text, i)
		if at < len(text) && (text[at] == '"' || text[at] == '\'') {
			ref, end := quoted(text, at)
			*refs = append(*refs, ref)
			return end
		}
	case strings.EqualFold(word, "url") && i < len(text) && text[i] == '(':
		at := skipSpace(text, i+1)
		if at < len(text) && (text[at] == '"' || text[at] == '\'') {
			ref, end := quoted(text, at)
			*refs = append(*refs, ref)
			return end
		}
		return unquoted(text, at, refs)
	}
	return i
}

// unquoted reads the address in url(…) without quotes.
func unquoted(text string, start int, refs *[]reference) int {
	i := start
	for i < len(text) && text[i] != ')' {
		if text[i] == '\\' {
			i++
		}
		i++
	}
	i = min(i, len(text))
	written := strings.TrimRight(text[start:i], " \t\r\n\f")
	*refs = append(*refs, reference{start: start, end: start + len(written), target: unescape(written)})
	return i
}

// quoted reads a string, which ends with its quote or before the end of the line.
func quoted(text string, start int) (reference, int) {
	i := start + 1
	for i < len(text) && text[i] != text[start] && text[i] != '\n' {
		if text[i] == '\\' {
			i++
		}
		i++
	}
	i = min(i, len(text))
	return reference{start: start + 1, end: i, target: unescape(text[start+1 : i])}, min(i+1, len(text))
}

// unescape resolves the escapes of CSS: \ with up to six hexadecimal digits, or with any other character.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		n := 0
		for n < 6 && i+1+n < len(s) && isHex(s[i+1+n]) {
			n++
		}
		if n == 0 {
			i++
			b.WriteByte(s[i])
			continue
		}
		code, _ := strconv.ParseUint(s[i+1:i+1+n], 16, 32) // at most six digits
		if code > utf8.MaxRune {
			code = utf8.RuneError
		}
		b.WriteRune(rune(code))
		i += n
		if i+1 < len(s) && isSpace(s[i+1]) {
			i++
		}
	}
	return b.String()
}

// sourceMap begins the comment that names a source map (ECMA-426).
const sourceMap = "sourceMappingURL="

// appendSourceMap finds the source map that a comment from start to end names.
func appendSourceMap(refs []reference, text string, start, end int) []reference {
	if start >= end || text[start] != '#' && text[start] != '@' {
		return refs
	}
	at := skipSpace(text, start+1)
	if !strings.HasPrefix(text[at:end], sourceMap) {
		return refs
	}
	at += len(sourceMap)
	stop := at
	for stop < end && !isSpace(text[stop]) && text[stop] != '*' {
		stop++
	}
	return append(refs, reference{start: at, end: stop, target: text[at:stop], comment: true})
}

// after returns the place behind the next end, or the end of the text.
func after(text string, from int, end string) int {
	if i := strings.Index(text[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(text)
}

func skipSpace(text string, i int) int {
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// isName reports whether a byte may stand in a name of CSS or JavaScript.
func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c >= utf8.RuneSelf
}
