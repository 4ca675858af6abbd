package db

import (
	"context"
	"errors"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Error is a failure that the database, or the way to it, reported. Its text names constraints, tables and columns but
// never a value of a row; only Detail may hold values, so Detail is for people who may see them.
type Error struct {
	Code       Code
	SQLState   string   // PostgreSQL's five characters; empty on SQLite
	Constraint string   // the constraint's name, where the database tells it
	Table      string   // the table, where the database tells it
	Column     string   // the column, where there is exactly one
	Columns    []string // the columns of a unique constraint, on SQLite
	Detail     string   // what the database adds; may hold values of the row
	text       string   // replaces or completes the code's text; without values
	err        error
}

// Error is one line: "db: unique constraint catalog_product_name_key on catalog_product violated".
func (e *Error) Error() string {
	if e.Code >= Unique && e.Code <= Exclusion {
		return e.constraintText()
	}
	if e.text != "" {
		return "db: " + e.text
	}
	return "db: " + e.Code.info().text
}

func (e *Error) constraintText() string {
	var b strings.Builder
	b.WriteString("db: ")
	b.WriteString(e.Code.info().text)
	if e.Constraint != "" {
		b.WriteByte(' ')
		b.WriteString(e.Constraint)
	}
	switch {
	case e.Table != "" && len(e.Columns) > 0:
		b.WriteString(" on " + e.Table + " (" + strings.Join(e.Columns, ", ") + ")")
	case e.Table != "" && e.Column != "":
		b.WriteString(" on " + e.Table + "." + e.Column)
	case e.Table != "":
		b.WriteString(" on " + e.Table)
	}
	b.WriteString(" violated")
	if e.text != "" {
		b.WriteString(": " + e.text)
	}
	return b.String()
}

// Kind maps the code for the layers above: a unique violation is a Conflict, a lost connection Unavailable.
func (e *Error) Kind() problem.Kind {
	if e.Code == Canceled && errors.Is(e.err, context.DeadlineExceeded) {
		return problem.Timeout
	}
	return e.Code.info().kind
}

// Unwrap returns the driver's error. Its type depends on the database.
func (e *Error) Unwrap() error { return e.err }

// Is holds for the error value of the same code: errors.Is(err, ErrUnique).
func (e *Error) Is(target error) bool {
	s, ok := target.(sentinel)
	return ok && Code(s) == e.Code
}

// CodeOf returns the code of the first [Error] in err's tree, or [Other].
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Other
}

// canceled is the error of a context that is done.
func canceled(ctx context.Context) *Error {
	err := context.Cause(ctx)
	if err == nil {
		err = ctx.Err()
	}
	if !errors.Is(err, ctx.Err()) {
		err = errors.Join(ctx.Err(), err)
	}
	e := &Error{Code: Canceled, err: err, text: "the statement was cancelled: its context was cancelled"}
	if errors.Is(err, context.DeadlineExceeded) {
		e.text = "the statement was cancelled: its context's deadline passed"
	}
	return e
}

// ArgError is an argument that cannot be sent as a parameter: a number that does not fit, a text with a NUL byte, a type
// that the column does not take.
type ArgError struct {
	Index int    // the parameter's number, counted from 1; 0 when it is not known
	Type  string // the argument's Go type: "int64"
	Want  string // the parameter's SQL type: "integer (int4)"; empty when it is not known
	Text  string // what is wrong; without the value, unless it is a number
}

// Error is "db: parameter $2: 3000000000 does not fit integer (int4)".
func (e *ArgError) Error() string {
	if e.Index == 0 {
		return "db: argument of type " + e.Type + ": " + e.Text
	}
	return "db: parameter $" + itoa(e.Index) + ": " + e.Text
}

// Kind is Invalid: the value came from outside and was not validated.
func (e *ArgError) Kind() problem.Kind { return problem.Invalid }

// ValueError is a column's value that the method reading it does not take: NULL, another type, a number out of range.
type ValueError struct {
	Column string // the column's name in the result
	Text   string // "found float8, expected numeric"
}

// Error is "db: column price: found float8, expected numeric".
func (e *ValueError) Error() string { return "db: column " + e.Column + ": " + e.Text }

// Kind is Internal: the program and its tables disagree.
func (e *ValueError) Kind() problem.Kind { return problem.Internal }
