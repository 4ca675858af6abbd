package generate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/musette-go/musette/schema"
)

// model writes everything about one model.
func (w *writer) model(m *model) {
	w.describe(m)
	w.columns(m)
	w.relations(m)
	w.manager(m)
	w.foreignReverses(m)
}

// describe writes the descriptor.
func (w *writer) describe(m *model) {
	s := fmt.Sprintf("App: %q, Name: %q", m.of.app, m.name)
	if m.override {
		s += fmt.Sprintf(", Table: %q", m.table)
	}
	if m.unmanaged {
		s += ", Unmanaged: true"
	}
	w.p("var %s = %s(&%s{", m.variable(), w.orm("Describe"), w.orm("Descriptor"))
	w.p("Schema: %s{%s, Fields: []%s{", w.schema("Model"), s, w.schema("Field"))
	for _, f := range m.fields {
		w.p("%s,", w.field(f))
	}
	w.p("}},")
	if m.hasMeta() {
		w.p("Options: %s[%s],", w.orm("OptionsOf"), m.name)
	}
	w.p("Rows: %s[%s],", w.orm("NewRows"), m.name)
	w.p("Copy: func(dst, src any) { *dst.(*%s) = *src.(*%s) },", m.name, m.name)
	w.p("State: func(x any) *%s { return &x.(*%s).Model },", w.orm("Model"), m.name)
	w.scan(m)
	w.ptr(m)
	w.p("})\n")
}

// field is the schema of one field, without what is zero.
func (w *writer) field(f *field) string {
	s := f.spec
	var parts []string
	add := func(ok bool, name, format string, v any) {
		if ok {
			parts = append(parts, name+": "+fmt.Sprintf(format, v))
		}
	}
	flag := func(ok bool, name string) { add(ok, name, "%v", true) }
	add(true, "Name", "%q", s.Name)
	add(true, "GoName", "%q", s.GoName)
	add(s.Column != "", "Column", "%q", s.Column)
	add(f.hasColumn(), "Type", "%s", w.schemaType(f))
	add(s.MaxLength > 0, "MaxLength", "%d", s.MaxLength)
	add(s.MaxDigits > 0, "MaxDigits", "%d", s.MaxDigits)
	add(s.DecimalPlaces > 0, "DecimalPlaces", "%d", s.DecimalPlaces)
	flag(s.PrimaryKey, "PrimaryKey")
	flag(s.Auto, "Auto")
	flag(s.Null, "Null")
	flag(s.Unique, "Unique")
	flag(s.Index, "Index")
	flag(s.NoIndex, "NoIndex")
	flag(s.AutoNow, "AutoNow")
	flag(s.AutoNowAdd, "AutoNowAdd")
	add(s.Default != nil, "Default", "%s", w.constant(s.Default))
	add(s.Format != schema.Plain, "Format", "%s", w.schemaFormat(s.Format))
	add(s.Collation != "", "Collation", "%q", s.Collation)
	flag(s.Blank, "Blank")
	flag(s.ReadOnly, "ReadOnly")
	if f.rel != nil {
		parts = append(parts, "Relation: &"+w.relation(f))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) schemaType(f *field) string {
	switch {
	case !f.hasColumn():
		return ""
	case f.class == refClass:
		k := keyOf(f.rel.target, 0)
		return w.schema(k.columnType())
	}
	return w.schema(f.columnType())
}

// columnType is the constant of package schema; a string with a length is a CharField, and a whole number may have a column
// that is narrower than its Go type.
func (f *field) columnType() string {
	switch {
	case f.kind.class == stringClass && f.spec.MaxLength > 0:
		return "CharField"
	case f.bits() == 16:
		return "SmallIntegerField"
	case f.bits() == 32:
		return "IntegerField"
	}
	return f.kind.schema
}

func (w *writer) schemaFormat(f schema.Format) string {
	switch f {
	case schema.URL:
		return w.schema("URL")
	case schema.Plain:
		return ""
	}
	return w.schema(export(string(f)))
}

// constant is a default in Go.
func (w *writer) constant(v any) string {
	switch v := v.(type) {
	case int64:
		return fmt.Sprintf("int64(%d)", v)
	case float64:
		return "float64(" + strconv.FormatFloat(v, 'g', -1, 64) + ")"
	case schema.Number:
		return fmt.Sprintf("%s(%q)", w.schema("Number"), string(v))
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprint(v)
}

// relation is the schema of a relation.
func (w *writer) relation(f *field) string {
	r := f.rel
	var parts []string
	add := func(ok bool, name, value string) {
		if ok {
			parts = append(parts, name+": "+value)
		}
	}
	if r.kind != schema.ForeignKey {
		add(true, "Kind", w.schema(r.kind.String()))
	}
	add(true, "To", strconv.Quote(r.to))
	if t := r.target; t != nil {
		add(t.override, "ToTable", strconv.Quote(t.table))
		add(f.hasColumn() && t.key.column() != "id", "ToColumn", strconv.Quote(t.key.column()))
	}
	if f.hasColumn() {
		add(true, "OnDelete", w.schema(r.onDelete))
	}
	add(r.reverse != "", "RelatedName", strconv.Quote(r.reverse))
	if r.through != nil {
		add(true, "Through", strconv.Quote(r.through.label()))
		add(true, "ThroughTable", strconv.Quote(r.through.table))
		add(true, "ThroughFrom", strconv.Quote(r.from.column()))
		add(true, "ThroughTo", strconv.Quote(r.into.column()))
	}
	add(f.has("no_constraint"), "NoConstraint", "true")
	return w.schema("Relation") + "{" + strings.Join(parts, ", ") + "}"
}

// scan writes the function that reads a row.
func (w *writer) scan(m *model) {
	w.p("Scan: func(x any, r *%s) {", w.orm("Row"))
	w.p("m := x.(*%s)", m.name)
	for _, f := range m.fields {
		if f.hasColumn() {
			w.p("%s", w.read(f))
		}
	}
	w.p("},")
}

// read is the statement that reads one column.
func (w *writer) read(f *field) string {
	to := "m." + f.name
	switch {
	case f.rel != nil && f.spec.Null:
		return fmt.Sprintf("%s(r, %s)", w.orm("ScanNullKey"), w.pointer(f, "m"))
	case f.rel != nil:
		return fmt.Sprintf("*%s = %s", w.keyPointer(f, "m"), w.value(f))
	case f.pointer && f.kind.schema == "JSONField":
		return fmt.Sprintf("if r.IsNull() {\nr.Skip(1)\n} else {\nv := r.JSON()\n%s = &v\n}", to)
	case f.pointer:
		return fmt.Sprintf("%s = r.Null%s(%s)", to, f.kind.reader, f.places())
	}
	return fmt.Sprintf("%s = %s", to, w.value(f))
}

// value is the expression that reads one column that is not NULL.
func (w *writer) value(f *field) string {
	v := fmt.Sprintf("r.%s(%s)", f.kind.reader, f.places())
	if f.defined {
		v = fmt.Sprintf("%s(%s)", w.typ(f.elem), v)
	}
	return v
}

// places is the argument of the readers of decimals.
func (f *field) places() string {
	if f.kind.class == decimalClass {
		return strconv.Itoa(f.spec.DecimalPlaces)
	}
	return ""
}

// keyPointer is the expression for the address of a key's value.
func (w *writer) keyPointer(f *field, row string) string {
	fn := "Key"
	if f.rel.loose {
		fn = "LooseKey"
	}
	return fmt.Sprintf("%s(&%s.%s)", w.orm(fn), row, f.name)
}

// pointer is the expression for the address of a column's value, as a pointer to its basic type.
func (w *writer) pointer(f *field, row string) string {
	p := "&" + row + "." + f.name
	if f.rel != nil {
		p = w.keyPointer(f, row)
	}
	if f.defined {
		p = fmt.Sprintf("(*%s)(%s)", f.kind.name, p)
	}
	return p
}

// ptr writes the function that returns addresses of columns.
func (w *writer) ptr(m *model) {
	w.p("Ptr: func(x any, i int) any {")
	w.p("m := x.(*%s)", m.name)
	w.p("switch i {")
	for _, f := range m.fields {
		if f.hasColumn() {
			w.p("case %d:\nreturn %s", f.index, w.pointer(f, "m"))
		}
	}
	w.p("}\nreturn nil\n},")
}
