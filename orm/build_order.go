package orm

import (
	"fmt"
	"reflect"
	"slices"
)

// sortable refuses an order that a query with fewer rows cannot have: SELECT DISTINCT sorts by what it selects, a query
// with groups by what is the same for a whole group. Some databases would refuse it, others pick any row.
func (q *core) sortable(b *builder, terms []order) {
	grouped := q.grouped()
	if len(terms) == 0 || !grouped && !(q.distinct && q.noRow) {
		return
	}
	for i := range terms {
		n := terms[i].n
		switch {
		case q.place(n) >= 0:
		case q.distinct && q.noRow:
			b.fail(fmt.Errorf("orm: Distinct on %s sorts by what is not selected: select it too, or drop it from OrderBy", q.d.Label()))
			return
		case n.aggregates() || !q.noRow && q.ownColumns(n):
		default:
			b.fail(fmt.Errorf("orm: a query of %s in groups sorts by what differs within a group: sort by outputs, aggregates or what the groups are made of", q.d.Label()))
			return
		}
	}
}

// grouped reports whether an output is an aggregate, so that there are groups.
func (q *core) grouped() bool {
	return slices.ContainsFunc(q.outs, func(n node) bool { return n.aggregates() })
}

// ownColumns reports whether an expression uses columns only of rows that the query selects whole.
func (q *core) ownColumns(n *node) bool {
	if n.col != nil && n.col.path != q.d.root && !slices.Contains(q.rels, n.col.path) {
		return false
	}
	for i := range n.kids {
		if !q.ownColumns(&n.kids[i]) {
			return false
		}
	}
	return true
}

// equal reports whether two expressions are the same.
func (n *node) equal(m *node) bool {
	if n.op != m.op || n.col != m.col || n.sub != m.sub || n.query != nil || m.query != nil || len(n.kids) != len(m.kids) || !reflect.DeepEqual(n.arg, m.arg) {
		return false
	}
	for i := range n.kids {
		if !n.kids[i].equal(&m.kids[i]) {
			return false
		}
	}
	return true
}

// grouping writes GROUP BY and HAVING when an output is an aggregate. from is the number of columns before the outputs, -1
// when the outputs are not selected: an output is named by its place, since its parameters would not be the same ones again.
func (q *core) grouping(b *builder, from int) {
	if !q.grouped() {
		return
	}
	first := true
	by := func() {
		if first {
			b.s(" GROUP BY ")
		} else {
			b.s(", ")
		}
		first = false
	}
	if !q.noRow {
		by()
		b.column(q.d.root, q.d.pk.column, b.depth)
		for _, p := range q.rels {
			by()
			b.column(p, p.d.pk.column, b.depth)
		}
	}
	for i := range q.outs {
		switch n := &q.outs[i]; {
		case n.aggregates() || from < 0 && (n.op == opSubCol || n.op == opVal):
		case from < 0:
			by()
			b.node(n)
		default:
			by()
			b.int(from + i + 1)
		}
	}
	if _, having := q.splitHaving(); len(having) > 0 {
		b.s(" HAVING ")
		b.all(having)
	}
}

// splitHaving separates conditions on outputs that hold for rows from those that hold for groups.
func (q *core) splitHaving() (rows, groups []node) {
	if !q.grouped() {
		return q.having, nil
	}
	for _, n := range q.having {
		if q.aggregated(&n) {
			groups = append(groups, n)
		} else {
			rows = append(rows, n)
		}
	}
	return rows, groups
}

// aggregated reports whether an expression uses an aggregate, also by way of an output.
func (q *core) aggregated(n *node) bool {
	if n.op == opOut {
		k := n.arg.(int)
		return k < len(q.outs) && q.outs[k].aggregates()
	}
	for i := range n.kids {
		if q.aggregated(&n.kids[i]) {
			return true
		}
	}
	return n.aggregates()
}

// conditions writes WHERE.
func (q *core) conditions(b *builder) {
	where := q.where
	if rows, _ := q.splitHaving(); len(rows) > 0 {
		where = append(where[:len(where):len(where)], rows...)
	}
	if q.pairs != nil {
		c := &ColRef{path: q.d.root, f: q.d.pk, sql: quote(q.pairs.through) + "." + quote(q.pairs.from)}
		where = append([]node{{op: opIn, col: c, arg: q.pairKeys}}, where...)
	}
	b.where(where)
}

// ordering writes ORDER BY; from is as for grouping.
func (q *core) ordering(b *builder, terms []order, from int) {
	for i := range terms {
		t := &terms[i]
		if i == 0 {
			b.s(" ORDER BY ")
		} else {
			b.s(", ")
		}
		b.comparable(opGt, t.n)
		desc := t.desc != q.reversed
		if k := q.place(t.n); k >= 0 && from >= 0 {
			b.int(from + k + 1)
		} else {
			b.node(t.n)
		}
		if desc {
			b.s(" DESC")
		}
		if b.ft.NullsFirstAscending && t.n.nullable() {
			if desc {
				b.s(" NULLS FIRST")
			} else {
				b.s(" NULLS LAST")
			}
		}
	}
}

// place is the index of the output that an order key is, -1 when it is none.
func (q *core) place(n *node) int {
	if len(q.outs) == 0 {
		return -1
	}
	if n.op == opOut {
		if k := n.arg.(int); k < len(q.outs) && q.outs[k].op != opNone {
			return k
		}
		return -1
	}
	return slices.IndexFunc(q.outs, func(o node) bool { return o.equal(n) })
}
