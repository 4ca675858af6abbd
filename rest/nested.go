package rest

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// nestedError carries what a model said of a nested row out of the transaction.
type nestedError struct{ node *errNode }

func (e *nestedError) Error() string { return "rest: a nested object is not valid" }

// under puts what is wrong with a nested row under the field that holds it; other errors stay as they are.
func under(err error, name string, place func(n *errNode) *errNode) error {
	var e *nestedError
	if !errors.As(err, &e) {
		return err
	}
	n := &errNode{}
	n.put(name, place(e.node))
	return &nestedError{n}
}

// Kind is Invalid.
func (e *nestedError) Kind() problem.Kind { return problem.Invalid }

// Nested shows the row behind a key with a serializer of its own, read-only: lists load it by a join.
//
//	rest.Nested(Books.Author, authorSerializer)
func Nested[T, U any](rel orm.Related[*T], s *Serializer[U]) *Field[T] {
	return &Field[T]{column: rel, build: func(p *plan, f *field) error {
		if err := nest(p, f, rel, s); err != nil {
			return err
		}
		f.readOnly = true
		return nil
	}}
}

func nest[T, U any](p *plan, f *field, rel orm.Related[*T], s *Serializer[U]) error {
	child, err := s.compile()
	if err != nil {
		return err
	}
	behind, err := orm.Behind[U](p.d, f.i)
	if err != nil {
		return err
	}
	f.rules(p)
	f.kind, f.child, f.unique, f.validators = "nested object", child, "", nil
	f.encode = func(rq *Request, b []byte, row any) ([]byte, error) {
		other, err := behind(row)
		if err != nil || other == nil {
			return append(b, "null"...), err
		}
		return child.append(rq, b, other)
	}
	f.children = func(row any) ([]any, error) {
		other, err := behind(row)
		if err != nil || other == nil {
			return nil, err
		}
		return []any{other}, nil
	}
	relation(f, rel)
	return nil
}

// NestedWritable is [Nested] that is written too: creating makes the other row first, changing changes the one that the key points to. All of
// it is one transaction.
func NestedWritable[T, U any](rel orm.Related[*T], s *Serializer[U]) *Field[T] {
	return &Field[T]{column: rel, build: func(p *plan, f *field) error {
		if err := nest(p, f, rel, s); err != nil {
			return err
		}
		d, i, child := p.d, f.i, f.child
		c, err := keyCodec(&f.sf, d.Ptr(d.New(), i))
		if err != nil {
			return err
		}
		f.clear = func(row any) { c.null(d.Ptr(row, i)) }
		f.decode = func(in *input, v *value, row any) (*errNode, error) {
			return in.readBehind(f.name, child, v, d.Ptr(row, i))
		}
		return nil
	}}
}

// readBehind reads the object for the row behind a key, and notes how it is stored.
func (in *input) readBehind(name string, child *plan, v *value, key any) (*errNode, error) {
	kid := &input{rq: in.rq, partial: in.partial}
	row := child.newRow()
	if in.update && !zeroKey(key) {
		rows, err := base(in.rq.Context(), child.d, orm.View, orm.Change).Filter(column(child.d, child.d.PrimaryKey()).Eq(anyKey(key))).All(in.rq.Context())
		if err != nil {
			return nil, err
		}
		if len(rows) != 1 {
			return leaf(wrong("permission_denied", errDenied().Detail)), nil
		}
		row, kid.update = rows[0], true
	}
	kid.partial = kid.partial && kid.update
	n, err := child.read(kid, v, row)
	if err != nil || !n.empty() {
		return n, err
	}
	in.before = append(in.before, func(ctx context.Context) error {
		if err := child.storeNested(ctx, kid, row); err != nil {
			return under(err, name, func(n *errNode) *errNode { return n })
		}
		copyKey(key, child.d.Ptr(row, child.d.PrimaryKey()))
		return nil
	})
	return nil, nil
}

// anyKey is the key behind a descriptor's pointer.
func anyKey(ptr any) any {
	switch p := ptr.(type) {
	case *string:
		return *p
	case *int64, *int32, *int16, *int:
		return intKey(p)
	}
	return derefUUID(ptr)
}

// storeNested stores a nested row as it is stored by itself.
func (p *plan) storeNested(ctx context.Context, in *input, row any) error {
	save := p.save
	if !in.update {
		save = p.createPermitted
	}
	n, err := p.store(ctx, in, row, save)
	if err == nil && !n.empty() {
		return &nestedError{n}
	}
	return err
}

// NestedMany shows the rows of a relation with many, each with a serializer of its own, read-only: lists load them with one statement.
//
//	rest.NestedMany("books", Authors.Books, bookSerializer)
func NestedMany[T, U any](name string, rel hasMany[T, U], s *Serializer[U]) *Field[T] {
	return &Field[T]{name: name, build: func(p *plan, f *field) error {
		if err := nestMany(f, rel, s); err != nil {
			return err
		}
		f.readOnly = true
		return nil
	}}
}

func nestMany[T, U any](f *field, rel hasMany[T, U], s *Serializer[U]) error {
	child, err := s.compile()
	if err != nil {
		return err
	}
	f.kind, f.many, f.child = "field", true, child
	f.encode = func(rq *Request, b []byte, row any) ([]byte, error) {
		rows, err := rel.Of(row.(*T))
		b = append(b, '[')
		for i, other := range rows {
			if i > 0 {
				b = append(b, ',')
			}
			if err == nil {
				b, err = child.append(rq, b, other)
			}
		}
		return append(b, ']'), err
	}
	f.children = func(row any) ([]any, error) {
		rows, err := rel.Of(row.(*T))
		out := make([]any, len(rows))
		for i, r := range rows {
			out[i] = r
		}
		return out, err
	}
	many(f, rel, func(ctx context.Context) *orm.Query[*U] {
		return (*orm.Query[*U])(child.prepare(ctx, base(ctx, child.d)))
	})
	return nil
}

// Children is [NestedMany] that is written too. Objects with the key of one of the row's children change it, others are created, and children
// that are not sent are deleted; all of it is one transaction. back is the key of the children that points to the row, which their
// serializer does not have.
//
//	rest.Children("lines", Orders.Lines, Lines.Order, lineSerializer)
func Children[T, U any](name string, rel *orm.Reverse[*T, *U], back orm.Related[*U], s *Serializer[U]) *Field[T] {
	return &Field[T]{name: name, build: func(p *plan, f *field) error {
		if err := nestMany(f, rel, s); err != nil {
			return err
		}
		i, ok := ownColumn(f.child.d, orm.Column[*U](back))
		if !ok || orm.Target[*U](back) != p.d {
			return fmt.Errorf("%s is no key of %s to %s", orm.Name[*U](back), f.child.d.Label(), p.d.Label())
		}
		f.required = true
		set := &childSet{name: f.name, parent: p.d, child: f.child, back: i, query: func(row any) *orm.Query[any] { return (*orm.Query[any])(rel.Query(row.(*T))) }}
		f.decode = set.read
		return nil
	}}
}

// childSet writes the rows that point to another one.
type childSet struct {
	name   string
	parent *orm.Descriptor
	child  *plan
	back   int // the key among the child's fields
	query  func(row any) *orm.Query[any]
}

type childInput struct {
	in  *input
	row any
}

func (c *childSet) read(in *input, v *value, row any) (*errNode, error) {
	if v.kind != listValue {
		n := objectError("not_a_list", `Expected a list of items but got type "`+v.typeName()+`".`)
		return n, nil
	}
	ctx := in.rq.Context()
	have := map[any]any{}
	if in.update {
		q := c.query(row)
		if orm.PoliciesFrom(ctx).Of(c.child.d) != nil {
			q = q.For(ctx, orm.View, orm.Change)
		}
		rows, err := q.OrderBy().All(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			have[keyOf(c.child.d, r)] = r
		}
	}
	var kids []childInput
	n, bad := &errNode{items: []*errNode{}}, false
	for i := range v.list {
		kid := childInput{in: &input{rq: in.rq}, row: c.child.newRow()}
		if old := c.known(have, &v.list[i]); old != nil {
			kid.row, kid.in.update, kid.in.partial = old, true, in.partial
		}
		wrong, err := c.child.read(kid.in, &v.list[i], kid.row)
		if err != nil {
			return nil, err
		}
		bad = bad || !wrong.empty()
		n.items, kids = append(n.items, wrong), append(kids, kid)
	}
	if bad {
		return n, nil
	}
	in.after = append(in.after, func(ctx context.Context) error { return c.write(ctx, row, kids, have) })
	return nil, nil
}

// known finds the child that an object names by its key, and takes it out of those that are left.
func (c *childSet) known(have map[any]any, v *value) any {
	d := c.child.d
	pk := d.PrimaryKey()
	key := v.get(c.child.nameAt(pk))
	if key == nil || len(have) == 0 {
		return nil
	}
	probe := d.New()
	codec, err := codecOf(&d.Schema.Fields[pk], d.Ptr(probe, pk))
	if err != nil || codec.decode(key, d.Ptr(probe, pk)) != nil {
		return nil
	}
	k := keyOf(d, probe)
	row := have[k]
	delete(have, k)
	return row
}

func (c *childSet) write(ctx context.Context, row any, kids []childInput, gone map[any]any) error {
	for _, old := range gone {
		if err := c.child.destroy(ctx, old); err != nil {
			return err
		}
	}
	for i, kid := range kids {
		copyKey(c.child.d.Ptr(kid.row, c.back), c.parent.Ptr(row, c.parent.PrimaryKey()))
		if err := c.child.storeNested(ctx, kid.in, kid.row); err != nil {
			return under(err, c.name, func(n *errNode) *errNode {
				items := make([]*errNode, len(kids))
				items[i] = n
				return &errNode{items: items}
			})
		}
	}
	return nil
}
