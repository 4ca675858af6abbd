package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/musette-go/musette/db"
)

// Migrate brings the database to where the options say. It waits until no other process migrates, then looks what there
// is to do. Every migration is one transaction together with its line in the books; when one fails nothing of it is
// left, those before it stay, and the error is an [OperationError].
func (e *Executor) Migrate(ctx context.Context, opt MigrateOptions) error {
	if opt.Out == nil {
		opt.Out = io.Discard
	}
	if opt.Plan {
		return e.printPlan(ctx, opt)
	}
	unlock, err := e.db.Lock(ctx, LockName)
	if err != nil {
		return err
	}
	defer unlock()
	if err := e.rec.ensure(ctx); err != nil {
		return fmt.Errorf("migrate: the table %s cannot be created: %w", recordTable, err)
	}
	applied, err := e.rec.applied(ctx)
	if err != nil {
		return err
	}
	if err := e.unknown(applied); err != nil {
		return err
	}
	g, err := e.graphFor(applied)
	if err != nil {
		return err
	}
	if err := e.recordReplaced(ctx, g, applied); err != nil {
		return err
	}
	steps, err := e.plan(g, applied, opt)
	if err != nil {
		return err
	}
	half, err := e.rec.interrupted(ctx)
	if err != nil {
		return err
	}
	if err := finishFirst(half, steps); err != nil {
		return err
	}
	r := &runner{Executor: e, opt: opt, of: len(steps), half: half}
	return r.all(ctx, g, applied, steps)
}

// finishFirst refuses steps that leave a half-done migration behind.
func finishFirst(half map[Dependency]*stepLog, steps []step) error {
	for _, log := range half {
		if slices.ContainsFunc(steps, func(s step) bool { return s.node.dep == log.dep && s.backward == log.backward }) {
			continue
		}
		way, target := "applied", log.dep.Name
		if log.backward {
			way, target = "undone", "to the migration before it"
		}
		return fmt.Errorf("migrate: %s was interrupted after %d operations while it was %s: finish that first with migrate %s %s", log.dep, log.step, way, log.dep.App, target)
	}
	return nil
}

// runner is one call of Migrate.
type runner struct {
	*Executor
	opt  MigrateOptions
	of   int
	half map[Dependency]*stepLog
}

// recordReplaced notes squashed migrations whose parts have all run.
func (e *Executor) recordReplaced(ctx context.Context, g *graph, applied map[Dependency]bool) error {
	for _, n := range g.order {
		if !applied[n.dep] && n.replaced(applied) {
			if err := e.rec.add(ctx, n.dep); err != nil {
				return err
			}
			applied[n.dep] = true
		}
	}
	return nil
}

// all runs the steps, all of them in one direction.
func (r *runner) all(ctx context.Context, g *graph, applied map[Dependency]bool, steps []step) error {
	if len(steps) == 0 {
		fmt.Fprintln(r.opt.Out, "No migrations to apply.")
		return nil
	}
	fmt.Fprintln(r.opt.Out, "Running migrations:")
	before, err := statesBefore(g, applied, steps)
	if err != nil {
		return err
	}
	for i, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.step(ctx, s, before[i], i+1); err != nil {
			return err
		}
	}
	return nil
}

// statesBefore returns the state that each step's migration begins with, whichever way it is run.
func statesBefore(g *graph, applied map[Dependency]bool, steps []step) ([]*State, error) {
	planned := map[*node]bool{}
	for _, s := range steps {
		planned[s.node] = true
	}
	s, err := g.state(func(n *node) bool { return isApplied(n, applied) && !planned[n] })
	if err != nil {
		return nil, err
	}
	out := make([]*State, len(steps))
	for i := range steps {
		at := i
		if steps[i].backward {
			at = len(steps) - 1 - i
		}
		out[at] = s.clone()
		if err := steps[at].node.applyTo(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *runner) step(ctx context.Context, s step, before *State, number int) error {
	verb := "Applying"
	if s.backward {
		verb = "Unapplying"
	}
	report := func(p Progress) {
		p.Migration, p.Backward, p.Number, p.Of = s.node.dep, s.backward, number, r.of
		if r.opt.Progress != nil {
			r.opt.Progress(p)
		}
	}
	fmt.Fprintf(r.opt.Out, "  %s %s...", verb, s.node.dep)
	report(Progress{})
	start := time.Now()
	how, err := r.one(ctx, s, before)
	if err != nil {
		fmt.Fprintln(r.opt.Out, " FAILED")
		return named(err, s)
	}
	fmt.Fprintln(r.opt.Out, " "+how)
	report(Progress{Done: true, Took: time.Since(start)})
	return nil
}

// named puts the migration before an error that does not name it: one of COMMIT, for example.
func named(err error, s step) error {
	var op *OperationError
	if errors.As(err, &op) || errors.Is(err, ErrIrreversible) {
		return err
	}
	verb := "applying"
	if s.backward {
		verb = "undoing"
	}
	return fmt.Errorf("migrate: %s %s failed: %w", verb, s.node.dep, err)
}

// one runs or fakes one migration and says which in Django's words.
func (r *runner) one(ctx context.Context, s step, before *State) (string, error) {
	fake := r.opt.Fake
	if r.opt.FakeInitial && !s.backward && s.node.mig.Initial {
		there, err := r.initialTables(ctx, s.node, before)
		if err != nil {
			return "", err
		}
		fake = fake || there
	}
	if fake {
		return "FAKED", r.db.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error { return r.book(ctx, s) })
	}
	states, err := s.node.states(before)
	if err != nil {
		return "", err
	}
	if s.backward {
		if err := reversible(s.node); err != nil {
			return "", err
		}
	}
	if s.node.mig.NonAtomic {
		log := r.half[s.node.dep]
		if log == nil {
			log = &stepLog{rec: r.rec, dep: s.node.dep, backward: s.backward}
		}
		return "OK", r.runNonAtomic(ctx, s, states, log)
	}
	return "OK", r.transaction(ctx, func(ctx context.Context) error {
		for i := range s.node.mig.Operations {
			if err := r.runOperation(ctx, s, states, i, nil); err != nil {
				return err
			}
		}
		return r.book(ctx, s)
	})
}

// book writes the migration's line.
func (e *Executor) book(ctx context.Context, s step) error {
	if !s.backward {
		return e.rec.add(ctx, s.node.dep)
	}
	for _, name := range s.node.mig.Replaces {
		if err := e.rec.remove(ctx, Dependency{s.node.dep.App, name}); err != nil {
			return err
		}
	}
	return e.rec.remove(ctx, s.node.dep)
}

func reversible(n *node) error {
	for _, op := range n.mig.Operations {
		if !op.reversible() {
			return &IrreversibleError{App: n.dep.App, Name: n.dep.Name, What: op.Describe()}
		}
	}
	return nil
}

// runNonAtomic runs the operations that an earlier run has not done, each with a note of it.
func (e *Executor) runNonAtomic(ctx context.Context, s step, states []*State, log *stepLog) error {
	for i := log.step; i < len(s.node.mig.Operations); i++ {
		i := i
		one := func(ctx context.Context) error {
			if err := e.runOperation(ctx, s, states, i, log); err != nil {
				return err
			}
			return log.advance(ctx, i+1)
		}
		var err error
		if outside(operationAt(s, i)) {
			err = one(ctx)
		} else {
			err = e.transaction(ctx, one)
		}
		if err != nil {
			return err
		}
	}
	return e.db.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
		if err := log.clear(ctx); err != nil {
			return err
		}
		return e.book(ctx, s)
	})
}

// outside reports whether an operation of a NonAtomic migration manages its transactions by itself.
func outside(op Operation) bool {
	switch op := op.(type) {
	case RunSQL:
		return op.NoTransaction
	case RunGo:
		return op.Batched != nil || op.ReverseBatched != nil
	}
	return false
}

// operationAt is the i-th operation in the direction of the run.
func operationAt(s step, i int) Operation {
	if s.backward {
		i = len(s.node.mig.Operations) - 1 - i
	}
	return s.node.mig.Operations[i]
}

func (e *Executor) runOperation(ctx context.Context, s step, states []*State, i int, log *stepLog) error {
	op := operationAt(s, i)
	x := &execution{app: s.node.dep.App, dep: s.node.dep, index: i, from: states[i], to: states[i+1], backward: s.backward,
		db: e.db, sql: &editor{dialect: e.dialect, db: e.db}, steps: log}
	if s.backward {
		last := len(states) - 1
		x.from, x.to = states[last-i], states[last-i-1]
	}
	err := checkPlace(op, s.node.mig)
	if err == nil {
		err = op.run(ctx, x)
	}
	if err != nil {
		return &OperationError{App: x.app, Name: s.node.dep.Name, Operation: i + 1, Of: len(states) - 1, What: op.Describe(),
			Backward: s.backward, Kept: s.node.mig.NonAtomic, Err: err}
	}
	return nil
}

func checkPlace(op Operation, m *Migration) error {
	if sql, ok := op.(RunSQL); ok && sql.NoTransaction && !m.NonAtomic {
		return errors.New("NoTransaction needs a migration that is NonAtomic")
	}
	return nil
}

// transaction runs fn in one, without the limit of time that other statements have. Where tables are rebuilt, foreign keys
// are off meanwhile (switched before BEGIN: inside a transaction SQLite ignores it) and all are checked before COMMIT.
func (e *Executor) transaction(ctx context.Context, fn func(ctx context.Context) error) error {
	if e.db.Dialect().Features.AlterColumn {
		return e.db.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
			if err := e.db.ExecScript(ctx, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
				return err
			}
			return fn(ctx)
		})
	}
	return e.db.Pinned(ctx, func(ctx context.Context) (err error) {
		if err := e.db.ExecScript(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
			return err
		}
		defer func() {
			on := e.db.ExecScript(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF")
			err = errors.Join(err, on)
		}()
		return e.db.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
			if err := fn(ctx); err != nil {
				return err
			}
			return e.checkKeys(ctx)
		})
	})
}

// checkKeys looks for rows that point to nothing.
func (e *Executor) checkKeys(ctx context.Context) error {
	rows, err := e.db.Write(ctx, `SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		table, parent, n := rows.String(), rows.String(), rows.Int64()
		found = append(found, fmt.Sprintf("%d rows of %s point to no row of %s", n, table, parent))
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return err
	}
	slices.Sort(found)
	return fmt.Errorf("migrate: foreign keys are violated: %s", join(found))
}
