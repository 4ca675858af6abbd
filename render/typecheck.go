package render

import (
	"fmt"
	"reflect"
	"text/template/parse"
)

// A typeChecker follows the types of values through a composed page. A nil type is unknown and everything is allowed of it:
// a report is always right, but not everything wrong is reported.
type typeChecker struct {
	comp       *composition
	funcs      map[string]reflect.Type // what functions return
	visited    map[visit]bool
	signatures map[string]reflect.Type
	report     func(id string, t *parse.Tree, n parse.Node, text string)
}

// A visit is a template with the type of its data; partials that include themselves are visited once.
type visit struct {
	name string
	data reflect.Type
}

// scope is what the nodes of one template see.
type scope struct {
	tree     *parse.Tree
	root     reflect.Type
	vars     map[string]reflect.Type
	assigned map[string]bool // variables that change, whose type is unknown
}

func (c *typeChecker) template(name string, data reflect.Type) {
	t := c.comp.trees[name]
	if t == nil || c.visited[visit{name, data}] {
		return
	}
	c.visited[visit{name, data}] = true
	s := &scope{tree: t, root: data, vars: make(map[string]reflect.Type), assigned: make(map[string]bool)}
	walk(t.Root, func(n parse.Node) {
		if p, ok := n.(*parse.PipeNode); ok && p.IsAssign {
			for _, v := range p.Decl {
				s.assigned[v.Ident[0]] = true
			}
		}
	})
	c.list(s, t.Root, data)
}

// list checks nodes in order; variables declared in it end with it.
func (c *typeChecker) list(s *scope, l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	inner := *s
	inner.vars = make(map[string]reflect.Type, len(s.vars))
	for k, v := range s.vars {
		inner.vars[k] = v
	}
	for _, n := range l.Nodes {
		c.node(&inner, n, dot)
	}
}

func (c *typeChecker) node(s *scope, n parse.Node, dot reflect.Type) {
	switch n := n.(type) {
	case *parse.ActionNode:
		c.pipe(s, n.Pipe, dot)
	case *parse.IfNode:
		inner := s.enter()
		c.pipe(inner, n.Pipe, dot)
		c.list(inner, n.List, dot)
		c.list(inner, n.ElseList, dot)
	case *parse.WithNode:
		inner := s.enter()
		with := c.pipe(inner, n.Pipe, dot)
		c.list(inner, n.List, with)
		c.list(inner, n.ElseList, dot)
	case *parse.RangeNode:
		c.rangeOver(s.enter(), n, dot)
	case *parse.TemplateNode:
		var data reflect.Type
		if n.Pipe != nil {
			data = c.pipe(s, n.Pipe, dot)
		}
		c.template(n.Name, data)
	}
}

// enter is the scope of a control structure: its own variables on top of the outer ones.
func (s *scope) enter() *scope {
	inner := *s
	inner.vars = make(map[string]reflect.Type, len(s.vars)+1)
	for k, v := range s.vars {
		inner.vars[k] = v
	}
	return &inner
}

func (c *typeChecker) rangeOver(s *scope, n *parse.RangeNode, dot reflect.Type) {
	decl := n.Pipe.Decl
	over := c.pipe(s, n.Pipe, dot)
	key, elem := elements(over)
	switch len(decl) {
	case 1:
		s.set(decl[0], elem)
	case 2:
		s.set(decl[0], key)
		s.set(decl[1], elem)
	}
	c.list(s, n.List, elem)
	c.list(s, n.ElseList, dot)
}

// elements are the types of keys and values when ranging over t.
func elements(t reflect.Type) (key, elem reflect.Type) {
	if t == nil {
		return nil, nil
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return reflect.TypeFor[int](), t.Elem()
	case reflect.Map:
		return t.Key(), t.Elem()
	case reflect.Chan:
		return nil, t.Elem()
	case reflect.Int, reflect.Int64, reflect.Int32:
		return nil, t
	}
	return nil, nil
}

func (s *scope) set(v *parse.VariableNode, t reflect.Type) {
	if s.assigned[v.Ident[0]] {
		t = nil
	}
	s.vars[v.Ident[0]] = t
}

// pipe returns the type of the value of a pipeline.
func (c *typeChecker) pipe(s *scope, p *parse.PipeNode, dot reflect.Type) (t reflect.Type) {
	if p == nil {
		return nil
	}
	for i, cmd := range p.Cmds {
		var piped []argument
		if i > 0 {
			piped = []argument{{typ: t}}
		}
		t = c.command(s, cmd, dot, piped)
	}
	for _, v := range p.Decl {
		s.set(v, t)
	}
	return t
}

func (c *typeChecker) command(s *scope, cmd *parse.CommandNode, dot reflect.Type, piped []argument) reflect.Type {
	var args []argument
	for _, arg := range cmd.Args[1:] {
		args = append(args, argument{arg, c.value(s, arg, dot)})
	}
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok && c.signatures[id.Ident] != nil {
		if problem := callProblem(id.Ident, c.signatures[id.Ident], append(args, piped...)); problem != "" {
			c.report(CheckCall, s.tree, cmd, problem)
		}
	}
	return c.value(s, cmd.Args[0], dot)
}

// value returns the type of one operand.
func (c *typeChecker) value(s *scope, n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.fields(s, n, dot, n.Ident)
	case *parse.VariableNode:
		t := s.root
		if n.Ident[0] != "$" {
			t = s.vars[n.Ident[0]]
		}
		return c.fields(s, n, t, n.Ident[1:])
	case *parse.ChainNode:
		return c.fields(s, n, c.value(s, n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(s, n, dot)
	case *parse.IdentifierNode:
		return c.funcs[n.Ident]
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	}
	return nil
}

// fields follows .A.B.C from a value of the type t.
func (c *typeChecker) fields(s *scope, n parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		next, ok := member(t, name)
		if !ok {
			c.report(CheckField, s.tree, n, fmt.Sprintf("%s: %s has no field or method %q%s", n, t, name, didYouMean(name, members(t))))
			return nil
		}
		t = next
	}
	return t
}

// member is the type of t's field, method or key with that name; the type is nil where it is unknown, and ok is false where there
// certainly is none.
func member(t reflect.Type, name string) (typ reflect.Type, ok bool) {
	if m, found := methodOf(t, name); found {
		return result(m.Type), true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		f, found := t.FieldByName(name)
		if !found || !f.IsExported() {
			return nil, false
		}
		return known(f.Type), true
	case reflect.Map:
		return known(t.Elem()), t.Key().Kind() == reflect.String
	case reflect.Interface:
		return nil, true
	}
	return nil, false
}

// methodOf also finds methods of the pointer to t, since a template reaches those where the value can be addressed.
func methodOf(t reflect.Type, name string) (reflect.Method, bool) {
	if m, ok := t.MethodByName(name); ok || t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return m, ok
	}
	return reflect.PointerTo(t).MethodByName(name)
}

// result is what a function or method returns.
func result(t reflect.Type) reflect.Type {
	if t.NumOut() == 0 {
		return nil
	}
	return known(t.Out(0))
}

// known hides interfaces: what they hold is not known here.
func known(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Interface {
		return nil
	}
	return t
}

// members are the names that a template can ask of t, for suggestions.
func members(t reflect.Type) []string {
	var names []string
	p := t
	if t.Kind() != reflect.Pointer {
		p = reflect.PointerTo(t)
	} else {
		t = t.Elem()
	}
	for i := range p.NumMethod() {
		names = append(names, p.Method(i).Name)
	}
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// funcTypes are the types that the functions return, where they are known.
func (e *Engine) funcTypes() map[string]reflect.Type {
	types := map[string]reflect.Type{"len": reflect.TypeFor[int](), "print": reflect.TypeFor[string](), "printf": reflect.TypeFor[string]()}
	for name, t := range e.types {
		types[name] = result(t)
	}
	return types
}
