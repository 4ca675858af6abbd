package web

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// shorten cuts s to at most n bytes without splitting a character, and marks the cut.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// logText makes text from outside fit for a log line: at most n bytes and the mark of the cut, with every control or invalid
// character escaped.
func logText(s string, n int) string {
	s = shorten(s, n)
	if cleanText(s) && isASCII(s) {
		return s
	}
	q := strconv.QuoteToASCII(s)
	return shorten(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), n)
}

// quoted is s for a message, short and printable.
func quoted(s string) string { return strconv.QuoteToASCII(shorten(s, 40)) }

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func plural(n int, word string) string {
	switch n {
	case 0:
		return "no " + word + "s"
	case 1:
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
