package testkit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// htmlMistakes lists what is wrong with a page or a part of one, with the line of each. A page is what has an <html> or a doctype;
// only then title and language are asked for.
func htmlMistakes(page string) []string {
	v := &validator{ids: map[string]int{}, line: 1}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := bytes.Clone(z.Raw())
		t := z.Token()
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			v.duplicates(t.Data, string(raw))
		}
		v.token(t)
		v.line += bytes.Count(raw, []byte("\n"))
	}
	v.end()
	return v.mistakes
}

// validator follows the tags of a page.
type validator struct {
	line     int
	open     []openTag
	ids      map[string]int // and their lines
	refs     []reference
	mistakes []string

	page, doctype, titled, language bool
	title                           strings.Builder
}

type openTag struct {
	name string
	line int
}

// reference is an attribute that names ids.
type reference struct {
	attr, id string
	line     int
}

func (v *validator) wrong(line int, format string, args ...any) {
	v.mistakes = append(v.mistakes, fmt.Sprintf("HTML line %d: %s", line, fmt.Sprintf(format, args...)))
}

func (v *validator) token(t html.Token) {
	switch t.Type {
	case html.DoctypeToken:
		v.page, v.doctype = true, true
	case html.TextToken:
		if v.in("title") {
			v.title.WriteString(t.Data)
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		v.start(t)
	case html.EndTagToken:
		v.close(t.Data)
	}
}

func (v *validator) in(name string) bool {
	return slices.ContainsFunc(v.open, func(o openTag) bool { return o.name == name })
}

func (v *validator) foreign() bool { return v.in("svg") || v.in("math") }

func (v *validator) start(t html.Token) {
	v.attributes(t)
	foreign := v.foreign()
	if !foreign {
		v.elements(t)
		for len(v.open) > 0 && slices.Contains(endedBy(t.Data), v.open[len(v.open)-1].name) {
			v.open = v.open[:len(v.open)-1]
		}
	}
	switch {
	case isVoid(t.Data) && !foreign:
		return
	case t.Type == html.SelfClosingTagToken:
		if !foreign && t.Data != "svg" && t.Data != "math" {
			v.wrong(v.line, "<%s/> does not end the element, browsers leave it open: write <%s></%s>", t.Data, t.Data, t.Data)
		}
		return
	}
	v.open = append(v.open, openTag{t.Data, v.line})
}

// elements looks at what single elements need.
func (v *validator) elements(t html.Token) {
	switch t.Data {
	case "html":
		v.page = true
		v.language = strings.TrimSpace(value(t, "lang")) != ""
	case "title":
		v.titled = true
	case "img", "area":
		if !slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) && (t.Data == "img" || value(t, "href") != "") {
			v.wrong(v.line, `<%s> has no alt: say what the picture shows, or alt="" for decoration`, t.Data)
		}
	case "iframe":
		if value(t, "title") == "" {
			v.wrong(v.line, "<iframe> has no title")
		}
	case "a", "form", "button", "label":
		if v.in(t.Data) {
			v.wrong(v.line, "<%s> stands within another <%s>", t.Data, t.Data)
		}
	}
}

// attributes looks at ids and what refers to them.
func (v *validator) attributes(t html.Token) {
	for _, a := range t.Attr {
		switch a.Key {
		case "id":
			if first, twice := v.ids[a.Val]; twice {
				v.wrong(v.line, "the id %q occurs twice, first on line %d", a.Val, first)
			} else {
				v.ids[a.Val] = v.line
			}
			if a.Val == "" || strings.ContainsAny(a.Val, " \t\n") {
				v.wrong(v.line, "the id %q is empty or has spaces", a.Val)
			}
		case "for", "aria-labelledby", "aria-describedby", "aria-controls", "list":
			for id := range strings.FieldsSeq(a.Val) {
				v.refs = append(v.refs, reference{a.Key, id, v.line})
			}
		}
	}
}

// duplicates looks for attributes that occur twice, in the tag as it stands: the parser has dropped them.
func (v *validator) duplicates(tag, raw string) {
	const space = " \t\r\n\f"
	seen := map[string]bool{}
	raw = strings.TrimRight(raw[min(len(raw), 1+len(tag)):], "/>")
	for {
		if raw = strings.TrimLeft(raw, space+"/"); raw == "" {
			return
		}
		end := 1 + strings.IndexAny(raw[1:]+"=", space+"/=") // a name may begin with =
		name := strings.ToLower(raw[:end])
		if seen[name] {
			v.wrong(v.line, "<%s> has the attribute %s twice: browsers take the first", tag, name)
		}
		seen[name] = true
		rest, hasValue := strings.CutPrefix(strings.TrimLeft(raw[end:], space), "=")
		if raw = raw[end:]; hasValue {
			raw = afterValue(strings.TrimLeft(rest, space), space)
		}
	}
}

// afterValue is what stands behind the value of an attribute.
func afterValue(s, space string) string {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		_, after, _ := strings.Cut(s[1:], s[:1])
		return after
	}
	if i := strings.IndexAny(s, space); i >= 0 {
		return s[i:]
	}
	return ""
}

// close ends an element, and with it those within whose end tags may be left out.
func (v *validator) close(name string) {
	if isVoid(name) && !v.foreign() {
		v.wrong(v.line, "</%s> ends an element that has no end", name)
		return
	}
	i := len(v.open) - 1
	for i >= 0 && v.open[i].name != name {
		i--
	}
	if i < 0 {
		v.wrong(v.line, "</%s> ends nothing that is open", name)
		return
	}
	for _, o := range v.open[i+1:] {
		if !mayStayOpen(o.name) {
			v.wrong(v.line, "</%s> ends while <%s> of line %d is still open", name, o.name, o.line)
		}
	}
	v.open = v.open[:i]
}

// end looks at the page as a whole.
func (v *validator) end() {
	for _, o := range v.open {
		if !mayStayOpen(o.name) {
			v.wrong(o.line, "<%s> is never closed", o.name)
		}
	}
	for _, r := range v.refs {
		if _, ok := v.ids[r.id]; !ok {
			v.wrong(r.line, "%s points to the id %q, which no element has", r.attr, r.id)
		}
	}
	if !v.page {
		return
	}
	if !v.doctype {
		v.wrong(1, "the page does not begin with <!doctype html>: browsers fall back to old rules")
	}
	if !v.language {
		v.wrong(1, `the page does not say its language: <html lang="en">`)
	}
	if !v.titled || strings.TrimSpace(v.title.String()) == "" {
		v.wrong(1, "the page has no <title>")
	}
}

func value(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// The rules of HTML for tags that have no end, or whose end may be left out (HTML Living Standard, 13.1.2).

func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

func mayStayOpen(name string) bool {
	switch name {
	case "html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "colgroup", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "rt", "rp":
		return true
	}
	return false
}

// endedBy lists the elements that a start tag ends.
func endedBy(name string) []string {
	switch name {
	case "li":
		return []string{"li", "p"}
	case "dt", "dd":
		return []string{"dt", "dd", "p"}
	case "option":
		return []string{"option"}
	case "optgroup":
		return []string{"option", "optgroup"}
	case "td", "th":
		return []string{"td", "th", "p"}
	case "tr":
		return []string{"td", "th", "tr", "p"}
	case "thead", "tbody", "tfoot":
		return []string{"td", "th", "tr", "thead", "tbody", "tfoot", "p"}
	case "body":
		return []string{"head"}
	case "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form",
		"h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "table", "ul":
		return []string{"p"}
	}
	return nil
}
