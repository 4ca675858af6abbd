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
	if db.InTransaction(ctx) {
		return errors.New("migrate: Migrate has its own transactions: call it with a context outside any")
	}
	unlock, err := e.lock(ctx, opt.Out)
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

// patience is how long a runner waits for another one before it says so.
const patience = 500 * time.Millisecond

// lock waits until no other process migrates. Somebody who looks at a terminal is told what is waited for.
func (e *Executor) lock(ctx context.Context, out io.Writer) (unlock func(), err error) {
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		unlock, err = e.db.Lock(ctx, LockName)
	}()
	select {
	case <-taken:
	case <-time.After(patience):
		fmt.Fprintf(out, "Waiting for another process that migrates %s...\n", e.db.URL())
		<-taken
	}
	return unlock, err
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
	if (r.opt.FakeInitial || s.node.mig.Adopt) && !s.backward && s.node.mig.Initial {
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
