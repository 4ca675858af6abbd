package migrate

import (
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// normalModel returns a copy of the model that holds what migrations keep, in one form: two models that mean the same
// table are equal.
func normalModel(m *schema.Model) *schema.Model {
	c := *m
	if c.Table == schema.DefaultTable(c.App, c.Name) {
		c.Table = ""
	}
	c.Fields = make([]schema.Field, len(m.Fields))
	for i, f := range m.Fields {
		c.Fields[i] = normalField(f)
	}
	c.Indexes = make([]schema.Index, len(m.Indexes))
	for i, ix := range m.Indexes {
		c.Indexes[i] = normalIndex(&c, ix)
	}
	c.Constraints = make([]schema.Constraint, len(m.Constraints))
	for i, con := range m.Constraints {
		c.Constraints[i] = normalConstraint(&c, con)
	}
	c.Ordering = orNil(m.Ordering)
	c.LatestBy = orNil(m.LatestBy)
	c.DefaultPermissions = orNil(m.DefaultPermissions)
	c.Permissions = orNil(m.Permissions)
	return &c
}

// normalField leaves out what only forms and generated code need.
func normalField(f schema.Field) schema.Field {
	f.GoName, f.Label, f.Help, f.Choices, f.Blank, f.ReadOnly, f.Format = "", "", "", nil, false, false, ""
	f.Default = normalValue(f.Default)
	if f.Relation != nil {
		r := *f.Relation
		r.RelatedName, r.ToTable, r.ToColumn = "", "", ""
		f.Relation = &r
		if r.Kind == schema.ManyToMany {
			f.Type = schema.Invalid
		}
	}
	if f.Column != "" { // the default is left out
		bare := f
		if bare.Column = ""; bare.ColumnName() == f.Column {
			f.Column = ""
		}
	}
	return f
}

func normalIndex(m *schema.Model, ix schema.Index) schema.Index {
	ix.Keys = slices.Clone(ix.Keys)
	for i := range ix.Keys {
		ix.Keys[i].Expr = normalExpr(ix.Keys[i].Expr)
	}
	ix.Include = orNil(ix.Include)
	ix.Where = normalExpr(ix.Where)
	if ix.Name == "" {
		ix.Name = schema.IndexName(m.TableName(), indexColumns(m, &ix), "idx")
	}
	return ix
}

func normalConstraint(m *schema.Model, c schema.Constraint) schema.Constraint {
	c.Check = normalExpr(c.Check)
	c.Where = normalExpr(c.Where)
	c.Fields = orNil(c.Fields)
	c.Include = orNil(c.Include)
	c.Exclusions = orNil(c.Exclusions)
	c.Code, c.Message = "", ""
	if c.Name == "" {
		c.Name = schema.IndexName(m.TableName(), constraintColumns(m, &c), map[schema.ConstraintKind]string{
			schema.Check: "check", schema.Unique: "uniq", schema.Exclude: "excl"}[c.Kind])
	}
	return c
}

// indexColumns are the columns that a derived name is made of.
func indexColumns(m *schema.Model, ix *schema.Index) []string {
	var out []string
	for _, k := range ix.Keys {
		if k.Expr != nil {
			out = append(out, columnsOf(m, k.Expr.Fields())...)
			continue
		}
		out = append(out, columnsOf(m, []string{k.Field})...)
	}
	return out
}

func constraintColumns(m *schema.Model, c *schema.Constraint) []string {
	switch {
	case c.Check != nil:
		return columnsOf(m, c.Check.Fields())
	case len(c.Exclusions) > 0:
		var names []string
		for _, e := range c.Exclusions {
			names = append(names, e.Field)
		}
		return columnsOf(m, names)
	}
	return columnsOf(m, c.Fields)
}

func columnsOf(m *schema.Model, names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n
		if f := m.Field(n); f != nil {
			out[i] = f.ColumnName()
		}
	}
	return out
}

func normalExpr(e *schema.Expr) *schema.Expr {
	if e == nil {
		return nil
	}
	c := normalExprValue(*e)
	return &c
}

func normalExprValue(e schema.Expr) schema.Expr {
	e.Value = normalValue(e.Value)
	args := e.Args
	e.Args = nil
	for _, a := range args {
		e.Args = append(e.Args, normalExprValue(a))
	}
	return e
}

// normalValue gives a constant one form: int64, float64, [schema.Number], UTC times.
func normalValue(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case float32:
		return float64(v)
	case decimal.Decimal:
		return schema.Number(v.String())
	case time.Time:
		return v.UTC().Round(0)
	case nil, bool, string, int64, float64, []byte, schema.Number, schema.Clock, time.Duration, FillValue:
		return v
	}
	return plainKind(v)
}

// plainKind turns a value of a named type, as a constant of an enumeration is, into one of the basic type.
func plainKind(v any) any {
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String()
	case r.Kind() == reflect.Bool:
		return r.Bool()
	case r.CanInt():
		return r.Int()
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		return int64(r.Uint())
	case r.CanFloat():
		return r.Float()
	}
	return v
}

func orNil[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return slices.Clone(s)
}
