package orm

import (
	"slices"

	"github.com/musette-go/musette/schema"
)

// op is what a node of an expression does. Connectors and comparisons are this enumeration, never text.
type op uint8

const (
	opNone op = iota
	opCol
	opVal
	opAnd
	opOr
	opNot
	opEq
	opNe
	opGt
	opGe
	opLt
	opLe
	opIn
	opBetween
	opIsNull
	opNotNull
	opContains
	opIContains
	opStarts
	opIStarts
	opEnds
	opIEnds
	opIExact
	opRegex
	opIRegex
	opAdd
	opSub
	opMul
	opLower
	opUpper
	opLength
	opCoalesce
	opPart    // a part of a date: arg is a datePart
	opCount   // count(kid), count(*) without kids
	opCountD  // count(distinct kid)
	opSum     // and the other aggregates
	opAvg     //
	opMin     //
	opMax     //
	opJoin    // string_agg(kid, arg)
	opExists  // sub
	opSubCol  // scalar subquery: sub, kids[0] is its value
	opOut     // the k-th output of a result query: arg is the index
	opInQuery // col is among the keys of query
	opTrue    // always true
	opFalse   // never true
	opMaximum // how many there are
)

// node is one node of an expression. Comparisons of a column with a value, by far the most frequent, need no kids: col is the
// left side, arg the right one.
type node struct {
	op    op
	col   *ColRef
	arg   any
	kids  []node
	sub   *subquery
	query *core
}

// subquery is the inside of EXISTS or of a scalar subquery on a related model.
type subquery struct {
	many   *manyInfo
	id     uint32
	pairOf bool // the row is paired with the owner whose key is the node's arg
}

// Pred is a condition on the rows of a query on R. Conditions of another model do not compile:
//
//	Books.Filter(Authors.Name.Eq("x")) // cannot use … (value of type Pred[*Author]) as Pred[*Book]
type Pred[R any] struct{ n *[1]node } // an array, so that one condition is a list of conditions already

// given is n, or the expression that was never set, which no statement accepts. Expressions travel as pointers, since the
// compiler writes a function for each method of a column and model, and one that passes a pointer on is small.
func given(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

// condition is p without its type.
func condition[R any](p Pred[R]) *node { return &preds([]Pred[R]{p})[0] }

// And holds where all of ps hold; And() always holds.
func And[R any](ps ...Pred[R]) Pred[R] { return Pred[R]{&[1]node{group(opAnd, opTrue, preds(ps))}} }

// Or holds where at least one of ps holds; Or() never holds.
func Or[R any](ps ...Pred[R]) Pred[R] { return Pred[R]{&[1]node{group(opOr, opFalse, preds(ps))}} }

// Not holds exactly where p does not, also for rows in which p's columns are NULL, as Django's exclude:
//
//	WHERE (p) IS NOT TRUE
func Not[R any](p Pred[R]) Pred[R] { return Pred[R]{&[1]node{{op: opNot, kids: preds([]Pred[R]{p})}}} }

func preds[R any](ps []Pred[R]) []node {
	if len(ps) == 1 && ps[0].n != nil {
		return ps[0].n[:]
	}
	ns := make([]node, len(ps))
	for i := range ps {
		if ps[i].n != nil { // else it was never set, which no statement accepts
			ns[i] = ps[i].n[0]
		}
	}
	return ns
}

func group(o, empty op, kids []node) node {
	switch len(kids) {
	case 0:
		return node{op: empty}
	case 1:
		return kids[0]
	}
	return node{op: o, kids: kids}
}

func compareCol(o op, c *ColRef, v any) node { return node{op: o, col: c, arg: v} }

// left is the left side of a comparison as a node of its own.
func (n *node) left() node {
	if n.col != nil {
		return node{op: opCol, col: n.col}
	}
	return n.kids[0]
}

// nullable reports whether the node's value may be NULL.
func (n *node) nullable() bool {
	switch n.op {
	case opCol:
		return n.col.null
	case opSum, opAvg, opMin, opMax, opJoin, opSubCol:
		return true
	case opIsNull, opNotNull, opExists, opCoalesce, opTrue, opFalse, opNot, opCount, opCountD:
		return false
	case opOut:
		return true
	}
	if n.col != nil && n.col.null {
		return true
	}
	for i := range n.kids {
		if n.kids[i].nullable() {
			return true
		}
	}
	return false
}

// aggregates reports whether the node holds an aggregate function of its own query.
func (n *node) aggregates() bool {
	switch n.op {
	case opCount, opCountD, opSum, opAvg, opMin, opMax, opJoin:
		return true
	case opExists, opSubCol:
		return false
	}
	for i := range n.kids {
		if n.kids[i].aggregates() {
			return true
		}
	}
	return false
}

// joined reports whether the node uses a column that must be joined.
func (n *node) joined() bool {
	if n.col != nil && n.col.path.parent != nil {
		return true
	}
	return n.sub == nil && slices.ContainsFunc(n.kids, func(k node) bool { return k.joined() })
}

// places is the number of decimal places of the node's value where the database stores scaled integers, -1 for values
// that are not decimals.
func (n *node) places() int {
	switch n.op {
	case opCol:
		return n.col.f.places
	case opCount, opCountD, opLength, opPart:
		return -1
	case opVal:
		return literalPlaces(n.arg)
	case opMul:
		l, r := n.kids[0].places(), n.kids[1].places()
		if l < 0 && r < 0 {
			return -1
		}
		return max(l, 0) + max(r, 0)
	case opSubCol:
		return n.kids[0].places()
	case opSum, opMin, opMax, opAdd, opSub, opCoalesce:
		most := -1
		for i := range n.kids {
			most = max(most, n.kids[i].places())
		}
		return most
	}
	return -1
}

// typeOf is the schema type of the node's value where a column decides it, else Invalid.
func (n *node) typeOf() schema.Type {
	switch n.op {
	case opCol:
		return n.col.f.Type
	case opVal:
		return literalType(n.arg)
	case opSubCol, opSum, opMin, opMax:
		return n.kids[0].typeOf()
	case opCoalesce, opAdd, opSub, opMul:
		for i := range n.kids {
			if t := n.kids[i].typeOf(); t != schema.Invalid {
				return t
			}
		}
	case opCount, opCountD, opLength, opPart:
		return schema.BigIntegerField
	case opAvg:
		return schema.FloatField
	case opLower, opUpper, opJoin:
		return schema.TextField
	}
	return schema.Invalid
}
