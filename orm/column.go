package orm

// The typed columns. They are pointers to a ColRef under another type: methods on pointers need no wrappers, and without
// embedding every method is compiled once per package, not once per model. What is rarely needed is a free function
// (Ne, IExact, EndsWith, Regex, Year …), for each method here costs compile time in every package with models.

// Column is any column of a query on R: what Only, Defer and Index take. What the column is stands in its IsNull, since a
// method of its own would be compiled for every type of column and model.
type Column[R any] interface{ IsNull() Pred[R] }

func colOf[R any](c Column[R]) *ColRef { return c.IsNull().n[0].col }

// Expr is anything that gives one value of type T per row of a query on R: a column, an aggregate, arithmetic.
type Expr[R, T any] interface{ expr(R, T) *node }

// Order is one key of an ordering.
type Order[R any] struct {
	_    [0]func() // not comparable: nothing compares orders, so no function for it is compiled
	n    *node
	desc bool
}

// Assign sets one column in an UPDATE.
type Assign[R any] struct {
	c *ColRef
	n *node // the value: opVal, or an expression
}

// Col is a column that is compared for equality only: booleans, JSON, bytes.
type Col[R, T any] ColRef

// Ord is a column whose values have an order: times, dates, UUIDs, enumerations.
type Ord[R, T any] ColRef

// Num is a column of numbers.
type Num[R, T any] ColRef

// Text is a column of text.
type Text[R any] ColRef

func pr[R any](o op, c *ColRef, v any) Pred[R] { return Pred[R]{&[1]node{{op: o, col: c, arg: v}}} }
func as[R any](c *ColRef, v any) Assign[R]     { return Assign[R]{c, &node{op: opVal, arg: v}} }
func ord[R any](c *ColRef, desc bool) Order[R] {
	return Order[R]{n: &node{op: opCol, col: c}, desc: desc}
}
func arith[R any](c *ColRef, o op, v any) Assign[R] {
	return Assign[R]{c, &node{op: o, kids: []node{{op: opCol, col: c}, {op: opVal, arg: v, col: c}}}}
}

// Eq holds where the column equals v: col = v.
//
//go:noinline
func (c *Col[R, T]) Eq(v T) Pred[R] { return pr[R](opEq, (*ColRef)(c), v) }

// IsNull holds where the column is NULL.
//
//go:noinline
func (c *Col[R, T]) IsNull() Pred[R] { return pr[R](opIsNull, (*ColRef)(c), nil) }

// IsNotNull holds where the column is not NULL.
//
//go:noinline
func (c *Col[R, T]) IsNotNull() Pred[R] { return pr[R](opNotNull, (*ColRef)(c), nil) }

// Asc sorts by the column, NULLs last.
//
//go:noinline
func (c *Col[R, T]) Asc() Order[R] { return ord[R]((*ColRef)(c), false) }

// Desc sorts by the column downwards, NULLs first.
//
//go:noinline
func (c *Col[R, T]) Desc() Order[R] { return ord[R]((*ColRef)(c), true) }

// Set assigns v in an update.
//
//go:noinline
func (c *Col[R, T]) Set(v T) Assign[R] { return as[R]((*ColRef)(c), v) }

//go:noinline
func (c *Col[R, T]) expr(R, T) *node { return &node{op: opCol, col: (*ColRef)(c)} }

//go:noinline
func (c *Ord[R, T]) expr(R, T) *node { return &node{op: opCol, col: (*ColRef)(c)} }

//go:noinline
func (c *Num[R, T]) expr(R, T) *node { return &node{op: opCol, col: (*ColRef)(c)} }

//go:noinline
func (c *Text[R]) expr(R, string) *node { return &node{op: opCol, col: (*ColRef)(c)} }

// Eq holds where the column equals v: col = v.
//
//go:noinline
func (c *Ord[R, T]) Eq(v T) Pred[R] { return pr[R](opEq, (*ColRef)(c), v) }

// Gt holds where the column is greater than v.
//
//go:noinline
func (c *Ord[R, T]) Gt(v T) Pred[R] { return pr[R](opGt, (*ColRef)(c), v) }

// Ge holds where the column is greater than or equal to v.
//
//go:noinline
func (c *Ord[R, T]) Ge(v T) Pred[R] { return pr[R](opGe, (*ColRef)(c), v) }

// Lt holds where the column is less than v.
//
//go:noinline
func (c *Ord[R, T]) Lt(v T) Pred[R] { return pr[R](opLt, (*ColRef)(c), v) }

// Le holds where the column is less than or equal to v.
//
//go:noinline
func (c *Ord[R, T]) Le(v T) Pred[R] { return pr[R](opLe, (*ColRef)(c), v) }

// In holds where the column equals one of vs; In() never holds.
//
//go:noinline
func (c *Ord[R, T]) In(vs ...T) Pred[R] { return pr[R](opIn, (*ColRef)(c), vs) }

// IsNull holds where the column is NULL.
//
//go:noinline
func (c *Ord[R, T]) IsNull() Pred[R] { return pr[R](opIsNull, (*ColRef)(c), nil) }

// IsNotNull holds where the column is not NULL.
//
//go:noinline
func (c *Ord[R, T]) IsNotNull() Pred[R] { return pr[R](opNotNull, (*ColRef)(c), nil) }

// Asc sorts by the column, NULLs last.
//
//go:noinline
func (c *Ord[R, T]) Asc() Order[R] { return ord[R]((*ColRef)(c), false) }

// Desc sorts by the column downwards, NULLs first.
//
//go:noinline
func (c *Ord[R, T]) Desc() Order[R] { return ord[R]((*ColRef)(c), true) }

// Set assigns v in an update.
//
//go:noinline
func (c *Ord[R, T]) Set(v T) Assign[R] { return as[R]((*ColRef)(c), v) }

// Eq holds where the column equals v: col = v.
//
//go:noinline
func (c *Num[R, T]) Eq(v T) Pred[R] { return pr[R](opEq, (*ColRef)(c), v) }

// Gt holds where the column is greater than v.
//
//go:noinline
func (c *Num[R, T]) Gt(v T) Pred[R] { return pr[R](opGt, (*ColRef)(c), v) }

// Ge holds where the column is greater than or equal to v.
//
//go:noinline
func (c *Num[R, T]) Ge(v T) Pred[R] { return pr[R](opGe, (*ColRef)(c), v) }

// Lt holds where the column is less than v.
//
//go:noinline
func (c *Num[R, T]) Lt(v T) Pred[R] { return pr[R](opLt, (*ColRef)(c), v) }

// Le holds where the column is less than or equal to v.
//
//go:noinline
func (c *Num[R, T]) Le(v T) Pred[R] { return pr[R](opLe, (*ColRef)(c), v) }

// In holds where the column equals one of vs; In() never holds.
//
//go:noinline
func (c *Num[R, T]) In(vs ...T) Pred[R] { return pr[R](opIn, (*ColRef)(c), vs) }

// IsNull holds where the column is NULL.
//
//go:noinline
func (c *Num[R, T]) IsNull() Pred[R] { return pr[R](opIsNull, (*ColRef)(c), nil) }

// IsNotNull holds where the column is not NULL.
//
//go:noinline
func (c *Num[R, T]) IsNotNull() Pred[R] { return pr[R](opNotNull, (*ColRef)(c), nil) }

// Asc sorts by the column, NULLs last.
//
//go:noinline
func (c *Num[R, T]) Asc() Order[R] { return ord[R]((*ColRef)(c), false) }

// Desc sorts by the column downwards, NULLs first.
//
//go:noinline
func (c *Num[R, T]) Desc() Order[R] { return ord[R]((*ColRef)(c), true) }

// Set assigns v in an update.
//
//go:noinline
func (c *Num[R, T]) Set(v T) Assign[R] { return as[R]((*ColRef)(c), v) }

// Add adds v in the database: SET col = col + v. No update is lost, however many run at once.
//
//go:noinline
func (c *Num[R, T]) Add(v T) Assign[R] { return arith[R]((*ColRef)(c), opAdd, v) }

// Sub subtracts v in the database: SET col = col - v.
//
//go:noinline
func (c *Num[R, T]) Sub(v T) Assign[R] { return arith[R]((*ColRef)(c), opSub, v) }

// Eq holds where the column equals v: col = v.
//
//go:noinline
func (c *Text[R]) Eq(v string) Pred[R] { return pr[R](opEq, (*ColRef)(c), v) }

// Gt holds where the column sorts after v, by the column's collation.
//
//go:noinline
func (c *Text[R]) Gt(v string) Pred[R] { return pr[R](opGt, (*ColRef)(c), v) }

// Lt holds where the column sorts before v, by the column's collation.
//
//go:noinline
func (c *Text[R]) Lt(v string) Pred[R] { return pr[R](opLt, (*ColRef)(c), v) }

// In holds where the column equals one of vs; In() never holds.
//
//go:noinline
func (c *Text[R]) In(vs ...string) Pred[R] { return pr[R](opIn, (*ColRef)(c), vs) }

// Contains holds where v occurs in the column, minding case. The characters % and _ have no special meaning.
//
//go:noinline
func (c *Text[R]) Contains(v string) Pred[R] { return pr[R](opContains, (*ColRef)(c), v) }

// IContains holds where v occurs in the column in any case, as Unicode defines case.
//
//go:noinline
func (c *Text[R]) IContains(v string) Pred[R] { return pr[R](opIContains, (*ColRef)(c), v) }

// StartsWith holds where the column begins with v, minding case.
//
//go:noinline
func (c *Text[R]) StartsWith(v string) Pred[R] { return pr[R](opStarts, (*ColRef)(c), v) }

// IsNull holds where the column is NULL.
//
//go:noinline
func (c *Text[R]) IsNull() Pred[R] { return pr[R](opIsNull, (*ColRef)(c), nil) }

// IsNotNull holds where the column is not NULL.
//
//go:noinline
func (c *Text[R]) IsNotNull() Pred[R] { return pr[R](opNotNull, (*ColRef)(c), nil) }

// Asc sorts by the column, NULLs last.
//
//go:noinline
func (c *Text[R]) Asc() Order[R] { return ord[R]((*ColRef)(c), false) }

// Desc sorts by the column downwards, NULLs first.
//
//go:noinline
func (c *Text[R]) Desc() Order[R] { return ord[R]((*ColRef)(c), true) }

// Set assigns v in an update.
//
//go:noinline
func (c *Text[R]) Set(v string) Assign[R] { return as[R]((*ColRef)(c), v) }
