package render

import (
	"fmt"
	"html"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// What a page costs is mostly calls by reflection: html/template appends functions that escape to every pipeline, one for text
// and three for an address in an attribute. After it has had its say about a page, the calls are made cheaper without
// changing what comes out:
//
//   - Calls of url, static and querystring, whose addresses are made of safe characters, become one call that returns the escaped
//     address, and text where the arguments are constants.
//   - The function that escapes text becomes one that takes a single argument, which costs half as much to call.

// addressFuncs are the functions that return addresses, with the most arguments that their escaped forms take.
var addressFuncs = map[string]int{"url": 3, "static": 1, "querystring": 2}

// addressEscapers are what html/template appends for an address in a quoted attribute.
var addressEscapers = []string{"_html_template_urlfilter", "_html_template_urlnormalizer", "_html_template_attrescaper"}

// textEscaper is what html/template appends to a value between tags, and what takes its place.
const (
	textEscaper   = "_html_template_htmlescaper"
	ourTextEscape = "_musette_text"
)

// escapedFuncs are the functions that simplified pages call. Those for addresses take a fixed number of arguments: a call of
// a variadic function costs a slice.
func (e *Engine) escapedFuncs(s *slot) template.FuncMap {
	escaped := func(s string, err error) (string, error) { return escapeAddress(s), err }
	return template.FuncMap{
		"_musette_url1":    func(name string) (string, error) { return escaped(e.urlIn(s.r, name)) },
		"_musette_url2":    func(name string, a any) (string, error) { return escaped(e.urlIn(s.r, name, a)) },
		"_musette_url3":    func(name string, a, b any) (string, error) { return escaped(e.urlIn(s.r, name, a, b)) },
		"_musette_static1": func(path string) (string, error) { return escaped(e.opt.Static(path)) },
		"_musette_querystring2": func(key, value any) (string, error) {
			if s.r == nil {
				return "", errNoRequest
			}
			return escaped(querystring(s.r.URL.RawQuery, []any{key, value}))
		},
		ourTextEscape: escapeValue,
	}
}

// escapeValue makes a value fit to stand between tags, as html/template's own function does.
func escapeValue(v any) string {
	switch v := v.(type) {
	case string:
		return escapeText(v)
	case template.HTML:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case nil:
		return ""
	case *template.HTML:
		if v != nil {
			return string(*v)
		}
		return ""
	case error: // printed by Error, like everything else below
	case fmt.Stringer:
		if reflect.TypeOf(v).Kind() != reflect.Pointer { // a nil pointer's String may panic
			return escapeText(v.String())
		}
	}
	return escapeText(html.UnescapeString(template.HTMLEscaper(v)))
}

// escapeText escapes the characters that html/template does.
func escapeText(s string) string {
	i := strings.IndexAny(s, "&<>\"'+\x00")
	if i < 0 {
		return s
	}
	return textReplacer.Replace(s)
}

var textReplacer = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;", "\x00", "\uFFFD")

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
func (e *Engine) simplify(set *template.Template, s *slot) {
	if len(e.own) > 0 {
		return // a site's own functions are not known to return safe characters
	}
	set.Funcs(e.escapedFuncs(s))
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
		walk(n, func(n parse.Node) {
			if c, ok := n.(*parse.CommandNode); ok {
				e.simplifyArgs(c)
			}
		})
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

// simplifyArgs exchanges arguments like (url "home") for the text that they are.
func (e *Engine) simplifyArgs(c *parse.CommandNode) {
	for i, a := range c.Args {
		p, ok := a.(*parse.PipeNode)
		if !ok || len(p.Decl) > 0 || len(p.Cmds) != 1 {
			continue
		}
		id, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode)
		if !ok || addressFuncs[id.Ident] == 0 {
			continue
		}
		if text, ok := e.constantAddress(id.Ident, p.Cmds[0].Args[1:]); ok {
			c.Args[i] = &parse.StringNode{NodeType: parse.NodeString, Pos: p.Pos, Quoted: strconv.Quote(text), Text: text}
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
		simplifyText(tree, n.Pipe)
		return "", false
	}
	id := call.Args[0].(*parse.IdentifierNode)
	given := len(call.Args) - 1
	if text, ok := e.constantAddress(id.Ident, call.Args[1:]); ok {
		return escapeAddress(text), true
	}
	if given < 1 || given > addressFuncs[id.Ident] || id.Ident == "querystring" && given != 2 {
		return "", false
	}
	name := "_musette_" + id.Ident + strconv.Itoa(given)
	call.Args[0] = parse.NewIdentifier(name).SetTree(tree).SetPos(id.Pos)
	n.Pipe.Cmds = n.Pipe.Cmds[:1]
	return "", false
}

// simplifyText exchanges the function that escapes text at the end of a pipeline.
func simplifyText(tree *parse.Tree, p *parse.PipeNode) {
	if len(p.Decl) > 0 || len(p.Cmds) < 2 {
		return
	}
	last := p.Cmds[len(p.Cmds)-1]
	if id, ok := last.Args[0].(*parse.IdentifierNode); ok && len(last.Args) == 1 && id.Ident == textEscaper {
		last.Args[0] = parse.NewIdentifier(ourTextEscape).SetTree(tree).SetPos(id.Pos)
	}
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
	if id, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok && addressFuncs[id.Ident] > 0 {
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
	case fn == "querystring":
		return "", false // depends on the request
	case fn == "url" && e.opt.URLs.PerInstance(name):
		return "", false // so does this
	case fn == "url":
		s, err = e.url(name, texts[1:]...)
	case len(texts) == 1:
		s, err = e.opt.Static(name)
	default:
		return "", false
	}
	return s, err == nil
}
