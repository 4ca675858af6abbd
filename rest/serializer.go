package rest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

// Model is what this package needs of a model: generated descriptors such as catalog.Products are one.
type Model[T any] interface {
	Descriptor() *orm.Descriptor
	New() *T
	Filter(ps ...orm.Pred[*T]) *orm.Query[*T]
	Create(ctx context.Context, p *T) error
	Save(ctx context.Context, p *T) error
	Delete(ctx context.Context, p *T) (orm.Deleted, error)
}

// SerializerOptions say what of a model goes in and out.
type SerializerOptions[T any] struct {
	// Fields are what is shown, in this order, and what may be written. Required.
	Fields []orm.Column[*T]
	// ReadOnly are fields that are shown and never written, whatever is sent. Keys that the database assigns and times that the model sets
	// by itself are so anyway. Defaults to none.
	ReadOnly []orm.Column[*T]
	// WriteOnly are fields that are written and never shown. Defaults to none.
	WriteOnly []orm.Column[*T]
	// Checks are validators of single fields, besides those of the model. Defaults to none.
	Checks []FieldCheck[T]
	// Validate looks at the row as a whole, once all fields are valid; DRF's validate. Defaults to nothing.
	Validate func(ctx context.Context, row *T, errs *Errors[T])
	// Strict refuses fields that the serializer does not know. Defaults to false: they are ignored, as DRF does.
	Strict bool
}

// A Serializer turns rows of a model into JSON, and what clients send into rows. It is compiled when it is first used, and used from any
// number of goroutines.
type Serializer[T any] struct {
	model Model[T]
	opt   SerializerOptions[T]
	once  sync.Once
	plan  *plan
	err   error
}

// NewSerializer declares a serializer, for [Nested] and for view sets that share one. Mistakes are found when the site starts.
func NewSerializer[T any](m Model[T], opt SerializerOptions[T]) *Serializer[T] {
	return &Serializer[T]{model: m, opt: opt}
}

// plan is a compiled serializer. It knows no types, so that it is compiled for the program once and not for each model.
type plan struct {
	d        *orm.Descriptor
	fields   []*field
	readable []*field
	writable []*field
	together []together
	deep     bool // rows behind its keys need relations of their own
	relates  bool // it reads more than the row itself
	strict   bool

	newRow   func() any
	create   func(ctx context.Context, row any) error
	save     func(ctx context.Context, row any) error
	destroy  func(ctx context.Context, row any) error
	validate func(ctx context.Context, row any, n *errNode)
}

// together is a set of columns that are unique together.
type together struct {
	fields  []*field
	message string
}

func (s *Serializer[T]) compile() (*plan, error) {
	s.once.Do(func() { s.plan, s.err = s.build() })
	return s.plan, s.err
}

func (s *Serializer[T]) build() (*plan, error) {
	d := s.model.Descriptor()
	m := s.model
	p := &plan{d: d, strict: s.opt.Strict,
		newRow:  func() any { return m.New() },
		create:  func(ctx context.Context, row any) error { return m.Create(ctx, row.(*T)) },
		save:    func(ctx context.Context, row any) error { return m.Save(ctx, row.(*T)) },
		destroy: func(ctx context.Context, row any) error { _, err := m.Delete(ctx, row.(*T)); return err },
	}
	var errs []error
	if len(s.opt.Fields) == 0 {
		errs = append(errs, fmt.Errorf("rest: the serializer of %s has no fields: list them in Fields", d.Label()))
	}
	for _, c := range s.opt.Fields {
		if err := s.addField(p, c); err != nil {
			errs = append(errs, err)
		}
	}
	errs = append(errs, s.mark(p, s.opt.ReadOnly, func(f *field) { f.readOnly, f.required = true, false }),
		s.mark(p, s.opt.WriteOnly, func(f *field) { f.writeOnly = true }))
	for _, c := range s.opt.Checks {
		fn := c.fn
		errs = append(errs, s.mark(p, []orm.Column[*T]{c.column}, func(f *field) {
			f.checks = append(f.checks, func(ctx context.Context, row any) error { return fn(ctx, row.(*T)) })
		}))
	}
	if s.opt.Validate != nil {
		p.validate = func(ctx context.Context, row any, n *errNode) {
			s.opt.Validate(ctx, row.(*T), &Errors[T]{node: n, name: func(c orm.Column[*T]) string { return s.nameOf(p, c) }})
		}
	}
	p.finish()
	return p, errors.Join(errs...)
}

// addField compiles one field.
func (s *Serializer[T]) addField(p *plan, c orm.Column[*T]) error {
	f := &field{i: -1}
	special, _ := c.(*Field[T])
	if special == nil || special.column != nil {
		i, ok := ownColumn(p.d, c)
		if !ok {
			return fmt.Errorf("rest: the column %s in a serializer of %s belongs to another model: use rest.Computed or rest.Nested", orm.RefOfColumn(c).Lookup(), p.d.Label())
		}
		f.i, f.sf = i, p.d.Model().Fields[i]
		f.sf.Relation = p.d.Schema.Fields[i].Relation
		f.name = f.sf.Name
	}
	if special != nil && special.called() != "" {
		f.name = special.called()
	}
	if slices.ContainsFunc(p.fields, func(g *field) bool { return g.name == f.name }) {
		return fmt.Errorf("rest: the serializer of %s has two fields named %q", p.d.Label(), f.name)
	}
	f.head = append(appendText(nil, f.name), ':')
	if err := s.compileField(p, f, special); err != nil {
		return fmt.Errorf("rest: %s.%s: %w", p.d.Label(), f.name, err)
	}
	p.fields = append(p.fields, f)
	return nil
}

func (s *Serializer[T]) compileField(p *plan, f *field, special *Field[T]) error {
	if special == nil || special.build == nil {
		if f.sf.Relation != nil {
			var target *orm.Descriptor
			if rel := asPrefetcher(p.d, f, s); rel != nil {
				target = orm.Target(rel)
			}
			return p.compileKey(f, target)
		}
		return p.compileColumn(f)
	}
	if err := special.build(p, f); err != nil {
		return err
	}
	if len(special.loads) > 0 {
		loads, later := special.loads, special.later
		f.load = func(_ context.Context, q *orm.Query[any]) *orm.Query[any] {
			typed := (*orm.Query[*T])(q)
			for _, l := range loads {
				typed = l(typed)
			}
			return (*orm.Query[any])(typed)
		}
		f.loadRows = func(ctx context.Context, rows []any) error { return orm.LoadRelated(ctx, typedRows[T](rows), later...) }
	}
	return nil
}

// asPrefetcher finds the relation of a key among the declared fields, whose type knows the model behind it.
func asPrefetcher[T any](d *orm.Descriptor, f *field, s *Serializer[T]) orm.Prefetcher[*T] {
	for _, c := range s.opt.Fields {
		if i, ok := columnIndex(d, c); ok && i == f.i {
			if r, ok := c.(orm.Prefetcher[*T]); ok {
				return r
			}
		}
	}
	return nil
}

func columnIndex[T any](d *orm.Descriptor, c orm.Column[*T]) (int, bool) {
	if special, ok := c.(*Field[T]); ok && special.column == nil {
		return 0, false
	}
	return ownColumn(d, c)
}

func typedRows[T any](rows []any) []*T {
	out := make([]*T, len(rows))
	for i, r := range rows {
		out[i] = r.(*T)
	}
	return out
}

// mark changes the fields that a list of columns names.
func (s *Serializer[T]) mark(p *plan, cs []orm.Column[*T], change func(f *field)) error {
	var errs []error
	for _, c := range cs {
		name := s.nameOf(p, c)
		k := slices.IndexFunc(p.fields, func(f *field) bool { return f.name == name })
		if k < 0 {
			errs = append(errs, fmt.Errorf("rest: %s.%s is marked, but no field of the serializer: add it to Fields", p.d.Label(), name))
			continue
		}
		change(p.fields[k])
	}
	return errors.Join(errs...)
}

// nameOf is the name of a column's field in the serializer.
func (s *Serializer[T]) nameOf(p *plan, c orm.Column[*T]) string {
	if special, ok := c.(*Field[T]); ok && special.called() != "" {
		return special.called()
	}
	i, ok := columnIndex(p.d, c)
	if !ok {
		return orm.Name(c)
	}
	return p.nameAt(i)
}

// nameAt is the name of the serializer's field for a column: the column's own where there is none.
func (p *plan) nameAt(i int) string {
	for _, f := range p.fields {
		if f.i == i {
			return f.name
		}
	}
	return p.d.Schema.Fields[i].Name
}

// rename gives the name of the serializer's field for a field of the model.
func (p *plan) rename(field string) string {
	for _, f := range p.fields {
		if f.i >= 0 && f.sf.Name == field {
			return f.name
		}
	}
	return field
}

// finish sorts the fields by what they are for, and finds what is unique together.
func (p *plan) finish() {
	for _, f := range p.fields {
		if !f.writeOnly && f.encode != nil {
			p.readable = append(p.readable, f)
		}
		if !f.readOnly && f.decode != nil {
			p.writable = append(p.writable, f)
		}
		p.relates = p.relates || f.load != nil
		p.deep = p.deep || f.child != nil && (f.child.relates || f.child.deep)
	}
	m := p.d.Model()
	for i := range m.Constraints {
		if c := &m.Constraints[i]; c.Kind == schema.Unique && len(c.Fields) > 1 && c.Where == nil {
			p.addTogether(c)
		}
	}
}

// addTogether notes a constraint whose columns the serializer has, and requires those without a default, as DRF does.
func (p *plan) addTogether(c *schema.Constraint) {
	t := together{message: c.Message}
	var names string
	for i, name := range c.Fields {
		k := slices.IndexFunc(p.writable, func(f *field) bool { return f.i >= 0 && f.sf.Name == name })
		if k < 0 {
			return
		}
		t.fields = append(t.fields, p.writable[k])
		if i > 0 {
			names += ", "
		}
		names += p.writable[k].name
	}
	for _, f := range t.fields {
		f.required = f.required || !p.d.HasDefault(f.i)
	}
	if t.message == "" {
		t.message = "The fields " + names + " must make a unique set."
	}
	p.together = append(p.together, t)
}

// prepare makes a query load what the serializer reads: joins for keys, one statement for each relation with many rows.
func (p *plan) prepare(ctx context.Context, q *orm.Query[any]) *orm.Query[any] {
	if !p.relates {
		return q
	}
	for _, f := range p.readable {
		if f.load != nil {
			q = f.load(ctx, q)
		}
	}
	return q
}

// loadRows loads for rows that are there what prepare makes a query load.
func (p *plan) loadRows(ctx context.Context, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	for _, f := range p.readable {
		if f.loadRows != nil {
			if err := f.loadRows(ctx, rows); err != nil {
				return err
			}
		}
	}
	return p.complete(ctx, rows)
}

// complete loads what the rows behind relations need themselves, level by level: the number of statements does not depend on that of rows.
func (p *plan) complete(ctx context.Context, rows []any) error {
	if !p.deep || len(rows) == 0 {
		return nil
	}
	for _, f := range p.readable {
		if f.child == nil || !f.child.relates && !f.child.deep {
			continue
		}
		kids, err := f.gather(rows)
		if err != nil {
			return err
		}
		if f.many { // its query has loaded the first level
			err = f.child.complete(ctx, kids)
		} else {
			err = f.child.loadRows(ctx, kids)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *field) gather(rows []any) ([]any, error) {
	var kids []any
	for _, row := range rows {
		more, err := f.children(row)
		if err != nil {
			return nil, err
		}
		kids = append(kids, more...)
	}
	return kids, nil
}

// append writes one row.
func (p *plan) append(rq *Request, b []byte, row any) ([]byte, error) {
	b = append(b, '{')
	var err error
	for i, f := range p.readable {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, f.head...)
		if b, err = f.encode(rq, b, row); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func (p *plan) appendList(rq *Request, b []byte, rows []any) ([]byte, error) {
	b = append(b, '[')
	var err error
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = p.append(rq, b, row); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// base is a query for all rows of a model that the person of ctx may do something with.
func base(ctx context.Context, d *orm.Descriptor, as ...orm.Action) *orm.Query[any] {
	q := orm.NewQuery[any](d)
	if orm.PoliciesFrom(ctx).Of(d) == nil {
		return &q
	}
	return q.For(ctx, as...)
}

// column is the i-th column of a model, whatever its type.
func column(d *orm.Descriptor, i int) *orm.Ord[any, any] {
	return (*orm.Ord[any, any])(d.Root().Col(i))
}

// keyOf is the key of a row.
func keyOf(d *orm.Descriptor, row any) any {
	v, _ := d.Value(row, d.Schema.Fields[d.PrimaryKey()].Name)
	return v
}

// invalid finds errors by field in an error of a model, broken constraints included; nil when there are none.
func (p *plan) invalid(err error) *errNode {
	var v *problem.ValidationError
	if errors.As(err, &v) {
		return nodeOf(v, p.rename)
	}
	var c *orm.ConstraintError
	if !errors.As(err, &c) || c.Code == "exclusion" {
		return nil
	}
	if c.Code == "unique" {
		return p.notUnique(c)
	}
	if c.Code == "foreign_key" && len(c.Fields) == 1 {
		n := &errNode{}
		n.add(p.rename(c.Fields[0]), problem.FieldError{Code: "does_not_exist", Message: "Invalid pk - object does not exist."})
		return n
	}
	return nodeOf(c.Validation(), p.rename)
}

// notUnique words a broken unique constraint as DRF's validators would have, for two requests that raced.
func (p *plan) notUnique(c *orm.ConstraintError) *errNode {
	n := &errNode{}
	if len(c.Fields) == 1 {
		for _, f := range p.fields {
			if f.i >= 0 && f.sf.Name == c.Fields[0] && f.unique != "" {
				n.add(f.name, problem.FieldError{Code: "unique", Message: f.unique})
				return n
			}
		}
	}
	for _, t := range p.together {
		if slices.EqualFunc(t.fields, c.Fields, func(f *field, name string) bool { return f.sf.Name == name }) {
			n.add("", problem.FieldError{Code: "unique", Message: t.message})
			return n
		}
	}
	return nodeOf(c.Validation(), p.rename)
}
