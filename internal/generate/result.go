package generate

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// isResult reports whether the struct embeds orm.Result.
func isResult(d *decl) bool {
	for _, f := range d.body.Fields.List {
		if len(f.Names) == 0 && isOrm(d.pack.info.TypeOf(f.Type), "Result") {
			return true
		}
	}
	return false
}

// results collects the result types of the package.
func (c *collector) results() {
	for _, d := range c.pack.order {
		if isResult(d) && !c.isModel(d) {
			c.result(d)
		}
	}
}

func (c *collector) result(d *decl) {
	name := d.spec.Name.Name
	r := &result{decl: d, name: name, plural: export(name) + "s"}
	c.resultDirectives(r)
	if d.spec.TypeParams != nil {
		c.add(d.spec.Name.Pos(), name, "a result cannot be generic")
	}
	for _, f := range d.body.Fields.List {
		text, err := ormTag(f)
		switch {
		case err != nil:
			c.add(f.Pos(), fieldSubject(d, f), "%s", err)
		case strings.TrimSpace(text) == "-":
		case len(f.Names) == 0:
			c.resultEmbedded(r, f, text)
		default:
			for _, n := range f.Names {
				c.output(r, f, n, text)
			}
		}
	}
	switch {
	case r.model == nil && r.complete():
		c.add(d.spec.Name.Pos(), name, "the result does not say what it selects from: embed a model, or write `orm.Result` with the tag `orm:\"from=Book\"`")
	case r.model != nil:
		c.outputClashes(r)
		c.out.results = append(c.out.results, r)
	}
}

// complete reports whether nothing in the struct names a model, right or wrong.
func (r *result) complete() bool {
	for _, f := range r.decl.body.Fields.List {
		if len(f.Names) > 0 {
			continue
		}
		if !isOrm(r.decl.pack.info.TypeOf(f.Type), "Result") || tagText(f) != "" {
			return false
		}
	}
	return true
}

// resultEmbedded reads orm.Result with its tag, or the embedded model.
func (c *collector) resultEmbedded(r *result, f *ast.Field, text string) {
	d, subject, shown := r.decl, fieldSubject(r.decl, f), types.ExprString(f.Type)
	t := d.pack.info.TypeOf(f.Type)
	if isOrm(t, "Result") {
		c.from(r, f, text)
		return
	}
	e := c.declOf(t)
	switch {
	case e == nil || !c.isModel(e):
		c.add(f.Pos(), subject, "%s is not a model: a result embeds one model, and has its outputs as fields%s", shown, didYouMean(shown, c.modelNames()))
	case text != "":
		c.add(f.Pos(), subject, "the model of a result has no options")
	case r.model != nil:
		c.add(f.Pos(), subject, "a result selects from one model, and %s is one already", r.model.name)
	default:
		r.model, r.whole = c.modelsOf(e.pack).byDecl[e], true
	}
}

// from reads the tag of orm.Result.
func (c *collector) from(r *result, f *ast.Field, text string) {
	if text == "" {
		return
	}
	subject := r.name + ".Result"
	list, err := parseTag(text)
	if err != nil {
		c.add(f.Pos(), subject, "%s", err)
		return
	}
	for _, s := range list {
		if s.name != "from" || s.value == "" {
			c.add(f.Pos(), subject, "unknown option %q: the one option of orm.Result is from=Model", s.name)
			continue
		}
		m := c.modelNamed(r.decl, s.value)
		switch {
		case m == nil:
			c.add(f.Pos(), subject, "from=%s: unknown model%s", s.value, didYouMean(s.value, c.modelNames()))
		case r.model != nil:
			c.add(f.Pos(), subject, "a result selects from one model, and %s is one already", r.model.name)
		default:
			r.model = m
		}
	}
}

// modelNamed finds a model by how it is written in a file: Book, auth.User.
func (c *collector) modelNamed(d *decl, shown string) *model {
	scope, name := d.pack.types.Scope(), shown
	if alias, rest, ok := strings.Cut(shown, "."); ok {
		p := c.packs[d.file.imports[alias]]
		if p == nil {
			return nil
		}
		scope, name = p.types.Scope(), rest
	}
	obj := scope.Lookup(name)
	if obj == nil {
		return nil
	}
	e := c.declOf(obj.Type())
	if e == nil || !c.isModel(e) {
		return nil
	}
	return c.modelsOf(e.pack).byDecl[e]
}

// output reads a field of a result.
func (c *collector) output(r *result, astField *ast.Field, n *ast.Ident, text string) {
	if n.Name == "_" {
		return
	}
	fake := &model{of: c.out, name: r.name}
	f := &field{model: fake, owner: r.name, name: n.Name, snake: snake(n.Name), pos: n.Pos(), index: len(r.outs)}
	switch {
	case !token.IsExported(n.Name):
		c.add(n.Pos(), f.subject(), "an output begins with a capital: export it, or tag it `orm:\"-\"`")
		return
	case text != "":
		c.add(n.Pos(), f.subject(), "an output has no options: the query says what it is")
		return
	}
	flat := &flattener{collector: c, m: fake}
	if !flat.fieldType(f, r.decl, astField.Type) {
		return
	}
	if f.rel != nil {
		c.add(n.Pos(), f.subject(), "an output is a plain value, not a relation: embed the model, or give the key as int64")
		return
	}
	c.fieldNames(f)
	r.outs = append(r.outs, f)
}

// outputClashes finds outputs that hide a field of the embedded model.
func (c *collector) outputClashes(r *result) {
	if !r.whole {
		return
	}
	for _, f := range r.outs {
		for _, g := range r.model.fields {
			if f.name == g.name || f.snake == g.snake {
				c.add(f.pos, f.subject(), "the embedded %s has a field %s already: rename the output", r.model.name, g.name)
			}
		}
		if f.name == r.model.name {
			c.add(f.pos, f.subject(), "the output has the name of the embedded model: rename it")
		}
	}
}

func (c *collector) modelNames() []string {
	var names []string
	for _, m := range c.out.models {
		names = append(names, m.name)
	}
	return names
}
