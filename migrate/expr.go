package migrate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// exprSQL writes an expression over the columns of a table. Its fields are column names already.
func exprSQL(d dialect, t *table, e schema.Expr) (string, error) {
	w := exprWriter{d: d, t: t}
	o, err := w.write(e, columnType{})
	if err != nil {
		return "", fmt.Errorf("migrate: expression on %s: %w", t.name, err)
	}
	return o.sql, nil
}

type exprWriter struct {
	d dialect
	t *table
}

// operand is a written part with what is known of its type. Numbers of a database that scales decimals carry their
// places, so that 2.50 and a column with three places meet on the same scale.
type operand struct {
	sql    string
	typ    columnType
	number *decimal.Decimal // a constant that can take any scale
}

func (w *exprWriter) write(e schema.Expr, like columnType) (operand, error) {
	switch e.Op {
	case schema.OpField:
		c := w.t.column(e.Name)
		if c == nil {
			return operand{}, fmt.Errorf("there is no column %s", e.Name)
		}
		return operand{sql: w.d.quote(c.name), typ: c.typ}, nil
	case schema.OpValue:
		return w.value(e.Value, like)
	case schema.OpAnd, schema.OpOr:
		return w.junction(e)
	case schema.OpNot:
		if err := arity(e, 1); err != nil {
			return operand{}, err
		}
		a, err := w.write(e.Args[0], columnType{Type: schema.BooleanField})
		return boolean("NOT (" + a.sql + ")"), err
	case schema.OpEq, schema.OpNe, schema.OpGt, schema.OpGe, schema.OpLt, schema.OpLe:
		return w.comparison(e)
	case schema.OpIn:
		return w.in(e)
	case schema.OpIsNull:
		if err := arity(e, 1); err != nil {
			return operand{}, err
		}
		a, err := w.write(e.Args[0], like)
		return boolean(a.sql + " IS NULL"), err
	case schema.OpAdd, schema.OpSub, schema.OpMul:
		return w.arithmetic(e)
	case schema.OpContains, schema.OpStartsWith, schema.OpLower, schema.OpUpper, schema.OpLength:
		return w.call(e)
	}
	return operand{}, fmt.Errorf("unknown operator %d", e.Op)
}

func boolean(sql string) operand {
	return operand{sql: sql, typ: columnType{Type: schema.BooleanField}}
}

func arity(e schema.Expr, n int) error {
	if len(e.Args) != n {
		return fmt.Errorf("operator %d takes %d arguments, found %d", e.Op, n, len(e.Args))
	}
	return nil
}

// value writes a constant, as one of the type it meets.
func (w *exprWriter) value(v any, like columnType) (operand, error) {
	v = normalValue(v)
	if like.Type == schema.Invalid || v == nil {
		like = naturalType(v)
	}
	isNumber := like.Type.IsInt() || like.Type == schema.DecimalField
	if isNumber && v != nil { // keeps its own digits: a check may compare a column with a constant outside its range
		n, err := decimalValue(v, columnType{Type: schema.DecimalField})
		if err != nil {
			return operand{}, err
		}
		return w.number(n, n.Scale()), nil
	}
	if like.Type == schema.CharField {
		like.length = 0
	}
	sql, err := literal(w.d, v, like)
	return operand{sql: sql, typ: like}, err
}

func (w *exprWriter) number(n decimal.Decimal, places int) operand {
	t := columnType{Type: schema.DecimalField, places: places}
	if !w.d.scaled() {
		return operand{sql: n.String(), typ: t, number: &n}
	}
	r, _ := n.Rescale(places) // places is at least n's own
	return operand{sql: r.Coefficient().String(), typ: t, number: &n}
}

func naturalType(v any) columnType {
	switch v.(type) {
	case bool:
		return columnType{Type: schema.BooleanField}
	case int64:
		return columnType{Type: schema.BigIntegerField}
	case float64:
		return columnType{Type: schema.FloatField}
	case schema.Number:
		return columnType{Type: schema.DecimalField}
	case time.Time:
		return columnType{Type: schema.DateTimeField}
	case time.Duration:
		return columnType{Type: schema.DurationField}
	case schema.Date:
		return columnType{Type: schema.DateField}
	case schema.Clock:
		return columnType{Type: schema.TimeField}
	case schema.UUID:
		return columnType{Type: schema.UUIDField}
	}
	return columnType{Type: schema.TextField}
}

func (w *exprWriter) junction(e schema.Expr) (operand, error) {
	word, empty := " AND ", "1 = 1"
	if e.Op == schema.OpOr {
		word, empty = " OR ", "1 = 0"
	}
	if len(e.Args) == 0 {
		return boolean(empty), nil
	}
	parts := make([]string, len(e.Args))
	for i, a := range e.Args {
		o, err := w.write(a, columnType{Type: schema.BooleanField})
		if err != nil {
			return operand{}, err
		}
		parts[i] = o.sql
	}
	if len(parts) == 1 {
		return boolean(parts[0]), nil
	}
	return boolean("(" + strings.Join(parts, word) + ")"), nil
}

var comparisonSigns = [...]string{
	schema.OpEq: " = ", schema.OpNe: " <> ", schema.OpGt: " > ", schema.OpGe: " >= ", schema.OpLt: " < ", schema.OpLe: " <= ",
	schema.OpAdd: " + ", schema.OpSub: " - ", schema.OpMul: " * ",
}

func (w *exprWriter) comparison(e schema.Expr) (operand, error) {
	if err := arity(e, 2); err != nil {
		return operand{}, err
	}
	if isNil(e.Args[1]) && (e.Op == schema.OpEq || e.Op == schema.OpNe) {
		a, err := w.write(e.Args[0], columnType{})
		return boolean(a.sql + map[bool]string{true: " IS NULL", false: " IS NOT NULL"}[e.Op == schema.OpEq]), err
	}
	a, b, err := w.both(e)
	if err != nil {
		return operand{}, err
	}
	a, b = w.align(a, b)
	return boolean(a.sql + comparisonSigns[e.Op] + b.sql), nil
}

func isNil(e schema.Expr) bool { return e.Op == schema.OpValue && e.Value == nil }

// both writes two arguments; a constant takes the type of the other one.
func (w *exprWriter) both(e schema.Expr) (a, b operand, err error) {
	if e.Args[0].Op == schema.OpValue {
		if b, err = w.write(e.Args[1], columnType{}); err == nil {
			a, err = w.write(e.Args[0], b.typ)
		}
		return a, b, err
	}
	if a, err = w.write(e.Args[0], columnType{}); err == nil {
		b, err = w.write(e.Args[1], a.typ)
	}
	return a, b, err
}

// align brings two numbers to the same scale where decimals are integers.
func (w *exprWriter) align(a, b operand) (operand, operand) {
	if !w.d.scaled() {
		return a, b
	}
	if a.typ.Type == schema.FloatField || b.typ.Type == schema.FloatField {
		return w.unscale(a), w.unscale(b)
	}
	if a.typ.places < b.typ.places {
		a = w.rescale(a, b.typ.places)
	} else if b.typ.places < a.typ.places {
		b = w.rescale(b, a.typ.places)
	}
	return a, b
}

func (w *exprWriter) rescale(o operand, places int) operand {
	if o.number != nil {
		return w.number(*o.number, places)
	}
	o.sql = "(" + o.sql + " * 1" + strings.Repeat("0", places-o.typ.places) + ")"
	o.typ = columnType{Type: schema.DecimalField, places: places}
	return o
}

func (w *exprWriter) unscale(o operand) operand {
	if o.typ.places > 0 {
		o.sql = "(" + o.sql + " / 1" + strings.Repeat("0", o.typ.places) + ".0)"
		o.typ = columnType{Type: schema.FloatField}
	}
	return o
}

func (w *exprWriter) in(e schema.Expr) (operand, error) {
	if len(e.Args) < 2 {
		return boolean("1 = 0"), nil
	}
	or := schema.Expr{Op: schema.OpOr}
	parts := make([]string, 0, len(e.Args)-1)
	for _, a := range e.Args[1:] {
		x, y, err := w.both(schema.Eq(e.Args[0], a))
		if err != nil {
			return operand{}, err
		}
		if w.d.scaled() && y.number != nil && y.typ.places < x.typ.places {
			y = w.rescale(y, x.typ.places)
		}
		if w.d.scaled() && x.typ.places != y.typ.places || isNil(a) { // on another scale: compare by itself
			or.Args = append(or.Args, schema.Eq(e.Args[0], a))
			continue
		}
		parts = append(parts, y.sql)
	}
	left, err := w.write(e.Args[0], columnType{})
	if err != nil {
		return operand{}, err
	}
	sql := left.sql + " IN (" + strings.Join(parts, ", ") + ")"
	if len(or.Args) == 0 {
		return boolean(sql), nil
	}
	rest, err := w.write(or, columnType{})
	if len(parts) == 0 {
		return rest, err
	}
	return boolean("(" + sql + " OR " + rest.sql + ")"), err
}

func (w *exprWriter) arithmetic(e schema.Expr) (operand, error) {
	if err := arity(e, 2); err != nil {
		return operand{}, err
	}
	a, b, err := w.both(e)
	if err != nil {
		return operand{}, err
	}
	var typ columnType
	if e.Op != schema.OpMul {
		a, b = w.align(a, b)
		typ = a.typ
	} else if a.typ.Type == schema.FloatField || b.typ.Type == schema.FloatField {
		a, b = w.align(a, b)
		typ = columnType{Type: schema.FloatField}
	} else {
		typ = columnType{Type: schema.DecimalField, places: a.typ.places + b.typ.places}
	}
	return operand{sql: "(" + a.sql + comparisonSigns[e.Op] + b.sql + ")", typ: typ}, nil
}

func (w *exprWriter) call(e schema.Expr) (operand, error) {
	want, result := 1, columnType{Type: schema.TextField}
	switch e.Op {
	case schema.OpContains, schema.OpStartsWith:
		want, result = 2, columnType{Type: schema.BooleanField}
	case schema.OpLength:
		result = columnType{Type: schema.BigIntegerField}
	}
	if err := arity(e, want); err != nil {
		return operand{}, err
	}
	args := make([]string, want)
	for i, a := range e.Args {
		o, err := w.write(a, columnType{Type: schema.TextField})
		if err != nil {
			return operand{}, err
		}
		args[i] = o.sql
	}
	return operand{sql: w.d.call(e.Op, args), typ: result}, nil
}

func formatFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}
