package orm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

// Check constraints are evaluated on a row before it is written, with SQL's three-valued logic: a constraint is broken when
// it is false, not when it is unknown because a column is NULL.

func (d *Descriptor) validateChecks(errs *problem.ValidationError, x any, checks []schema.Constraint) {
	for i := range checks {
		c := &checks[i]
		if v, err := d.eval(x, c.Check); err != nil || v != false {
			continue // what cannot be evaluated here is left to the database
		}
		code, msg, field := c.Code, c.Message, ""
		if code == "" {
			code = "check"
		}
		if msg == "" {
			msg = "Constraint “" + c.Name + "” is violated."
		}
		if fs := c.Check.Fields(); len(fs) == 1 {
			field = fs[0]
		}
		errs.Add(field, code, msg)
	}
}

// eval computes an expression over a row: nil is NULL.
func (d *Descriptor) eval(x any, e *schema.Expr) (any, error) {
	switch e.Op {
	case schema.OpField:
		f := d.fieldNamed(e.Name)
		if f == nil || !d.loaded(x, f) {
			return nil, fmt.Errorf("orm: %s.%s is not loaded", d.Label(), e.Name)
		}
		v, _ := d.Value(x, e.Name)
		return comparableForm(v), nil
	case schema.OpValue:
		return comparableForm(e.Value), nil
	case schema.OpAnd, schema.OpOr:
		return d.evalGroup(x, e)
	}
	args := make([]any, len(e.Args))
	for i := range e.Args {
		v, err := d.eval(x, &e.Args[i])
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return apply(e.Op, args)
}

func (d *Descriptor) evalGroup(x any, e *schema.Expr) (any, error) {
	decides := e.Op == schema.OpOr // the value that decides the whole
	var out any = !decides
	for i := range e.Args {
		v, err := d.eval(x, &e.Args[i])
		if err != nil {
			return nil, err
		}
		if v == decides {
			return decides, nil
		}
		if v == nil {
			out = nil
		}
	}
	return out, nil
}

func apply(o schema.Op, args []any) (any, error) {
	if o == schema.OpIsNull {
		return args[0] == nil, nil
	}
	if o == schema.OpIn {
		return in(args)
	}
	for _, a := range args {
		if a == nil {
			return nil, nil
		}
	}
	switch o {
	case schema.OpNot:
		return args[0] != true, nil
	case schema.OpContains:
		return strings.Contains(fmt.Sprint(args[0]), fmt.Sprint(args[1])), nil
	case schema.OpStartsWith:
		return strings.HasPrefix(fmt.Sprint(args[0]), fmt.Sprint(args[1])), nil
	case schema.OpLower:
		return strings.ToLower(fmt.Sprint(args[0])), nil
	case schema.OpUpper:
		return strings.ToUpper(fmt.Sprint(args[0])), nil
	case schema.OpLength:
		return decimal.FromInt(int64(utf8.RuneCountInString(fmt.Sprint(args[0])))), nil
	case schema.OpAdd, schema.OpSub, schema.OpMul:
		return calculate(o, args[0], args[1])
	}
	c, err := order3(args[0], args[1])
	if err != nil {
		return nil, err
	}
	switch o {
	case schema.OpEq:
		return c == 0, nil
	case schema.OpNe:
		return c != 0, nil
	case schema.OpGt:
		return c > 0, nil
	case schema.OpGe:
		return c >= 0, nil
	case schema.OpLt:
		return c < 0, nil
	case schema.OpLe:
		return c <= 0, nil
	}
	return nil, fmt.Errorf("orm: operation %d cannot be evaluated here", o)
}

func in(args []any) (any, error) {
	if args[0] == nil {
		return nil, nil
	}
	var out any = false
	for _, a := range args[1:] {
		if a == nil {
			out = nil
			continue
		}
		c, err := order3(args[0], a)
		if err != nil {
			return nil, err
		}
		if c == 0 {
			return true, nil
		}
	}
	return out, nil
}

func calculate(o schema.Op, a, b any) (any, error) {
	x, ok1 := a.(decimal.Decimal)
	y, ok2 := b.(decimal.Decimal)
	if !ok1 || !ok2 {
		return nil, errNotComparable
	}
	switch o {
	case schema.OpAdd:
		return x.Add(y), nil
	case schema.OpSub:
		return x.Sub(y), nil
	}
	return x.Mul(y), nil
}

var errNotComparable = errors.New("orm: values of these types are not compared here")

// order3 compares two values of the same kind.
func order3(a, b any) (int, error) {
	switch a := a.(type) {
	case decimal.Decimal:
		if b, ok := b.(decimal.Decimal); ok {
			return a.Cmp(b), nil
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b), nil
		}
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b), nil
		}
	case bool:
		if b, ok := b.(bool); ok && a == b {
			return 0, nil
		} else if ok {
			return 1, nil
		}
	}
	return 0, errNotComparable
}

// comparableForm brings a value into one of the forms that order3 compares: all numbers become decimals.
func comparableForm(v any) any {
	switch v := v.(type) {
	case schema.Number:
		if d, err := decimal.Parse(string(v)); err == nil {
			return d
		}
	case float64:
		if d, err := decimal.FromFloat(v); err == nil {
			return d
		}
	}
	v = basicValue(v)
	if n, ok := v.(int64); ok {
		return decimal.FromInt(n)
	}
	return v
}

// fullClean validates a row and asks the database whether its unique values are taken.
func (q *core) fullClean(ctx context.Context, x any) error {
	d := q.d
	errs := &problem.ValidationError{Model: d.Label()}
	if err := d.validate(ctx, x, nil); err != nil && !errors.As(err, &errs) {
		return err
	}
	for _, f := range d.cols {
		if f.IsUnique() || f.PrimaryKey && !f.Auto {
			if err := q.checkUnique(ctx, x, []*field{f}, nil, errs); err != nil {
				return err
			}
		}
	}
	for i := range d.Model().Constraints {
		c := &d.full.Constraints[i]
		if c.Kind != schema.Unique {
			continue
		}
		if c.Where != nil {
			if v, err := d.eval(x, c.Where); err != nil || v != true {
				continue
			}
		}
		fs := make([]*field, len(c.Fields))
		for j, n := range c.Fields {
			fs[j] = d.fieldNamed(n)
		}
		if err := q.checkUnique(ctx, x, fs, c, errs); err != nil {
			return err
		}
	}
	return errs.Err()
}

// checkUnique asks for another row with the same values. A NULL is never equal, unless the constraint
// says so.
func (q *core) checkUnique(ctx context.Context, x any, fs []*field, c *schema.Constraint, errs *problem.ValidationError) error {
	d := q.d
	other := core{d: d, using: q.using, access: allowed}
	e := &ConstraintError{Model: d.Label(), Code: "unique"}
	nulls := c != nil && c.NullsNotDistinct
	for _, f := range fs {
		v, ok := d.Value(x, f.Name)
		if !ok || v == nil && !nulls || errs.Fields[f.Name] != nil {
			return nil
		}
		if v == nil {
			other.where = append(other.where, node{op: opIsNull, col: d.root.cols[f.i]})
		} else {
			other.where = append(other.where, compareCol(opEq, d.root.cols[f.i], v))
		}
		e.Fields = append(e.Fields, f.Name)
	}
	if st := d.State(x).st; st != nil {
		other.where = append(other.where, compareCol(opNe, d.root.cols[d.pk.i], basicOf(d.Ptr(st.orig, d.pk.i))))
	}
	if c != nil && c.Where != nil {
		other.where = append(other.where, d.nodeOf(c.Where))
	}
	n, err := other.scalarInt(ctx, kExists)
	if err != nil || n == 0 {
		return err
	}
	if c != nil {
		e.Message = c.Message
		if c.Code != "" {
			e.Code = c.Code
		}
	}
	if e.Message == "" {
		e.Message = d.constraintText(e)
	}
	field := ""
	if len(fs) == 1 {
		field = fs[0].Name
	}
	errs.Add(field, e.Code, e.Message)
	return nil
}

var nodeOps = func() map[schema.Op]op {
	m := map[schema.Op]op{}
	for n, s := range schemaOps {
		m[s] = n
	}
	return m
}()

// nodeOf turns a schema expression over the model's own columns back into one of a query.
func (d *Descriptor) nodeOf(e *schema.Expr) node {
	switch e.Op {
	case schema.OpField:
		return node{op: opCol, col: d.root.cols[d.fieldNamed(e.Name).i]}
	case schema.OpValue:
		if n, ok := e.Value.(schema.Number); ok {
			return node{op: opVal, arg: decimal.MustParse(string(n))}
		}
		return node{op: opVal, arg: e.Value}
	case schema.OpIn:
		n := node{op: opIn, kids: []node{d.nodeOf(&e.Args[0])}}
		var list []any
		for i := range e.Args[1:] {
			list = append(list, d.nodeOf(&e.Args[i+1]).arg)
		}
		n.arg = uniform(list)
		return n
	case schema.OpContains, schema.OpStartsWith:
		return node{op: nodeOps[e.Op], kids: []node{d.nodeOf(&e.Args[0])}, arg: e.Args[1].Value}
	}
	n := node{op: nodeOps[e.Op]}
	for i := range e.Args {
		n.kids = append(n.kids, d.nodeOf(&e.Args[i]))
	}
	return n
}

// uniform makes a list of one type of values that came one by one.
func uniform(list []any) any {
	keys := make(map[any]int32, len(list))
	for _, v := range list {
		keys[v] = 0
	}
	return typedList(keys)
}
