package orm

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"
)

// Path leads from a query's model to a model whose columns are used: the model itself, or a chain of keys that is joined.
// It is for generated code.
type Path struct {
	parent *Path
	field  *field // the key in parent's model
	d      *Descriptor
	attach func(x, row any) // puts a loaded row into its owner
	alias  string
	outer  bool // joined by LEFT JOIN, for a key of the chain may be NULL
	id     uint32
	cols   []*ColRef
	below  sync.Map // of *Path by the key's index: paths of methods (Category.Parent()), made once
}

// ColRef is a column at the end of a path. The typed columns (Text, Num, Ord, Col) are ColRefs with a type.
type ColRef struct {
	_    [0]func() // not comparable: the compiler writes no functions that compare the column types
	path *Path
	f    *field
	sql  string // "catalog_product"."name"
	id   uint32
	null bool // may be NULL: the column itself, or a row joined by LEFT JOIN
}

// quote quotes a name for SQL; names come from schemas only, and [schema.ValidName] has been asked of them.
func quote(name string) string { return `"` + name + `"` }

func (p *Path) fill() {
	p.cols = make([]*ColRef, len(p.d.fields))
	refs := make([]ColRef, len(p.d.cols))
	head := quote(p.alias) + "."
	for k, f := range p.d.cols {
		refs[k] = ColRef{path: p, f: f, sql: head + quote(f.column), id: ids.Add(1), null: f.Null || p.outer}
		p.cols[f.i] = &refs[k]
	}
	// The key of a joined row is the key that its owner holds: no join is needed to ask for it.
	if p.parent != nil && p.target() == p.d.pk.column {
		own := p.parent.cols[p.field.i]
		c := *p.cols[p.d.pk.i]
		c.path, c.sql, c.f = own.path, own.sql, own.f
		p.cols[p.d.pk.i] = &c
	}
}

// target is the column of the path's model that the key points to.
func (p *Path) target() string {
	if c := p.field.Relation.ToColumn; c != "" {
		return c
	}
	return p.d.pk.column
}

// Col is for generated code: the column of the model's i-th field.
func (p *Path) Col(i int) *ColRef { return p.cols[i] }

// Under is for generated code: the path behind the key that is the i-th field of the path's model.
func (p *Path) Under(i int, d *Descriptor, attach func(x, row any)) *Path {
	if q, ok := p.below.Load(i); ok {
		return q.(*Path)
	}
	q, _ := p.below.LoadOrStore(i, p.under(i, d, attach))
	return q.(*Path)
}

func (p *Path) under(i int, d *Descriptor, attach func(x, row any)) *Path {
	f := p.d.fields[i]
	q := &Path{parent: p, field: f, d: d, attach: attach, outer: p.outer || f.Null, id: ids.Add(1)}
	q.alias = joinAlias(p.alias, f.Name)
	q.fill()
	return q
}

// joinAlias names a joined table; PostgreSQL cuts names at 63 bytes, so longer ones end in a hash.
func joinAlias(parent, name string) string { return shortened(parent + "__" + name) }

// maxAlias leaves room for the depth of a subquery.
const maxAlias = 60

func shortened(a string) string {
	if len(a) <= maxAlias {
		return a
	}
	h := fnv.New32a()
	h.Write([]byte(a))
	return fmt.Sprintf("%s_%08x", a[:maxAlias-9], h.Sum32())
}

// deeper is the name of a table in a subquery.
func deeper(alias string, depth int) string { return shortened(alias) + "_" + strconv.Itoa(depth) }

// name is how a person writes the path: "catalog.Product.category".
func (p *Path) name() string {
	if p.parent == nil {
		return p.d.Label()
	}
	return p.parent.name() + "." + p.field.GoName
}

func (c *ColRef) name() string {
	if c.path.parent == nil || c.f.d == c.path.d {
		return c.path.name() + "." + c.f.Name
	}
	return c.path.name()
}
