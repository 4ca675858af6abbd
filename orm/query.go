package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/musette-go/musette/db"
)

// Query is a query on a model; P is a pointer to its struct. It never changes: every method that refines it returns a changed
// copy, so one query may be the start of several, in any number of goroutines. The database is asked only by the methods that
// take a ctx. A query begins at a manager (Products) or at a relation's Query; the zero value is of no use.
type Query[P any] core

// Source is where rows come from: a query, or a model's descriptor for all its rows.
//
//	names, err := orm.Values(ctx, Authors, Authors.Name)
type Source[R any] interface{ Filter(ps ...Pred[R]) *Query[R] }

func coreOf[R any](q Source[R]) core { return core(*q.Filter()) }

// Filter keeps the rows for which all of ps hold:
//
//	WHERE p1 AND p2
//
//go:noinline
func (q *Query[P]) Filter(ps ...Pred[P]) *Query[P] {
	return q.filter("Filter", ps)
}

//go:noinline
func (q *Query[P]) filter(what string, ps []Pred[P]) *Query[P] {
	c := core(*q)
	c.filter(what, preds(ps))
	return (*Query[P])(&c)
}

// filter adds conditions; the list that q was copied with stays as it is. It takes ps as its own.
func (q *core) filter(what string, ps []node) {
	if len(ps) == 0 {
		return
	}
	if len(q.where) == 0 {
		q.where = ps
	} else {
		q.where = slices.Concat(q.where, ps)
	}
	q.refineSliced(what)
}

// Exclude drops the rows for which all of ps hold; rows where that is unknown, for a column is NULL, stay, as in Django:
//
//	WHERE (p1 AND p2) IS NOT TRUE
//
//go:noinline
func (q *Query[P]) Exclude(ps ...Pred[P]) *Query[P] {
	return q.filter("Exclude", []Pred[P]{Not(And(ps...))})
}

// OrderBy sorts the rows, in place of the model's own ordering. OrderBy() leaves the order to the database.
//
//	ORDER BY o1, o2 DESC
//
//go:noinline
func (q *Query[P]) OrderBy(os ...Order[P]) *Query[P] {
	c := core(*q)
	l := make([]order, len(os))
	for i, o := range os {
		l[i] = order(o)
	}
	c.order, c.ordered, c.reversed = l, true, false
	c.refineSliced("OrderBy")
	return (*Query[P])(&c)
}

// Reverse turns the order around. It is an error where there is none.
//
//go:noinline
func (q *Query[P]) Reverse() *Query[P] {
	c := core(*q)
	if len(c.orderTerms()) == 0 {
		c.fail(fmt.Errorf("orm: Reverse on %s without an order: add OrderBy", c.d.Label()))
	}
	c.reversed = !c.reversed
	c.refineSliced("Reverse")
	return (*Query[P])(&c)
}

// refineSliced refuses what would apply to the rows before the slice although it is written after it.
func (q *core) refineSliced(what string) {
	if q.sliced() {
		q.fail(fmt.Errorf("orm: %s after Limit or Offset on %s: refine first, slice last", what, q.d.Label()))
	}
}

// Limit keeps the first n rows. A negative n is an error.
//
//go:noinline
func (q *Query[P]) Limit(n int) *Query[P] {
	c := core(*q)
	if n < 0 {
		c.fail(fmt.Errorf("orm: Limit(%d) on %s: expected 0 or more", n, c.d.Label()))
	}
	c.limit, c.hasLimit = n, true
	return (*Query[P])(&c)
}

// Offset skips the first n rows. A negative n is an error. For walking through long tables Iter is faster.
//
//go:noinline
func (q *Query[P]) Offset(n int) *Query[P] {
	c := core(*q)
	if n < 0 {
		c.fail(fmt.Errorf("orm: Offset(%d) on %s: expected 0 or more", n, c.d.Label()))
	}
	c.offset = n
	return (*Query[P])(&c)
}

// Distinct drops equal rows: SELECT DISTINCT. Rows of a model differ by their keys already, so it matters for Values and for
// results without a model.
//
//go:noinline
func (q *Query[P]) Distinct() *Query[P] {
	c := core(*q)
	c.distinct = true
	c.refineSliced("Distinct")
	return (*Query[P])(&c)
}

// None is a query without rows; it never asks the database.
//
//go:noinline
func (q *Query[P]) None() *Query[P] {
	c := core(*q)
	c.none = true
	return (*Query[P])(&c)
}

// Using runs the query on another database than ctx's. Inside a transaction of a different database it is refused.
//
//go:noinline
func (q *Query[P]) Using(d *db.DB) *Query[P] {
	c := core(*q)
	c.using = d
	return (*Query[P])(&c)
}

// SelectRelated loads the rows behind keys in the same statement, by joins; a relation of a relation brings those between.
//
//	SELECT …, author.* FROM library_book JOIN library_author AS … ON …
//
//go:noinline
func (q *Query[P]) SelectRelated(rs ...Related[P]) *Query[P] {
	c := core(*q)
	var z P
	l := slices.Clone(c.rels)
	for _, r := range rs {
		l = addPath(l, r.prefetch(z).(*keyLoader).path)
	}
	c.rels = l
	return (*Query[P])(&c)
}

func addPath(l []*Path, p *Path) []*Path {
	if p.parent == nil || slices.Contains(l, p) {
		return l
	}
	return append(addPath(l, p.parent), p)
}

// PrefetchRelated loads related rows with one more statement for each relation, whatever the number of rows.
//
//	SELECT … FROM library_book WHERE author_id = ANY($1)
//
//go:noinline
func (q *Query[P]) PrefetchRelated(rs ...Prefetcher[P]) *Query[P] {
	c := core(*q)
	var z P
	l := slices.Clone(c.fetch)
	for _, r := range rs {
		l = append(l, r.prefetch(z))
	}
	c.fetch = l
	return (*Query[P])(&c)
}

// Only reads the named columns and the key; the others are deferred: they hold zero values, Save leaves them alone, and
// Load reads them.
//
//go:noinline
func (q *Query[P]) Only(cs ...Column[P]) *Query[P] {
	c := core(*q)
	c.only, c.defers = columns(c.only, cs), nil
	return (*Query[P])(&c)
}

// Defer reads all columns but the named ones.
//
//go:noinline
func (q *Query[P]) Defer(cs ...Column[P]) *Query[P] {
	c := core(*q)
	c.defers, c.only = columns(c.defers, cs), nil
	return (*Query[P])(&c)
}

func columns[P any](have []*ColRef, cs []Column[P]) []*ColRef {
	l := slices.Clone(have)
	for _, c := range cs {
		l = append(l, colOf(c))
	}
	return l
}

// All runs the query and returns its rows.
//
//go:noinline
func (q *Query[P]) All(ctx context.Context) ([]P, error) {
	c := core(*q)
	out := make([]P, 0, min(c.hint(), 1024))
	err := c.all(ctx, func(x any) { out = append(out, x.(P)) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Get returns the only row for which ps hold. The error is [ErrNotFound] when there is none and [ErrMultiple] when there
// are several.
//
//	SELECT … WHERE … LIMIT 2
//
// There is no LIMIT where one of the conditions is that the key or a unique column equals a value.
//
//go:noinline
func (q *Query[P]) Get(ctx context.Context, ps ...Pred[P]) (P, error) {
	c := core(*q)
	if len(ps) > 0 {
		c.filter("Filter", preds(ps))
	}
	x, err := c.get(ctx)
	if err != nil {
		var none P
		return none, err
	}
	return x.(P), nil
}

// First returns the first row in the query's order, by the key where there is no order. The error is [ErrNotFound] when
// there is none.
//
//go:noinline
func (q *Query[P]) First(ctx context.Context) (P, error) {
	return q.end(ctx, false)
}

// Last returns the last row in the query's order, by the key where there is no order. The error is [ErrNotFound] when
// there is none.
//
//go:noinline
func (q *Query[P]) Last(ctx context.Context) (P, error) {
	return q.end(ctx, true)
}

//go:noinline
func (q *Query[P]) end(ctx context.Context, last bool) (P, error) {
	c := core(*q)
	x, err := c.end(ctx, last)
	if err != nil {
		var none P
		return none, err
	}
	return x.(P), nil
}

// Count returns the number of rows: SELECT count(*).
//
//go:noinline
func (q *Query[P]) Count(ctx context.Context) (int64, error) {
	c := core(*q)
	return c.scalarInt(ctx, kCount)
}

// Exists reports whether there is a row: SELECT EXISTS (…).
//
//go:noinline
func (q *Query[P]) Exists(ctx context.Context) (bool, error) {
	c := core(*q)
	n, err := c.scalarInt(ctx, kExists)
	return n != 0, err
}

// Update sets columns on every row of the query in one statement and returns the number of rows. Values are checked as by
// Create; hooks do not run, and auto_now columns stay as they are unless they are named.
//
//	UPDATE catalog_product SET stock = stock - $1 WHERE …
//
//go:noinline
func (q *Query[P]) Update(ctx context.Context, as ...Assign[P]) (int64, error) {
	c := core(*q)
	sets := make([]assign, len(as))
	for i, a := range as {
		sets[i] = assign(a)
	}
	return c.update(ctx, sets)
}

// SQL returns the statement that All runs and its arguments, for d.
//
//go:noinline
func (q *Query[P]) SQL(d *db.DB) (string, []any, error) {
	c := core(*q)
	if c.err != nil {
		return "", nil, c.err
	}
	return c.compile(d, kSelect, nil)
}

// get runs the query for one row.
func (q *core) get(ctx context.Context) (any, error) {
	if !q.sliced() {
		q.order, q.ordered = nil, true // of a slice the order decides which row it is
	}
	q.only1 = !q.sliced() && q.byUnique() && q.pairs == nil
	if !q.only1 && (!q.hasLimit || q.limit > 2) {
		q.limit, q.hasLimit = 2, true
	}
	q.one = true
	var x any
	n := 0
	err := q.each(ctx, func(row any) error {
		if n++; n == 1 {
			x = row
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, q.d.notFound()
	case n > 1:
		return nil, &MultipleError{Model: q.d.Label()}
	}
	return x, q.loadOne(ctx, x)
}

// byUnique reports whether a condition names one row at most: its key, or a unique column. Then no LIMIT is needed, which
// would make the server set up one more step.
func (q *core) byUnique() bool {
	for i := range q.where {
		n := &q.where[i]
		if n.op == opEq && n.col != nil && n.col.path == q.d.root && (n.col.f == q.d.pk || n.col.f.IsUnique()) {
			return true
		}
	}
	return false
}

// byKey is the order by the key.
func (q *core) byKey() []order { return []order{{n: &node{op: opCol, col: q.d.root.cols[q.d.pk.i]}}} }

func (q *core) end(ctx context.Context, last bool) (any, error) {
	if len(q.orderTerms()) == 0 {
		q.order, q.ordered = q.byKey(), true
	}
	if last {
		q.refineSliced("Last")
		q.reversed = !q.reversed
	}
	if !q.hasLimit || q.limit > 1 {
		q.limit, q.hasLimit = 1, true
	}
	var x any
	if err := q.each(ctx, func(row any) error { x = row; return nil }); err != nil {
		return nil, err
	}
	if x == nil {
		return nil, q.d.notFound()
	}
	return x, q.loadOne(ctx, x)
}

// loadOne runs the prefetches for one row.
func (q *core) loadOne(ctx context.Context, x any) error {
	if len(q.fetch) == 0 {
		return nil
	}
	return q.load(ctx, []any{x})
}

func (q *core) update(ctx context.Context, sets []assign) (int64, error) {
	d, err := q.database(ctx)
	if err != nil || q.none {
		return 0, err
	}
	if len(sets) == 0 {
		return 0, fmt.Errorf("orm: Update of %s without an assignment", q.d.Label())
	}
	for i := range sets {
		if err := q.d.checkAssign(&sets[i]); err != nil {
			return 0, err
		}
		if slices.ContainsFunc(sets[:i], func(a assign) bool { return a.c.f == sets[i].c.f }) {
			return 0, fmt.Errorf("orm: Update of %s sets %s twice", q.d.Label(), sets[i].c.name())
		}
	}
	sql, args, err := q.compile(d, kUpdate, sets)
	if err != nil {
		return 0, err
	}
	n, err := d.Exec(ctx, sql, args...)
	if err != nil {
		return 0, q.d.dbError(err)
	}
	return n, nil
}

// Latest returns the row that is last by the model's LatestBy, or its ordering. The error is [ErrNotFound] when there is
// none.
//
//go:noinline
func (q *Query[P]) Latest(ctx context.Context) (P, error) {
	return q.by("Latest").Last(ctx)
}

// Earliest returns the row that is first by the model's LatestBy, or its ordering. The error is [ErrNotFound] when there
// is none.
//
//go:noinline
func (q *Query[P]) Earliest(ctx context.Context) (P, error) {
	return q.by("Earliest").First(ctx)
}

//go:noinline
func (q *Query[P]) by(what string) *Query[P] {
	c := core(*q)
	o := c.d.options().latestBy
	if len(o) == 0 {
		c.fail(fmt.Errorf("orm: %s on %s: its Meta declares neither LatestBy nor Ordering", what, c.d.Label()))
	}
	c.order, c.ordered = o, true
	return (*Query[P])(&c)
}
