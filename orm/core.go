package orm

import (
	"context"
	"slices"

	"github.com/musette-go/musette/db"
)

// core is a query without its types. It is a value: every step returns a changed copy, and nothing runs before a method
// that takes a ctx.
type core struct {
	d        *Descriptor
	where    []node
	having   []node
	order    []order
	rels     []*Path
	fetch    []loader
	only     []*ColRef
	defers   []*ColRef
	outs     []node // outputs of a result query, by index
	must     *field // read whatever Only and Defer say
	pairs    *manyInfo
	pairKeys any // owners' keys, when pairs are joined
	limit    int
	offset   int
	hasLimit bool
	ordered  bool // order was given, perhaps as none
	reversed bool
	distinct bool
	noRow    bool // only outputs are selected
	one      bool // one row is expected
	only1    bool // there cannot be a second row
	none     bool
	lock     lock
	access   access
	using    *db.DB
	err      error
}

type order struct {
	_    [0]func()
	n    *node
	desc bool
}

type assign struct {
	c *ColRef
	n *node
}

// all is the query for all rows of a model, for the package's own work on rows that somebody has.
func (d *Descriptor) all() *core { return &core{d: d, access: allowed} }

func (q *core) fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

// textLimit is the limit as it stands in the text: small ones do, so that the planner sees them.
func (q *core) textLimit() int {
	if q.hasLimit && q.limit <= 1000 {
		return q.limit + 1
	}
	return 0
}

// orderTerms is the order that applies: the one given, or the model's; groups have none but the one given.
func (q *core) orderTerms() []order {
	switch {
	case q.ordered:
		return q.order
	case q.noRow && q.grouped():
		return nil
	}
	return q.d.options().ordering
}

// database is where the query runs.
func (q *core) database(ctx context.Context) (*db.DB, error) {
	if q.err != nil {
		return nil, q.err
	}
	if q.access != allowed && q.d.policed.Load() {
		if err := q.obey(ctx); err != nil {
			return nil, err
		}
	}
	if len(q.outs) > 0 {
		if err := q.obeyValues(ctx); err != nil {
			return nil, err
		}
	}
	if q.using != nil {
		return q.using, nil
	}
	return db.From(ctx)
}

// compile gives the statement and its arguments.
func (q *core) compile(d *db.DB, k stmtKind, sets []assign) (string, []any, error) {
	dial := d.Dialect()
	s := shaper{array: dial.Features.ArrayParams}
	q.key(&s, k, sets)
	side := 0
	if !dial.Features.ArrayParams {
		side = 1
	}
	sql, known := q.d.stmts.get(side, s.key())
	b := builder{ft: &dial.Features, dial: dial, text: !known, outs: q.outs}
	if n := len(q.where) + len(sets); n > 0 {
		b.args = make([]any, 0, n+1)
	}
	switch k {
	case kSelect:
		q.buildSelect(&b)
	case kCount:
		q.buildCount(&b)
	case kExists:
		q.buildExists(&b)
	case kUpdate:
		q.buildUpdate(&b, sets)
	case kDelete:
		q.buildDelete(&b)
	}
	if b.err != nil {
		return "", nil, b.err
	}
	if !known {
		sql = string(b.sql)
		q.d.stmts.put(side, s.key(), sql)
	}
	return sql, b.args, nil
}

func (q *core) joins(b *builder) {
	b.collect(q.where)
	b.collect(q.having)
	b.collect(q.outs)
}

func (q *core) buildSelect(b *builder) {
	q.joins(b)
	terms := q.orderTerms()
	q.sortable(b, terms)
	for i := range terms {
		b.collect([]node{*terms[i].n})
	}
	for _, p := range q.rels {
		b.need(p)
	}
	b.s("SELECT ")
	if q.distinct && q.noRow { // rows of a model differ by their keys
		b.s("DISTINCT ")
	}
	first, columns := true, 0
	if !q.noRow {
		columns = q.selectColumns(b, q.d.root, &first)
		for _, p := range q.rels {
			columns += q.selectColumns(b, p, &first)
		}
	}
	for i := range q.outs {
		b.comma(&first)
		b.node(&q.outs[i])
	}
	if q.pairs != nil {
		b.comma(&first)
		b.s(quote(q.pairs.through) + "." + quote(q.pairs.from))
	}
	b.from(q.d.root)
	q.joinPairs(b)
	q.conditions(b)
	q.grouping(b, columns)
	q.ordering(b, terms, columns)
	q.limits(b)
	q.lock.write(b, q.d)
}

func (b *builder) comma(first *bool) {
	if !*first {
		b.s(", ")
	}
	*first = false
}

// selectColumns writes the columns of one model that the query reads.
func (q *core) selectColumns(b *builder, p *Path, first *bool) (n int) {
	if !b.text {
		*first = false
		return 0
	}
	for _, f := range p.d.cols {
		if q.reads(p, f) {
			b.comma(first)
			b.column(p, f.column, b.depth)
			n++
		}
	}
	return n
}

// partial reports whether the query reads only some columns of the path's model.
func (q *core) partial(p *Path) bool {
	for _, c := range q.only {
		if c.path == p || c.f.d == p.d && c.path == p {
			return true
		}
	}
	return slices.ContainsFunc(q.defers, func(c *ColRef) bool { return c.path == p })
}

// reads reports whether the query reads the field of the path's model. The key is always read.
func (q *core) reads(p *Path, f *field) bool {
	if len(q.only) == 0 && len(q.defers) == 0 || f.PrimaryKey || f == q.must && p == q.d.root {
		return true
	}
	for _, r := range q.rels { // a key whose row is read
		if r.parent == p && r.field == f {
			return true
		}
	}
	if p == q.d.root && slices.ContainsFunc(q.fetch, func(l loader) bool { return prefetchesKey(l, f) }) {
		return true
	}
	named, here := false, false
	for _, c := range q.only {
		if c.path == p {
			here = true
			named = named || c.f == f
		}
	}
	if here {
		return named
	}
	return !slices.ContainsFunc(q.defers, func(c *ColRef) bool { return c.path == p && c.f == f })
}

// joinPairs joins a table of pairs, to read rows with the keys of their owners.
func (q *core) joinPairs(b *builder) {
	if q.pairs == nil {
		return
	}
	t := quote(q.pairs.through)
	b.s(" JOIN " + t + " ON " + t + "." + quote(q.pairs.to) + " = ")
	b.column(q.d.root, q.d.pk.column, 0)
}

func (q *core) limits(b *builder) {
	switch {
	case q.textLimit() > 0:
		b.s(" LIMIT ")
		b.int(q.limit)
	case q.hasLimit:
		b.s(" LIMIT ")
		b.arg(int64(q.limit))
	case q.offset > 0 && !b.ft.ArrayParams:
		b.s(" LIMIT -1")
	}
	if q.offset > 0 {
		b.s(" OFFSET ")
		b.arg(int64(q.offset))
	}
}

func (q *core) sliced() bool { return q.hasLimit || q.offset > 0 }

func (q *core) buildCount(b *builder) {
	if !q.sliced() && !(q.distinct && q.noRow) && !q.grouped() && len(q.having) == 0 {
		b.collect(q.where)
		b.s("SELECT count(*)")
		b.from(q.d.root)
		b.where(q.where)
		return
	}
	in := *q
	in.ordered, in.order, in.rels, in.lock = true, nil, nil, lock{}
	b.s("SELECT count(*) FROM (")
	if in.noRow {
		in.buildSelect(b)
	} else {
		in.buildKeys(b)
	}
	b.s(") AS counted")
}

// buildKeys selects the keys of the query's rows.
func (q *core) buildKeys(b *builder) {
	q.joins(b)
	terms := q.orderTerms()
	for i := range terms {
		b.collect([]node{*terms[i].n})
	}
	b.s("SELECT ")
	b.column(q.d.root, q.d.pk.column, b.depth)
	b.from(q.d.root)
	q.conditions(b)
	q.grouping(b, -1)
	q.ordering(b, terms, -1)
	q.limits(b)
}

func (q *core) buildExists(b *builder) {
	q.joins(b)
	b.s("SELECT EXISTS (SELECT 1")
	b.from(q.d.root)
	b.where(q.where)
	q.limits(b)
	b.s(")")
}

func (q *core) buildUpdate(b *builder, sets []assign) {
	b.s("UPDATE ")
	b.s(quote(q.d.table()))
	for i := range sets {
		if i == 0 {
			b.s(" SET ")
		} else {
			b.s(", ")
		}
		b.s(quote(sets[i].c.f.column))
		b.s(" = ")
		b.assigned(&sets[i])
	}
	q.narrow(b)
}

// narrow writes the WHERE of an UPDATE or DELETE; conditions that need joins, and limits, go through a subquery of keys.
func (q *core) narrow(b *builder) {
	b.collect(q.where)
	if len(b.joins) == 0 && !q.sliced() {
		b.where(q.where)
		return
	}
	joins := b.joins
	b.joins = nil
	b.s(" WHERE ")
	b.s(quote(q.d.table()) + "." + quote(q.d.pk.column))
	b.s(" IN (")
	b.depth++
	in := *q
	if !in.sliced() {
		in.ordered, in.order = true, nil
	}
	in.buildKeys(b)
	b.depth--
	b.joins = joins
	b.s(")")
}

func (q *core) buildDelete(b *builder) {
	b.s("DELETE FROM ")
	b.s(quote(q.d.table()))
	q.narrow(b)
}
