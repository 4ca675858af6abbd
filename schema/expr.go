package schema

// Op is what an expression does. It is an enumeration: no text of an operator ever comes from outside.
type Op uint8

// The operators of expressions.
const (
	OpField Op = iota + 1 // Name
	OpValue               // Value
	OpAnd                 // Args
	OpOr                  // Args
	OpNot                 // Args[0]
	OpEq                  // Args[0], Args[1]; so are the next five
	OpNe
	OpGt
	OpGe
	OpLt
	OpLe
	OpIn         // Args[0] in Args[1:]
	OpIsNull     // Args[0]
	OpContains   // Args[0] contains the text Args[1], minding case
	OpStartsWith // Args[0] starts with the text Args[1], minding case
	OpAdd
	OpSub
	OpMul
	OpLower // Args[0]
	OpUpper
	OpLength // characters of Args[0]
)

// Expr is an expression over the fields of one row, as constraints and partial indexes need it. It is plain data: a
// migration prints it, each database translates it, and validation evaluates it.
type Expr struct {
	Op    Op
	Name  string // OpField: the field's name
	Value any    // OpValue: nil, bool, int64, float64, string, Number, time.Time
	Args  []Expr
}

// F is the value of a field.
func F(name string) Expr { return Expr{Op: OpField, Name: name} }

// V is a constant: nil, bool, int64, float64, string, [Number] or time.Time.
func V(value any) Expr {
	if i, ok := value.(int); ok {
		value = int64(i)
	}
	return Expr{Op: OpValue, Value: value}
}

// And holds when all of args hold.
func And(args ...Expr) Expr { return Expr{Op: OpAnd, Args: args} }

// Or holds when one of args holds.
func Or(args ...Expr) Expr { return Expr{Op: OpOr, Args: args} }

// Not holds when e does not.
func Not(e Expr) Expr { return Expr{Op: OpNot, Args: []Expr{e}} }

// Operate is a comparison (OpEq to OpLe) or an arithmetic operation (OpAdd, OpSub, OpMul) of two expressions.
func Operate(op Op, a, b Expr) Expr { return Expr{Op: op, Args: []Expr{a, b}} }

// Eq is a = b.
func Eq(a, b Expr) Expr { return Operate(OpEq, a, b) }

// Ne is a <> b.
func Ne(a, b Expr) Expr { return Operate(OpNe, a, b) }

// Gt is a > b.
func Gt(a, b Expr) Expr { return Operate(OpGt, a, b) }

// Ge is a >= b.
func Ge(a, b Expr) Expr { return Operate(OpGe, a, b) }

// Lt is a < b.
func Lt(a, b Expr) Expr { return Operate(OpLt, a, b) }

// Le is a <= b.
func Le(a, b Expr) Expr { return Operate(OpLe, a, b) }

// In holds when e equals one of values.
func In(e Expr, values ...Expr) Expr { return Expr{Op: OpIn, Args: append([]Expr{e}, values...)} }

// IsNull holds when e is NULL.
func IsNull(e Expr) Expr { return Expr{Op: OpIsNull, Args: []Expr{e}} }

// Call applies a function of one argument: OpLower, OpUpper, OpLength.
func Call(op Op, e Expr) Expr { return Expr{Op: op, Args: []Expr{e}} }

// Fields returns the names of the fields that e reads, each once, in order.
func (e Expr) Fields() []string {
	var out []string
	seen := map[string]bool{}
	e.walk(func(x Expr) {
		if x.Op == OpField && !seen[x.Name] {
			seen[x.Name] = true
			out = append(out, x.Name)
		}
	})
	return out
}

func (e Expr) walk(visit func(Expr)) {
	visit(e)
	for _, a := range e.Args {
		a.walk(visit)
	}
}

// Rename returns e with every use of the field from replaced by to; migrations need it when a field is renamed.
func (e Expr) Rename(from, to string) Expr {
	if e.Op == OpField && e.Name == from {
		e.Name = to
	}
	if len(e.Args) > 0 {
		args := make([]Expr, len(e.Args))
		for i, a := range e.Args {
			args[i] = a.Rename(from, to)
		}
		e.Args = args
	}
	return e
}
