package migrate

import (
	"fmt"
	"github.com/musette-go/musette/schema"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

func methodName(m schema.Method) string {
	for name, method := range map[string]schema.Method{"Hash": schema.Hash, "GIN": schema.GIN, "GiST": schema.GiST, "SPGiST": schema.SPGiST, "BRIN": schema.BRIN} {
		if m == method {
			return "schema." + name
		}
	}
	return "schema.BTree"
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
		if i, ok := e.Value.(int64); ok && i == int64(int32(i)) {
			w.printf("schema.V(%d)", i) // V makes it an int64
			return
		}
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
