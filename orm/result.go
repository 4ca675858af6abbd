package orm

import (
	"context"
	"fmt"
	"slices"
)

// Result marks a struct that queries fill with computed values: annotations beside a whole model that is embedded too, or a
// projection of single values. The generator writes its descriptor.
type Result struct{}

// OutSpec is for generated code: one computed field of a result.
type OutSpec struct {
	Name string
	Ptr  func(x any) any
}

// ResultSpec is for generated code: how the rows of a result are made and filled.
type ResultSpec struct {
	Block func() ResultBlock
	Row   func(x any) any // the embedded model; nil for a projection
	Outs  []OutSpec
}

// ResultBlock is for generated code: it hands out results from blocks.
type ResultBlock func() any

// NewResultBlock is for generated code.
//
//go:noinline
func NewResultBlock[T any]() ResultBlock {
	var rows []T
	n := 8
	return func() any {
		if len(rows) == 0 {
			rows = make([]T, n)
			n = min(2*n, 64)
		}
		x := &rows[0]
		rows = rows[1:]
		return x
	}
}

// Out is a computed field of a result: of type T, over the rows of a query on R. It can be compared and sorted by, like a
// column.
type Out[R, T any] struct {
	i    int
	name string
}

// NewOut is for generated code.
//
//go:noinline
func NewOut[R, T any](i int, name string) *Out[R, T] { return &Out[R, T]{i, name} }

//go:noinline
func (o *Out[R, T]) expr(R, T) *node { return &node{op: opOut, arg: o.i} }

// Is computes the field by e.
//
//go:noinline
func (o *Out[R, T]) Is(e Expr[R, T]) Selection[R] { return Selection[R]{o.i, o.name, exp(e)} }

// Asc sorts by the field, NULLs last.
//
//go:noinline
func (o *Out[R, T]) Asc() Order[R] { return Order[R]{n: &node{op: opOut, arg: o.i}, desc: false} }

// Desc sorts by the field downwards, NULLs first.
//
//go:noinline
func (o *Out[R, T]) Desc() Order[R] { return Order[R]{n: &node{op: opOut, arg: o.i}, desc: true} }

// Selection says how one field of a result is computed.
type Selection[R any] struct {
	i    int
	name string
	n    *node
}

// ResultManager is what a result's descriptor embeds.
type ResultManager[R, M any] struct{ ResultQuery[R, M] }

// NewResultManager is for generated code.
//
//go:noinline
func NewResultManager[R, M any](d *Descriptor, spec ResultSpec) ResultManager[R, M] {
	return ResultManager[R, M]{ResultQuery[R, M]{c: core{d: d, noRow: spec.Row == nil}, spec: &spec}}
}

// ResultQuery is a query on R whose rows are results of type M.
type ResultQuery[R, M any] struct {
	c    core
	spec *ResultSpec
}

//go:noinline
func (q ResultQuery[R, M]) base() *Query[R] { return (*Query[R])(&q.c) }

//go:noinline
func (q ResultQuery[R, M]) on(base *Query[R]) ResultQuery[R, M] { q.c = core(*base); return q }

// From computes the results over another query's rows: its conditions, joins, order and slice.
//
//go:noinline
func (q ResultQuery[R, M]) From(base Source[R]) ResultQuery[R, M] {
	outs, noRow := q.c.outs, q.c.noRow
	q.c = coreOf(base)
	q.c.outs, q.c.noRow = outs, noRow
	return q
}

// With computes fields of the result; every field that is read must be computed.
//
//go:noinline
func (q ResultQuery[R, M]) With(ss ...Selection[R]) ResultQuery[R, M] {
	outs := make([]node, len(q.spec.Outs))
	copy(outs, q.c.outs)
	for _, s := range ss {
		outs[s.i] = *given(s.n)
	}
	q.c.outs = outs
	return q
}

// Filter keeps the rows for which all of ps hold. Conditions on computed fields are checked after they are computed: by
// HAVING where they are aggregates.
//
//go:noinline
func (q ResultQuery[R, M]) Filter(ps ...Pred[R]) ResultQuery[R, M] {
	q.c.where, q.c.having = slices.Clone(q.c.where), slices.Clone(q.c.having)
	for _, p := range ps {
		if condition(p).usesOut() {
			q.c.having = append(q.c.having, *condition(p))
		} else {
			q.c.where = append(q.c.where, *condition(p))
		}
	}
	q.c.refineSliced("Filter")
	return q
}

func (n *node) usesOut() bool {
	if n.op == opOut {
		return true
	}
	for i := range n.kids {
		if n.kids[i].usesOut() {
			return true
		}
	}
	return false
}

// OrderBy sorts the rows, by columns and by computed fields.
//
//go:noinline
func (q ResultQuery[R, M]) OrderBy(os ...Order[R]) ResultQuery[R, M] {
	return q.on(q.base().OrderBy(os...))
}

// Limit keeps the first n rows.
//
//go:noinline
func (q ResultQuery[R, M]) Limit(n int) ResultQuery[R, M] { return q.on(q.base().Limit(n)) }

// Offset skips the first n rows.
//
//go:noinline
func (q ResultQuery[R, M]) Offset(n int) ResultQuery[R, M] { return q.on(q.base().Offset(n)) }

// Distinct drops equal results.
//
//go:noinline
func (q ResultQuery[R, M]) Distinct() ResultQuery[R, M] { return q.on(q.base().Distinct()) }

// SelectRelated loads the rows behind keys of the embedded model in the same statement.
//
//go:noinline
func (q ResultQuery[R, M]) SelectRelated(rs ...Related[R]) ResultQuery[R, M] {
	return q.on(q.base().SelectRelated(rs...))
}

// PrefetchRelated loads rows related to the embedded model, with one more statement for each relation.
//
//go:noinline
func (q ResultQuery[R, M]) PrefetchRelated(rs ...Prefetcher[R]) ResultQuery[R, M] {
	return q.on(q.base().PrefetchRelated(rs...))
}

// All runs the query and returns its results.
//
//go:noinline
func (q ResultQuery[R, M]) All(ctx context.Context) ([]M, error) {
	if err := q.complete(); err != nil {
		return nil, err
	}
	out := make([]M, 0, min(q.c.hint(), 1024))
	var rows []any
	err := q.c.results(ctx, q.spec, func(x, row any) {
		out = append(out, x.(M))
		if len(q.c.fetch) > 0 {
			rows = append(rows, row)
		}
	})
	if err != nil {
		return nil, err
	}
	return out, q.c.load(ctx, rows)
}

// First returns the first result. The error is [ErrNotFound] when there is none.
//
//go:noinline
func (q ResultQuery[R, M]) First(ctx context.Context) (M, error) {
	var none M
	got, err := q.Limit(1).All(ctx)
	if err != nil {
		return none, err
	}
	if len(got) == 0 {
		return none, q.c.d.notFound()
	}
	return got[0], nil
}

// Count returns the number of results.
//
//go:noinline
func (q ResultQuery[R, M]) Count(ctx context.Context) (int64, error) {
	if err := q.complete(); err != nil {
		return 0, err
	}
	c := q.c
	if !c.noRow && len(c.having) == 0 && !c.distinct {
		c.outs = nil // computed fields do not change the number of rows
	}
	return c.scalarInt(ctx, kCount)
}

//go:noinline
func (q ResultQuery[R, M]) complete() error {
	for i, o := range q.spec.Outs {
		if i >= len(q.c.outs) || q.c.outs[i].op == opNone {
			return fmt.Errorf("orm: field %s of the result of %s is not computed: add it to With", o.Name, q.c.d.Label())
		}
	}
	return nil
}

// results runs a query with outputs.
func (q *core) results(ctx context.Context, spec *ResultSpec, add func(x, row any)) error {
	block := spec.Block()
	if spec.Row == nil {
		return q.outputs(ctx, func(r *Row) error {
			x := block()
			q.readOuts(spec, x, r)
			add(x, nil)
			return nil
		})
	}
	return q.eachWith(ctx, func(row any, r *Row) {
		x := block()
		q.d.embed(spec.Row(x), row)
		q.readOuts(spec, x, r)
		add(x, spec.Row(x))
	})
}

func (q *core) readOuts(spec *ResultSpec, x any, r *Row) {
	for i := range spec.Outs {
		scanPtr(r, spec.Outs[i].Ptr(x), q.outs[i].places())
	}
}

// embed copies a row into the model embedded in a result.
func (d *Descriptor) embed(dst, src any) { d.Copy(dst, src) }

// outputs runs a query that selects outputs only.
func (q *core) outputs(ctx context.Context, read func(r *Row) error) error {
	d, err := q.database(ctx)
	if err != nil || q.none {
		return err
	}
	rows, err := q.open(ctx, d)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(&rows.Row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return q.d.dbError(err)
	}
	return nil
}
