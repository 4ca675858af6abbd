package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A segment is what stands between two slashes of a pattern: literal text, or one parameter with text around it.
type segment struct {
	literal string // the text, or what stands before the parameter
	suffix  string // what stands behind the parameter
	param   int    // index into the pattern's parameters, -1 for literal text
}

// A param is one declared parameter.
type param struct {
	name string
	conv converter
}

// A pattern is the parsed form of a route's path.
type pattern struct {
	text     string
	segments []segment
	params   []param
	regexp   *regexPattern // of a regex route, in the place of segments
	secret   bool          // a parameter is a secret: logs have the pattern in the place of the path
}

// parsePattern parses a pattern such as "/products/{id:int}/", with the types of parameters of the site.
func (s *site) parsePattern(text string) (pattern, error) {
	p := pattern{text: text}
	if !strings.HasPrefix(text, "/") {
		return p, fmt.Errorf("a pattern begins with a slash: write %q", "/"+text)
	}
	if !cleanText(text) {
		return p, errors.New("a pattern holds no control characters and is valid UTF-8")
	}
	segs := strings.Split(text[1:], "/")
	for i, text := range segs {
		last := i == len(segs)-1
		seg, err := p.parseSegment(text, last, s)
		if err != nil {
			return p, err
		}
		p.segments = append(p.segments, seg)
	}
	p.secret = slices.ContainsFunc(p.params, func(a param) bool { return holdsAny(strings.ToLower(a.name), "token", "secret", "password") })
	return p, nil
}

func (p *pattern) parseSegment(s string, last bool, types *site) (segment, error) {
	open := strings.IndexByte(s, '{')
	if open < 0 {
		return segment{literal: s, param: -1}, checkLiteral(s, last)
	}
	end := strings.IndexByte(s, '}')
	if end < open {
		return segment{}, fmt.Errorf("%q lacks the closing brace of its parameter", s)
	}
	seg := segment{literal: s[:open], suffix: s[end+1:], param: len(p.params)}
	if strings.ContainsAny(seg.suffix, "{}") {
		return seg, fmt.Errorf("%q holds more than one parameter between two slashes: put a slash between them", s)
	}
	if err := errors.Join(checkChars(seg.literal), checkChars(seg.suffix)); err != nil {
		return seg, err
	}
	prm, err := p.parseParam(s[open+1:end], types)
	if err != nil {
		return seg, err
	}
	if prm.conv.rest && (!last || seg.literal != "" || seg.suffix != "") {
		return seg, fmt.Errorf("{%s:path} takes the rest of the path: it must be the whole last segment", prm.name)
	}
	p.params = append(p.params, prm)
	return seg, nil
}

func (p *pattern) parseParam(s string, types *site) (param, error) {
	name, typ, typed := strings.Cut(s, ":")
	if !typed {
		typ = "str"
	}
	if !isIdent(name) {
		return param{}, fmt.Errorf("{%s}: the name of a parameter is letters, digits and _, such as {id} or {id:int}", s)
	}
	if p.has(name) {
		return param{}, fmt.Errorf("the parameter %q occurs twice: give each its own name", name)
	}
	conv, ok := types.converter(typ)
	if !ok {
		return param{}, fmt.Errorf("{%s}: there is no type %q; the types are %s", s, typ, types.converterNames())
	}
	return param{name, conv}, nil
}

func (p *pattern) has(name string) bool {
	return slices.ContainsFunc(p.params, func(q param) bool { return q.name == name })
}

func checkLiteral(s string, last bool) error {
	switch {
	case s == "" && !last:
		return errors.New("a pattern holds no empty segment: remove the double slash")
	case s == "." || s == "..":
		return fmt.Errorf("the segment %q never reaches a server: browsers resolve it", s)
	}
	return checkChars(s)
}

func checkChars(s string) error {
	if i := strings.IndexAny(s, "{}?#%\\"); i >= 0 {
		return fmt.Errorf("%q holds %q: patterns are written as decoded paths, without ? # %% \\ and stray braces", s, s[i])
	}
	return nil
}

func isIdent(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// signature names the parameters for messages: "id:int, slug:slug", or "none".
func (p *pattern) signature() string {
	if len(p.params) == 0 {
		return "none"
	}
	var parts []string
	for _, q := range p.params {
		parts = append(parts, q.name+":"+q.conv.name)
	}
	return strings.Join(parts, ", ")
}

// build puts texts, which have been checked, in the places of the parameters and escapes them.
func (p *pattern) build(texts []string) string {
	if p.regexp != nil {
		return p.regexp.build(texts)
	}
	var b strings.Builder
	for _, s := range p.segments {
		b.WriteByte('/')
		if s.param < 0 {
			b.WriteString(url.PathEscape(s.literal))
			continue
		}
		text := texts[s.param]
		if p.params[s.param].conv.rest {
			b.WriteString(strings.ReplaceAll(url.PathEscape(text), "%2F", "/"))
			continue
		}
		b.WriteString(url.PathEscape(s.literal + text + s.suffix))
	}
	return b.String()
}
