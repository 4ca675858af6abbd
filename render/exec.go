package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"text/template/parse"
)

// A page is a composed template.
type page struct {
	engine *Engine
	name   string
	master *template.Template // never executed, since only such a template can be cloned
	shared *instance          // for pages without request functions

	mu   sync.Mutex
	idle []*instance // for pages with them
	keep int
}

// An instance is a template set that one render uses at a time, if it has a slot.
type instance struct {
	tmpl *template.Template
	slot *slot
}

// slot holds the request of the render that uses an instance.
type slot struct {
	r      *http.Request
	forget []func() // what functions remember of it
}

func (s *slot) request() *http.Request { return s.r }

// bind makes the request functions for one slot.
func (e *Engine) bind(s *slot) template.FuncMap {
	m := make(template.FuncMap, len(e.opt.RequestFuncs))
	for name, fn := range e.opt.RequestFuncs {
		f := fn(s.request)
		if kept, ok := f.(remembered); ok {
			f = kept.call
			s.forget = append(s.forget, kept.forget)
		}
		m[name] = f
	}
	return m
}

// startName is a template that includes the page without showing it: executing it makes html/template escape the page, and so
// finds its mistakes, without running any of it. No file has this name.
const startName = " start"

// prepare composes a page and escapes it once.
func (e *Engine) prepare(lib *library, name string) (*page, error) {
	c, err := lib.composed(name)
	if err != nil {
		return nil, err
	}
	if err := e.checkPart(lib, name); err != nil {
		return nil, err
	}
	p := &page{engine: e, name: name, keep: 4 * runtime.GOMAXPROCS(0)}
	p.master = template.New(startName).Funcs(e.funcs).Funcs(e.bind(new(slot)))
	if _, err := p.master.Parse(fmt.Sprintf("{{if false}}{{template %q .}}{{end}}", name)); err != nil {
		return nil, fmt.Errorf("render: %s: %w", name, err)
	}
	for n, t := range c.trees {
		if _, err := p.master.AddParseTree(n, t); err != nil {
			return nil, fmt.Errorf("render: %s: %w", name, err)
		}
	}
	in, err := p.ready()
	if err != nil {
		return nil, err
	}
	if p.dynamic(c) {
		p.idle = append(p.idle, in)
	} else {
		p.shared = in
	}
	return p, nil
}

// escapeError is what html/template has against a page. A page that ends within a tag or a quote is blamed on startName, so the page
// itself is asked, which fails before it runs.
func (p *page) escapeError(err error) error {
	var blamed *template.Error
	if errors.As(err, &blamed) && blamed.ErrorCode == template.ErrBranchEnd && blamed.Name == startName {
		if in, cloneErr := p.instance(); cloneErr == nil {
			if own := in.tmpl.ExecuteTemplate(io.Discard, p.name, nil); own != nil {
				err = own
			}
		}
	}
	return fmt.Errorf("render: %s", strings.TrimPrefix(err.Error(), "html/template:"))
}

// composePart narrows a composition to one block of a page that can be shown alone.
func (lib *library) composePart(c *composition, file, block string) (*composition, error) {
	if c.trees[block] == nil {
		return nil, fmt.Errorf("render: %q has no block %q%s", file, block, didYouMean(block, sortedKeys(c.blocks)))
	}
	c.trees[file+"#"+block] = c.trees[block].Copy()
	return c, nil
}

// checkPart refuses to show a part of a page alone when it stands where it is escaped in another way than between tags: within a
// script, an attribute or the title. It would not be the same there.
func (e *Engine) checkPart(lib *library, name string) error {
	file, block, one := strings.Cut(name, "#")
	if !one {
		return nil
	}
	whole, err := e.prepare(lib, file)
	if err != nil {
		return err
	}
	in, err := whole.take()
	if err != nil {
		return err
	}
	comp, err := lib.compose(file)
	if err != nil {
		return err
	}
	if elsewhere(in.tmpl, comp)[block] {
		return fmt.Errorf("render: %q cannot be shown alone: in %s it stands within a script, an attribute, the title or another place where it is escaped differently", name, file)
	}
	return nil
}

// elsewhere are the blocks that html/template escapes for another place than between tags, with all that they include.
func elsewhere(set *template.Template, comp *composition) map[string]bool {
	found := make(map[string]bool)
	var visit func(name string)
	visit = func(name string) {
		t := comp.trees[name]
		if t == nil || found[name] {
			return
		}
		found[name] = true
		walk(t.Root, func(n parse.Node) {
			if n, ok := n.(*parse.TemplateNode); ok {
				visit(n.Name)
			}
		})
	}
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		walk(t.Tree.Root, func(n parse.Node) {
			if n, ok := n.(*parse.TemplateNode); ok {
				if name, _, other := strings.Cut(n.Name, contextMark); other {
					visit(name)
				}
			}
		})
	}
	return found
}

// contextMark is what html/template puts behind the name of a template that it escapes for another place than between tags.
const contextMark = "$htmltemplate_"

// dynamic reports whether the page calls functions that need the request.
func (p *page) dynamic(c *composition) bool {
	for name := range p.engine.opt.RequestFuncs {
		if c.funcs[name] {
			return true
		}
	}
	return false
}

func (p *page) instance() (*instance, error) {
	t, err := p.master.Clone()
	if err != nil {
		return nil, fmt.Errorf("render: %s: %w", p.name, err)
	}
	in := &instance{slot: new(slot)}
	in.tmpl = t.Funcs(p.engine.bind(in.slot)).Option("missingkey=error")
	return in, nil
}

// ready makes an instance that is escaped and simplified.
func (p *page) ready() (*instance, error) {
	in, err := p.instance()
	if err != nil {
		return nil, err
	}
	if err := in.tmpl.ExecuteTemplate(io.Discard, startName, nil); err != nil {
		return nil, p.escapeError(err)
	}
	p.engine.simplify(in.tmpl, in.slot)
	return in, nil
}

func (p *page) take() (*instance, error) {
	if p.shared != nil {
		return p.shared, nil
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		in := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return in, nil
	}
	p.mu.Unlock()
	return p.ready()
}

func (p *page) give(in *instance) {
	in.slot.r = nil
	for _, forget := range in.slot.forget {
		forget()
	}
	p.mu.Lock()
	if len(p.idle) < p.keep {
		p.idle = append(p.idle, in)
	}
	p.mu.Unlock()
}

// execute renders the page.
func (p *page) execute(buf *bytes.Buffer, r *http.Request, data any) error {
	if p.shared != nil {
		return p.shared.tmpl.ExecuteTemplate(buf, p.name, data)
	}
	in, err := p.take()
	if err != nil {
		return err
	}
	defer p.give(in)
	in.slot.r = r
	return in.tmpl.ExecuteTemplate(buf, p.name, data)
}

// includes calls fn with every name that f includes.
func (f *file) includes(fn func(name string)) {
	f.trees(func(_ string, t *parse.Tree) {
		walk(t.Root, func(n parse.Node) {
			if t, ok := n.(*parse.TemplateNode); ok {
				fn(t.Name)
			}
		})
	})
}

// maxIdleBuffer is the largest buffer that is kept for the next page.
const maxIdleBuffer = 1 << 20

// buffers is safe to share: a buffer is emptied before it is given back and when it is taken.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func takeBuffer() *bytes.Buffer {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	return buf
}

func giveBuffer(buf *bytes.Buffer) {
	if buf.Cap() <= maxIdleBuffer {
		buffers.Put(buf)
	}
}
