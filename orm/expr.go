package orm

import (
	"regexp"
	"time"
)

// Value is an expression with the operators of F: arithmetic and comparisons with other expressions of the same type.
type Value[R, T any] node

//go:noinline
func (v *Value[R, T]) expr(R, T) *node { return (*node)(v) }

// F makes an expression of a column, for arithmetic and comparisons inside the database, as Django's F:
//
//	Products.Filter(orm.F(Products.Stock).Lt(Products.Reserved))
func F[R, T any](e Expr[R, T]) *Value[R, T] { return (*Value[R, T])(exp(e)) }

// Lit is a constant as an expression of a query on R.
func Lit[R, T any](v T) *Value[R, T] { return &Value[R, T]{op: opVal, arg: v} }

func exp[R, T any](e Expr[R, T]) *node {
	var r R
	var t T
	return given(e.expr(r, t))
}

func ex[R, T any](e Expr[R, T]) node { return *exp(e) }

func bin[R, T any](o op, a, b Expr[R, T]) *node { return &node{op: o, kids: []node{ex(a), ex(b)}} }

// Add is v + e.
//
//go:noinline
func (v *Value[R, T]) Add(e Expr[R, T]) *Value[R, T] { return (*Value[R, T])(bin(opAdd, v, e)) }

// Sub is v - e.
//
//go:noinline
func (v *Value[R, T]) Sub(e Expr[R, T]) *Value[R, T] { return (*Value[R, T])(bin(opSub, v, e)) }

// Mul is v * e.
//
//go:noinline
func (v *Value[R, T]) Mul(e Expr[R, T]) *Value[R, T] { return (*Value[R, T])(bin(opMul, v, e)) }

// Eq holds where v = e.
//
//go:noinline
func (v *Value[R, T]) Eq(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opEq, v, e)}} }

// Ne holds where v and e differ; NULL differs from every value.
//
//go:noinline
func (v *Value[R, T]) Ne(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opNe, v, e)}} }

// Gt holds where v > e.
//
//go:noinline
func (v *Value[R, T]) Gt(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opGt, v, e)}} }

// Ge holds where v >= e.
//
//go:noinline
func (v *Value[R, T]) Ge(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opGe, v, e)}} }

// Lt holds where v < e.
//
//go:noinline
func (v *Value[R, T]) Lt(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opLt, v, e)}} }

// Le holds where v <= e.
//
//go:noinline
func (v *Value[R, T]) Le(e Expr[R, T]) Pred[R] { return Pred[R]{&[1]node{*bin(opLe, v, e)}} }

// Asc sorts by v, NULLs last.
//
//go:noinline
func (v *Value[R, T]) Asc() Order[R] { return Order[R]{n: (*node)(v), desc: false} }

// Desc sorts by v downwards, NULLs first.
//
//go:noinline
func (v *Value[R, T]) Desc() Order[R] { return Order[R]{n: (*node)(v), desc: true} }

// assignable is a column of type T that an update can set.
type assignable[R, T any] interface {
	Column[R]
	Expr[R, T]
}

// SetTo assigns an expression in an update:
//
//	Products.Update(ctx, orm.SetTo(Products.Price, orm.F(Products.Price).Mul(orm.Lit[*Product](two))))
func SetTo[R, T any](c assignable[R, T], e Expr[R, T]) Assign[R] {
	return Assign[R]{colOf(c), exp(e)}
}

// SetNull assigns NULL in an update. The column must be nullable.
func SetNull[R any](c Column[R]) Assign[R] {
	return Assign[R]{colOf(c), &node{op: opVal}}
}

func textPred[R any](o op, e Expr[R, string], v any) Pred[R] {
	n := ex(e)
	if n.op == opCol {
		return Pred[R]{&[1]node{{op: o, col: n.col, arg: v}}}
	}
	return Pred[R]{&[1]node{{op: o, kids: []node{n}, arg: v}}}
}

// IExact holds where e equals v in any case, as Unicode defines case.
func IExact[R any](e Expr[R, string], v string) Pred[R] { return textPred(opIExact, e, v) }

// IStartsWith holds where e begins with v in any case.
func IStartsWith[R any](e Expr[R, string], v string) Pred[R] { return textPred(opIStarts, e, v) }

// EndsWith holds where e ends with v, minding case.
func EndsWith[R any](e Expr[R, string], v string) Pred[R] { return textPred(opEnds, e, v) }

// IEndsWith holds where e ends with v in any case.
func IEndsWith[R any](e Expr[R, string], v string) Pred[R] { return textPred(opIEnds, e, v) }

// Regex holds where the regular expression occurs in e. Patterns are RE2, so they are compiled in Go and cannot backtrack;
// PostgreSQL runs the subset that means the same there: literals, classes, anchors, groups, alternatives and the quantifiers
// * + ? {n,m}.
func Regex[R any](e Expr[R, string], re *regexp.Regexp) Pred[R] { return textPred(opRegex, e, re) }

func compare[R, T any](o op, e Expr[R, T], v T) Pred[R] {
	n := ex(e)
	if n.op == opCol {
		return Pred[R]{&[1]node{{op: o, col: n.col, arg: v}}}
	}
	return Pred[R]{&[1]node{{op: o, kids: []node{n, {op: opVal, arg: v}}}}}
}

// Eq holds where e = v. The columns have it as a method; this form serves other expressions, like Year.
func Eq[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opEq, e, v) }

// Ne holds where e differs from v; NULL differs from every value.
func Ne[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opNe, e, v) }

// Gt holds where e > v.
func Gt[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opGt, e, v) }

// Ge holds where e >= v.
func Ge[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opGe, e, v) }

// Lt holds where e < v.
func Lt[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opLt, e, v) }

// Le holds where e <= v.
func Le[R, T any](e Expr[R, T], v T) Pred[R] { return compare(opLe, e, v) }

// Between holds where from <= e and e <= to, as Django's range.
func Between[R, T any](e Expr[R, T], from, to T) Pred[R] {
	return And(compare(opGe, e, from), compare(opLe, e, to))
}

// In holds where e equals one of vs.
func In[R, T any](e Expr[R, T], vs ...T) Pred[R] {
	n := ex(e)
	if n.op == opCol {
		return Pred[R]{&[1]node{{op: opIn, col: n.col, arg: vs}}}
	}
	return Pred[R]{&[1]node{{op: opIn, kids: []node{n}, arg: vs}}}
}

// Lower is e in lower case.
func Lower[R any](e Expr[R, string]) *Value[R, string] {
	return &Value[R, string]{op: opLower, kids: []node{ex(e)}}
}

// Upper is e in upper case.
func Upper[R any](e Expr[R, string]) *Value[R, string] {
	return &Value[R, string]{op: opUpper, kids: []node{ex(e)}}
}

// Length is the number of characters of e.
func Length[R any](e Expr[R, string]) *Value[R, int64] {
	return &Value[R, int64]{op: opLength, kids: []node{ex(e)}}
}

type datePart uint8

const (
	partYear datePart = iota
	partMonth
	partDay
	partHour
	partMinute
	partSecond
	partWeekDay
)

func part[R any](e Expr[R, time.Time], p datePart) *Value[R, int64] {
	return &Value[R, int64]{op: opPart, kids: []node{ex(e)}, arg: p}
}

// Year is the year of a moment in UTC.
func Year[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partYear) }

// Month is the month of a moment in UTC, 1 to 12.
func Month[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partMonth) }

// Day is the day of the month of a moment in UTC, 1 to 31.
func Day[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partDay) }

// Hour is the hour of a moment in UTC, 0 to 23.
func Hour[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partHour) }

// Minute is the minute of a moment, 0 to 59.
func Minute[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partMinute) }

// Second is the whole second of a moment, 0 to 59.
func Second[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partSecond) }

// WeekDay is the day of the week of a moment in UTC, 1 (Sunday) to 7 (Saturday), as Django counts.
func WeekDay[R any](e Expr[R, time.Time]) *Value[R, int64] { return part(e, partWeekDay) }

// Count counts the rows where e is not NULL.
func Count[R, T any](e Expr[R, T]) *Value[R, int64] { return agg[R, int64](opCount, ex(e)) }

// CountDistinct counts the different values of e.
func CountDistinct[R, T any](e Expr[R, T]) *Value[R, int64] { return agg[R, int64](opCountD, ex(e)) }

// CountAll counts the rows: count(*).
func CountAll[R any]() *Value[R, int64] { return &Value[R, int64]{op: opCount} }

func agg[R, T any](o op, kids ...node) *Value[R, T] { return &Value[R, T]{op: o, kids: kids} }

// Sum adds up e; it is nil over no rows. A sum that does not fit T is an error when it is read.
func Sum[R, T any](e Expr[R, T]) *Value[R, *T] { return agg[R, *T](opSum, ex(e)) }

// Avg is the mean of e; it is nil over no rows.
func Avg[R, T any](e Expr[R, T]) *Value[R, *float64] { return agg[R, *float64](opAvg, ex(e)) }

// Min is the least e; it is nil over no rows.
func Min[R, T any](e Expr[R, T]) *Value[R, *T] { return agg[R, *T](opMin, ex(e)) }

// Max is the greatest e; it is nil over no rows.
func Max[R, T any](e Expr[R, T]) *Value[R, *T] { return agg[R, *T](opMax, ex(e)) }

// StringAgg joins the texts e with sep between them, in the order of the texts; it is nil over no rows.
func StringAgg[R any](e Expr[R, string], sep string) *Value[R, *string] {
	return &Value[R, *string]{op: opJoin, kids: []node{ex(e)}, arg: sep}
}

// Nullable is e as an expression that may be NULL: what Coalesce, and results and Values of a nullable column, need.
//
//	isbns, err := orm.Values(ctx, Books, orm.Nullable(Books.ISBN)) // []*string
func Nullable[R, T any](e Expr[R, T]) *Value[R, *T] { return (*Value[R, *T])(exp(e)) }

// Coalesce is e, or def where e is NULL: orm.Coalesce(orm.Sum(Books.Price), decimal.Zero).
func Coalesce[R, T any](e Expr[R, *T], def T) *Value[R, T] {
	return &Value[R, T]{op: opCoalesce, kids: []node{ex(e), {op: opVal, arg: def}}}
}
