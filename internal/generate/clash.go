package generate

import (
	"go/token"
	"strings"
)

// clashes finds names that are used twice: columns, tables, what relations are called on the other side, and what the
// generated file declares.
func (c *collector) clashes() {
	tables := map[string]*model{}
	for _, m := range c.out.models {
		if other := tables[m.table]; other != nil {
			c.add(m.decl.spec.Name.Pos(), m.name, "the table %q is that of %s: name another with //musette:table", m.table, other.name)
		}
		tables[m.table] = m
		c.columnClashes(m)
	}
	c.reverseClashes()
	c.declaredClashes()
}

// columnClashes compares the columns of one model, and the names of their Go values.
func (c *collector) columnClashes(m *model) {
	columns, names, goNames := map[string]*field{}, map[string]*field{}, map[string]*field{}
	for _, f := range m.fields {
		if other := names[f.snake]; other != nil {
			c.add(f.pos, f.subject(), "the name %q is that of %s: rename the field", f.snake, other.name)
			continue
		}
		names[f.snake] = f
		if !f.hasColumn() {
			continue
		}
		if other := columns[strings.ToLower(f.column())]; other != nil {
			c.add(f.pos, f.subject(), "the column %q is that of %s: name another with column=", f.column(), other.name)
			continue
		}
		columns[strings.ToLower(f.column())] = f
		if other := goNames[f.colName()]; other != nil {
			c.add(f.pos, f.subject(), "the column's Go name %s is that of %s: a key is a column by the name of its field and ID; rename one", f.colName(), other.name)
		}
		goNames[f.colName()] = f
	}
	for _, f := range m.fields { // what lies behind a key is a method beside the columns
		if other := goNames[f.name]; f.isKey() && other != nil {
			c.add(f.pos, f.subject(), "the key %s is already a column by the name of %s: a key is a column by the name of its field and ID; rename one", f.name, other.name)
		}
	}
}

// reverseClashes compares the names that relations give to the other side, with one another and with the fields there.
func (c *collector) reverseClashes() {
	taken := map[*model]map[string]string{}
	for _, m := range c.out.models {
		for _, f := range m.fields {
			if f.rel == nil || f.rel.target == nil || f.rel.reverse == "" {
				continue
			}
			t := f.rel.target
			if taken[t] == nil {
				taken[t] = c.namesOf(t)
			}
			if by := taken[t][f.rel.reverse]; by != "" {
				c.add(f.pos, f.subject(), "%s.%s, the other side of this relation, is taken by %s: choose another related_name, or - for none", t.name, f.rel.reverse, by)
				continue
			}
			taken[t][f.rel.reverse] = "the related_name of " + f.subject()
		}
	}
}

// namesOf are the names that a model has without the relations of this package.
func (c *collector) namesOf(m *model) map[string]string {
	names := map[string]string{}
	for _, f := range m.fields {
		names[f.name] = "its field " + f.name
		names[f.colName()] = "its field " + f.name
	}
	if m.of == c.out {
		return names
	}
	for _, o := range m.of.models {
		for _, f := range o.fields {
			if f.rel != nil && f.rel.target == m && f.rel.reverse != "" {
				names[f.rel.reverse] = "the related_name of " + o.of.pack.name + "." + f.subject()
			}
		}
	}
	return names
}

// declaredClashes compares what the generated file declares with one another and with what the package declares.
func (c *collector) declaredClashes() {
	by := map[string]string{"Models": "the list of models"}
	claim := func(pos token.Pos, subject, name, what string) {
		switch other, taken := by[name]; {
		case taken:
			c.add(pos, subject, "%s would be declared twice in the generated file, for %s and for %s: rename one (//musette:plural names the descriptor)", name, other, subject)
		case c.pack.names[name].IsValid():
			at := c.fset.Position(c.pack.names[name])
			c.add(pos, subject, "the package declares %s, the name of %s in the generated file (line %d): rename it%s", name, what, at.Line,
				map[bool]string{true: ", or choose another name with //musette:plural"}[what == "the descriptor"])
		default:
			by[name] = subject
		}
	}
	for _, m := range c.out.models {
		pos := m.decl.spec.Name.Pos()
		claim(pos, m.name, m.plural, "the descriptor")
		claim(pos, m.name, managerType(m.plural), "the descriptor's type")
		claim(pos, m.name, unexport(m.name)+"Model", "the schema")
		for _, suffix := range []string{"Cols", "Rel"} {
			claim(pos, m.name, m.name+suffix, "a type")
			claim(pos, m.name, "New"+m.name+suffix, "a function")
		}
		for _, f := range m.fields {
			if f.isKey() {
				claim(f.pos, f.subject(), f.attach(), "a function")
			}
			if f.rel != nil && f.rel.target != nil && f.rel.target.of != c.out && f.rel.reverse != "" {
				claim(f.pos, f.subject(), f.rel.target.name+f.rel.reverse, "the other side of the relation")
			}
		}
	}
	for _, r := range c.out.results {
		claim(r.decl.spec.Name.Pos(), r.name, r.plural, "the descriptor")
		claim(r.decl.spec.Name.Pos(), r.name, managerType(r.plural), "the descriptor's type")
	}
}

// attach is the name of the function that puts a loaded row into the key.
func (f *field) attach() string { return "attach" + f.model.name + f.name }
