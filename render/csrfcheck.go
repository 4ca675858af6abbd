package render

import (
	"slices"
	"strings"
	"text/template/parse"

	"github.com/musette-go/musette/web"
)

// formChecker looks for forms that are sent by POST to the site itself and hold no CSRF token. It puts the text of a page together
// as far as that can be known without data, both sides of every condition, and reads its tags.
type formChecker struct {
	comp  *composition
	text  strings.Builder
	parts []textPart
	stack []string // templates that are being put in
}

// A textPart says where the text from an offset on comes from.
type textPart struct {
	from int
	tree *parse.Tree
	node parse.Node
}

// tokenMark stands where a template calls csrf. A template cannot contain it.
const tokenMark = "\x00csrf\x00"

// maxPageText bounds the text that is put together from parts that include parts.
const maxPageText = 8 << 20

// forms calls report for every form without a token.
func (c *formChecker) forms(page string, report func(t *parse.Tree, n parse.Node)) {
	c.template(page)
	s := formScanner{text: c.text.String()}
	for _, at := range s.withoutToken() {
		i, found := slices.BinarySearchFunc(c.parts, at, func(p textPart, at int) int { return p.from - at })
		if !found {
			i--
		}
		// the form's own line, not that where its piece of text begins
		n := *c.parts[i].node.(*parse.TextNode)
		n.Pos += parse.Pos(at - c.parts[i].from)
		report(c.parts[i].tree, &n)
	}
}

func (c *formChecker) template(name string) {
	t := c.comp.trees[name]
	if t == nil || slices.Contains(c.stack, name) {
		return
	}
	c.stack = append(c.stack, name)
	c.list(t, t.Root)
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *formChecker) list(t *parse.Tree, l *parse.ListNode) {
	if l == nil || c.text.Len() > maxPageText {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			c.parts = append(c.parts, textPart{c.text.Len(), t, n})
			c.text.Write(n.Text)
		case *parse.ActionNode:
			c.action(n)
		case *parse.TemplateNode:
			c.template(n.Name)
		case *parse.IfNode:
			c.list(t, n.List)
			c.list(t, n.ElseList)
		case *parse.RangeNode:
			c.list(t, n.List)
			c.list(t, n.ElseList)
		case *parse.WithNode:
			c.list(t, n.List)
			c.list(t, n.ElseList)
		}
	}
}

func (c *formChecker) action(n *parse.ActionNode) {
	mark := "x"
	walk(n.Pipe, func(n parse.Node) {
		if id, ok := n.(*parse.IdentifierNode); ok && id.Ident == "csrf" {
			mark = tokenMark
		}
	})
	c.text.WriteString(mark)
}

// formScanner reads the tags of a page.
type formScanner struct {
	text string
	open []int // forms by POST that have no token so far
	bad  []int
}

// withoutToken returns where the forms without a token begin.
func (s *formScanner) withoutToken() []int {
	for i := 0; i < len(s.text); {
		switch c := s.text[i]; {
		case c == '\x00' && strings.HasPrefix(s.text[i:], tokenMark):
			s.open = nil
			i += len(tokenMark)
		case strings.HasPrefix(s.text[i:], "<!--"):
			i = indexAfter(s.text, i+4, "-->")
		case c == '<':
			i = s.tag(i)
		default:
			i++
		}
	}
	s.end()
	return s.bad
}

// tag reads one tag and returns where the text goes on.
func (s *formScanner) tag(start int) int {
	name, attrs, end := readTag(s.text, start)
	switch name {
	case "form":
		if strings.EqualFold(strings.TrimSpace(attrs["method"]), "post") && !foreign(attrs["action"]) {
			s.open = append(s.open, start)
		}
	case "/form":
		s.end()
	case "input":
		if attrs["name"] == web.CSRFField {
			s.open = nil
		}
	case "script", "style", "textarea", "title":
		return indexFold(s.text, end, "</"+name)
	}
	return end
}

// end closes the forms that are open.
func (s *formScanner) end() {
	s.bad = append(s.bad, s.open...)
	s.open = nil
}

// foreign reports whether a form is sent to another site, which must not see the token.
func foreign(action string) bool {
	action = strings.ToLower(strings.TrimSpace(action))
	return strings.HasPrefix(action, "http://") || strings.HasPrefix(action, "https://") || strings.HasPrefix(action, "//")
}

// readTag reads a tag with its attributes; names are in lower case.
func readTag(text string, start int) (name string, attrs map[string]string, end int) {
	i := start + 1
	for i < len(text) && !tagBreak(text[i], i > start+1) {
		i++
	}
	name = strings.ToLower(text[start+1 : i])
	for i < len(text) && text[i] != '>' {
		if tagBreak(text[i], true) || text[i] == '=' {
			i++
			continue
		}
		from := i
		for i < len(text) && !tagBreak(text[i], true) && text[i] != '=' {
			i++
		}
		key := strings.ToLower(text[from:i])
		var value string
		value, i = attributeValue(text, i)
		if attrs == nil {
			attrs = make(map[string]string)
		}
		if _, there := attrs[key]; !there {
			attrs[key] = value
		}
	}
	return name, attrs, min(i+1, len(text))
}

// tagBreak reports whether a byte ends a name in a tag. A slash does not at the beginning of one.
func tagBreak(c byte, inside bool) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '>' || c == '/' && inside
}

// attributeValue reads ="value" if it stands at i.
func attributeValue(text string, i int) (value string, end int) {
	at := skipBlank(text, i)
	if at >= len(text) || text[at] != '=' {
		return "", i
	}
	at = skipBlank(text, at+1)
	if at < len(text) && (text[at] == '"' || text[at] == '\'') {
		if n := strings.IndexByte(text[at+1:], text[at]); n >= 0 {
			return text[at+1 : at+1+n], at + n + 2
		}
		return text[at+1:], len(text)
	}
	from := at
	for at < len(text) && !tagBreak(text[at], false) {
		at++
	}
	return text[from:at], at
}

func skipBlank(text string, i int) int {
	for i < len(text) && tagBreak(text[i], false) && text[i] != '>' {
		i++
	}
	return i
}

// indexAfter is the place behind the next occurrence, or the end.
func indexAfter(text string, from int, what string) int {
	if i := strings.Index(text[min(from, len(text)):], what); i >= 0 {
		return from + i + len(what)
	}
	return len(text)
}

// indexFold is the place of the next occurrence whatever its case, or the end.
func indexFold(text string, from int, what string) int {
	for i := from; i+len(what) <= len(text); i++ {
		if text[i] == '<' && strings.EqualFold(text[i:i+len(what)], what) {
			return i
		}
	}
	return len(text)
}
