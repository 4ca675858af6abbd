package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

// What errors.Is finds in the errors of this package; the errors themselves name the model.
var (
	ErrNotFound = errors.New("orm: no row matches")
	ErrMultiple = errors.New("orm: more than one row matches")
	ErrGone     = errors.New("orm: the row is gone")
)

// NotFoundError is what Get and First return when no row matches.
type NotFoundError struct{ Model string }

func (e *NotFoundError) Error() string { return "orm: no " + e.Model + " matches" }

// Is makes errors.Is(err, ErrNotFound) true.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }

// Kind is NotFound: web answers 404.
func (e *NotFoundError) Kind() problem.Kind { return problem.NotFound }

// MultipleError is what Get returns when more than one row matches.
type MultipleError struct{ Model string }

func (e *MultipleError) Error() string {
	return "orm: more than one " + e.Model + " matches: add a condition, or use First"
}

// Is makes errors.Is(err, ErrMultiple) true.
func (e *MultipleError) Is(target error) bool { return target == ErrMultiple }

// GoneError is what Save, Refresh and Load return when the row is no longer in the database.
type GoneError struct {
	Model string
	Key   any
}

func (e *GoneError) Error() string {
	return fmt.Sprintf("orm: %s with key %v is gone: another request deleted it", e.Model, e.Key)
}

// Is makes errors.Is(err, ErrGone) true.
func (e *GoneError) Is(target error) bool { return target == ErrGone }

// Kind is Conflict: web answers 409.
func (e *GoneError) Kind() problem.Kind { return problem.Conflict }

// ConstraintError is a rule of the database that a statement would break. errors.Is finds the database's own error
// (db.ErrUnique, db.ErrForeignKey …) in it.
type ConstraintError struct {
	Model      string   // "catalog.Product"
	Constraint string   // the constraint's name, where the database gives it
	Fields     []string // the fields it is about, where they are known
	Code       string   // "unique", "foreign_key", "null", "check" …, or the constraint's own code
	Message    string   // for people: "Product with this Name already exists."
	err        error
}

func (e *ConstraintError) Error() string {
	var b strings.Builder
	b.WriteString("orm: " + e.Model)
	if len(e.Fields) > 0 {
		b.WriteString("." + strings.Join(e.Fields, ", "))
	}
	b.WriteString(": " + e.Message)
	if e.Constraint != "" {
		b.WriteString(" (constraint " + e.Constraint + ")")
	}
	return b.String()
}

// Unwrap gives the database's error.
func (e *ConstraintError) Unwrap() error { return e.err }

// Kind is Conflict: web answers 409.
func (e *ConstraintError) Kind() problem.Kind { return problem.Conflict }

// Public is the text for the person who made the request.
func (e *ConstraintError) Public() string { return e.Message }

// Validation gives the same as errors per field, for forms and serializers.
func (e *ConstraintError) Validation() *problem.ValidationError {
	v := &problem.ValidationError{Model: e.Model}
	field := ""
	if len(e.Fields) == 1 {
		field = e.Fields[0]
	}
	v.Add(field, e.Code, e.Message)
	return v
}

func (d *Descriptor) notFound() error { return &NotFoundError{Model: d.Label()} }

// dbError names model, fields and constraint in an error of the database.
func (d *Descriptor) dbError(err error) error {
	var e *db.Error
	if !errors.As(err, &e) {
		var arg *db.ArgError
		if errors.As(err, &arg) {
			return fmt.Errorf("orm: %s: %w", d.Label(), err)
		}
		return err
	}
	out := &ConstraintError{Model: d.Label(), Constraint: e.Constraint, err: err}
	switch e.Code {
	case db.Unique:
		out.Code = "unique"
	case db.ForeignKey:
		out.Code = "foreign_key"
	case db.NotNull:
		out.Code = "null"
	case db.Check:
		out.Code = "check"
	case db.Exclusion:
		out.Code = "exclusion"
	case db.UndefinedTable, db.UndefinedColumn:
		return fmt.Errorf("orm: %s: %w: are all migrations applied?", d.Label(), err)
	default:
		return fmt.Errorf("orm: %s: %w", d.Label(), err)
	}
	d.explain(out, e)
	return out
}

// rowError is dbError for the statement that wrote row x. SQLite does not say which key points to nothing, so it is looked for.
func (q *core) rowError(ctx context.Context, x any, err error) error {
	err = q.d.dbError(err)
	var e *ConstraintError
	if !errors.As(err, &e) || e.Code != "foreign_key" || len(e.Fields) > 0 {
		return err
	}
	r, missing := RegistryFrom(ctx)
	if missing != nil {
		return err
	}
	for _, f := range q.d.cols {
		if f.Relation != nil && q.dangles(ctx, r, x, f) {
			e.Fields = append(e.Fields, f.Name)
		}
	}
	return err
}

// dangles reports whether the key f of a row points to a row that is not there.
func (q *core) dangles(ctx context.Context, r *Registry, x any, f *field) bool {
	v, _ := q.d.Value(x, f.Name)
	to := r.Model(f.Relation.To)
	if v == nil || to == nil || f.Relation.ToColumn != "" {
		return false
	}
	target := core{d: to, using: q.using, access: allowed, where: []node{compareCol(opEq, to.root.cols[to.pk.i], v)}}
	n, err := target.scalarInt(ctx, kExists)
	return err == nil && n == 0
}

// explain finds the fields and the text of a broken constraint.
func (d *Descriptor) explain(out *ConstraintError, e *db.Error) {
	for _, c := range e.Columns {
		if f := d.Schema.FieldByColumn(c); f != nil {
			out.Fields = append(out.Fields, f.Name)
		}
	}
	if len(out.Fields) == 0 {
		out.Fields = d.fieldsOf(e.Constraint)
	}
	if e.Column != "" && len(out.Fields) == 0 {
		out.Fields = []string{e.Column} // a column that the model does not know is named all the same
		if f := d.Schema.FieldByColumn(e.Column); f != nil {
			out.Fields = []string{f.Name}
		}
	}
	if c := d.constraintOf(e.Constraint, out.Fields); c != nil {
		out.Constraint = c.Name
		switch c.Kind {
		case schema.Unique:
			out.Fields = c.Fields
		case schema.Check:
			out.Fields = c.Check.Fields()
		}
		if c.Code != "" {
			out.Code = c.Code
		}
		out.Message = c.Message
	}
	if out.Message == "" {
		out.Message = d.constraintText(out)
	}
}

// fieldsOf finds the field of a constraint that a column has by itself, by its name: unique, primary key, foreign key.
func (d *Descriptor) fieldsOf(constraint string) []string {
	if constraint == "" {
		return nil
	}
	t := d.table()
	for _, f := range d.cols {
		switch constraint {
		case schema.FieldUniqueName(t, f.column), schema.ForeignKeyName(t, f.column):
			return []string{f.Name}
		}
	}
	if constraint == schema.PrimaryKeyName(t) {
		return []string{d.pk.Name}
	}
	return nil
}

// constraintOf finds the declared constraint by name, or a unique one by its fields (SQLite names the columns instead).
func (d *Descriptor) constraintOf(name string, fields []string) *schema.Constraint {
	m := d.Model()
	for i := range m.Constraints {
		c := &m.Constraints[i]
		if c.Name == name || name == "" && c.Kind == schema.Unique && slices.Equal(c.Fields, fields) {
			return c
		}
	}
	return nil
}

func (d *Descriptor) constraintText(e *ConstraintError) string {
	m := d.Model()
	words := make([]string, len(e.Fields))
	for i, n := range e.Fields {
		words[i] = n
		if f := m.Field(n); f != nil {
			words[i] = capital(f.Verbose())
		}
	}
	switch e.Code {
	case "unique":
		if len(words) == 0 {
			return capital(m.Verbose()) + " already exists."
		}
		return capital(m.Verbose()) + " with this " + join(words) + " already exists."
	case "foreign_key":
		return "A related row does not exist, or this one is still in use."
	case "null":
		return "This field cannot be null."
	case "exclusion":
		return "The row conflicts with another one."
	}
	return "Constraint “" + e.Constraint + "” is violated."
}

func join(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
