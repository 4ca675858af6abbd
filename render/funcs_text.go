package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func lower(value any) string { return strings.ToLower(text(value)) }

func upper(value any) string { return strings.ToUpper(text(value)) }

// capFirst makes the first letter a capital and leaves the others.
func capFirst(value any) string {
	s := text(value)
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToTitle(r)) + s[n:]
}

// title makes the first letter of every word a capital and the others small. Apostrophes and digits do not end a word.
func title(value any) string {
	inside := false
	return strings.Map(func(r rune) rune {
		was := inside
		inside = unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’'
		if was {
			return unicode.ToLower(r)
		}
		return unicode.ToTitle(r)
	}, text(value))
}

// truncate cuts text to n characters, the last of which becomes "…": {{truncate 80 .Text}}.
func truncate(n int, value any) (string, error) {
	if n < 1 {
		return "", fmt.Errorf("truncate takes a length of at least 1, not %d", n)
	}
	s := text(value)
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s, nil
	}
	count := 0
	for i := range s {
		if count == n-1 {
			return s[:i] + "…", nil
		}
		count++
	}
	return s, nil
}

// truncateWords cuts text to n words and puts " …" behind them: {{truncatewords 20 .Text}}. Space between words becomes one.
func truncateWords(n int, value any) (string, error) {
	if n < 1 {
		return "", fmt.Errorf("truncatewords takes a number of words of at least 1, not %d", n)
	}
	var b strings.Builder
	count := 0
	for word := range strings.FieldsSeq(text(value)) {
		if count == n {
			b.WriteString(" …")
			break
		}
		if count > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		count++
	}
	return b.String(), nil
}

// wordCount is the number of words.
func wordCount(value any) int {
	n := 0
	for range strings.FieldsSeq(text(value)) {
		n++
	}
	return n
}

// maxWidth is the widest line in characters that functions make.
const maxWidth = 10_000

// checkWidth refuses widths that would fill the memory.
func checkWidth(name string, n int) error {
	if n < 1 || n > maxWidth {
		return fmt.Errorf("%s takes a width from 1 to %d, not %d", name, maxWidth, n)
	}
	return nil
}

// wordWrap breaks lines before the word that would make them longer than n characters; longer words stay whole.
func wordWrap(n int, value any) (string, error) {
	if err := checkWidth("wordwrap", n); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, line := range strings.Split(text(value), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		wrapLine(&b, n, strings.TrimSuffix(line, "\r"))
	}
	return b.String(), nil
}

func wrapLine(b *strings.Builder, n int, line string) {
	if utf8.RuneCountInString(line) <= n {
		b.WriteString(line)
		return
	}
	width := 0
	for word := range strings.SplitSeq(line, " ") {
		w := utf8.RuneCountInString(word)
		switch {
		case width == 0:
		case width+1+w > n:
			b.WriteByte('\n')
			width = 0
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += w
	}
}

// slugify makes text fit for an address: ASCII letters without accents, digits, "_" and "-", in lower case.
func slugify(value any) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(text(value)) {
		switch {
		case r == '-' || unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_':
		default:
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "-_")
}

// stripTags takes out what looks like tags and comments. The result is text, and is escaped where it is shown: this is for
// reading, not for safety.
func stripTags(value any) string {
	s := text(value)
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := tagEnd(rest)
		if end < 0 {
			b.WriteByte('<') // not a tag
			s = rest
			if !startsTag(rest) {
				continue
			}
			b.WriteString(rest) // a tag without an end, nor has any other behind it one
			return b.String()
		}
		s = rest[end:]
	}
}

// startsTag reports whether the text behind a "<" begins a tag or a comment.
func startsTag(s string) bool {
	return s != "" && (s[0] == '/' || s[0] == '!' || s[0] == '?' || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

// tagEnd returns the place behind the tag that begins before s, or -1.
func tagEnd(s string) int {
	if !startsTag(s) {
		return -1
	}
	close := ">"
	if strings.HasPrefix(s, "!--") {
		close = "-->"
	}
	i := strings.Index(s, close)
	if i < 0 {
		return -1
	}
	return i + len(close)
}

// cut takes out every occurrence of a text: {{cut " " .Phone}}.
func cut(what string, value any) string {
	if what == "" {
		return text(value)
	}
	return strings.ReplaceAll(text(value), what, "")
}

var slashes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`)

// addSlashes puts a backslash before quotes and backslashes.
func addSlashes(value any) string { return slashes.Replace(text(value)) }

func center(n int, value any) (string, error) { return pad("center", n, value, 1, 2) }

func leftJustify(n int, value any) (string, error) { return pad("ljust", n, value, 0, 1) }

func rightJustify(n int, value any) (string, error) { return pad("rjust", n, value, 1, 1) }

// pad fills text up to n characters; the given part of the spaces stands before it.
func pad(name string, n int, value any, part, of int) (string, error) {
	if err := checkWidth(name, n); err != nil {
		return "", err
	}
	s := text(value)
	spaces := n - utf8.RuneCountInString(s)
	if spaces <= 0 {
		return s, nil
	}
	left := spaces * part / of
	return strings.Repeat(" ", left) + s + strings.Repeat(" ", spaces-left), nil
}

// lineNumbers puts its number before every line.
func lineNumbers(value any) string {
	s := text(value)
	width := len(strconv.Itoa(strings.Count(s, "\n") + 1))
	var b strings.Builder
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		if n++; n > 1 {
			b.WriteByte('\n')
		}
		number := strconv.Itoa(n)
		b.WriteString(strings.Repeat("0", width-len(number)) + number + ". " + line)
	}
	return b.String()
}
