package orm

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/musette-go/musette/schema"
)

// Meta declares what a tag cannot say about a model, with the same typed columns that queries use. A model has it when its
// struct has a method
//
//	func (Product) Meta() orm.Meta[Product]
//
// which is called once, when the model is first used.
type Meta[T any] struct {
	// Ordering sorts queries that name no order. Defaults to none: the database's own order.
	Ordering []Order[*T]
	// LatestBy is the order that Latest and Earliest go by. Defaults to Ordering.
	LatestBy []Order[*T]
	// Indexes besides those of single fields (tag index).
	Indexes []*IndexOf[*T]
	// Constraints that the database holds and validation knows.
	Constraints []*ConstraintOf[*T]
	// Fields adds labels, help texts, choices, validators and computed defaults.
	Fields []FieldOf[*T]
	// VerboseName is the model's name for people. Defaults to the struct's name in words.
	VerboseName string
	// VerboseNamePlural is the name of several. Defaults to VerboseName with an s.
	VerboseNamePlural string
	// Comment is stored with the table, where the database has comments. Defaults to none.
	Comment string
	// DefaultPermissions are made for every model. Defaults to add, change, delete and view.
	DefaultPermissions []string
	// Permissions are further ones.
	Permissions []schema.Permission
}

// Options is a model's Meta without its type; it is for generated code.
type Options struct {
	ordering, latestBy []order
	indexes            []*indexOf
	constraints        []*constraintOf
	fields             []*fieldOf
	model              schema.Model // the texts
}

// OptionsOf is for generated code: it evaluates the Meta method of a model.
//
//go:noinline
func OptionsOf[T any, P interface {
	*T
	Meta() Meta[T]
}]() Options {
	m := P(new(T)).Meta()
	return newOptions(m.Ordering, m.LatestBy, m.Indexes, m.Constraints, m.Fields, schema.Model{VerboseName: m.VerboseName,
		VerboseNamePlural: m.VerboseNamePlural, Comment: m.Comment, DefaultPermissions: m.DefaultPermissions, Permissions: m.Permissions})
}

// newOptions is the part of OptionsOf that all models share.
//
//go:noinline
func newOptions[R any](ordering, latestBy []Order[R], indexes []*IndexOf[R], constraints []*ConstraintOf[R], fields []FieldOf[R], texts schema.Model) Options {
	o := Options{ordering: orders(ordering), latestBy: orders(latestBy), model: texts}
	for _, i := range indexes {
		o.indexes = append(o.indexes, (*indexOf)(i))
	}
	for _, c := range constraints {
		o.constraints = append(o.constraints, (*constraintOf)(c))
	}
	for _, f := range fields {
		o.fields = append(o.fields, f.f)
	}
	return o
}

func orders[R any](os []Order[R]) []order {
	out := make([]order, len(os))
	for i, o := range os {
		out[i] = order(o)
	}
	return out
}

// By lists order keys in a Meta.
func By[R any](os ...Order[R]) []Order[R] { return os }

// Indexes lists indexes in a Meta.
func Indexes[R any](is ...*IndexOf[R]) []*IndexOf[R] { return is }

// Constraints lists constraints in a Meta.
func Constraints[R any](cs ...*ConstraintOf[R]) []*ConstraintOf[R] { return cs }

// Fields lists what is said about fields in a Meta.
func Fields[R any](fs ...FieldOf[R]) []FieldOf[R] { return fs }

// IndexOf is an index of the model R.
type IndexOf[R any] indexOf

type indexOf struct {
	keys    []order
	include []*ColRef
	where   *node
	name    string
	method  schema.Method
	opClass string
}

// Index is an index over columns, in this order.
func Index[R any](cs ...Column[R]) *IndexOf[R] {
	var i IndexOf[R]
	for _, c := range cs {
		i.keys = append(i.keys, order{n: &node{op: opCol, col: colOf(c)}})
	}
	return &i
}

// IndexBy is an index over order keys: columns downwards, or expressions.
//
//	orm.IndexBy(orm.Lower(Users.Email).Asc())
func IndexBy[R any](os ...Order[R]) *IndexOf[R] { return &IndexOf[R]{keys: orders(os)} }

// Named gives the index a name. Defaults to one made of table and columns.
//
//go:noinline
func (i *IndexOf[R]) Named(name string) *IndexOf[R] {
	c := *i
	c.name = name
	return &c
}

// Where makes the index partial: it covers the rows for which p holds.
//
//go:noinline
func (i *IndexOf[R]) Where(p Pred[R]) *IndexOf[R] {
	c := *i
	c.where = condition(p)
	return &c
}

// Include carries further columns along, so that queries for them need not visit the table (PostgreSQL).
//
//go:noinline
func (i *IndexOf[R]) Include(cs ...Column[R]) *IndexOf[R] {
	c := *i
	c.include = columns(i.include, cs)
	return &c
}

// Using chooses the kind of index: schema.GIN, schema.BRIN … Defaults to a B-tree. Only PostgreSQL has others; elsewhere
// such an index is left out.
//
//go:noinline
func (i *IndexOf[R]) Using(m schema.Method) *IndexOf[R] {
	c := *i
	c.method = m
	return &c
}

// OpClass chooses the operator class of the index's columns, as "jsonb_path_ops" (PostgreSQL).
//
//go:noinline
func (i *IndexOf[R]) OpClass(name string) *IndexOf[R] {
	c := *i
	c.opClass = name
	return &c
}

// ConstraintOf is a constraint of the model R.
type ConstraintOf[R any] constraintOf

type constraintOf struct {
	kind          schema.ConstraintKind
	name          string
	check         *node
	cols          []*ColRef
	where         *node
	include       []*ColRef
	notDistinct   bool
	choices       bool
	exclusions    []schema.Exclusion
	exclusionCols []*ColRef
	method        schema.Method
	code, message string
}

// Check is a constraint that p holds for every row (or is unknown, for a column is NULL). Validation checks it too.
func Check[R any](name string, p Pred[R]) *ConstraintOf[R] {
	return &ConstraintOf[R]{kind: schema.Check, name: name, check: condition(p)}
}

// CheckChoices is a constraint that the column holds one of its choices.
func CheckChoices[R any](name string, c Column[R]) *ConstraintOf[R] {
	return &ConstraintOf[R]{kind: schema.Check, name: name, choices: true, cols: []*ColRef{colOf(c)}}
}

// Unique is a constraint that no two rows have the same values in all of the columns.
func Unique[R any](name string, cs ...Column[R]) *ConstraintOf[R] {
	return &ConstraintOf[R]{kind: schema.Unique, name: name, cols: columns(nil, cs)}
}

// Exclude is a constraint that no two rows satisfy all of the operators (PostgreSQL; left out elsewhere).
func Exclude[R any](name string, parts ...ExclusionOf[R]) *ConstraintOf[R] {
	c := &ConstraintOf[R]{kind: schema.Exclude, name: name}
	for _, p := range parts {
		c.exclusions = append(c.exclusions, schema.Exclusion{Operator: p.operator})
		c.exclusionCols = append(c.exclusionCols, p.col)
	}
	return c
}

// ExclusionOf is one part of an exclusion constraint.
type ExclusionOf[R any] struct {
	col      *ColRef
	operator string
}

// Equal excludes rows whose column is equal.
func Equal[R any](c Column[R]) ExclusionOf[R] { return ExclusionOf[R]{colOf(c), "="} }

// Overlaps excludes rows whose ranges overlap.
func Overlaps[R any](c Column[R]) ExclusionOf[R] { return ExclusionOf[R]{colOf(c), "&&"} }

// Where limits a unique constraint to the rows for which p holds.
//
//go:noinline
func (c *ConstraintOf[R]) Where(p Pred[R]) *ConstraintOf[R] {
	k := *c
	k.where = condition(p)
	return &k
}

// NullsNotDistinct makes two NULLs equal in a unique constraint (PostgreSQL 15 and later).
//
//go:noinline
func (c *ConstraintOf[R]) NullsNotDistinct() *ConstraintOf[R] {
	k := *c
	k.notDistinct = true
	return &k
}

// Message sets code and text of the error. Defaults to "unique" or "check" and a text that names the fields.
//
//go:noinline
func (c *ConstraintOf[R]) Message(code, text string) *ConstraintOf[R] {
	k := *c
	k.code, k.message = code, text
	return &k
}

// FieldOf says something about one field of R.
type FieldOf[R any] struct{ f *fieldOf }

type fieldOf struct {
	col      *ColRef
	label    string
	help     string
	choices  []schema.Choice
	validate func(v any) error
	def      func() any
}

// Label is the field's name for people. Defaults to the name in words.
func Label[R any](c Column[R], text string) FieldOf[R] {
	return FieldOf[R]{&fieldOf{col: colOf(c), label: text}}
}

// Help is a line of help that forms show.
func Help[R any](c Column[R], text string) FieldOf[R] {
	return FieldOf[R]{&fieldOf{col: colOf(c), help: text}}
}

// Choice is one allowed value of a field with what people see.
type Choice = schema.Choice

// Choices are the values that a field may have. A field whose type has a method Choices() []orm.Choice has them by itself.
func Choices[R any](c Column[R], choices ...Choice) FieldOf[R] {
	return FieldOf[R]{&fieldOf{col: colOf(c), choices: choices}}
}

// Validator adds a check of the field's value to validation. The error's text is shown to people.
func Validator[R, T any](c assignable[R, T], check func(v T) error) FieldOf[R] {
	return FieldOf[R]{&fieldOf{col: colOf(c), validate: func(v any) error {
		t, err := convertTo[T](v)
		if err != nil {
			return err
		}
		return check(t)
	}}}
}

// Default computes the value of a field that is its zero value when the row is created.
func Default[R, T any](c assignable[R, T], value func() T) FieldOf[R] {
	return FieldOf[R]{&fieldOf{col: colOf(c), def: func() any { return value() }}}
}

func convertTo[T any](v any) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	var z T
	r, want := reflect.ValueOf(v), reflect.TypeFor[T]()
	if !r.IsValid() || !r.CanConvert(want) {
		return z, fmt.Errorf("orm: a value of type %T where %s is expected", v, want)
	}
	return r.Convert(want).Interface().(T), nil
}

// LabelOf returns what people see for a value of an enumeration: the label among its Choices, else the value itself.
func LabelOf[T interface{ Choices() []Choice }](v T) string {
	want := basicValue(v)
	for _, c := range v.Choices() {
		if basicValue(c.Value) == want {
			return c.Label
		}
	}
	return fmt.Sprint(want)
}

// basicValue turns a named string or number into its basic type.
func basicValue(v any) any {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return nil
	case r.Kind() == reflect.String:
		return r.String()
	case r.CanInt():
		return r.Int()
	}
	return v
}

// orderKey writes an order key as the schema has it.
func orderKey(o order) schema.OrderKey {
	if o.n.op != opCol {
		return schema.OrderKey{Field: "(expression)", Desc: o.desc}
	}
	var parts []string
	for p := o.n.col.path; p.parent != nil; p = p.parent {
		parts = append([]string{p.field.Name}, parts...)
	}
	return schema.OrderKey{Field: strings.Join(append(parts, o.n.col.f.Name), "__"), Desc: o.desc}
}
