package migrate

import (
	"context"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// Operation is one change. The types of this package are the operations there are: changes of the schema (CreateModel,
// AddField, …), and [RunGo], [RunSQL] and [SeparateDatabaseAndState] for everything else.
type Operation interface {
	// Describe says what the operation does: "Add field price to product".
	Describe() string

	// apply makes the change in the state.
	apply(app string, s *State) error
	// run makes the change in the database, in either direction.
	run(ctx context.Context, x *execution) error
	// reversible reports whether run can undo the operation.
	reversible() bool
	// fragment is the operation's part of an automatic name; "" where it has none.
	fragment() string
	// sign is how a printed plan marks the operation: + - or ~.
	sign() string
}

// Options are what a model has besides fields. All of it may be left out.
type Options struct {
	Table              string // defaults to <app>_<name in lower case>
	Comment            string // a comment on the table, where the database has them
	Indexes            []schema.Index
	Constraints        []schema.Constraint
	Ordering           []schema.OrderKey
	LatestBy           []schema.OrderKey
	VerboseName        string
	VerboseNamePlural  string
	DefaultPermissions []string
	Permissions        []schema.Permission
	Unmanaged          bool // migrations know the model, but leave its table alone
}

// execution is what an operation gets to run: where, from which state to which, and with what.
type execution struct {
	app      string
	dep      Dependency // the migration
	index    int        // the operation's place in it, from 0
	from, to *State     // the state that the database is in, and the one it shall be in
	backward bool
	db       *db.DB  // nil while SQL is only printed
	sql      *editor // takes the statements
	steps    *stepLog
}

// transition runs the statements that lead from one state to the other.
func (x *execution) transition(ctx context.Context, h hints) error {
	if x.backward {
		h = h.inverse()
	}
	steps, err := transition(x.sql.dialect, x.from, x.to, h)
	if err != nil {
		return err
	}
	return x.sql.do(ctx, steps)
}

// hints say what the two states cannot: what was renamed, and what rows get that exist already.
type hints struct {
	models map[string]string // old label: new label
	fields map[string]string // "catalog.Product.new": "old", by the new label and name
	fills  map[string]any    // "catalog.Product.price": value
}

// inverse turns the renames round; fills are for one direction and stay.
func (h hints) inverse() hints {
	out := hints{fills: h.fills}
	for from, to := range h.models {
		out.models = map[string]string{to: from}
	}
	for key, old := range h.fields {
		label, name := splitLast(key)
		out.fields = map[string]string{label + "." + old: name}
	}
	return out
}

func (h hints) fill(label, field string) (any, bool) {
	v, ok := h.fills[label+"."+field]
	return v, ok && v != nil
}
