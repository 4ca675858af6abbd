package migrate

import (
	"context"
	"fmt"
)

// initialTables reports whether all that an initial migration creates is there already. A part of it, or other columns,
// is an error: then the database is not what the migration would make.
func (e *Executor) initialTables(ctx context.Context, n *node, before *State) (bool, error) {
	after := before.clone()
	if err := n.applyTo(after); err != nil {
		return false, err
	}
	later, err := e.afterInitial(n, after)
	if err != nil {
		return false, err
	}
	var missing, found, wrong []string
	for _, label := range after.Labels() {
		m := after.models[label]
		if before.models[label] == m || m.Unmanaged {
			continue
		}
		tables, err := after.tables(m)
		if err != nil {
			return false, err
		}
		for _, t := range tables {
			have, err := tableColumns(ctx, e.db, t.name)
			if err != nil {
				return false, err
			}
			if len(have) == 0 {
				missing = append(missing, t.name)
				continue
			}
			found = append(found, t.name)
			wrong = append(wrong, columnDifferences(t, have, later[t.key])...)
			if n.mig.Adopt {
				unfit, err := e.unfitColumns(ctx, t)
				if err != nil {
					return false, err
				}
				wrong = append(wrong, unfit...)
			}
		}
	}
	done := "faked"
	if n.mig.Adopt {
		done = "adopted"
	}
	switch {
	case len(found) == 0, onlyColumns(n, wrong, missing):
		return false, nil
	case len(missing) > 0:
		return false, fmt.Errorf("migrate: %s cannot be %s: the tables %s exist, but %s do not", n.dep, done, join(found), join(missing))
	case len(wrong) > 0:
		return false, fmt.Errorf("migrate: %s cannot be %s: the tables differ from the models: %s", n.dep, done, join(wrong))
	}
	return true, nil
}

// onlyColumns reports whether a migration that creates no model adds what is not there yet: it must run.
func onlyColumns(n *node, wrong, missing []string) bool {
	for _, op := range n.mig.Operations {
		if _, ok := op.(CreateModel); ok {
			return false
		}
	}
	return len(wrong)+len(missing) > 0
}

// afterInitial compiles the tables as all initial migrations of the app leave them.
func (e *Executor) afterInitial(n *node, s *State) (map[string]*table, error) {
	s = s.clone()
	past := false
	for _, other := range e.graph.order {
		if past && other.dep.App == n.dep.App && other.mig.Initial {
			if other.applyTo(s) != nil {
				break // it needs other apps' migrations: what is known so far must do
			}
		}
		past = past || other.dep == n.dep
	}
	out := map[string]*table{}
	for _, m := range s.models {
		tables, err := s.tables(m)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			out[t.key] = t
		}
	}
	return out, nil
}

// columnDifferences compares a table with the columns there are. Those of later, the table after all initial migrations,
// may be there already.
func columnDifferences(t *table, have map[string]bool, later *table) []string {
	var out []string
	for i := range t.columns {
		name := t.columns[i].name
		if !have[name] {
			out = append(out, t.name+" has no column "+name)
		}
		delete(have, name)
	}
	for _, name := range sortedKeys(have) {
		if later == nil || later.column(name) == nil {
			out = append(out, t.name+" has a column "+name+" that the model does not have")
		}
	}
	return out
}
