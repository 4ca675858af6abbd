package orm

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// builder writes a statement and collects its arguments. With text off it only collects, in the same order: the text of
// the shape is known then.
type builder struct {
	sql   []byte
	args  []any
	text  bool
	ft    *db.Features
	dial  *db.Dialect
	depth int // of subqueries
	joins []*Path
	outs  []node // of the query, for opOut
	err   error
}

func (b *builder) s(t string) {
	if b.text {
		b.sql = append(b.sql, t...)
	}
}

func (b *builder) int(n int) {
	if b.text {
		b.sql = strconv.AppendInt(b.sql, int64(n), 10)
	}
}

func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// arg adds a value and writes its placeholder.
func (b *builder) arg(v any) {
	b.args = append(b.args, v)
	if b.text {
		if b.ft.ArrayParams {
			b.sql = append(b.sql, '$')
		} else {
			b.sql = append(b.sql, '?')
		}
		b.sql = strconv.AppendInt(b.sql, int64(len(b.args)), 10)
	}
}

// alias writes the name under which a path's table goes at the current depth.
func (b *builder) alias(p *Path, depth int) {
	if !b.text {
		return
	}
	b.sql = append(b.sql, '"')
	if depth == 0 {
		b.sql = append(b.sql, p.alias...)
	} else {
		b.sql = append(b.sql, deeper(p.alias, depth)...)
	}
	b.sql = append(b.sql, '"')
}

func (b *builder) column(p *Path, name string, depth int) {
	b.alias(p, depth)
	b.s(".")
	b.s(quote(name))
}

func (b *builder) col(c *ColRef) {
	if !b.text {
		return
	}
	if b.depth == 0 {
		b.sql = append(b.sql, c.sql...)
		return
	}
	b.column(c.path, c.f.column, b.depth)
}

// need notes that the path is joined.
func (b *builder) need(p *Path) {
	if p.parent == nil || slices.Contains(b.joins, p) {
		return
	}
	b.need(p.parent)
	b.joins = append(b.joins, p)
}

func (b *builder) collect(ns []node) {
	for i := range ns {
		n := &ns[i]
		if n.col != nil {
			b.need(n.col.path)
		}
		if n.sub == nil {
			b.collect(n.kids)
		}
	}
}

// from writes FROM with the joins collected so far.
func (b *builder) from(root *Path) {
	b.s(" FROM ")
	b.s(quote(root.alias))
	if b.depth > 0 {
		b.s(" AS ")
		b.alias(root, b.depth)
	}
	for _, p := range b.joins {
		if p.outer {
			b.s(" LEFT JOIN ")
		} else {
			b.s(" JOIN ")
		}
		b.s(quote(p.d.table()))
		b.s(" AS ")
		b.alias(p, b.depth)
		b.s(" ON ")
		b.column(p.parent, p.field.column, b.depth)
		b.s(" = ")
		b.column(p, p.target(), b.depth)
	}
}

func (b *builder) where(ns []node) {
	if len(ns) == 0 {
		return
	}
	b.s(" WHERE ")
	b.all(ns)
}

func (b *builder) all(ns []node) {
	for i := range ns {
		if i > 0 {
			b.s(" AND ")
		}
		b.node(&ns[i])
	}
}

var opText = [opMaximum]string{opEq: " = ", opNe: " <> ", opGt: " > ", opGe: " >= ", opLt: " < ", opLe: " <= ", opAdd: " + ", opSub: " - ", opMul: " * "}

// node writes an expression.
func (b *builder) node(n *node) {
	switch n.op {
	case opCol:
		b.col(n.col)
	case opVal:
		b.literal(n)
	case opTrue:
		b.s("(1 = 1)")
	case opFalse:
		b.s("(1 = 0)")
	case opAnd, opOr:
		b.group(n)
	case opNot:
		b.not(n)
	case opEq, opNe, opGt, opGe, opLt, opLe:
		b.comparison(n)
	case opIn:
		b.in(n)
	case opIsNull, opNotNull:
		l := n.left()
		b.node(&l)
		b.s([]string{" IS NULL", " IS NOT NULL"}[n.op-opIsNull])
	case opContains, opIContains, opStarts, opIStarts, opEnds, opIEnds, opIExact, opRegex:
		b.textMatch(n)
	case opAdd, opSub, opMul:
		b.arithmetic(n)
	case opLower, opUpper, opLength:
		b.textFunction(n)
	case opCoalesce:
		p := n.places()
		b.s("coalesce(")
		b.at(&n.kids[0], p)
		b.s(", ")
		b.at(&n.kids[1], p)
		b.s(")")
	case opPart:
		b.part(n)
	case opCount, opCountD, opSum, opAvg, opMin, opMax, opJoin:
		b.aggregate(n)
	case opInQuery:
		b.node(&node{op: opCol, col: n.col})
		b.s(" IN (")
		b.inside(func() { n.query.buildKeys(b) })
		b.s(")")
	case opExists:
		b.exists(n)
	case opSubCol:
		b.scalar(n)
	case opOut:
		k := n.arg.(int)
		if k >= len(b.outs) || b.outs[k].op == opNone {
			b.fail(fmt.Errorf("orm: an output is used that the query does not compute: add it to With"))
			return
		}
		b.node(&b.outs[k])
	case opNone:
		b.fail(errors.New("orm: a condition, order or expression that was never set: its zero value means nothing"))
	default:
		b.fail(fmt.Errorf("orm: unknown operation %d", n.op))
	}
}

func (b *builder) group(n *node) {
	sep := " AND "
	if n.op == opOr {
		sep = " OR "
	}
	b.s("(")
	for i := range n.kids {
		if i > 0 {
			b.s(sep)
		}
		b.node(&n.kids[i])
	}
	b.s(")")
}

// not negates in two values: what is not true is false, so that NULLs do not vanish from both sides.
func (b *builder) not(n *node) {
	if !n.kids[0].nullable() {
		b.s("NOT (")
		b.node(&n.kids[0])
		b.s(")")
		return
	}
	b.s("((")
	b.node(&n.kids[0])
	b.s(") IS NOT TRUE)")
}

func (b *builder) comparison(n *node) {
	text := opText[n.op]
	l, r := n.left(), node{op: opVal, arg: n.arg}
	b.comparable(n.op, &l)
	if n.col == nil {
		r = n.kids[1]
	}
	if n.op == opNe && (l.nullable() || n.col == nil && r.nullable()) {
		text = " IS DISTINCT FROM "
		if !b.ft.ArrayParams {
			text = " IS NOT "
		}
	}
	if r.op == opVal {
		b.node(&l)
		b.s(text)
		if b.tooNarrow(l.typeOf(), literalType(r.arg)) {
			b.s("CAST(")
			b.compared(&r, n.op, -1)
			b.s(" AS bigint)")
			return
		}
		b.compared(&r, n.op, l.places())
		return
	}
	places := max(l.places(), r.places())
	b.at(&l, places)
	b.s(text)
	b.at(&r, places)
}

// tooNarrow reports whether a column is narrower than the numbers that it is compared with: the parameter must be as wide as
// they are, so that a number which no row can have finds none and is no error.
func (b *builder) tooNarrow(column, value schema.Type) bool {
	return b.ft.ArrayParams && value == schema.BigIntegerField && (column == schema.SmallIntegerField || column == schema.IntegerField)
}

// comparable refuses what the databases would compare by different rules.
func (b *builder) comparable(o op, n *node) {
	switch t := n.typeOf(); {
	case t == schema.JSONField:
		b.fail(errors.New("orm: JSON values are not compared or sorted as a whole: databases disagree on which are equal"))
	case t == schema.IPAddressField && b.ft.TextTimes && o != opEq && o != opNe:
		b.fail(errors.New("orm: this database keeps addresses as text, which does not sort as addresses do: compare them for equality"))
	}
}

// at writes an expression with its decimals scaled to that many places, where decimals are scaled integers.
func (b *builder) at(n *node, places int) {
	if !b.ft.ScaledDecimals || places < 0 {
		b.node(n)
		return
	}
	if n.op == opVal {
		b.value(n, places)
		return
	}
	b.shifted(n, places-max(n.places(), 0))
}

// shifted multiplies an expression of integers by a power of ten.
func (b *builder) shifted(n *node, by int) {
	if by <= 0 {
		b.node(n)
		return
	}
	b.s("(")
	b.node(n)
	b.s(" * 1")
	for range by {
		b.s("0")
	}
	b.s(")")
}

func (b *builder) arithmetic(n *node) {
	l, r := &n.kids[0], &n.kids[1]
	b.s("(")
	switch {
	case n.op == opMul:
		b.factor(l)
		b.s(" * ")
		b.factor(r)
	case r.op != opVal && n.typeOf().IsInt():
		b.factor(l)
		b.s(opText[n.op])
		b.factor(r)
	default:
		p := n.places()
		b.at(l, p)
		b.s(opText[n.op])
		b.at(r, p)
	}
	b.s(")")
}

// factor writes one side of a product; a constant keeps its own places. Whole numbers are multiplied in 64 bits.
func (b *builder) factor(n *node) {
	if t := n.typeOf(); b.ft.ArrayParams && n.op != opVal && (t == schema.SmallIntegerField || t == schema.IntegerField) {
		b.s("CAST(")
		b.node(n)
		b.s(" AS bigint)")
		return
	}
	b.node(n)
}

func (b *builder) part(n *node) {
	p := n.arg.(datePart)
	if b.ft.TextTimes {
		b.s([...]string{"CAST(strftime('%Y', ", "CAST(strftime('%m', ", "CAST(strftime('%d', ", "CAST(strftime('%H', ", "CAST(strftime('%M', ", "CAST(strftime('%S', ", "(1 + CAST(strftime('%w', "}[p])
		b.node(&n.kids[0])
		b.s(") AS INTEGER)")
		if p == partWeekDay {
			b.s(")")
		}
		return
	}
	b.s([...]string{"CAST(extract(year FROM ", "CAST(extract(month FROM ", "CAST(extract(day FROM ", "CAST(extract(hour FROM ", "CAST(extract(minute FROM ", "CAST(floor(extract(second FROM ", "CAST(1 + extract(dow FROM "}[p])
	b.node(&n.kids[0])
	b.s(" AT TIME ZONE 'UTC')")
	if p == partSecond {
		b.s(")")
	}
	b.s(" AS bigint)")
}

// exists writes EXISTS over a relation's rows.
func (b *builder) exists(n *node) {
	m := n.sub.many
	b.s("EXISTS (SELECT 1")
	if n.sub.pairOf {
		b.s(" FROM " + quote(m.through) + " WHERE " + quote(m.through) + "." + quote(m.to) + " = ")
		b.column(m.target.root, m.target.pk.column, b.depth)
		b.s(" AND " + quote(m.through) + "." + quote(m.from) + " = ")
		b.arg(n.arg)
		b.s(")")
		return
	}
	b.related(m, n.kids, nil)
	b.s(")")
}

// scalar writes a subquery that gives one value over a relation's rows.
func (b *builder) scalar(n *node) {
	m := n.sub.many
	b.s("(SELECT ")
	b.inside(func() { b.node(&n.kids[0]) })
	b.related(m, n.kids[1:], &n.kids[0])
	b.s(")")
}

// inside runs f one subquery deeper.
func (b *builder) inside(f func()) {
	joins := b.joins
	b.joins = nil
	b.depth++
	f()
	b.depth--
	b.joins = joins
}

// related writes FROM and WHERE of a subquery over the rows that m relates to the row outside.
func (b *builder) related(m *manyInfo, ps []node, value *node) {
	outer := b.depth
	rows := len(ps) > 0 || value != nil && len(value.kids) > 0
	b.inside(func() {
		b.collect(ps)
		if value != nil {
			b.collect(value.kids)
		}
		if !m.isPairs() {
			b.from(m.target.root)
			b.s(" WHERE ")
			b.column(m.target.root, m.key.column, b.depth)
		} else {
			b.pairsFrom(m, rows)
		}
		b.s(" = ")
		b.column(m.owner.root, m.owner.pk.column, outer)
		for i := range ps {
			b.s(" AND ")
			b.node(&ps[i])
		}
	})
}

// pairsFrom writes FROM and the beginning of WHERE over a table of pairs, joined to the related rows where they are needed.
func (b *builder) pairsFrom(m *manyInfo, rows bool) {
	pair := quote(deeper(m.through, b.depth))
	if rows {
		b.from(m.target.root)
		b.s(" JOIN " + quote(m.through) + " AS " + pair + " ON " + pair + "." + quote(m.to) + " = ")
		b.column(m.target.root, m.target.pk.column, b.depth)
	} else {
		b.s(" FROM " + quote(m.through) + " AS " + pair)
	}
	b.s(" WHERE " + pair + "." + quote(m.from))
}
