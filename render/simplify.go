package render

import (
	"html/template"
	"strings"
	"text/template/parse"
)

// html/template puts every value in an attribute that holds an address through three functions, each called by reflection.
// The addresses that url and static return need none of them: they are made of safe characters. So after html/template
// has had its say about a page, calls of url and static become one call that returns the escaped address, and those whose
// arguments are constants become text.

// addressFuncs are the functions that return addresses, with the names of their escaped forms.
var addressFuncs = map[string]string{"url": "_musette_url", "static": "_musette_static"}

// addressEscapers are what html/template appends for an address in a quoted attribute.
var addressEscapers = []string{"_html_template_urlfilter", "_html_template_urlnormalizer", "_html_template_attrescaper"}

// escapedFuncs are the escaped forms.
func (e *Engine) escapedFuncs() template.FuncMap {
	return template.FuncMap{
		addressFuncs["url"]: func(name string, args ...any) (string, error) {
			s, err := e.url(name, args...)
			return escapeAddress(s), err
		},
		addressFuncs["static"]: func(path string) (string, error) {
			s, err := e.opt.Static(path)
			return escapeAddress(s), err
		},
	}
}

// unsafeAddress takes the place of an address that could run a script, as in html/template.
const unsafeAddress = "#ZgotmplZ"

// escapeAddress makes an address fit for a quoted attribute.
func escapeAddress(s string) string {
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		switch strings.ToLower(s[:i]) {
		case "http", "https", "mailto":
		default:
			return unsafeAddress
		}
	}
	for i := range len(s) {
		if !plainAddress(s, i) {
			return escapeRest(s, i)
		}
	}
	return s
}

// plainAddress reports whether the i-th byte stands for itself both in an address and in an attribute.
func plainAddress(s string, i int) bool {
	switch c := s[i]; {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	case c == '%':
		return i+2 < len(s) && hexDigit(s[i+1]) && hexDigit(s[i+2])
	default:
		return strings.IndexByte("-._~/?=:;,@!$*#[]", c) >= 0
	}
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func escapeRest(s string, from int) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	b.WriteString(s[:from])
	for i := from; i < len(s); i++ {
		switch c := s[i]; {
		case plainAddress(s, i):
			b.WriteByte(c)
		case c == '&':
			b.WriteString("&amp;")
		case c == '+':
			b.WriteString("&#43;")
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// simplify rewrites the templates of a set that html/template has escaped.
func (e *Engine) simplify(set *template.Template) {
	for name := range addressFuncs {
		if _, replaced := e.opt.Funcs[name]; replaced {
			return // a site's own url is not known to return safe characters
		}
	}
	set.Funcs(e.escapedFuncs())
	for _, t := range set.Templates() {
		if t.Tree != nil && t.Tree.Root != nil {
			e.simplifyList(t.Tree, t.Tree.Root)
		}
	}
}

func (e *Engine) simplifyList(tree *parse.Tree, list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if text, ok := e.simplifyAction(tree, n); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)}
			}
		case *parse.IfNode:
			e.simplifyBranch(tree, &n.BranchNode)
		case *parse.RangeNode:
			e.simplifyBranch(tree, &n.BranchNode)
		case *parse.WithNode:
			e.simplifyBranch(tree, &n.BranchNode)
		}
	}
}

func (e *Engine) simplifyBranch(tree *parse.Tree, b *parse.BranchNode) {
	e.simplifyList(tree, b.List)
	e.simplifyList(tree, b.ElseList)
}

// simplifyAction rewrites one action in place; ok means that it is always text.
func (e *Engine) simplifyAction(tree *parse.Tree, n *parse.ActionNode) (text string, ok bool) {
	call := addressCall(n.Pipe)
	if call == nil {
		return "", false
	}
	id := call.Args[0].(*parse.IdentifierNode)
	if text, ok := e.constantAddress(id.Ident, call.Args[1:]); ok {
		return escapeAddress(text), true
	}
	call.Args[0] = parse.NewIdentifier(addressFuncs[id.Ident]).SetTree(tree).SetPos(id.Pos)
	n.Pipe.Cmds = n.Pipe.Cmds[:1]
	return "", false
}

// addressCall returns the call of an address function in a pipeline that does nothing else but escape it, or nil.
func addressCall(p *parse.PipeNode) *parse.CommandNode {
	if len(p.Decl) > 0 || len(p.Cmds) != 1+len(addressEscapers) {
		return nil
	}
	for i, name := range addressEscapers {
		c := p.Cmds[i+1]
		if id, ok := c.Args[0].(*parse.IdentifierNode); !ok || len(c.Args) != 1 || id.Ident != name {
			return nil
		}
	}
	if id, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok && addressFuncs[id.Ident] != "" {
		return p.Cmds[0]
	}
	return nil
}

// constantAddress computes a call with constant texts as arguments. A call that fails is left for the time it is made, when
// the error names the place.
func (e *Engine) constantAddress(fn string, args []parse.Node) (string, bool) {
	texts := make([]any, len(args))
	for i, a := range args {
		s, ok := a.(*parse.StringNode)
		if !ok {
			return "", false
		}
		texts[i] = s.Text
	}
	if len(texts) == 0 {
		return "", false
	}
	name := texts[0].(string)
	var s string
	var err error
	switch {
	case fn == "url":
		s, err = e.url(name, texts[1:]...)
	case len(texts) == 1:
		s, err = e.opt.Static(name)
	default:
		return "", false
	}
	return s, err == nil
}
