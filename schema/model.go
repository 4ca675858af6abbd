package schema

import "strings"

// Model describes one table and what is said about it.
type Model struct {
	App     string // the app's label: "catalog"
	Name    string // the struct's name: "Product"
	Table   string // the table's name; defaults to <app>_<name in lower case>, see [DefaultTable]
	Comment string // a comment on the table, where the database has them

	Fields      []Field
	Indexes     []Index
	Constraints []Constraint

	Ordering           []OrderKey // the order of queries that name none
	LatestBy           []OrderKey // what Latest and Earliest go by
	VerboseName        string     // "product"; defaults to the name in words
	VerboseNamePlural  string     // "products"; defaults to VerboseName + "s"
	DefaultPermissions []string   // defaults to add, change, delete, view
	Permissions        []Permission
	Unmanaged          bool // migrations leave the table alone
}

// Permission is a permission of a model besides the default ones.
type Permission struct {
	Codename string // "publish_book"
	Name     string // "Can publish book"
}

// OrderKey is one column of an ordering.
type OrderKey struct {
	Field string // the field's name; names of related fields are joined by "__", as in Django
	Desc  bool
}

// Label is "catalog.Product", by which relations and migrations name a model.
func (m *Model) Label() string { return m.App + "." + m.Name }

// TableName is Table, or its default.
func (m *Model) TableName() string {
	if m.Table != "" {
		return m.Table
	}
	return DefaultTable(m.App, m.Name)
}

// DefaultTable is the table of a model that names none: "catalog_product", as in Django.
func DefaultTable(app, name string) string { return app + "_" + strings.ToLower(name) }

// Field returns the field of that name, or nil.
func (m *Model) Field(name string) *Field {
	for i := range m.Fields {
		if m.Fields[i].Name == name {
			return &m.Fields[i]
		}
	}
	return nil
}

// FieldByColumn returns the field that is stored in the column, or nil.
func (m *Model) FieldByColumn(column string) *Field {
	for i := range m.Fields {
		if f := &m.Fields[i]; f.HasColumn() && f.ColumnName() == column {
			return f
		}
	}
	return nil
}

// PrimaryKey returns the key's field, or nil for a model that has none (which the generator refuses).
func (m *Model) PrimaryKey() *Field {
	for i := range m.Fields {
		if m.Fields[i].PrimaryKey {
			return &m.Fields[i]
		}
	}
	return nil
}

// Columns returns the fields that have a column of the table, in order.
func (m *Model) Columns() []*Field {
	out := make([]*Field, 0, len(m.Fields))
	for i := range m.Fields {
		if m.Fields[i].HasColumn() {
			out = append(out, &m.Fields[i])
		}
	}
	return out
}

// Verbose is VerboseName, or the model's name in words: "OrderLine" gives "order line".
func (m *Model) Verbose() string {
	if m.VerboseName != "" {
		return m.VerboseName
	}
	return Words(m.Name)
}

// VerbosePlural is VerboseNamePlural, or Verbose with an s.
func (m *Model) VerbosePlural() string {
	if m.VerboseNamePlural != "" {
		return m.VerboseNamePlural
	}
	return m.Verbose() + "s"
}

// Words splits a Go name at its capitals: "OrderLine" gives "order line", "HTTPPort" gives "http port".
func Words(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		upper := r >= 'A' && r <= 'Z'
		if upper && i > 0 {
			prev := rs[i-1]
			next := i+1 < len(rs) && rs[i+1] >= 'a' && rs[i+1] <= 'z'
			if prev >= 'a' && prev <= 'z' || prev >= '0' && prev <= '9' || next {
				b.WriteByte(' ')
			}
		}
		if r == '_' {
			b.WriteByte(' ')
			continue
		}
		if upper {
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ThroughTable is the table of pairs of a many-to-many field: "library_book_readers", as in Django.
func (m *Model) ThroughTable(f *Field) string {
	if f.Relation.ThroughTable != "" {
		return f.Relation.ThroughTable
	}
	return m.TableName() + "_" + f.Name
}

// ThroughColumns are the columns of the pair table with this model's key and with the other's: "book_id" and "user_id",
// or "from_person_id" and "to_person_id" where a model is related to itself, as in Django.
func (m *Model) ThroughColumns(f *Field) (from, to string) {
	from, to = f.Relation.ThroughFrom, f.Relation.ThroughTo
	own, other := strings.ToLower(m.Name), strings.ToLower(f.Relation.To[strings.LastIndexByte(f.Relation.To, '.')+1:])
	if m.Label() == f.Relation.To {
		own, other = "from_"+own, "to_"+other
	}
	if from == "" {
		from = own + "_id"
	}
	if to == "" {
		to = other + "_id"
	}
	return from, to
}
