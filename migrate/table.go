package migrate

import (
	"fmt"
	"slices"

	"github.com/musette-go/musette/schema"
)

// table is what a model (or a many-to-many field) comes to in a database: names of columns instead of fields, types
// looked up, everything spelt out. Two tables that are equal need no statement.
type table struct {
	key     string // who it belongs to: "catalog.Product", "library.Book.readers"
	name    string
	comment string
	columns []column
	indexes []indexDef
	uniques []uniqueDef
	checks  []checkDef
	keys    []keyDef
	exclude []excludeDef
}

// column is one column. The field, or the role in a table of pairs, tells which column of another state it is.
type column struct {
	field   string
	name    string
	typ     columnType
	null    bool
	primary bool
	auto    bool
	def     any
	comment string
}

// columnType is what decides a column's type.
type columnType struct {
	schema.Type
	length, digits, places int
	collation              string
}

// indexDef is an index. Expressions hold columns where schema's hold fields.
type indexDef struct {
	name    string
	keys    []indexPart
	include []string
	where   *schema.Expr
	method  schema.Method
	opclass string
	types   []columnType // of the columns in expressions: another type is another index
}

type indexPart struct {
	column string
	expr   *schema.Expr
	desc   bool
}

type uniqueDef struct {
	name             string
	columns          []string
	include          []string
	where            *schema.Expr
	nullsNotDistinct bool
	types            []columnType
}

// index reports whether the rule is an index and not a constraint: PostgreSQL knows no partial constraints.
func (u *uniqueDef) index() bool { return u.where != nil }

type checkDef struct {
	name  string
	expr  schema.Expr
	types []columnType
}

// keyDef is a foreign key.
type keyDef struct {
	name, column        string
	refTable, refColumn string
	typ                 schema.Type
}

type excludeDef struct {
	name   string
	method schema.Method
	parts  []schema.Exclusion // Field is the column
	where  *schema.Expr
}

func (t *table) column(name string) *column {
	for i := range t.columns {
		if t.columns[i].name == name {
			return &t.columns[i]
		}
	}
	return nil
}

func (t *table) byField(field string) *column {
	for i := range t.columns {
		if t.columns[i].field == field {
			return &t.columns[i]
		}
	}
	return nil
}

func (t *table) primary() *column {
	for i := range t.columns {
		if t.columns[i].primary {
			return &t.columns[i]
		}
	}
	return nil
}

func (t *table) primaryColumns() []string {
	var out []string
	for i := range t.columns {
		if t.columns[i].primary {
			out = append(out, t.columns[i].name)
		}
	}
	return out
}

// tables compiles a model and its many-to-many fields. A model that migrations do not manage has none.
func (s *State) tables(m *schema.Model) ([]*table, error) {
	if m.Unmanaged {
		return nil, nil
	}
	main, err := s.table(m)
	if err != nil {
		return nil, err
	}
	out := []*table{main}
	for i := range m.Fields {
		f := &m.Fields[i]
		if !f.IsManyToMany() || f.Relation.Through != "" {
			continue
		}
		pairs, err := s.pairs(m, f)
		if err != nil {
			return nil, err
		}
		out = append(out, pairs)
	}
	return out, nil
}

// table compiles the model's own table.
func (s *State) table(m *schema.Model) (*table, error) {
	t := &table{key: m.Label(), name: m.TableName(), comment: m.Comment}
	for _, f := range m.Columns() {
		c, err := s.column(m, f)
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, c)
		if f.HasIndex() && !f.IsUnique() {
			t.indexes = append(t.indexes, indexDef{name: schema.FieldIndexName(t.name, c.name), keys: []indexPart{{column: c.name}}})
		}
		if f.IsUnique() {
			t.uniques = append(t.uniques, uniqueDef{name: schema.FieldUniqueName(t.name, c.name), columns: []string{c.name}})
		}
		if f.Relation != nil && !f.Relation.NoConstraint {
			t.keys = append(t.keys, s.foreignKey(t.name, c, s.models[f.Relation.To]))
		}
	}
	for i := range m.Indexes {
		t.indexes = append(t.indexes, compileIndex(m, t, &m.Indexes[i]))
	}
	for i := range m.Constraints {
		t.addConstraint(m, &m.Constraints[i])
	}
	return t, nil
}

func (s *State) column(m *schema.Model, f *schema.Field) (column, error) {
	typ, err := s.columnType(m, f, 0)
	if err != nil {
		return column{}, err
	}
	return column{field: f.Name, name: f.ColumnName(), typ: typ, null: f.Null, primary: f.PrimaryKey, auto: f.Auto,
		def: f.Default, comment: f.Comment}, nil
}

// maxKeyDepth bounds how far a key that is itself a key is followed to find its type.
const maxKeyDepth = 16

// columnType finds the type of a field's column: a key has that of the column it points to.
func (s *State) columnType(m *schema.Model, f *schema.Field, depth int) (columnType, error) {
	if f.Relation == nil {
		return plainType(f), nil
	}
	target := s.models[f.Relation.To]
	if target == nil {
		return columnType{}, fmt.Errorf("migrate: %s.%s refers to %s, which does not exist at this point", m.Label(), f.Name, f.Relation.To)
	}
	pk := target.PrimaryKey()
	if pk == nil || depth > maxKeyDepth {
		return columnType{}, fmt.Errorf("migrate: %s.%s refers to %s, which has no primary key of its own", m.Label(), f.Name, f.Relation.To)
	}
	return s.columnType(target, pk, depth+1)
}

// plainType leaves out sizes that the type does not use.
func plainType(f *schema.Field) columnType {
	t := columnType{Type: f.Type}
	switch f.Type {
	case schema.DecimalField:
		t.digits, t.places = f.MaxDigits, f.DecimalPlaces
	case schema.CharField:
		t.length, t.collation = f.MaxLength, f.Collation
	case schema.TextField:
		t.collation = f.Collation
	}
	return t
}

func (s *State) foreignKey(table string, c column, target *schema.Model) keyDef {
	return keyDef{name: schema.ForeignKeyName(table, c.name), column: c.name, refTable: target.TableName(),
		refColumn: target.PrimaryKey().ColumnName(), typ: c.typ.Type}
}

// isKey reports whether the column is a foreign key.
func (t *table) isKey(column string) bool {
	return slices.ContainsFunc(t.keys, func(k keyDef) bool { return k.column == column })
}
