package orm

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// options is a model's Meta, resolved.
type options struct {
	ordering   []order
	latestBy   []order
	validators map[int][]func(v any) error // by field index
	defaults   map[int]func() any
	checks     []schema.Constraint // check constraints, for validation
}

// options evaluates the model's Meta once.
func (d *Descriptor) options() *options {
	d.once.Do(func() {
		defer func() {
			if d.opts == nil {
				d.broken = recover()
			}
		}()
		d.opts, d.full = d.resolve()
	})
	if d.opts == nil {
		panic(d.broken) // the mistake in Meta, every time
	}
	return d.opts
}

// hasMeta reports whether the model's struct has a method Meta of its own.
func (d *Descriptor) hasMeta() bool {
	m, ok := reflect.PointerTo(d.typ).MethodByName("Meta")
	return ok && m.Type.NumOut() == 1 && m.Type.Out(0).Name() == "Meta["+d.typ.PkgPath()+"."+d.typ.Name()+"]"
}

func (d *Descriptor) resolve() (*options, *schema.Model) {
	var in Options
	if d.Options != nil {
		in = d.Options()
	} else if d.hasMeta() {
		panic(fmt.Sprintf("orm: %s has a Meta that its generated code does not know: run musette generate", d.Label()))
	}
	o := &options{ordering: in.ordering, latestBy: in.latestBy, validators: map[int][]func(any) error{}, defaults: map[int]func() any{}}
	if o.latestBy == nil {
		o.latestBy = in.ordering
	}
	m := d.Schema
	m.Fields = append([]schema.Field(nil), d.Schema.Fields...)
	m.VerboseName, m.VerboseNamePlural, m.Comment = in.model.VerboseName, in.model.VerboseNamePlural, in.model.Comment
	m.DefaultPermissions, m.Permissions = in.model.DefaultPermissions, in.model.Permissions
	for _, k := range in.ordering {
		m.Ordering = append(m.Ordering, orderKey(k))
	}
	for _, k := range in.latestBy {
		m.LatestBy = append(m.LatestBy, orderKey(k))
	}
	typeChoices(&m, d.typ)
	for _, f := range in.fields {
		f.apply(&m.Fields[f.col.f.i], o)
	}
	for _, i := range in.indexes {
		m.Indexes = append(m.Indexes, i.schema(&m))
	}
	for _, c := range in.constraints {
		s := c.schema(&m)
		m.Constraints = append(m.Constraints, s)
		if s.Kind == schema.Check {
			o.checks = append(o.checks, s)
		}
	}
	return o, &m
}

// typeChoices takes the choices of fields whose type has them.
func typeChoices(m *schema.Model, t reflect.Type) {
	for i := range m.Fields {
		f, ok := t.FieldByName(m.Fields[i].GoName)
		if !ok {
			continue
		}
		ft := f.Type
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		if c, ok := reflect.Zero(ft).Interface().(interface{ Choices() []Choice }); ok {
			m.Fields[i].Choices = basicChoices(c.Choices())
		}
	}
}

func basicChoices(cs []Choice) []Choice {
	out := make([]Choice, len(cs))
	for i, c := range cs {
		c.Value = basicValue(c.Value)
		out[i] = c
	}
	return out
}

func (f *fieldOf) apply(to *schema.Field, o *options) {
	switch i := f.col.f.i; {
	case f.label != "":
		to.Label = f.label
	case f.help != "":
		to.Help = f.help
	case f.choices != nil:
		to.Choices = basicChoices(f.choices)
	case f.validate != nil:
		o.validators[i] = append(o.validators[i], f.validate)
	case f.def != nil:
		o.defaults[i] = f.def
	}
}

func fieldNames(cs []*ColRef) []string {
	var out []string
	for _, c := range cs {
		out = append(out, own(c).f.Name)
	}
	return out
}

// own refuses a column of another model, in a Meta method.
func own(c *ColRef) *ColRef {
	if c.path.parent != nil {
		panic("orm: " + c.name() + " in a constraint or index: only the model's own columns are possible")
	}
	return c
}

func columnNames(cs []*ColRef) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.f.column)
	}
	return out
}

func (i *indexOf) schema(m *schema.Model) schema.Index {
	s := schema.Index{Name: i.name, Method: i.method, OpClass: i.opClass, Include: fieldNames(i.include)}
	var cols []string
	for _, k := range i.keys {
		key := schema.IndexKey{Desc: k.desc}
		if k.n.op == opCol {
			key.Field = own(k.n.col).f.Name
			cols = append(cols, k.n.col.f.column)
		} else {
			e := schemaExpr(k.n)
			key.Expr = &e
			cols = append(cols, e.Fields()...)
		}
		s.Keys = append(s.Keys, key)
	}
	if i.where != nil {
		e := schemaExpr(i.where)
		s.Where = &e
	}
	if s.Name == "" {
		s.Name = schema.IndexName(m.TableName(), cols, "idx")
	}
	return s
}

func (c *constraintOf) schema(m *schema.Model) schema.Constraint {
	s := schema.Constraint{Kind: c.kind, Name: c.name, Code: c.code, Message: c.message, NullsNotDistinct: c.notDistinct, Method: c.method}
	if c.kind == schema.Unique {
		s.Fields = fieldNames(c.cols)
		s.Include = fieldNames(c.include)
	}
	if c.where != nil {
		e := schemaExpr(c.where)
		s.Where = &e
	}
	if c.check != nil {
		e := schemaExpr(c.check)
		s.Check = &e
	}
	if c.choices {
		f := &m.Fields[c.cols[0].f.i]
		vs := make([]schema.Expr, len(f.Choices))
		for i, ch := range f.Choices {
			vs[i] = schema.V(ch.Value)
		}
		e := schema.In(schema.F(f.Name), vs...)
		s.Check = &e
	}
	for i, x := range c.exclusions {
		x.Field = own(c.exclusionCols[i]).f.Name
		s.Exclusions = append(s.Exclusions, x)
	}
	if s.Name == "" {
		s.Name = schema.IndexName(m.TableName(), columnNames(c.cols), strings.ToLower(c.kind.String()))
	}
	return s
}

var schemaOps = map[op]schema.Op{opAnd: schema.OpAnd, opOr: schema.OpOr, opNot: schema.OpNot, opEq: schema.OpEq, opNe: schema.OpNe,
	opGt: schema.OpGt, opGe: schema.OpGe, opLt: schema.OpLt, opLe: schema.OpLe, opIsNull: schema.OpIsNull,
	opContains: schema.OpContains, opStarts: schema.OpStartsWith, opAdd: schema.OpAdd, opSub: schema.OpSub, opMul: schema.OpMul,
	opLower: schema.OpLower, opUpper: schema.OpUpper, opLength: schema.OpLength}

// schemaExpr writes an expression over a model's own columns as plain data, for constraints and indexes. What a constraint
// cannot hold is a mistake in a Meta method and panics with the model's name.
func schemaExpr(n *node) schema.Expr {
	switch n.op {
	case opCol:
		return schema.F(own(n.col).f.Name)
	case opVal:
		return schema.V(constant(n.arg))
	case opNotNull:
		return schema.Not(schema.IsNull(leftExpr(n)))
	case opIn:
		e := schema.Expr{Op: schema.OpIn, Args: []schema.Expr{leftExpr(n)}}
		for _, v := range listValues(n.arg) {
			e.Args = append(e.Args, schema.V(constant(v)))
		}
		return e
	}
	to, ok := schemaOps[n.op]
	if !ok {
		panic(fmt.Sprintf("orm: operation %d in a constraint or index: only comparisons, And, Or, Not, In, IsNull, arithmetic, Lower, Upper and Length are possible", n.op))
	}
	e := schema.Expr{Op: to}
	if n.col != nil {
		e.Args = append(e.Args, schema.F(own(n.col).f.Name))
		if n.op != opIsNull {
			e.Args = append(e.Args, schema.V(constant(n.arg)))
		}
		return e
	}
	for i := range n.kids {
		e.Args = append(e.Args, schemaExpr(&n.kids[i]))
	}
	if n.op == opContains || n.op == opStarts {
		e.Args = append(e.Args, schema.V(n.arg))
	}
	return e
}

func leftExpr(n *node) schema.Expr {
	l := n.left()
	return schemaExpr(&l)
}

// constant gives a value the form in which migrations keep it.
func constant(v any) any {
	switch v := v.(type) {
	case nil, bool, int64, float64, string, time.Time:
		return v
	case decimal.Decimal:
		return schema.Number(v.String())
	case schema.Clock:
		return v.String()
	case schema.UUID:
		return v.Hex() // both databases read it
	case time.Duration:
		panic("orm: a duration in a constraint or index is not possible: databases keep them in different forms")
	case fmt.Stringer:
		if r := reflect.ValueOf(v); r.CanInt() {
			return r.Int()
		}
		return v.String()
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		return r.Int()
	case r.Kind() == reflect.String:
		return r.String()
	case r.Kind() == reflect.Bool:
		return r.Bool()
	case r.CanFloat():
		return r.Float()
	}
	panic(fmt.Sprintf("orm: a constant of type %T in a constraint or index is not possible", v))
}
