package migrate

import (
	"context"
	"errors"
	"fmt"
	"github.com/musette-go/musette/db"
	"slices"
)

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
		if outside(operationAt(s, i), s.backward) {
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
func outside(op Operation, backward bool) bool {
	switch op := op.(type) {
	case RunSQL:
		return op.NoTransaction
	case RunGo:
		return op.batches(backward) != nil
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
	var found []string
	err = scan(rows, err, func(r *db.Rows) {
		table, parent, n := r.String(), r.String(), r.Int64()
		found = append(found, fmt.Sprintf("%d rows of %s point to no row of %s", n, table, parent))
	})
	if err != nil || len(found) == 0 {
		return err
	}
	slices.Sort(found)
	return fmt.Errorf("migrate: foreign keys are violated: %s", join(found))
}
