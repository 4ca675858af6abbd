package render

import (
	"fmt"
	"slices"
	"text/template/parse"

	"github.com/musette-go/musette/check"
)

// The IDs of what [Engine.Check] reports.
const (
	CheckTemplate = "templates.E001" // a page names a template that does not exist or cannot be put together
	CheckURL      = "templates.E002" // {{url "name" …}} names no route, or gives it another number of arguments
	CheckField    = "templates.E003" // a template uses a field or method that its page's data does not have
	CheckStatic   = "templates.E004" // {{static "path"}} names no static file
	CheckCall     = "templates.E005" // a function is called with a value of a type that it does not take
	CheckBlock    = "templates.W001" // a page defines a block that no layout shows
	CheckForm     = "templates.W002" // a form that is sent by POST has no CSRF token
)

// Check looks at declared pages before anybody asks for them: that their templates exist, that the fields and methods they use
// exist in the data they declare, also through layouts and partials, that the names given to url are those of routes with
// that many parameters, those given to static are those of files, that functions take the values that they get, that forms
// by POST hold a CSRF token, and that every block they define is shown. Where the type of a value cannot be known (an
// interface, the result of a function that returns any) nothing is reported.
func (e *Engine) Check(pages ...Declared) []check.Message {
	c := &checker{engine: e, lib: e.current.Load().lib, seen: make(map[string]bool)}
	for _, name := range c.lib.names() {
		c.addresses(c.lib.files[name])
	}
	parts := c.lib.parts()
	for _, name := range c.lib.names() {
		if !parts[name] {
			c.forms(name)
		}
	}
	for _, p := range pages {
		c.page(p)
	}
	return c.found
}

type checker struct {
	engine *Engine
	lib    *library
	found  []check.Message
	seen   map[string]bool // messages that are already in found: pages share layouts
}

func (c *checker) add(id string, level check.Level, object, text, hint string) {
	m := check.Message{ID: id, Level: level, Object: object, Text: text, Hint: hint}
	if key := m.String(); !c.seen[key] {
		c.seen[key] = true
		c.found = append(c.found, m)
	}
}

func (c *checker) page(p Declared) {
	if own, ok := p.(interface{ isComponent() bool }); ok && own.isComponent() {
		return // the compiler has checked it
	}
	if _, err := c.engine.page(p.Template()); err != nil {
		c.add(CheckTemplate, check.Error, p.Template(), err.Error(), "Create the file, or change the name given to render.Page.")
		return
	}
	comp, err := c.lib.composed(p.Template())
	if err != nil {
		c.add(CheckTemplate, check.Error, p.Template(), err.Error(), "")
		return
	}
	for _, block := range comp.unusedBlocks() {
		f := comp.chain[len(comp.chain)-1]
		shown := slices.DeleteFunc(sortedKeys(comp.used), func(b string) bool { return !comp.blocks[b] })
		c.add(CheckBlock, check.Warning, location(f.defines[block], f.defines[block].Root),
			fmt.Sprintf("the block %q is shown nowhere%s", block, didYouMean(block, shown)),
			"Rename it to a block of the layout, or remove it.")
	}
	types := &typeChecker{comp: comp, funcs: c.engine.funcTypes(), signatures: c.engine.types, visited: make(map[visit]bool)}
	types.report = func(id string, t *parse.Tree, n parse.Node, text string) {
		c.add(id, check.Error, location(t, n), text, fmt.Sprintf("%s is shown with %s.", p.Template(), p.DataType()))
	}
	types.template(p.Template(), p.DataType())
}

// forms reports the forms of a page that hold no token.
func (c *checker) forms(name string) {
	comp, err := c.lib.composed(name)
	if err != nil {
		return // New has said so
	}
	f := &formChecker{comp: comp}
	f.forms(name, func(t *parse.Tree, n parse.Node) {
		c.add(CheckForm, check.Warning, location(t, n), "a form with method=post has no CSRF token: it will be refused", "Write {{csrf}} behind <form …>.")
	})
}

// addresses checks the calls of url and static whose name is written out.
func (c *checker) addresses(f *file) {
	f.trees(func(_ string, t *parse.Tree) {
		walk(t.Root, func(n parse.Node) {
			pipe, ok := n.(*parse.PipeNode)
			if !ok {
				return
			}
			for i, cmd := range pipe.Cmds {
				id, isID := cmd.Args[0].(*parse.IdentifierNode)
				if !isID || len(cmd.Args) < 2 {
					continue
				}
				name, written := cmd.Args[1].(*parse.StringNode)
				switch {
				case !written:
				case id.Ident == "url", id.Ident == "absurl": // absurl is url for mails
					c.url(location(t, id), name.Text, len(cmd.Args)-2+boolInt(i > 0)) // one more is piped in
				case id.Ident == "static", id.Ident == "absstatic":
					c.static(location(t, id), name.Text)
				}
			}
		})
	})
}

func (c *checker) url(where, name string, nargs int) {
	if c.engine.opt.URLs == nil || c.engine.own["url"] {
		return
	}
	if err := c.engine.opt.URLs.Check(name, nargs); err != nil {
		c.add(CheckURL, check.Error, where, err.Error(), "The command routes lists names and patterns.")
	}
}

func (c *checker) static(where, name string) {
	if c.engine.own["static"] {
		return
	}
	if _, err := c.engine.opt.Static(name); err != nil {
		c.add(CheckStatic, check.Error, where, err.Error(), "The command findstatic lists the files.")
	}
}
