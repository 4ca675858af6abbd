package orm

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// Text matching. On PostgreSQL it is LIKE with the pattern's characters escaped, where case does not matter on both sides
// in upper case by Unicode's rules; SQLite has functions of ours that do the same, for its own know ASCII only.

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func escapeLike(s string) string {
	if !strings.ContainsAny(s, `%_\`) {
		return s
	}
	return likeEscaper.Replace(s)
}

func (b *builder) textMatch(n *node) {
	l := n.left()
	if n.op == opRegex {
		b.regex(&l, n.arg.(*regexp.Regexp))
		return
	}
	v := n.arg.(string)
	if b.ft.StringFunctions {
		b.matchByFunction(n.op, &l, v)
		return
	}
	fold := n.op == opIContains || n.op == opIStarts || n.op == opIEnds || n.op == opIExact
	v = escapeLike(v)
	switch n.op {
	case opContains, opIContains:
		v = "%" + v + "%"
	case opStarts, opIStarts:
		v += "%"
	case opEnds, opIEnds:
		v = "%" + v
	}
	if !fold {
		b.node(&l)
		b.s(" LIKE ")
		b.arg(v)
		return
	}
	b.s("upper(")
	b.node(&l)
	b.s(") LIKE upper(")
	b.arg(v)
	b.s(")")
}

// textFunction writes lower, upper and length; SQLite's own lower and upper know ASCII only.
func (b *builder) textFunction(n *node) {
	if n.op == opLength {
		b.length(&n.kids[0])
		return
	}
	if !b.ft.UnicodeFunctions {
		b.s("mu_")
	}
	b.s([]string{"lower(", "upper("}[n.op-opLower])
	b.node(&n.kids[0])
	b.s(")")
}

// length writes a length in 64 bits, as Go has it: PostgreSQL's own would refuse to be compared with a larger number.
func (b *builder) length(k *node) {
	if !b.ft.ArrayParams {
		b.s("length(")
		b.node(k)
		b.s(")")
		return
	}
	b.s("CAST(length(")
	b.node(k)
	b.s(") AS bigint)")
}

func (b *builder) matchByFunction(o op, l *node, v string) {
	switch o {
	case opContains, opIContains:
		b.s("mu_contains(")
	case opStarts, opIStarts:
		b.s("mu_starts(")
	case opEnds, opIEnds:
		b.s("mu_ends(")
	case opIExact:
		b.s("(mu_upper(")
		b.node(l)
		b.s(") = mu_upper(")
		b.arg(v)
		b.s("))")
		return
	}
	if o == opContains || o == opStarts || o == opEnds {
		b.node(l)
		b.s(", ")
		b.arg(v)
		b.s(")")
		return
	}
	b.s("mu_upper(")
	b.node(l)
	b.s("), mu_upper(")
	b.arg(v)
	b.s("))")
}

func (b *builder) regex(l *node, re *regexp.Regexp) {
	if b.ft.StringFunctions {
		b.s("mu_regexp(")
		b.arg(re.String())
		b.s(", ")
		b.node(l)
		b.s(")")
		return
	}
	pattern, err := postgresRegex(re.String())
	if err != nil {
		b.fail(err)
		return
	}
	b.node(l)
	b.s(" ~ ")
	b.arg(pattern)
}

// postgresRegex writes an RE2 pattern as one of PostgreSQL that matches the same texts. It goes through the parsed form, so
// classes like \d and flags like (?i) are spelt out.
func postgresRegex(pattern string) (string, error) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", fmt.Errorf("orm: regular expression %q: %w", pattern, err)
	}
	var w regexWriter
	w.write(tree)
	if w.bad != "" {
		return "", fmt.Errorf("orm: regular expression %q: %s has no equal in PostgreSQL; use literals, classes, anchors of the whole text, groups, alternatives and quantifiers", pattern, w.bad)
	}
	return w.b.String(), nil
}

type regexWriter struct {
	b   strings.Builder
	bad string
}

func (w *regexWriter) write(t *syntax.Regexp) {
	switch t.Op {
	case syntax.OpNoMatch:
		w.b.WriteString(`(?!)`)
	case syntax.OpEmptyMatch:
		w.b.WriteString("(?:)")
	case syntax.OpLiteral:
		for _, r := range t.Rune {
			w.literal(r, t.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		w.class(t.Rune)
	case syntax.OpAnyCharNotNL:
		w.b.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		w.b.WriteString(`(?:[^\n]|\n)`)
	case syntax.OpBeginText:
		w.b.WriteString(`\A`)
	case syntax.OpEndText:
		w.b.WriteString(`\Z`)
	case syntax.OpCapture:
		w.wrapped(t.Sub[0], "")
	case syntax.OpStar:
		w.wrapped(t.Sub[0], "*")
	case syntax.OpPlus:
		w.wrapped(t.Sub[0], "+")
	case syntax.OpQuest:
		w.wrapped(t.Sub[0], "?")
	case syntax.OpRepeat:
		w.repeat(t)
	case syntax.OpConcat:
		for _, s := range t.Sub {
			w.write(s)
		}
	case syntax.OpAlternate:
		w.alternate(t)
	default:
		w.bad = "“" + t.String() + "”"
	}
}

func (w *regexWriter) wrapped(t *syntax.Regexp, quantifier string) {
	w.b.WriteString("(?:")
	w.write(t)
	w.b.WriteString(")" + quantifier)
}

func (w *regexWriter) repeat(t *syntax.Regexp) {
	const most = 255 // PostgreSQL's limit
	if t.Min > most || t.Max > most {
		w.bad = fmt.Sprintf("a repetition of more than %d", most)
		return
	}
	q := fmt.Sprintf("{%d,%d}", t.Min, t.Max)
	if t.Max < 0 {
		q = fmt.Sprintf("{%d,}", t.Min)
	}
	w.wrapped(t.Sub[0], q)
}

func (w *regexWriter) alternate(t *syntax.Regexp) {
	w.b.WriteString("(?:")
	for i, s := range t.Sub {
		if i > 0 {
			w.b.WriteByte('|')
		}
		w.write(s)
	}
	w.b.WriteByte(')')
}

func (w *regexWriter) literal(r rune, fold bool) {
	if !fold || unicode.SimpleFold(r) == r {
		w.rune(r)
		return
	}
	w.b.WriteByte('[')
	w.rune(r)
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		w.rune(f)
	}
	w.b.WriteByte(']')
}

func (w *regexWriter) class(ranges []rune) {
	if len(ranges) == 0 {
		w.b.WriteString(`(?!)`)
		return
	}
	w.b.WriteByte('[')
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := max(ranges[i], 1), ranges[i+1] // PostgreSQL has no NUL in texts
		if lo > hi {
			continue
		}
		w.rune(lo)
		if hi > lo {
			w.b.WriteByte('-')
			w.rune(hi)
		}
	}
	w.b.WriteByte(']')
}

// rune writes one character: letters and digits as they are, everything else by number.
func (w *regexWriter) rune(r rune) {
	switch {
	case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		w.b.WriteRune(r)
	case r <= 0xffff:
		fmt.Fprintf(&w.b, `\u%04x`, r)
	default:
		fmt.Fprintf(&w.b, `\U%08x`, r)
	}
}
