package render

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"text/template/parse"
)

// A file is one parsed template file.
type file struct {
	name, source string
	extends      string // the layout, or ""
	extendsAt    string // file:line of the extends
	body         *parse.Tree
	defines      map[string]*parse.Tree // by local name
}

// superName is the block that stands for the definition that a definition replaces.
const superName = "super"

// parseFile parses the text of a file. Which functions exist is checked later, with better messages than the parser's.
func parseFile(source, name, text string) (*file, error) {
	trees := make(map[string]*parse.Tree)
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse(text, "", "", trees); err != nil {
		return nil, fmt.Errorf("render: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	f := &file{name: name, source: source, body: t, defines: trees}
	delete(trees, name)
	if t.Root == nil {
		t.Root = &parse.ListNode{NodeType: parse.NodeList}
	}
	var errs []error
	for block, tree := range trees {
		if err := checkBlockName(block); err != nil {
			errs = append(errs, fmt.Errorf("render: %s: %w", location(tree, tree.Root), err))
		}
	}
	errs = append(errs, f.findExtends())
	return f, errors.Join(errs...)
}

func checkBlockName(s string) error {
	if s == superName {
		return fmt.Errorf("%q cannot be defined: {{template %q .}} means the definition that a block replaces", s, s)
	}
	for _, c := range s {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return fmt.Errorf("the name of a block is letters, digits, - and _, not %q: names with a dot belong to files", s)
		}
	}
	if s == "" {
		return errors.New("a block needs a name")
	}
	return nil
}

// findExtends reads {{extends "layout.html"}} at the top of the file.
func (f *file) findExtends() error {
	for i, n := range f.body.Root.Nodes {
		if isBlank(n) {
			continue
		}
		layout, ok, err := extendsOf(f.body, n)
		if err != nil {
			return err
		}
		if !ok {
			return f.noLateExtends(i + 1)
		}
		f.extends, f.extendsAt = layout, location(f.body, n)
		if f.extends == f.name {
			return fmt.Errorf("render: %s: %s extends itself: name its layout", f.extendsAt, f.name)
		}
		f.body.Root.Nodes = f.body.Root.Nodes[i+1:]
		return f.onlyDefines()
	}
	return nil
}

func isBlank(n parse.Node) bool {
	text, ok := n.(*parse.TextNode)
	return ok && strings.TrimSpace(string(text.Text)) == "" || n.Type() == parse.NodeComment
}

// extendsOf reports whether n is the action extends, and the layout it names.
func extendsOf(t *parse.Tree, n parse.Node) (layout string, ok bool, err error) {
	a, isAction := n.(*parse.ActionNode)
	if !isAction || len(a.Pipe.Cmds) == 0 {
		return "", false, nil
	}
	args := a.Pipe.Cmds[0].Args
	if id, isID := args[0].(*parse.IdentifierNode); !isID || id.Ident != "extends" {
		return "", false, nil
	}
	if len(args) == 2 && len(a.Pipe.Cmds) == 1 {
		if s, isString := args[1].(*parse.StringNode); isString {
			return path.Clean(s.Text), true, nil
		}
	}
	return "", true, fmt.Errorf(`render: %s: write {{extends "layout.html"}} with the layout's name as text`, location(t, n))
}

func (f *file) noLateExtends(from int) error {
	for _, n := range f.body.Root.Nodes[from:] {
		if _, ok, _ := extendsOf(f.body, n); ok {
			return fmt.Errorf("render: %s: extends must stand at the top of the file, before any text", location(f.body, n))
		}
	}
	return nil
}

// onlyDefines refuses what would be lost: a file that extends shows its definitions and nothing else.
func (f *file) onlyDefines() error {
	for _, n := range f.body.Root.Nodes {
		if isBlank(n) {
			continue
		}
		if t, ok := n.(*parse.TemplateNode); ok && f.defines[t.Name] != nil {
			continue // {{block}} is taken for {{define}}
		}
		if _, ok, _ := extendsOf(f.body, n); ok {
			return fmt.Errorf("render: %s: a file extends one layout; remove the second extends", location(f.body, n))
		}
		return fmt.Errorf("render: %s: this is never shown, since %s extends %s: put it into a block, {{define \"content\"}}…{{end}}",
			location(f.body, n), f.name, f.extends)
	}
	return nil
}

// location is "file:line" of a node.
func location(t *parse.Tree, n parse.Node) string {
	loc, _ := t.ErrorContext(n)
	if i := strings.LastIndexByte(loc, ':'); i > 0 {
		return loc[:i]
	}
	return loc
}

// walk calls fn for n and every node in it, children last.
func walk(n parse.Node, fn func(parse.Node)) {
	if n == nil {
		return
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			walk(c, fn)
		}
	case *parse.ActionNode:
		fn(n)
		walk(n.Pipe, fn)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		fn(n)
		for _, c := range n.Cmds {
			walk(c, fn)
		}
	case *parse.CommandNode:
		fn(n)
		for _, a := range n.Args {
			walk(a, fn)
		}
	case *parse.ChainNode:
		fn(n)
		walk(n.Node, fn)
	case *parse.IfNode:
		walkBranch(n, &n.BranchNode, fn)
	case *parse.RangeNode:
		walkBranch(n, &n.BranchNode, fn)
	case *parse.WithNode:
		walkBranch(n, &n.BranchNode, fn)
	case *parse.TemplateNode:
		fn(n)
		walk(n.Pipe, fn)
	default:
		fn(n)
	}
}

func walkBranch(n parse.Node, b *parse.BranchNode, fn func(parse.Node)) {
	fn(n)
	walk(b.Pipe, fn)
	walk(b.List, fn)
	walk(b.ElseList, fn)
}
