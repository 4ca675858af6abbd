package generate

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/musette-go/musette/schema"
)

// collector turns the structs of one package into models.
type collector struct {
	*loader
	report *log
	pack   *pack
	out    *models
}

func (c *collector) add(pos token.Pos, subject, format string, args ...any) {
	c.report.add(pos, subject, format, args...)
}

// modelsOf returns the models of a package. Mistakes are reported when the package is one that code is generated for;
// others are only looked at.
func (l *loader) modelsOf(p *pack) *models {
	if p.models != nil {
		return p.models
	}
	c := &collector{loader: l, report: &log{fset: l.fset, silent: !p.own}, pack: p}
	if p.own {
		c.report = l.log
	}
	p.models = &models{pack: p, byDecl: map[*decl]*model{}}
	c.out = p.models
	c.out.app = c.appLabel()
	for _, d := range p.order { // all of them before their fields, for they refer to each other
		if l.isModel(d) {
			name := d.spec.Name.Name
			m := &model{of: c.out, decl: d, name: name, plural: name + "s", table: schema.DefaultTable(c.out.app, name)}
			c.out.models = append(c.out.models, m)
			c.out.byDecl[d] = m
		}
	}
	for _, m := range c.out.models {
		c.model(m)
		c.findKey(m)
	}
	c.finish()
	return p.models
}

// finish completes what was collected with what needs to know all models.
func (c *collector) finish() {
	for _, m := range c.out.models {
		c.resolve(m)
	}
	c.results()
	c.clashes()
}

// model collects what is said about one model.
func (c *collector) model(m *model) {
	d, name := m.decl, m.name
	c.modelDirectives(m)
	switch {
	case d.spec.TypeParams != nil:
		c.add(d.spec.Name.Pos(), name, "a model cannot be generic: a table has one shape")
	case !token.IsExported(name):
		c.add(d.spec.Name.Pos(), name, "a model's name begins with a capital: other packages, migrations and the admin name it")
	case slices.Contains(locals, name):
		c.add(d.spec.Name.Pos(), name, "a model cannot be called %s: generated code needs the name for itself (%s)", name, sorted(locals))
	case !schema.ValidName(m.table):
		c.add(d.spec.Name.Pos(), name, "the table's name %q cannot be one (1 to 63 letters, digits and underscores): give another with //musette:table", m.table)
	}
	(&flattener{collector: c, m: m, depths: map[string]int{}}).add(d, 0)
	for i, f := range m.fields {
		f.index = i
	}
}

// findKey finds the primary key: the field that says so, or the one named ID.
func (c *collector) findKey(m *model) {
	for _, f := range m.fields {
		if !f.has("primary_key") {
			continue
		}
		if m.key != nil {
			c.add(f.pos, f.subject(), "second primary key of %s: %s is one already; a key has one column (use a unique constraint in Meta for more)", m.name, m.key.name)
			return
		}
		m.key = f
	}
	if m.key == nil {
		if i := slices.IndexFunc(m.fields, func(f *field) bool { return f.name == "ID" }); i >= 0 {
			m.key = m.fields[i]
		}
	}
	if m.key == nil && m.broken {
		return
	}
	if m.key == nil {
		c.add(m.decl.spec.Name.Pos(), m.name, "no primary key: add a field `ID int64`, or the option primary_key to the field that is the key")
		return
	}
	c.keyFlags(m.key)
}

// keyFlags checks the primary key and decides whether the database numbers it.
func (c *collector) keyFlags(f *field) {
	f.spec.PrimaryKey = true
	switch {
	case f.pointer || f.has("null"):
		c.add(f.pos, f.subject(), "a primary key is never NULL: drop the %s", map[bool]string{true: "pointer", false: "option null"}[f.pointer])
	case f.class&findOption("primary_key").applies == 0:
		c.add(f.pos, f.subject(), "%s cannot be a primary key: use a whole number, a string, a schema.UUID or an orm.Ref", f.className())
	}
	f.spec.Auto = f.class == intClass && !f.has("noauto") && (f.name == "ID" || f.has("auto")) && f.spec.Default == nil
}

// isModel reports whether the struct has a table: it embeds orm.Model, itself or through abstract structs, and does not
// say that it is abstract.
func (l *loader) isModel(d *decl) bool { return !d.abstract() && l.carriesModel(d) }

// carriesModel reports whether orm.Model is embedded in the struct, not counting other models in it.
func (l *loader) carriesModel(d *decl) bool {
	if known, ok := l.carries[d]; ok {
		return known
	}
	l.carries[d] = false // for a struct that embeds itself
	l.carries[d] = l.findModel(d)
	return l.carries[d]
}

func (l *loader) findModel(d *decl) bool {
	for _, f := range d.body.Fields.List {
		if len(f.Names) > 0 {
			continue
		}
		t := d.pack.info.TypeOf(f.Type)
		if isOrm(t, "Model") {
			return true
		}
		if e := l.declOf(t); e != nil && e.abstract() && l.carriesModel(e) {
			return true
		}
	}
	return false
}

// isOrm reports whether t is the type of that name of package orm.
func isOrm(t types.Type, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && packagePath(named.Obj()) == ormPath && named.Obj().Name() == name
}

// declOf finds the struct declaration of a type, nil when it is not a struct that was read.
func (l *loader) declOf(t types.Type) *decl {
	if t == nil {
		return nil
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	obj := named.Origin().Obj()
	if p := l.packs[packagePath(obj)]; p != nil {
		return p.decls[obj]
	}
	return nil
}

// flattener collects the fields of a model through its embedded structs.
type flattener struct {
	*collector
	m      *model
	depths map[string]int
}

func (c *flattener) add(d *decl, depth int) {
	for _, f := range d.body.Fields.List {
		text, err := ormTag(f)
		if err != nil {
			c.collector.add(f.Pos(), fieldSubject(d, f), "%s", err)
			continue
		}
		if strings.TrimSpace(text) == "-" {
			continue
		}
		if len(f.Names) == 0 {
			c.embedded(d, f, text, depth)
			continue
		}
		for _, n := range f.Names {
			if n.Name != "_" {
				c.named(d, f, n, text, depth)
			}
		}
	}
}

// fieldSubject is how errors name a field of the syntax tree.
func fieldSubject(d *decl, f *ast.Field) string {
	if len(f.Names) == 0 {
		return d.spec.Name.Name + "." + types.ExprString(f.Type)
	}
	return d.spec.Name.Name + "." + f.Names[0].Name
}

// embedded flattens an embedded struct.
func (c *flattener) embedded(d *decl, f *ast.Field, text string, depth int) {
	subject, shown := fieldSubject(d, f), types.ExprString(f.Type)
	if _, ok := f.Type.(*ast.StarExpr); ok {
		c.collector.add(f.Pos(), subject, "embedded by pointer: embed the struct itself")
		return
	}
	t := d.pack.info.TypeOf(f.Type)
	if isOrm(t, "Model") {
		return
	}
	e := c.declOf(t)
	switch {
	case isOrm(t, "Result"):
		c.collector.add(f.Pos(), subject, "a model is no result: keep orm.Model or orm.Result")
	case t == nil || t == types.Typ[types.Invalid]:
		c.collector.add(f.Pos(), subject, "unknown type %s%s", shown, c.whyUnknown(d, f.Type, d.pack.structNames()))
	case e == nil:
		c.collector.add(f.Pos(), subject, "%s is no struct of a package with models: embed a struct, or give the field a name", shown)
	case e.spec.TypeParams != nil:
		c.collector.add(f.Pos(), subject, "an embedded struct cannot be generic")
	case c.isModel(e):
		c.collector.add(f.Pos(), subject, "%s is a model: refer to it by a field `orm.Ref[%s]`, or mark it //musette:abstract if it has no table", shown, shown)
	case text != "":
		c.collector.add(f.Pos(), subject, "options belong to fields, not to embedded structs")
	case depth > 10:
		c.collector.add(f.Pos(), subject, "structs are embedded more than ten deep")
	default:
		c.add(e, depth+1)
	}
}

// named adds a field; the field of an outer struct takes the place of one with the same name in an embedded struct.
func (c *flattener) named(d *decl, astField *ast.Field, n *ast.Ident, text string, depth int) {
	f := &field{model: c.m, owner: d.spec.Name.Name, name: n.Name, snake: snake(n.Name), pos: n.Pos()}
	if old, ok := c.depths[n.Name]; ok {
		i := slices.IndexFunc(c.m.fields, func(f *field) bool { return f.name == n.Name })
		if old == depth && i >= 0 {
			c.collector.add(n.Pos(), f.subject(), "the field is also in %s, embedded at the same depth: rename one", c.m.fields[i].owner)
		}
		if old <= depth {
			return
		}
		if i >= 0 {
			c.m.fields = slices.Delete(c.m.fields, i, i+1)
		}
	}
	c.depths[n.Name] = depth
	if !token.IsExported(n.Name) {
		c.collector.add(n.Pos(), f.subject(), "a column's field begins with a capital: export it, or tag it `orm:\"-\"`")
		return
	}
	list, err := parseTag(text)
	if err != nil {
		c.collector.add(n.Pos(), f.subject(), "%s", err)
		c.m.broken = true
		return
	}
	if !c.fieldType(f, d, astField.Type) {
		c.m.broken = true
		return
	}
	c.readSettings(f, list)
	c.describe(f)
	c.m.fields = append(c.m.fields, f)
}

// structNames lists the structs of the package, for suggestions.
func (p *pack) structNames() []string {
	var names []string
	for _, d := range p.order {
		names = append(names, d.spec.Name.Name)
	}
	return names
}
