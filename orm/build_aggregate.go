package orm

import (
	"fmt"

	"github.com/musette-go/musette/schema"
)

func (b *builder) aggregate(n *node) {
	if n.op == opCount && len(n.kids) == 0 {
		b.s("count(*)")
		return
	}
	k := &n.kids[0]
	if what := n.op.cannotTake(k.typeOf()); what != "" {
		b.fail(fmt.Errorf("orm: %s of a %s: expected %s", aggregateNames[n.op], k.typeOf(), what))
		return
	}
	switch n.op {
	case opCount:
		b.s("count(")
	case opCountD:
		b.s("count(DISTINCT ")
	case opSum:
		if t := k.typeOf(); t.IsInt() && b.ft.ArrayParams {
			b.s("CAST(sum(")
			b.node(k)
			b.s(") AS bigint)")
			return
		}
		b.s("sum(")
	case opAvg:
		b.average(k)
		return
	case opMin, opMax:
		b.extreme(n.op, k)
		return
	case opJoin:
		b.joinTexts(n)
		return
	}
	b.node(k)
	b.s(")")
}

var aggregateNames = [opMaximum]string{opCount: "Count", opCountD: "CountDistinct", opSum: "Sum", opAvg: "Avg", opMin: "Min", opMax: "Max", opJoin: "StringAgg"}

// cannotTake says what an aggregate takes when it does not take values of type t. What one database would compute and
// another refuses is refused everywhere.
func (o op) cannotTake(t schema.Type) string {
	number := t.IsInt() || t == schema.FloatField || t == schema.DecimalField || t == schema.Invalid
	switch o {
	case opSum:
		if !number && t != schema.DurationField {
			return "a number or a duration"
		}
	case opAvg:
		if !number {
			return "a number"
		}
	case opMin, opMax:
		if t == schema.BooleanField || t == schema.JSONField || t == schema.BinaryField {
			return "values with an order"
		}
	case opCountD:
		if t == schema.JSONField {
			return "values that compare as equal"
		}
	}
	return ""
}

// extreme writes min or max; PostgreSQL has none for UUIDs, whose texts sort as they do.
func (b *builder) extreme(o op, k *node) {
	b.comparable(opGt, k)
	name := "min("
	if o == opMax {
		name = "max("
	}
	if b.ft.ArrayParams && k.typeOf() == schema.UUIDField {
		b.s("CAST(" + name + "CAST(")
		b.node(k)
		b.s(" AS text)) AS uuid)")
		return
	}
	b.s(name)
	b.node(k)
	b.s(")")
}

func (b *builder) average(k *node) {
	if !b.ft.ScaledDecimals {
		b.s("CAST(avg(")
		b.node(k)
		b.s(") AS double precision)")
		return
	}
	b.s("(avg(")
	b.node(k)
	b.s(") / 1")
	for range k.places() {
		b.s("0")
	}
	b.s(".0)")
}

func (b *builder) joinTexts(n *node) {
	name := "group_concat("
	if b.ft.ArrayParams {
		name = "string_agg("
	}
	b.s(name)
	b.node(&n.kids[0])
	b.s(", ")
	b.literal(&node{op: opVal, arg: n.arg})
	b.s(" ORDER BY ")
	b.node(&n.kids[0])
	b.s(")")
}
