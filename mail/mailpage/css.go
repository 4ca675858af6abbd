package mailpage

import (
	"errors"
	"strings"
)

// declaration is "color: red".
type declaration struct {
	property, value string
	important       bool
}

// block is one rule of a style sheet: selectors and declarations, or an at-rule as it stands.
type block struct {
	prelude string // "p, .note", "@media print"
	body    string // between the braces
	at      bool
}

// maxRules is the most rules of the styles of one mail.
const maxRules = 1000

var errCSS = errors.New("a style cannot be read: a brace, a quote or a comment is not closed")

// splitCSS splits a style sheet into its rules (CSS Syntax Module Level 3, as far as rules, at-rules, strings and comments go).
func splitCSS(css string) ([]block, error) {
	css, err := withoutComments(css)
	if err != nil {
		return nil, err
	}
	var out []block
	for {
		css = strings.TrimSpace(css)
		if css == "" {
			return out, nil
		}
		if len(out) == maxRules {
			return nil, errors.New("the styles have more than 1000 rules")
		}
		b := block{at: css[0] == '@'}
		ends := "{"
		if b.at {
			ends = "{;"
		}
		end := until(css, ends)
		if end < 0 {
			return nil, errCSS
		}
		b.prelude = strings.TrimSpace(css[:end])
		if css[end] == ';' { // @import
			out = append(out, b)
			css = css[end+1:]
			continue
		}
		size := closing(css[end+1:])
		if size < 0 {
			return nil, errCSS
		}
		b.body = strings.TrimSpace(css[end+1 : end+1+size])
		out = append(out, b)
		css = css[end+size+2:]
	}
}

// withoutComments removes comments outside of strings.
func withoutComments(css string) (string, error) {
	var b strings.Builder
	for {
		i := until(css, "/")
		if i < 0 {
			b.WriteString(css)
			return b.String(), nil
		}
		if !strings.HasPrefix(css[i:], "/*") {
			b.WriteString(css[:i+1])
			css = css[i+1:]
			continue
		}
		end := strings.Index(css[i+2:], "*/")
		if end < 0 {
			return "", errCSS
		}
		b.WriteString(css[:i] + " ")
		css = css[i+2+end+2:]
	}
}

// until returns the first of the characters outside of strings and parentheses, or -1.
func until(css, chars string) int {
	depth := 0
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case c == '\\':
			i++
		case c == '"' || c == '\'':
			size := stringEnd(css[i+1:], c)
			if size < 0 {
				return -1
			}
			i += size + 1
		case depth == 0 && strings.IndexByte(chars, c) >= 0:
			return i
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		}
	}
	return -1
}

// stringEnd returns where a string ends.
func stringEnd(css string, quote byte) int {
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return -1
}

// closing returns the brace that closes a block, or -1.
func closing(css string) int {
	depth, at := 1, 0
	for {
		i := until(css[at:], "{}")
		if i < 0 {
			return -1
		}
		at += i
		if css[at] == '{' {
			depth++
		} else if depth--; depth == 0 {
			return at
		}
		at++
	}
}

// declarations reads what stands between braces, or in an attribute style. What is none is left out, as browsers do.
func declarations(css string) []declaration {
	var out []declaration
	for css != "" {
		part := css
		if end := until(css, ";"); end >= 0 {
			part, css = css[:end], css[end+1:]
		} else {
			css = ""
		}
		name, value, ok := strings.Cut(part, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if !ok || name == "" || value == "" {
			continue
		}
		d := declaration{property: name, value: value}
		if i := strings.LastIndexByte(value, '!'); i >= 0 && strings.EqualFold(strings.TrimSpace(value[i+1:]), "important") {
			d.value, d.important = strings.TrimSpace(value[:i]), true
		}
		out = append(out, d)
	}
	return out
}

// splitSelectors splits "p, a:is(b, c)".
func splitSelectors(prelude string) []string {
	var out []string
	for {
		i := until(prelude, ",")
		if i < 0 {
			return append(out, strings.TrimSpace(prelude))
		}
		out = append(out, strings.TrimSpace(prelude[:i]))
		prelude = prelude[i+1:]
	}
}
