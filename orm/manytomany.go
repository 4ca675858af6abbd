package orm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// ManyToMany is a many-to-many relation seen from P: a Book's Readers, or a User's Books. It has all that [Reverse] has, and
// changes the pairs.
type ManyToMany[P, M any] struct {
	Reverse[P, M]
	custom string // the model of the pairs, where it is one of the user's
}

// NewManyToMany is for generated code; slot gives the row's field that holds the related rows.
//
//go:noinline
func NewManyToMany[P, M any](owner *Descriptor, i int, target *Descriptor, slot func(x any) any) *ManyToMany[P, M] {
	f := &owner.Schema.Fields[i]
	from, to := owner.Schema.ThroughColumns(f)
	info := &manyInfo{owner: owner, target: target, id: ids.Add(1), name: owner.Schema.Name + "." + f.GoName,
		through: owner.Schema.ThroughTable(f), from: from, to: to, slot: slot}
	return &ManyToMany[P, M]{Reverse[P, M]{info}, f.Relation.Through}
}

// NewReverseMany is for generated code: the other side of the many-to-many that is field i of model.
//
//go:noinline
func NewReverseMany[P, M any](owner, model *Descriptor, i int) *ManyToMany[P, M] {
	f := &model.Schema.Fields[i]
	from, to := model.Schema.ThroughColumns(f)
	name := f.Relation.RelatedName
	if name == "" {
		name = model.Schema.Name + "Set"
	}
	info := &manyInfo{owner: owner, target: model, id: ids.Add(1), name: owner.Schema.Name + "." + name,
		through: model.Schema.ThroughTable(f), from: to, to: from}
	return &ManyToMany[P, M]{Reverse[P, M]{info}, f.Relation.Through}
}

// FieldOfMany is what a schema says of a many-to-many, for forms: the field of the model that declares it, and on the other side, which
// has none, a field named after the relation.
func FieldOfMany[P, M any](r *ManyToMany[P, M]) schema.Field { return r.info.manyField(r.custom) }

func (m *manyInfo) manyField(through string) schema.Field {
	name := m.name[strings.IndexByte(m.name, '.')+1:]
	if m.slot == nil {
		return schema.Field{Name: strings.ReplaceAll(schema.Words(name), " ", "_"), GoName: name, Blank: true,
			Relation: &schema.Relation{Kind: schema.ManyToMany, To: m.target.Label(), Through: through}}
	}
	for i := range m.owner.Schema.Fields {
		if m.owner.Schema.Fields[i].GoName == name {
			f := m.owner.Model().Fields[i]
			f.Relation = m.owner.Schema.Fields[i].Relation
			return f
		}
	}
	panic("orm: " + m.name + " is no field of its model")
}

// Add relates p to ms; pairs that exist stay as they are. One statement.
//
//	INSERT INTO library_book_readers (book_id, user_id) … ON CONFLICT DO NOTHING
//
//go:noinline
func (r *ManyToMany[P, M]) Add(ctx context.Context, p P, ms ...M) error {
	if r.custom != "" {
		return fmt.Errorf("orm: the pairs of %s are rows of %s: create them there", r.info.name, r.custom)
	}
	if len(ms) == 0 {
		return nil
	}
	key, err := r.info.savedKey(p)
	if err != nil {
		return err
	}
	keys, err := r.keys(ms)
	if err != nil {
		return err
	}
	return r.info.insertPairs(ctx, pairsOf(key, keys))
}

// AddPairs relates many rows at once, each pair's A to its B; pairs that exist stay as they are. One statement for
// thousands of pairs.
//
//go:noinline
func (r *ManyToMany[P, M]) AddPairs(ctx context.Context, pairs []Pair[P, M]) error {
	if r.custom != "" {
		return fmt.Errorf("orm: the pairs of %s are rows of %s: create them there", r.info.name, r.custom)
	}
	if len(pairs) == 0 {
		return nil
	}
	out := make([]keyPair, len(pairs))
	for i, p := range pairs {
		from, err := r.info.savedKey(p.A)
		if err != nil {
			return err
		}
		to, err := r.keys([]M{p.B})
		if err != nil {
			return err
		}
		out[i] = keyPair{from, to[0]}
	}
	return r.info.insertPairs(ctx, out)
}

// Remove ends the relation of p to ms; those that are not related are left alone. One statement.
//
//	DELETE FROM library_book_readers WHERE book_id = $1 AND user_id = ANY($2)
//
//go:noinline
func (r *ManyToMany[P, M]) Remove(ctx context.Context, p P, ms ...M) error {
	if len(ms) == 0 {
		return nil
	}
	keys, err := r.keys(ms)
	if err != nil {
		return err
	}
	key, err := r.info.savedKey(p)
	if err != nil {
		return err
	}
	return r.info.deletePairs(ctx, key, keys)
}

// Clear ends all relations of p. One statement.
//
//go:noinline
func (r *ManyToMany[P, M]) Clear(ctx context.Context, p P) error {
	key, err := r.info.savedKey(p)
	if err != nil {
		return err
	}
	return r.info.deletePairs(ctx, key, nil)
}

// Set makes ms the only rows that p is related to: it adds and removes what differs, with at most three statements in one
// transaction.
//
//go:noinline
func (r *ManyToMany[P, M]) Set(ctx context.Context, p P, ms ...M) error {
	if r.custom != "" {
		return fmt.Errorf("orm: the pairs of %s are rows of %s: create them there", r.info.name, r.custom)
	}
	key, err := r.info.savedKey(p)
	if err != nil {
		return err
	}
	keys, err := r.keys(ms)
	if err != nil {
		return err
	}
	return Atomic(ctx, func(ctx context.Context) error { return r.info.setPairs(ctx, key, keys) })
}

//go:noinline
func (r *ManyToMany[P, M]) keys(ms []M) ([]any, error) {
	out := make([]any, len(ms))
	for i, m := range ms {
		d := r.info.target
		ptr := d.Ptr(m, d.pk.i)
		if isZeroKey(ptr) {
			return nil, fmt.Errorf("orm: %s: a %s without a key: create it first", r.info.name, d.Label())
		}
		out[i] = basicOf(ptr)
	}
	return out, nil
}

func (m *manyInfo) savedKey(p any) (any, error) {
	ptr := m.owner.Ptr(p, m.owner.pk.i)
	if isZeroKey(ptr) {
		return nil, fmt.Errorf("orm: %s of a %s without a key: create it first", m.name, m.owner.Label())
	}
	return basicOf(ptr), nil
}

func (m *manyInfo) insertPairs(ctx context.Context, pairs []keyPair) error {
	d, err := db.From(ctx)
	if err != nil {
		return err
	}
	most := d.Dialect().Features.MaxParams / 2
	if len(pairs) <= most {
		return m.insertSome(ctx, d, pairs)
	}
	return d.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
		for part := range slices.Chunk(pairs, most) {
			if err := m.insertSome(ctx, d, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// keyPair is one row of a table of pairs.
type keyPair struct{ from, to any }

func (m *manyInfo) insertSome(ctx context.Context, d *db.DB, pairs []keyPair) error {
	b := builder{text: true, ft: &d.Dialect().Features, args: make([]any, 0, 2*len(pairs))}
	b.s("INSERT INTO " + quote(m.through) + " (" + quote(m.from) + ", " + quote(m.to) + ") VALUES ")
	for i, p := range pairs {
		if i > 0 {
			b.s(", ")
		}
		b.s("(")
		b.arg(p.from)
		b.s(", ")
		b.arg(p.to)
		b.s(")")
	}
	b.s(" ON CONFLICT DO NOTHING")
	if _, err := d.Exec(ctx, string(b.sql), b.args...); err != nil {
		return m.owner.dbError(err)
	}
	return nil
}

func pairsOf(key any, keys []any) []keyPair {
	out := make([]keyPair, len(keys))
	for i, k := range keys {
		out[i] = keyPair{key, k}
	}
	return out
}

// deletePairs removes p's pairs with keys, or all of them.
func (m *manyInfo) deletePairs(ctx context.Context, key any, keys []any) error {
	d, err := db.From(ctx)
	if err != nil {
		return err
	}
	b := builder{text: true, ft: &d.Dialect().Features}
	b.s("DELETE FROM " + quote(m.through) + " WHERE " + quote(m.from) + " = ")
	b.arg(key)
	if keys != nil {
		b.s(" AND " + quote(m.to))
		b.listed(uniform(keys))
	}
	if _, err = d.Exec(ctx, string(b.sql), b.args...); err != nil {
		return m.owner.dbError(err)
	}
	return nil
}

// setPairs makes keys the only ones that key is paired with.
func (m *manyInfo) setPairs(ctx context.Context, key any, keys []any) error {
	have, err := m.pairedKeys(ctx, key)
	if err != nil {
		return err
	}
	var add, remove []any
	want := map[any]bool{}
	for _, k := range keys {
		if !want[k] && !have[k] {
			add = append(add, k)
		}
		want[k] = true
	}
	for k := range have {
		if !want[k] {
			remove = append(remove, k)
		}
	}
	if len(remove) > 0 {
		if err := m.deletePairs(ctx, key, remove); err != nil {
			return err
		}
	}
	if len(add) > 0 {
		return m.insertPairs(ctx, pairsOf(key, add))
	}
	return nil
}

func (m *manyInfo) pairedKeys(ctx context.Context, key any) (map[any]bool, error) {
	d, err := db.From(ctx)
	if err != nil {
		return nil, err
	}
	b := builder{text: true, ft: &d.Dialect().Features}
	b.s("SELECT " + quote(m.to) + " FROM " + quote(m.through) + " WHERE " + quote(m.from) + " = ")
	b.arg(key)
	rows, err := d.Query(ctx, string(b.sql), b.args...)
	if err != nil {
		return nil, m.owner.dbError(err)
	}
	defer rows.Close()
	have := map[any]bool{}
	for rows.Next() {
		ptr := m.target.zeroKey()
		scanPtr(&rows.Row, ptr, -1)
		have[basicOf(ptr)] = true
	}
	return have, rows.Err()
}
