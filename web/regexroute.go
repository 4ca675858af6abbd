package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"regexp/syntax"
	"strings"
)

// Regexp registers a plain handler or a [HandlerFunc] for the paths that an expression matches as a whole, for addresses that
// no pattern can say. The expression is RE2, which takes time linear in the length of the path and cannot backtrack; it
// begins with a slash and is matched against the decoded path. Its named groups are the parameters, read by [Param]:
//
//	r.Regexp("GET", `/archive/(?P<year>[0-9]{4})-(?P<week>[0-9]{2})/`, week)
//
// Patterns come before expressions, mounted handlers after them; of two expressions that match, the one registered first is
// taken. An expression that is made of literal text and named groups only can have a name for [Reverse].
func (r *Router) Regexp(method, expr string, h http.Handler) *Route {
	rt := r.add(method, "", h, false)
	rt.regexp = true
	rt.pat.text = r.prefix + expr
	if strings.HasSuffix(r.prefix, "/") && strings.HasPrefix(expr, "/") {
		rt.pat.text = r.prefix + expr[1:]
	}
	rt.pat.regexp = &regexPattern{prefix: r.prefix, expr: strings.TrimPrefix(rt.pat.text, r.prefix)}
	return rt
}

// A regexPattern is the expression of a regex route.
type regexPattern struct {
	prefix, expr string // the prefix is a pattern, the rest an expression
	re           *regexp.Regexp
	groups       []int       // where the parameters stand in a match
	parts        []regexPart // how to write a path; empty when that cannot be said
}

// A regexPart is literal text or a parameter.
type regexPart struct {
	literal string
	param   int // -1 for literal text
}

// parseRegexp compiles the expression of a regex route.
func (s *site) parseRegexp(p pattern) (pattern, error) {
	x := regexPattern{prefix: p.regexp.prefix, expr: p.regexp.expr}
	p.params, p.regexp = nil, &x
	if !strings.HasPrefix(p.text, "/") {
		return p, fmt.Errorf("an expression begins with a slash: write %q", "/"+p.text)
	}
	expr, err := x.addPrefix(&p, s)
	if err != nil {
		return p, err
	}
	tree, err := syntax.Parse(x.expr, syntax.Perl)
	if err != nil {
		return p, fmt.Errorf("the expression does not compile: %w", err)
	}
	if x.re, err = regexp.Compile(`\A(?:` + expr + x.expr + `)\z`); err != nil {
		return p, fmt.Errorf("the expression does not compile: %w", err)
	}
	for i, name := range x.re.SubexpNames()[1:] {
		x.groups = append(x.groups, i+1)
		switch {
		case name == "":
			return p, errors.New("every group of the expression needs a name: write (?P<name>…), or (?:…) for one that is no parameter")
		case i < len(p.params): // of the prefix
		case p.has(name):
			return p, fmt.Errorf("the parameter %q occurs twice: give each its own name", name)
		default:
			any := converter{name: "str", want: "text that its group matches", match: func(string) bool { return true }}
			p.params = append(p.params, param{name, any})
		}
	}
	if parts, ok := writable(tree, x.re); ok {
		x.parts = append(x.parts, parts...)
	} else {
		x.parts = nil
	}
	return p, nil
}

// addPrefix turns the pattern of the groups around the route into an expression.
func (x *regexPattern) addPrefix(p *pattern, s *site) (string, error) {
	if x.prefix == "" {
		return "", nil
	}
	pre, err := s.parsePattern(x.prefix)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, seg := range pre.segments {
		b.WriteString("/" + regexp.QuoteMeta(seg.literal))
		x.parts = append(x.parts, regexPart{"/" + seg.literal, -1})
		if seg.param < 0 {
			continue
		}
		prm := pre.params[seg.param]
		if prm.conv.rest {
			return "", fmt.Errorf("{%s:path} takes the rest of the path: nothing can stand behind it", prm.name)
		}
		fmt.Fprintf(&b, "(?P<%s>[^/]+)%s", prm.name, regexp.QuoteMeta(seg.suffix))
		x.parts = append(x.parts, regexPart{"", len(p.params)}, regexPart{seg.suffix, -1})
		p.params = append(p.params, prm)
	}
	return b.String(), nil
}

// writable returns the parts of an expression that is literal text and named groups.
func writable(tree *syntax.Regexp, re *regexp.Regexp) ([]regexPart, bool) {
	list := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpConcat {
		list = tree.Sub
	}
	var parts []regexPart
	for _, t := range list {
		switch {
		case t.Op == syntax.OpLiteral && t.Flags&syntax.FoldCase == 0:
			parts = append(parts, regexPart{string(t.Rune), -1})
		case t.Op == syntax.OpCapture:
			parts = append(parts, regexPart{"", re.SubexpIndex(t.Name) - 1})
		case t.Op == syntax.OpBeginText || t.Op == syntax.OpEndText || t.Op == syntax.OpEmptyMatch:
		default:
			return nil, false
		}
	}
	return parts, true
}

// take appends what the parameters hold when path fits.
func (x *regexPattern) take(p *pattern, path string, values []string) ([]string, bool) {
	at := x.re.FindStringSubmatchIndex(path)
	if at == nil {
		return values, false
	}
	for i, g := range x.groups {
		text := ""
		if at[2*g] >= 0 {
			text = path[at[2*g]:at[2*g+1]]
		}
		if !p.params[i].conv.match(text) {
			return values, false
		}
		values = append(values, text)
	}
	return values, true
}

// build writes the path, or "" when the texts do not lead back to it.
func (x *regexPattern) build(texts []string) string {
	var b strings.Builder
	for _, part := range x.parts {
		if part.param < 0 {
			b.WriteString(part.literal)
		} else {
			b.WriteString(texts[part.param])
		}
	}
	path := b.String()
	at := x.re.FindStringSubmatchIndex(path)
	if at == nil || strings.HasPrefix(path, "//") {
		return ""
	}
	for i, g := range x.groups {
		if at[2*g] < 0 || path[at[2*g]:at[2*g+1]] != texts[i] {
			return ""
		}
	}
	return strings.ReplaceAll(url.PathEscape(path), "%2F", "/")
}

// A regexEndpoint is one expression with its methods.
type regexEndpoint struct {
	pat pattern
	endpoint
}

// findRegexp looks for an expression that path fits, when no pattern has been found or only a mounted handler.
func (m *mux) findRegexp(s *search, path string) bool {
	for _, x := range m.regexps {
		values, ok := x.pat.regexp.take(&x.pat, path, s.values[:0:0])
		if ok && s.accept(&x.endpoint) {
			s.values, s.rest = values, 0
			return true
		}
	}
	return false
}
