package render

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// library is all files of all sources, the overriding one for each path.
type library struct {
	files map[string]*file
	funcs map[string]bool         // names of all functions
	types map[string]reflect.Type // and their signatures, but those of html/template
	tried []string                // where files are looked for, the first place first
}

// load reads the sources, later ones overriding earlier ones.
func load(sources []Source, funcs map[string]bool, types map[string]reflect.Type) (*library, error) {
	lib := &library{files: make(map[string]*file), funcs: funcs, types: types}
	broken := make(map[string]error) // an overridden file may be broken: it is not used
	var errs []error
	for _, s := range sources {
		lib.tried = append([]string{s.place()}, lib.tried...)
		errs = append(errs, s.read(func(name, text string) error {
			f, err := parseFile(s.Name, name, text)
			delete(broken, name)
			if err != nil {
				broken[name] = err
			}
			lib.files[name] = f
			return nil
		}))
	}
	for _, name := range sortedKeys(broken) {
		errs = append(errs, broken[name])
		delete(lib.files, name)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, name := range lib.names() {
		errs = append(errs, lib.checkFuncs(lib.files[name]), lib.checkCalls(lib.files[name]))
	}
	return lib, errors.Join(errs...)
}

func (lib *library) names() []string { return sortedKeys(lib.files) }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// trees calls fn for the body and the definitions of f, in a stable order.
func (f *file) trees(fn func(block string, t *parse.Tree)) {
	fn("", f.body)
	for _, name := range sortedKeys(f.defines) {
		fn(name, f.defines[name])
	}
}

// checkFuncs refuses names of functions that do not exist.
func (lib *library) checkFuncs(f *file) error {
	var errs []error
	f.trees(func(_ string, t *parse.Tree) {
		walk(t.Root, func(n parse.Node) {
			id, ok := n.(*parse.IdentifierNode)
			if !ok || lib.funcs[id.Ident] {
				return
			}
			if id.Ident == "extends" {
				errs = append(errs, fmt.Errorf("render: %s: extends must stand at the top of the file, before any text", location(t, n)))
				return
			}
			errs = append(errs, fmt.Errorf("render: %s: there is no function %q%s; functions are added by render.Options.Funcs",
				location(t, n), id.Ident, didYouMean(id.Ident, sortedKeys(lib.funcs))))
		})
	})
	return errors.Join(errs...)
}

// A composition is a page with everything it reaches, ready to become one html/template set.
type composition struct {
	lib    *library
	chain  []*file // from the root layout to the page
	trees  map[string]*parse.Tree
	funcs  map[string]bool // functions that the trees call
	errs   []error
	blocks map[string]bool // names that the chain defines
	used   map[string]bool // names that something includes
}

// compose puts a page together: its layouts, its blocks, its partials.
func (lib *library) compose(name string) (*composition, error) {
	f := lib.files[name]
	if f == nil {
		return nil, lib.unknown(name)
	}
	c := &composition{lib: lib, trees: make(map[string]*parse.Tree), funcs: make(map[string]bool),
		blocks: make(map[string]bool), used: make(map[string]bool)}
	if err := c.follow(f); err != nil {
		return nil, err
	}
	for _, f := range c.chain {
		for block := range f.defines {
			c.blocks[block] = true
		}
	}
	for level, f := range c.chain {
		for _, block := range sortedKeys(f.defines) {
			c.define(f, block, level)
		}
	}
	c.add(name, c.chain[0].body.Copy(), c.chainResolver(""))
	return c, errors.Join(c.errs...)
}

// composed composes a page, or one block of it for a name that ends in "#block".
func (lib *library) composed(name string) (*composition, error) {
	file, block, one := strings.Cut(name, "#")
	c, err := lib.compose(file)
	if err != nil || !one {
		return c, err
	}
	return lib.composePart(c, file, block)
}

func (lib *library) unknown(name string) error {
	return fmt.Errorf("render: there is no template %q%s%s", name, didYouMean(name, lib.names()), lib.places(name))
}

// places lists the paths at which a file was looked for.
func (lib *library) places(name string) string {
	name, _, _ = strings.Cut(name, "#")
	tried := make([]string, len(lib.tried))
	for i, p := range lib.tried {
		tried[i] = p + "/" + name
	}
	return "; tried " + strings.Join(tried, ", ")
}

// follow collects the layouts of f and refuses unknown and circular ones.
func (c *composition) follow(f *file) error {
	c.chain = []*file{f}
	for f.extends != "" {
		parent := c.lib.files[f.extends]
		if parent == nil {
			return fmt.Errorf("render: %s: there is no layout %q%s%s", f.extendsAt, f.extends, didYouMean(f.extends, c.lib.names()), c.lib.places(f.extends))
		}
		c.chain = append([]*file{parent}, c.chain...)
		if slices.Contains(c.chain[1:], parent) {
			return fmt.Errorf("render: %s: layouts extend each other in a circle: %s", f.extendsAt, c.path())
		}
		f = parent
	}
	return nil
}

func (c *composition) path() string {
	var names []string
	for _, f := range slices.Backward(c.chain) {
		names = append(names, f.name)
	}
	return strings.Join(names, " → ")
}

// define adds the definition of a block, keeping the one it replaces reachable as super.
func (c *composition) define(f *file, block string, level int) {
	super := ""
	if old := c.trees[block]; old != nil {
		super = fmt.Sprintf("%s^%d", block, level)
		c.trees[super] = old
	}
	c.add(block, f.defines[block].Copy(), c.chainResolver(super))
}

// A resolver gives the name in the set for a name in an include, or "" with an error.
type resolver func(name string) (string, error)

// add puts a tree into the set and follows what it includes.
func (c *composition) add(name string, t *parse.Tree, resolve resolver) {
	c.trees[name] = t
	walk(t.Root, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.IdentifierNode:
			c.funcs[n.Ident] = true
		case *parse.TemplateNode:
			to, err := resolve(n.Name)
			if err != nil {
				c.errs = append(c.errs, fmt.Errorf("render: %s: %w", location(t, n), err))
				return
			}
			n.Name = to
			c.used[to] = true
		}
	})
}

// chainResolver resolves names in a page and its layouts: blocks of any of them, then files.
func (c *composition) chainResolver(super string) resolver {
	return func(name string) (string, error) {
		switch {
		case name == superName && super != "":
			return super, nil
		case name == superName:
			return "", fmt.Errorf("there is no super here: no layout defines the block that this is in")
		case c.blocks[name]:
			return name, nil
		}
		return c.partial(name, sortedKeys(c.blocks))
	}
}

// partial adds the file "dir/_x.html", or one definition of it, "dir/_x.html#row".
func (c *composition) partial(name string, blocks []string) (string, error) {
	path, block, one := strings.Cut(name, "#")
	f := c.lib.files[path]
	if f == nil {
		tried := ""
		if strings.Contains(path, ".") { // a file's name
			tried = c.lib.places(path)
		}
		return "", fmt.Errorf("there is no template or block %q%s%s", name, didYouMean(name, append(blocks, c.lib.names()...)), tried)
	}
	if f.extends != "" {
		return "", fmt.Errorf("%q extends a layout and so is a page: only files without extends can be included", path)
	}
	if one && f.defines[block] == nil {
		return "", fmt.Errorf("%q has no block %q%s", path, block, didYouMean(block, sortedKeys(f.defines)))
	}
	resolve := func(n string) (string, error) {
		if f.defines[n] != nil {
			return c.partial(path+"#"+n, nil)
		}
		return c.partial(n, sortedKeys(f.defines))
	}
	if c.trees[name] == nil {
		t := f.body
		if one {
			t = f.defines[block]
		}
		c.add(name, t.Copy(), resolve)
	}
	return name, nil
}

// unusedBlocks are the definitions of the page itself that nothing shows, such as misspelt ones.
func (c *composition) unusedBlocks() []string {
	if len(c.chain) == 1 {
		return nil
	}
	var out []string
	for _, block := range sortedKeys(c.chain[len(c.chain)-1].defines) {
		if !c.used[block] {
			out = append(out, block)
		}
	}
	return out
}
