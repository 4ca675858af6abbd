package orm

import (
	"context"
	"fmt"
)

// Pair is a row of Values2.
type Pair[A, B any] struct {
	A A
	B B
}

// Triple is a row of Values3.
type Triple[A, B, C any] struct {
	A A
	B B
	C C
}

// Values selects one expression, as Django's values_list(flat=True):
//
//	names, err := orm.Values(ctx, Authors.OrderBy(Authors.Name.Asc()), Authors.Name)
func Values[R, A any](ctx context.Context, q Source[R], a Expr[R, A]) ([]A, error) {
	var out []A
	err := coreOf(q).project([]node{ex(a)}, func(r *Row, places []int) {
		var v A
		scanPtr(r, &v, places[0])
		out = append(out, v)
	}).run(ctx)
	return out, err
}

// Values2 selects two expressions. With an aggregate among them it groups by the other:
//
//	orm.Values2(ctx, Books.OrderBy(), Books.Author.Name, orm.Max(Books.Price))
func Values2[R, A, B any](ctx context.Context, q Source[R], a Expr[R, A], b Expr[R, B]) ([]Pair[A, B], error) {
	var out []Pair[A, B]
	err := coreOf(q).project([]node{ex(a), ex(b)}, func(r *Row, places []int) {
		var v Pair[A, B]
		scanPtr(r, &v.A, places[0])
		scanPtr(r, &v.B, places[1])
		out = append(out, v)
	}).run(ctx)
	return out, err
}

// Values3 selects three expressions. With aggregates among them it groups by the others. More values go into a result
// struct.
func Values3[R, A, B, C any](ctx context.Context, q Source[R], a Expr[R, A], b Expr[R, B], c Expr[R, C]) ([]Triple[A, B, C], error) {
	var out []Triple[A, B, C]
	err := coreOf(q).project([]node{ex(a), ex(b), ex(c)}, func(r *Row, places []int) {
		var v Triple[A, B, C]
		scanPtr(r, &v.A, places[0])
		scanPtr(r, &v.B, places[1])
		scanPtr(r, &v.C, places[2])
		out = append(out, v)
	}).run(ctx)
	return out, err
}

// Aggregate computes one value over all rows of a query:
//
//	total, err := orm.Aggregate(ctx, Books.Filter(…), orm.Sum(Books.Price)) // *decimal.Decimal, nil over no rows
func Aggregate[R, A any](ctx context.Context, q Source[R], a Expr[R, A]) (A, error) {
	var v A
	err := coreOf(q).aggregate(ctx, []node{ex(a)}, func(r *Row, places []int) { scanPtr(r, &v, places[0]) })
	return v, err
}

// Aggregate2 computes two values over all rows of a query in one statement.
func Aggregate2[R, A, B any](ctx context.Context, q Source[R], a Expr[R, A], b Expr[R, B]) (A, B, error) {
	var v Pair[A, B]
	err := coreOf(q).aggregate(ctx, []node{ex(a), ex(b)}, func(r *Row, places []int) {
		scanPtr(r, &v.A, places[0])
		scanPtr(r, &v.B, places[1])
	})
	return v.A, v.B, err
}

// Aggregate3 computes three values over all rows of a query in one statement.
func Aggregate3[R, A, B, C any](ctx context.Context, q Source[R], a Expr[R, A], b Expr[R, B], c Expr[R, C]) (A, B, C, error) {
	var v Triple[A, B, C]
	err := coreOf(q).aggregate(ctx, []node{ex(a), ex(b), ex(c)}, func(r *Row, places []int) {
		scanPtr(r, &v.A, places[0])
		scanPtr(r, &v.B, places[1])
		scanPtr(r, &v.C, places[2])
	})
	return v.A, v.B, v.C, err
}

// projection is a query for outputs with the function that reads them.
type projection struct {
	q      core
	places []int
	read   func(r *Row, places []int)
}

func (q core) project(outs []node, read func(r *Row, places []int)) projection {
	q.outs, q.noRow, q.rels, q.fetch, q.only, q.defers = outs, true, nil, nil, nil, nil
	p := projection{q: q, read: read}
	for i := range outs {
		p.places = append(p.places, outs[i].places())
		if (outs[i].aggregates() || q.distinct) && !q.ordered {
			p.q.ordered, p.q.order = true, nil // the model's ordering would split the groups
		}
	}
	return p
}

func (p projection) run(ctx context.Context) error {
	return p.q.outputs(ctx, func(r *Row) error { p.read(r, p.places); return nil })
}

// aggregate computes outputs over the query's rows; over a slice of them it goes through a subquery of keys.
func (q core) aggregate(ctx context.Context, outs []node, read func(r *Row, places []int)) error {
	if q.none {
		q.none = false
		q.where = append(q.where[:len(q.where):len(q.where)], node{op: opFalse})
	}
	if q.sliced() || q.distinct {
		in := q
		in.outs = nil
		q = core{d: q.d, using: q.using, err: q.err, access: q.access}
		q.where = []node{{op: opInQuery, col: q.d.root.cols[q.d.pk.i], query: &in}}
	}
	for i := range outs {
		if !outs[i].aggregates() {
			return fmt.Errorf("orm: Aggregate on %s: expected aggregates (Sum, Count, Max …), found another expression: use Values", q.d.Label())
		}
	}
	q.ordered, q.order = true, nil
	return q.project(outs, read).run(ctx)
}
