package migrate

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/schema"
)

// SQL is the text of a [RunSQL] for each kind of database. A database whose text is empty runs Any.
type SQL struct {
	Any      string // for every database without a text of its own
	Postgres string
	SQLite   string
}

// pick returns the text for a database.
func (s SQL) pick(d dialect) string {
	own := s.Postgres
	if d.scaled() {
		own = s.SQLite
	}
	if own != "" {
		return own
	}
	return s.Any
}

func (s SQL) empty() bool { return s == SQL{} }

// NoSQL is a [RunSQL] text that does nothing: as Reverse it says that there is nothing to undo.
const NoSQL = "-- nothing"

// RunSQL runs statements as they stand, several of them separated by semicolons. Without Reverse it cannot be undone.
type RunSQL struct {
	Forward, Reverse SQL
	// State says what the statements do to the models, as operations that change the state only.
	State []Operation
	// NoTransaction runs the statements outside a transaction, as CREATE INDEX CONCURRENTLY demands. The migration must
	// be NonAtomic, and the statements must bear being run again (IF NOT EXISTS), since a crash can come between them
	// and the note that they are done.
	NoTransaction bool
	// Label is what the plan prints. Defaults to "Raw SQL operation".
	Label string
}

// Describe implements [Operation].
func (o RunSQL) Describe() string {
	if o.Label != "" {
		return o.Label
	}
	return "Raw SQL operation"
}
func (o RunSQL) sign() string     { return "s" }
func (o RunSQL) fragment() string { return "" }
func (o RunSQL) reversible() bool { return !o.Reverse.empty() }

func (o RunSQL) apply(app string, s *State) error { return applyAll(app, s, o.State) }

func (o RunSQL) run(ctx context.Context, x *execution) error {
	text := o.Forward
	if x.backward {
		text = o.Reverse
	}
	sql := text.pick(x.sql.dialect)
	if sql == "" || sql == NoSQL {
		return nil
	}
	if x.db == nil {
		x.sql.script = append(x.sql.script, sql+"\n;")
		return nil
	}
	if err := x.db.ExecScript(ctx, sql); err != nil {
		return err
	}
	return x.settle(ctx, o.NoTransaction)
}

// settle lets the checks that wait for the end of the transaction happen now, so that tables can be altered after data.
func (x *execution) settle(ctx context.Context, outside bool) error {
	if p, ok := x.sql.dialect.(*postgresDDL); ok && !outside {
		return x.sql.do(ctx, p.settle())
	}
	return nil
}

func applyAll(app string, s *State, ops []Operation) error {
	for _, op := range ops {
		if err := op.apply(app, s); err != nil {
			return err
		}
	}
	return nil
}

// SeparateDatabaseAndState does one thing in the database and another in the state: for tables that exist already, or
// that something else has changed.
type SeparateDatabaseAndState struct {
	Database []Operation // run in the database; the state does not see them
	State    []Operation // change the state; the database does not see them
}

// Describe implements [Operation].
func (o SeparateDatabaseAndState) Describe() string {
	return "Custom state/database change combination"
}
func (o SeparateDatabaseAndState) sign() string     { return "?" }
func (o SeparateDatabaseAndState) fragment() string { return "" }
func (o SeparateDatabaseAndState) reversible() bool {
	for _, op := range o.Database {
		if !op.reversible() {
			return false
		}
	}
	return true
}

func (o SeparateDatabaseAndState) apply(app string, s *State) error {
	return applyAll(app, s, o.State)
}

func (o SeparateDatabaseAndState) run(ctx context.Context, x *execution) error {
	before := x.from
	if x.backward {
		before = x.to
	}
	states := []*State{before}
	for _, op := range o.Database {
		next := states[len(states)-1].clone()
		if err := op.apply(x.app, next); err != nil {
			return err
		}
		states = append(states, next)
	}
	for i := range o.Database {
		step := *x
		step.from, step.to = states[i], states[i+1]
		op := o.Database[i]
		if x.backward {
			j := len(o.Database) - 1 - i
			op, step.from, step.to = o.Database[j], states[j+1], states[j]
		}
		if err := op.run(ctx, &step); err != nil {
			return fmt.Errorf("%s: %w", op.Describe(), err)
		}
	}
	return nil
}

// Step is the Go code of a [RunGo].
type Step func(ctx context.Context, h *History) error

// Noop is a [Step] that does nothing: as Reverse it says that there is nothing to undo.
func Noop(context.Context, *History) error { return nil }

// RunGo runs Go code on the data, as the models were at this point of the history: it goes on working when the models
// change later. Give Forward, or Batched for tables that are long.
type RunGo struct {
	Forward, Reverse Step
	// Batched and ReverseBatched go through a table in batches. In a NonAtomic migration each batch is a transaction of
	// its own that also notes how far it came, so that a run which was interrupted goes on there.
	Batched, ReverseBatched *Batches
	// Label is what the plan prints. Defaults to "Run Go code".
	Label string
}

// Batches is a data step over the rows of one model in the order of their keys.
type Batches struct {
	App   string       // defaults to the migration's app
	Model string       // "Product"
	Where *schema.Expr // rows to visit; nil for all
	Size  int          // rows in a batch. Defaults to 500
	// Each is called for every row. What it sets in the row is written back after the batch; an error undoes the batch.
	Each func(ctx context.Context, h *History, row *Row) error
}

// Describe implements [Operation].
func (o RunGo) Describe() string {
	if o.Label != "" {
		return o.Label
	}
	return "Run Go code"
}
func (o RunGo) sign() string                   { return "g" }
func (o RunGo) fragment() string               { return "" }
func (o RunGo) reversible() bool               { return o.Reverse != nil || o.ReverseBatched != nil }
func (o RunGo) apply(_ string, _ *State) error { return nil }

func (o RunGo) run(ctx context.Context, x *execution) error {
	step, batches := o.Forward, o.batches(x.backward)
	if x.backward {
		step = o.Reverse
	}
	if x.db == nil {
		x.sql.comment(o.Describe() + ": Go code, which is not part of this script")
		return nil
	}
	h := newHistory(x)
	if batches != nil {
		return batches.run(ctx, x, h)
	}
	if step == nil {
		return nil
	}
	if err := step(ctx, h); err != nil {
		return err
	}
	return x.settle(ctx, false)
}

// batches is what goes through a table in one direction, or nil.
func (o RunGo) batches(backward bool) *Batches {
	if backward {
		return o.ReverseBatched
	}
	return o.Batched
}
