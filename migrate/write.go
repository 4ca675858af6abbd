package migrate

import (
	"bytes"
	"fmt"
	"go/format"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
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
		if !sf.IsExported() || f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
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

// tallLists are printed with one element on a line.
func tallList(t reflect.Type) bool {
	return slices.Contains([]reflect.Type{reflect.TypeFor[schema.Field](), reflect.TypeFor[schema.Index](), reflect.TypeFor[schema.Constraint]()}, t)
}

func (w *goWriter) value(v reflect.Value) {
	if v.Kind() == reflect.Interface {
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

func methodName(m schema.Method) string {
	for name, method := range map[string]schema.Method{"Hash": schema.Hash, "GIN": schema.GIN, "GiST": schema.GiST, "SPGiST": schema.SPGiST, "BRIN": schema.BRIN} {
		if m == method {
			return "schema." + name
		}
	}
	return "schema.BTree"
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
	if elem.Kind() == reflect.Struct {
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

// constant prints a constant so that it comes back with its type out of an any.
func (w *goWriter) constant(v any) {
	switch x := v.(type) {
	case nil:
		w.printf("nil")
	case bool:
		w.printf("%t", x)
	case string:
		w.text(x)
	case int:
		w.printf("%d", x)
	case int64:
		w.printf("int64(%d)", x)
	case float64:
		if math.IsInf(x, 0) || math.IsNaN(x) {
			w.fail(v)
		}
		w.printf("float64(%s)", strconv.FormatFloat(x, 'g', -1, 64))
	case []byte:
		w.printf("[]byte(%q)", x)
	case schema.Number:
		w.use("schema")
		w.printf("schema.Number(%q)", string(x))
	case FillValue:
		w.printf("%s", map[FillValue]string{Now: "migrate.Now", RandomUUID: "migrate.RandomUUID"}[x])
	default:
		w.moment(v)
	}
}

// moment prints constants of times, UUIDs and addresses.
func (w *goWriter) moment(v any) {
	switch x := v.(type) {
	case time.Time:
		w.imports["time"] = true
		x = x.UTC()
		w.printf("time.Date(%d, %d, %d, %d, %d, %d, %d, time.UTC)", x.Year(), int(x.Month()), x.Day(), x.Hour(), x.Minute(), x.Second(), x.Nanosecond())
	case time.Duration:
		w.imports["time"] = true
		w.printf("time.Duration(%d)", int64(x))
	case schema.Date:
		w.use("schema")
		w.printf("schema.Date{Year: %d, Month: %d, Day: %d}", x.Year, int(x.Month), x.Day)
	case schema.Clock:
		w.use("schema")
		w.printf("schema.Clock(%d)", int64(x))
	case schema.UUID:
		w.use("schema")
		parts := make([]string, len(x))
		for i, b := range x {
			parts[i] = fmt.Sprintf("%#02x", b)
		}
		w.printf("schema.UUID{%s}", join(parts))
	case netip.Addr:
		w.imports["net/netip"] = true
		w.printf("netip.MustParseAddr(%q)", x.String())
	default:
		w.fail(v)
	}
}

// text prints a string, in raw quotes where that reads better.
func (w *goWriter) text(s string) {
	if strings.Contains(s, `"`) && strconv.CanBackquote(s) {
		w.printf("`%s`", s)
		return
	}
	w.printf("%q", s)
}

// expr prints an expression with the functions that make one.
func (w *goWriter) expr(e schema.Expr) {
	w.use("schema")
	calls := map[schema.Op]string{schema.OpAnd: "And", schema.OpOr: "Or", schema.OpNot: "Not", schema.OpEq: "Eq", schema.OpNe: "Ne", schema.OpGt: "Gt",
		schema.OpGe: "Ge", schema.OpLt: "Lt", schema.OpLe: "Le", schema.OpIn: "In", schema.OpIsNull: "IsNull"}
	operators := map[schema.Op]string{schema.OpContains: "OpContains", schema.OpStartsWith: "OpStartsWith", schema.OpAdd: "OpAdd", schema.OpSub: "OpSub", schema.OpMul: "OpMul"}
	functions := map[schema.Op]string{schema.OpLower: "OpLower", schema.OpUpper: "OpUpper", schema.OpLength: "OpLength"}
	switch {
	case e.Op == schema.OpField:
		w.printf("schema.F(%q)", e.Name)
		return
	case e.Op == schema.OpValue:
		w.printf("schema.V(")
		w.constant(e.Value)
		w.printf(")")
		return
	case calls[e.Op] != "":
		w.printf("schema.%s(", calls[e.Op])
	case operators[e.Op] != "":
		w.printf("schema.Operate(schema.%s, ", operators[e.Op])
	case functions[e.Op] != "":
		w.printf("schema.Call(schema.%s, ", functions[e.Op])
	default:
		w.fail(e)
		return
	}
	for i, a := range e.Args {
		if i > 0 {
			w.printf(", ")
		}
		w.expr(a)
	}
	w.printf(")")
}
