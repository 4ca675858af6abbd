package migrate

import (
	"fmt"
	"github.com/musette-go/musette/schema"
	"slices"
)

// pairs compiles the table of a many-to-many field.
func (s *State) pairs(m *schema.Model, f *schema.Field) (*table, error) {
	target := s.models[f.Relation.To]
	if target == nil {
		return nil, fmt.Errorf("migrate: %s.%s refers to %s, which does not exist at this point", m.Label(), f.Name, f.Relation.To)
	}
	from, to := schema.PairsColumns(m.Label(), target.Label())
	t := &table{key: m.Label() + "." + f.Name, name: schema.PairsTable(m, f), comment: f.Comment}
	if !schema.ValidName(t.name) {
		return nil, fmt.Errorf("migrate: %q cannot be the table of %s.%s: give the relation a shorter ThroughTable", t.name, m.Label(), f.Name)
	}
	t.columns = []column{{field: "id", name: "id", typ: columnType{Type: schema.BigIntegerField}, primary: true, auto: true}}
	for i, side := range []*schema.Model{m, target} {
		pk := side.PrimaryKey()
		if pk == nil {
			return nil, fmt.Errorf("migrate: %s.%s needs a primary key of %s", m.Label(), f.Name, side.Label())
		}
		typ, err := s.columnType(side, pk, 0)
		if err != nil {
			return nil, err
		}
		c := column{field: [2]string{"from", "to"}[i], name: [2]string{from, to}[i], typ: typ}
		t.columns = append(t.columns, c)
		t.indexes = append(t.indexes, indexDef{name: schema.FieldIndexName(t.name, c.name), keys: []indexPart{{column: c.name}}})
		if !f.Relation.NoConstraint {
			t.keys = append(t.keys, s.foreignKey(t.name, c, side))
		}
	}
	t.uniques = []uniqueDef{{name: schema.PairsUniqueName(t.name, from, to), columns: []string{from, to}}}
	return t, nil
}

func compileIndex(m *schema.Model, t *table, ix *schema.Index) indexDef {
	d := indexDef{name: ix.Name, include: columnsOf(m, ix.Include), method: ix.Method, opclass: ix.OpClass}
	if d.method == "btree" {
		d.method = schema.BTree
	}
	for _, k := range ix.Keys {
		p := indexPart{desc: k.Desc}
		if k.Expr != nil {
			p.expr = t.compileExpr(m, k.Expr, &d.types)
		} else {
			p.column = m.Field(k.Field).ColumnName()
		}
		d.keys = append(d.keys, p)
	}
	d.where = t.compileExpr(m, ix.Where, &d.types)
	return d
}

func (t *table) addConstraint(m *schema.Model, c *schema.Constraint) {
	switch c.Kind {
	case schema.Check:
		d := checkDef{name: c.Name}
		d.expr = *t.compileExpr(m, c.Check, &d.types)
		t.checks = append(t.checks, d)
	case schema.Unique:
		d := uniqueDef{name: c.Name, columns: columnsOf(m, c.Fields), include: columnsOf(m, c.Include), nullsNotDistinct: c.NullsNotDistinct}
		d.where = t.compileExpr(m, c.Where, &d.types)
		t.uniques = append(t.uniques, d)
	case schema.Exclude:
		d := excludeDef{name: c.Name, method: c.Method}
		if d.method == "" {
			d.method = schema.GiST
		}
		for _, x := range c.Exclusions {
			d.parts = append(d.parts, schema.Exclusion{Field: m.Field(x.Field).ColumnName(), Operator: x.Operator})
		}
		d.where = t.compileExpr(m, c.Where, new([]columnType))
		t.exclude = append(t.exclude, d)
	}
}

// compileExpr puts columns in the place of fields and notes the columns' types.
func (t *table) compileExpr(m *schema.Model, e *schema.Expr, types *[]columnType) *schema.Expr {
	if e == nil {
		return nil
	}
	for _, name := range e.Fields() {
		if c := t.byField(name); c != nil {
			*types = append(*types, columnType{Type: c.typ.Type, places: c.typ.places})
		}
	}
	out := mapFields(*e, func(name string) string { return columnsOf(m, []string{name})[0] })
	return &out
}

// mapFields returns e with other names in the place of its fields.
func mapFields(e schema.Expr, name func(string) string) schema.Expr {
	if e.Op == schema.OpField {
		e.Name = name(e.Name)
	}
	e.Args = slices.Clone(e.Args)
	for i := range e.Args {
		e.Args[i] = mapFields(e.Args[i], name)
	}
	return e
}
