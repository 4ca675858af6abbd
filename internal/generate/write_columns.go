package generate

import (
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
)

// columns writes the struct of a model's columns and its constructor.
func (w *writer) columns(m *model) {
	w.p("// %sCols are the columns of %s in a query on R.", m.name, m.name)
	w.p("type %sCols[R any] struct {", m.name)
	for _, f := range m.fields {
		if f.hasColumn() {
			w.p("%s *%s", f.colName(), w.shell(f, "R"))
		}
	}
	w.p("}\n")
	w.p("// New%sCols is for generated code.", m.name)
	w.p("func New%sCols[R any](p *%s) %sCols[R] {", m.name, w.orm("Path"), m.name)
	w.p("return %sCols[R]{", m.name)
	for _, f := range m.fields {
		if f.hasColumn() {
			w.p("%s: (*%s)(p.Col(%d)),", f.colName(), w.shell(f, "R"), f.index)
		}
	}
	w.p("}\n}\n")
}

// shell is the type of a column in a query on r.
func (w *writer) shell(f *field, r string) string {
	shell := f.kind.shell
	if f.defined && shell != "Col" {
		shell = "Ord"
	}
	if shell == "Text" {
		return fmt.Sprintf("%s[%s]", w.orm("Text"), r)
	}
	return fmt.Sprintf("%s[%s, %s]", w.orm(shell), r, w.typ(f.elem))
}

// relations writes the type of keys that lead to the model, and the keys that lead on.
func (w *writer) relations(m *model) {
	w.p("// %sRel is a key to %s in a query on R, with what lies behind it.", m.name, m.name)
	w.p("type %sRel[R any] struct {\n%s[R]\n%sCols[R]\n}\n", m.name, w.orm("Rel"), m.name)
	w.p("// New%sRel is for generated code.", m.name)
	w.p("func New%[1]sRel[R any](p *%[2]s) *%[1]sRel[R] { return &%[1]sRel[R]{%[3]s[R](p), New%[1]sCols[R](p)} }\n", m.name, w.orm("Path"), w.orm("MakeRel"))
	for _, f := range m.fields {
		if !f.isKey() {
			continue
		}
		w.p("// %s follows %s.%s.", f.name, m.name, f.name)
		w.p("func (r *%sRel[R]) %s() *%s[R] {", m.name, f.name, w.in(f.rel.target, f.rel.target.name+"Rel"))
		w.p("return %s\n}\n", w.follow(f, "R", w.orm("Under")+"(&r.Rel, "))
		w.p("func %s(x, row any) { %s(&x.(*%s).%s, row.(%s)) }\n", f.attach(), w.orm("SetRow"), m.name, f.name, w.row(f.rel.target))
	}
}

// follow is the expression for what lies behind a key; under is the beginning of a call for the path to it.
func (w *writer) follow(f *field, r, under string) string {
	t := f.rel.target
	return fmt.Sprintf("%s[%s](%s%d, %s, %s))", w.in(t, "New"+t.name+"Rel"), r, under, f.index, w.descriptor(t), f.attach())
}

// member is one field of a descriptor: what its type and its value are.
type member struct{ name, typ, value string }

// manager writes the value that people name: Books.
func (w *writer) manager(m *model) {
	row, root := "*"+m.name, m.variable()+".Root()"
	members := []member{
		{"", fmt.Sprintf("%s[%s]", w.orm("Manager"), row), fmt.Sprintf("%s[%s](%s)", w.orm("NewManager"), row, m.variable())},
		{"", fmt.Sprintf("%s[%s]", w.orm("Query"), row), fmt.Sprintf("%s[%s](%s)", w.orm("NewQuery"), row, m.variable())},
		{"", fmt.Sprintf("%sCols[%s]", m.name, row), fmt.Sprintf("New%sCols[%s](%s)", m.name, row, root)},
	}
	for _, f := range m.fields {
		switch {
		case f.isKey():
			t := f.rel.target
			members = append(members, member{f.name, fmt.Sprintf("*%s[%s]", w.in(t, t.name+"Rel"), row), w.follow(f, row, root+".Under(")})
		case f.class == manyClass:
			members = append(members, w.many(f))
		}
	}
	members = append(members, w.reverses(m)...)
	w.p("// %s is the model %s: its queries and its columns.", m.plural, m.name)
	w.composite(m.plural, members)
}

// managerType is the name of the type of a descriptor: booksManager.
func managerType(name string) string { return unexport(name) + "Manager" }

// composite writes a variable that points to a struct of a type of its own. The type has a name, since the compiler spells
// out one without in every function that it writes for it.
func (w *writer) composite(name string, members []member) {
	typ := managerType(name)
	w.p("type %s struct {", typ)
	for _, x := range members {
		w.p("%s", strings.TrimSpace(x.name+" "+x.typ))
	}
	w.p("}\n")
	w.p("var %s = &%s{", name, typ)
	for _, x := range members {
		w.p("%s,", x.value)
	}
	w.p("}\n")
}

// many is the member for a many-to-many of the model.
func (w *writer) many(f *field) member {
	args := fmt.Sprintf("[*%s, %s]", f.model.name, w.row(f.rel.target))
	value := fmt.Sprintf("%s%s(%s, %d, %s, func(x any) any { return &x.(*%s).%s })", w.orm("NewManyToMany"), args, f.model.variable(), f.index,
		w.descriptor(f.rel.target), f.model.name, f.name)
	return member{f.name, "*" + w.orm("ManyToMany") + args, value}
}

// reverses are the members for relations of this package that lead to the model.
func (w *writer) reverses(m *model) []member {
	var out []member
	for _, o := range w.ms.models {
		for _, f := range o.fields {
			if f.rel != nil && f.rel.target == m && f.rel.reverse != "" {
				out = append(out, w.reverse(f))
			}
		}
	}
	return out
}

// reverse is the other side of a relation.
func (w *writer) reverse(f *field) member {
	t := f.rel.target
	typ, fn := "Reverse", "NewReverse"
	switch f.rel.kind {
	case schema.OneToOne:
		typ, fn = "ReverseOne", "NewReverseOne"
	case schema.ManyToMany:
		typ, fn = "ManyToMany", "NewReverseMany"
	}
	args := fmt.Sprintf("[%s, *%s]", w.row(t), f.model.name)
	return member{f.rel.reverse, "*" + w.orm(typ) + args, fmt.Sprintf("%s%s(%s, %s, %d)", w.orm(fn), args, w.descriptor(t), f.model.variable(), f.index)}
}

// foreignReverses writes the other sides of relations to models of other packages, which cannot be members there.
func (w *writer) foreignReverses(m *model) {
	for _, f := range m.fields {
		if f.rel == nil || f.rel.target == nil || f.rel.target.of == w.ms || f.rel.reverse == "" {
			continue
		}
		name := f.rel.target.name + f.rel.reverse
		w.p("// %s is %s of a %s: the other side of %s.", name, f.rel.reverse, f.rel.target.name, f.subject())
		w.p("var %s = %s\n", name, w.reverse(f).value)
	}
}
