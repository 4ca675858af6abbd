package generate

import (
	"fmt"
	"strings"
)

// result writes the manager of a result type.
func (w *writer) result(r *result) {
	types := fmt.Sprintf("[%s, *%s]", w.row(r.model), r.name)
	members := []member{{"", w.orm("ResultManager") + types, w.resultManager(r, types)}}
	for _, f := range r.outs {
		out := fmt.Sprintf("[%s, %s]", w.row(r.model), w.outType(f))
		members = append(members, member{f.name, "*" + w.orm("Out") + out, fmt.Sprintf("%s%s(%d, %q)", w.orm("NewOut"), out, f.index, f.snake)})
	}
	w.p("// %s selects %s rows%s.", r.plural, r.model.name, r.withWhat())
	w.composite(r.plural, members)
}

// outType is the type of an output's value; NULL is a pointer.
func (w *writer) outType(f *field) string {
	if f.pointer {
		return "*" + w.typ(f.elem)
	}
	return w.typ(f.elem)
}

// withWhat lists the outputs for the comment: " with NumBooks", " as Title, AuthorName".
func (r *result) withWhat() string {
	var names []string
	for _, f := range r.outs {
		names = append(names, f.name)
	}
	switch {
	case names == nil:
		return ""
	case r.whole:
		return " with " + strings.Join(names, ", ")
	}
	return " as " + strings.Join(names, ", ")
}

func (w *writer) resultManager(r *result, types string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s(%s, %s{\nBlock: %s[%s],\n", w.orm("NewResultManager"), types, w.descriptor(r.model), w.orm("ResultSpec"), w.orm("NewResultBlock"), r.name)
	if r.whole {
		fmt.Fprintf(&b, "Row: func(x any) any { return &x.(*%s).%s },\n", r.name, r.model.name)
	}
	if len(r.outs) > 0 {
		fmt.Fprintf(&b, "Outs: []%s{\n", w.orm("OutSpec"))
		for _, f := range r.outs {
			fmt.Fprintf(&b, "{Name: %q, Ptr: func(x any) any { return %s }},\n", f.snake, w.pointer(f, "x.(*"+r.name+")"))
		}
		b.WriteString("},\n")
	}
	b.WriteString("})")
	return b.String()
}
