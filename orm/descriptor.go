package orm

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// Row reads the columns of a result row, left to right. Generated scan functions use it.
type Row = db.Row

// Descriptor is what the generator knows of a model: its schema and the functions that touch its struct. It is immutable;
// the value that users see (Products) wraps it in a typed manager.
type Descriptor struct {
	Schema  schema.Model
	Options func() Options               // what the model's Meta method says; nil where it has none
	Rows    func(n int) func(i int) Slot // allocates rows
	Copy    func(dst, src any)           // copies a row
	State   func(x any) *Model           // the embedded Model of a row
	Scan    func(x any, r *Row)          // reads all columns, in the order of Schema.Fields
	Ptr     func(x any, i int) any       // pointer to the value of Schema.Fields[i], as its basic type

	fields  []*field // of Schema.Fields, by index; nil for many-to-many
	cols    []*field // those with a column, in order
	pk      *field
	typ     reflect.Type
	root    *Path
	detachs []*field // fields whose value is shared by a copy: pointers and slices
	stmts   statements
	policed atomic.Bool // a policy was made for it, so that queries look for one

	once sync.Once
	opts *options
	full *schema.Model

	broken any // what Meta panicked with
}

// field is a schema field with what queries need of it.
type field struct {
	*schema.Field
	d      *Descriptor
	i      int // index in Schema.Fields
	column string
	places int // decimal places; -1 for other types
}

// ids numbers paths and columns, so that the shape of a query has a compact key.
var ids atomic.Uint32

// Describe is for generated code: it completes a descriptor.
func Describe(p *Descriptor) *Descriptor {
	p.typ = reflect.TypeOf(p.Rows(1)(0).row).Elem()
	p.fields = make([]*field, len(p.Schema.Fields))
	for i := range p.Schema.Fields {
		f := &p.Schema.Fields[i]
		if !f.HasColumn() {
			continue
		}
		x := &field{Field: f, d: p, i: i, column: f.ColumnName(), places: -1}
		if f.Type == schema.DecimalField {
			x.places = f.DecimalPlaces
		}
		p.fields[i] = x
		p.cols = append(p.cols, x)
		if f.PrimaryKey {
			p.pk = x
		}
		if f.Type == schema.JSONField || f.Type == schema.BinaryField || f.Null && f.Relation == nil {
			p.detachs = append(p.detachs, x)
		}
	}
	p.root = &Path{d: p, alias: p.Schema.TableName(), id: ids.Add(1)}
	p.root.fill()
	return p
}

// Label is "catalog.Product".
func (d *Descriptor) Label() string { return d.Schema.Label() }

// Root is for generated code: the path of the model's own columns.
func (d *Descriptor) Root() *Path { return d.root }

// Model returns the whole schema of the model, what its Meta method says included. Callers must not change it.
func (d *Descriptor) Model() *schema.Model {
	d.options()
	return d.full
}

func (d *Descriptor) table() string { return d.root.alias }

// detach gives the shared parts of a copy of a row their own memory, so that a change in place is noticed.
func (d *Descriptor) detach(orig any) {
	for _, f := range d.detachs {
		detachValue(d.Ptr(orig, f.i))
	}
}

// New returns a new row for the model in its dynamic form: a pointer to the model's struct.
func (d *Descriptor) New() any { return reflect.New(d.typ).Interface() }

// loaded reports whether field f of row x is loaded (a new row counts as loaded).
func (d *Descriptor) loaded(x any, f *field) bool {
	st := d.State(x).st
	return st == nil || st.deferred == nil || !st.deferred[f.i]
}

// fieldNamed finds a column by its field's name.
func (d *Descriptor) fieldNamed(name string) *field {
	for _, f := range d.cols {
		if f.Name == name {
			return f
		}
	}
	return nil
}
