package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

// Deleted counts what a deletion removed.
type Deleted struct {
	Total  int64            // rows of models, those of tables of pairs not included
	Models map[string]int64 // rows by model label
}

// ErrProtected is matched by the error of a deletion that a key with on_delete protect or restrict forbids.
var ErrProtected = errors.New("orm: the row is still referenced")

// ProtectedError says which rows forbid a deletion. Nothing was deleted.
type ProtectedError struct {
	Model string // what was to be deleted: "catalog.Category"
	By    string // what points to it: "catalog.Product.category"
	Rule  schema.OnDelete
	Count int64 // how many rows do
}

func (e *ProtectedError) Error() string {
	return fmt.Sprintf("orm: cannot delete %s: %d row(s) reference it through %s (on_delete %s): delete or reassign them first", e.Model, e.Count, e.By, e.Rule)
}

// Is makes errors.Is(err, ErrProtected) true.
func (e *ProtectedError) Is(target error) bool { return target == ErrProtected }

// Kind is Conflict: web answers 409.
func (e *ProtectedError) Kind() problem.Kind { return problem.Conflict }

// DeleteAll deletes every row of the query and, by the on_delete of the keys that point to them, what hangs on them, in one
// transaction. Where no model points to this one and it has no hooks, it is one statement:
//
//	DELETE FROM catalog_product WHERE …
//
//go:noinline
func (q *Query[P]) DeleteAll(ctx context.Context) (Deleted, error) {
	c := core(*q)
	r, err := RegistryFrom(ctx)
	if err != nil {
		return Deleted{}, err
	}
	on, err := c.database(ctx)
	if err != nil || c.none {
		return Deleted{}, err
	}
	if r.free(c.d) {
		n, err := c.deleteAll(ctx, on)
		return counted(c.d, n), err
	}
	var out Deleted
	err = on.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
		var rows []any
		if err := c.each(ctx, func(x any) error { rows = append(rows, x); return nil }); err != nil {
			return err
		}
		out, err = c.deleteRows(ctx, rows)
		return err
	})
	return out, err
}

// free reports whether rows of the model can be deleted by one statement.
func (r *Registry) free(d *Descriptor) bool {
	if len(r.pairs[d]) > 0 {
		return false
	}
	for _, f := range r.refs[d] {
		if f.Relation.OnDelete != schema.DoNothing {
			return false
		}
	}
	return !d.hasDeleteHooks()
}

// restricts reports whether a key of the model has on_delete restrict: then it must be known which of its rows go.
func restricts(d *Descriptor) bool {
	return slices.ContainsFunc(d.cols, func(f *field) bool { return f.Relation != nil && f.Relation.OnDelete == schema.Restrict })
}

func (d *Descriptor) hasDeleteHooks() bool {
	x := d.New()
	_, before := x.(BeforeDeleter)
	_, after := x.(AfterDeleter)
	return before || after
}

func counted(d *Descriptor, n int64) Deleted {
	if n == 0 {
		return Deleted{Models: map[string]int64{}}
	}
	return Deleted{Total: n, Models: map[string]int64{d.Label(): n}}
}

// deleteAll deletes the query's rows by one statement.
func (q *core) deleteAll(ctx context.Context, on *db.DB) (int64, error) {
	sql, args, err := q.compile(on, kDelete, nil)
	if err != nil {
		return 0, err
	}
	n, err := on.Exec(ctx, sql, args...)
	if err != nil {
		return 0, q.d.dbError(err)
	}
	return n, nil
}

// collector finds everything that a deletion reaches.
type collector struct {
	r        *Registry
	using    *db.DB
	found    map[*Descriptor]*doomed
	order    []*Descriptor // as they were found: owners before what hangs on them
	restrict []restricted
	clear    []clearing
	fast     []clearing // rows that go by one statement each
}

// doomed are the rows of one model that will be deleted.
type doomed struct {
	rows []any
	seen map[any]bool
}

type restricted struct {
	f    *field
	rows []any
}

type clearing struct {
	f    *field
	keys any // of the rows that f points to
}

// deleteRows deletes rows that were read.
func (q *core) deleteRows(ctx context.Context, rows []any) (Deleted, error) {
	r, err := RegistryFrom(ctx)
	if err != nil {
		return Deleted{}, err
	}
	on, err := q.database(ctx)
	if err != nil {
		return Deleted{}, err
	}
	for _, x := range rows {
		if isZeroKey(q.d.Ptr(x, q.d.pk.i)) {
			return Deleted{}, fmt.Errorf("orm: Delete of a %s without a key: it was never saved", q.d.Label())
		}
	}
	out := Deleted{Models: map[string]int64{}}
	if len(rows) == 0 {
		return out, nil
	}
	c := &collector{r: r, using: q.using, found: map[*Descriptor]*doomed{}}
	err = on.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
		if err := c.collect(ctx, q.d, rows); err != nil {
			return err
		}
		if err := c.checkRestricted(q.d); err != nil {
			return err
		}
		return c.run(ctx, on, &out)
	})
	if err != nil {
		return Deleted{}, err
	}
	for d, set := range c.found {
		for _, x := range set.rows {
			d.State(x).st = nil // the row is new again
		}
	}
	return out, nil
}

// add notes rows that go, and returns those that are new.
func (c *collector) add(d *Descriptor, rows []any) []any {
	set := c.found[d]
	if set == nil {
		set = &doomed{seen: map[any]bool{}}
		c.found[d] = set
		c.order = append(c.order, d)
	}
	var fresh []any
	for _, x := range rows {
		if k := d.keyOf(x); !set.seen[k] {
			set.seen[k] = true
			fresh = append(fresh, x)
		}
	}
	set.rows = append(set.rows, fresh...)
	return fresh
}

func (c *collector) collect(ctx context.Context, d *Descriptor, rows []any) error {
	rows = c.add(d, rows)
	if len(rows) == 0 {
		return nil
	}
	for _, x := range rows {
		if h, ok := x.(BeforeDeleter); ok {
			if err := h.BeforeDelete(ctx); err != nil {
				return err
			}
		}
	}
	keys := d.keysOfRows(rows)
	for _, f := range c.r.refs[d] {
		if err := c.follow(ctx, d, f, keys); err != nil {
			return err
		}
	}
	return nil
}

func (d *Descriptor) keysOfRows(rows []any) any {
	ptrs := make([]any, len(rows))
	for i, x := range rows {
		ptrs[i] = d.Ptr(x, d.pk.i)
	}
	return listOf(ptrs)
}

// follow looks at the rows whose key f points to the doomed rows.
func (c *collector) follow(ctx context.Context, d *Descriptor, f *field, keys any) error {
	switch f.Relation.OnDelete {
	case schema.DoNothing:
		return nil
	case schema.SetNull, schema.SetDefault:
		c.clear = append(c.clear, clearing{f, keys})
		return nil
	case schema.Cascade:
		if c.r.free(f.d) && f.d != d && !restricts(f.d) {
			c.fast = append(c.fast, clearing{f, keys})
			return nil
		}
	}
	rows, err := c.rowsOf(ctx, f, keys)
	if err != nil || len(rows) == 0 {
		return err
	}
	switch f.Relation.OnDelete {
	case schema.Protect:
		return &ProtectedError{Model: d.Label(), By: f.d.Label() + "." + f.Name, Rule: schema.Protect, Count: int64(len(rows))}
	case schema.Restrict:
		c.restrict = append(c.restrict, restricted{f, rows})
		return nil
	}
	return c.collect(ctx, f.d, rows)
}

func (c *collector) rowsOf(ctx context.Context, f *field, keys any) ([]any, error) {
	var rows []any
	err := c.eachPart(ctx, f, keys, func(q *core) error {
		return q.each(ctx, func(x any) error { rows = append(rows, x); return nil })
	})
	return rows, err
}

// eachPart runs something for the rows whose key f is among keys.
func (c *collector) eachPart(ctx context.Context, f *field, keys any, run func(q *core) error) error {
	q := core{d: f.d, using: c.using, ordered: true, access: allowed}
	on, err := q.database(ctx)
	if err != nil {
		return err
	}
	for _, part := range parts(keys, on.Dialect().Features) {
		one := q
		one.where = []node{compareCol(opIn, f.d.root.cols[f.i], part)}
		if err := run(&one); err != nil {
			return err
		}
	}
	return nil
}

// checkRestricted refuses when a row with on_delete restrict would stay.
func (c *collector) checkRestricted(d *Descriptor) error {
	for _, x := range c.restrict {
		set := c.found[x.f.d]
		left := int64(0)
		for _, row := range x.rows {
			if set == nil || !set.seen[x.f.d.keyOf(row)] {
				left++
			}
		}
		if left > 0 {
			return &ProtectedError{Model: d.Label(), By: x.f.d.Label() + "." + x.f.Name, Rule: schema.Restrict, Count: left}
		}
	}
	return nil
}

// run carries the deletion out: pairs first, then keys that are cleared, then rows, those that hang on others first.
func (c *collector) run(ctx context.Context, on *db.DB, out *Deleted) error {
	for _, d := range c.order {
		for _, p := range c.r.pairs[d] {
			if err := c.deletePairs(ctx, on, p, d.keysOfRows(c.found[d].rows)); err != nil {
				return err
			}
		}
	}
	for _, x := range c.clear {
		if err := c.clearKeys(ctx, x); err != nil {
			return err
		}
	}
	for _, x := range c.fast {
		err := c.eachPart(ctx, x.f, x.keys, func(q *core) error {
			n, err := q.deleteAll(ctx, on)
			out.count(x.f.d, n)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, d := range slices.Backward(c.order) {
		if err := c.deleteModel(ctx, on, d, out); err != nil {
			return err
		}
	}
	return nil
}

func (o *Deleted) count(d *Descriptor, n int64) {
	if n > 0 {
		o.Total += n
		o.Models[d.Label()] += n
	}
}

func (c *collector) deleteModel(ctx context.Context, on *db.DB, d *Descriptor, out *Deleted) error {
	rows := c.found[d].rows
	err := c.eachPart(ctx, d.pk, d.keysOfRows(rows), func(q *core) error {
		n, err := q.deleteAll(ctx, on)
		out.count(d, n)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range rows {
		if h, ok := x.(AfterDeleter); ok {
			if err := h.AfterDelete(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *collector) clearKeys(ctx context.Context, x clearing) error {
	value := &node{op: opVal}
	if x.f.Relation.OnDelete == schema.SetDefault {
		value.arg = x.f.Default
	}
	return c.eachPart(ctx, x.f, x.keys, func(q *core) error {
		_, err := q.update(ctx, []assign{{x.f.d.root.cols[x.f.i], value}})
		return err
	})
}

// deletePairs removes the pairs of doomed rows.
func (c *collector) deletePairs(ctx context.Context, on *db.DB, p pairTable, keys any) error {
	for _, part := range parts(keys, on.Dialect().Features) {
		b := builder{text: true, ft: &on.Dialect().Features}
		b.s("DELETE FROM " + quote(p.table) + " WHERE " + quote(p.column))
		b.listed(part)
		if _, err := on.Exec(ctx, string(b.sql), b.args...); err != nil {
			return err
		}
	}
	return nil
}

// listed writes a condition that what stands before it is in the list.
func (b *builder) listed(list any) { b.members(list, inCount(list, b.ft.ArrayParams), -1) }
