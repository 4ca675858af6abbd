package migrate

import (
	"bytes"
	"fmt"
	"go/format"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/musette-go/musette/schema"
)

// goSource writes a migration as a Go file, in the form that gofmt gives.
func goSource(pkg string, m *Migration) ([]byte, error) {
	w := &goWriter{imports: map[string]bool{"github.com/musette-go/musette/migrate": true}}
	w.migration(m)
	if w.err != nil {
		return nil, fmt.Errorf("migrate: %s cannot be written as Go: %w", m.Name, w.err)
	}
	var src bytes.Buffer
	fmt.Fprintf(&src, "package %s\n\nimport (\n", pkg)
	std, own := splitImports(w.imports)
	for _, path := range std {
		fmt.Fprintf(&src, "\t%q\n", path)
	}
	if len(std) > 0 {
		src.WriteByte('\n')
	}
	for _, path := range own {
		fmt.Fprintf(&src, "\t%q\n", path)
	}
	src.WriteString(")\n\n")
	src.Write(w.buf.Bytes())
	out, err := format.Source(src.Bytes())
	if err != nil {
		return nil, fmt.Errorf("migrate: %s: %w", m.Name, err)
	}
	return out, nil
}

func splitImports(imports map[string]bool) (std, own []string) {
	for _, path := range sortedKeys(imports) {
		if strings.Contains(path, ".") {
			own = append(own, path)
		} else {
			std = append(std, path)
		}
	}
	return std, own
}

// variable is the name of a migration's variable: "0002_product_price" gives m0002ProductPrice.
func variable(name string) string {
	var b strings.Builder
	b.WriteByte('m')
	up := false
	for _, r := range name {
		switch {
		case r == '_' || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// goWriter prints values as Go expressions.
type goWriter struct {
	buf     bytes.Buffer
	imports map[string]bool
	err     error
}

func (w *goWriter) printf(format string, args ...any) { fmt.Fprintf(&w.buf, format, args...) }

func (w *goWriter) fail(v any) {
	if w.err == nil {
		w.err = fmt.Errorf("a %T has no form as a constant", v)
	}
}

func (w *goWriter) use(pkg string) { w.imports["github.com/musette-go/musette/"+pkg] = true }

func (w *goWriter) migration(m *Migration) {
	w.printf("var %s = migrate.Migration{\n\tName: %q,\n", variable(m.Name), m.Name)
	if m.Initial {
		w.printf("\tInitial: true,\n")
	}
	if len(m.Dependencies) > 0 {
		w.printf("\tDependencies: []migrate.Dependency{\n")
		for _, d := range m.Dependencies {
			w.printf("\t\t{App: %q, Name: %q},\n", d.App, d.Name)
		}
		w.printf("\t},\n")
	}
	w.printf("\tOperations: []migrate.Operation{")
	for _, op := range m.Operations {
		w.printf("\n")
		w.operation(op)
		w.printf(",")
	}
	if len(m.Operations) > 0 {
		w.printf("\n")
	}
	w.printf("},\n}\n")
}

// operation prints one operation: its fields over several lines where it has lists.
func (w *goWriter) operation(op Operation) {
	v := reflect.ValueOf(op)
	w.printf("migrate.%s", v.Type().Name())
	switch op.(type) {
	case CreateModel, AlterModelOptions:
		w.fields(v, true)
	default:
		w.fields(v, false)
	}
}

// fields prints the fields of a struct that are not zero.
func (w *goWriter) fields(v reflect.Value, tall bool) {
	w.printf("{")
	first := true
	for i := range v.NumField() {
		f, sf := v.Field(i), v.Type().Field(i)
		if !sf.IsExported() || f.IsZero() && !spoken(v, f) || f.Kind() == reflect.Slice && f.Len() == 0 {
			continue
		}
		switch {
		case tall:
			w.printf("\n")
		case !first:
			w.printf(", ")
		}
		first = false
		w.printf("%s: ", sf.Name)
		w.value(f)
		if tall {
			w.printf(",")
		}
	}
	if tall && !first {
		w.printf("\n")
	}
	w.printf("}")
}

// spoken reports whether a field is written although it is zero, since readers would miss it.
func spoken(v, f reflect.Value) bool {
	switch f.Interface().(type) {
	case schema.ConstraintKind:
		return true
	case schema.OnDelete:
		r, ok := v.Interface().(schema.Relation)
		return ok && r.Kind != schema.ManyToMany
	}
	return false
}

// tallList reports whether a list is printed with one element on a line.
func tallList(t reflect.Type) bool {
	return slices.Contains([]reflect.Type{reflect.TypeFor[schema.Field](), reflect.TypeFor[schema.Index](), reflect.TypeFor[schema.Constraint](),
		reflect.TypeFor[Operation]()}, t)
}

func (w *goWriter) value(v reflect.Value) {
	if v.Kind() == reflect.Interface {
		if op, ok := v.Interface().(Operation); ok {
			w.operation(op)
			return
		}
		w.constant(v.Interface())
		return
	}
	switch x := v.Interface().(type) {
	case schema.Expr:
		w.expr(x)
		return
	case *schema.Expr:
		w.printf("new(")
		w.expr(*x)
		w.printf(")")
		return
	case schema.Type, schema.OnDelete, schema.RelationKind, schema.ConstraintKind:
		w.use("schema")
		w.printf("schema.%s", x)
		return
	case schema.Method:
		w.use("schema")
		w.printf("%s", methodName(x))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.typeName(v.Type())
		w.fields(v, v.Type() == reflect.TypeFor[Options]())
	case reflect.Pointer:
		w.printf("&")
		w.value(v.Elem())
	case reflect.Slice:
		w.slice(v)
	default:
		w.constant(v.Interface())
	}
}

func (w *goWriter) typeName(t reflect.Type) {
	pkg := "migrate"
	if strings.HasSuffix(t.PkgPath(), "/schema") {
		pkg = "schema"
		w.use("schema")
	}
	w.printf("%s.%s", pkg, t.Name())
}

func (w *goWriter) slice(v reflect.Value) {
	elem := v.Type().Elem()
	w.printf("[]")
	if elem.PkgPath() != "" {
		w.typeName(elem)
	} else {
		w.printf("%s", elem.Name())
	}
	tall := tallList(elem)
	w.printf("{")
	for i := range v.Len() {
		switch {
		case tall:
			w.printf("\n")
		case i > 0:
			w.printf(", ")
		}
		if elem.Kind() == reflect.Struct {
			w.fields(v.Index(i), false)
		} else {
			w.value(v.Index(i))
		}
		if tall {
			w.printf(",")
		}
	}
	if tall && v.Len() > 0 {
		w.printf("\n")
	}
	w.printf("}")
}
