package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ShowOptions say what [Executor.Show] prints.
type ShowOptions struct {
	Apps []string // defaults to all
	Plan bool     // one list in the order of the run instead of one per app
	Out  io.Writer
}

// Show prints the migrations of each app, with an X before those that have run.
func (e *Executor) Show(ctx context.Context, opt ShowOptions) error {
	applied, err := e.rec.applied(ctx)
	if err != nil {
		return err
	}
	g, err := e.graphFor(applied)
	if err != nil {
		return err
	}
	for _, label := range opt.Apps {
		if _, err := g.app(label); err != nil {
			return err
		}
	}
	wanted := map[string]bool{}
	for _, label := range opt.Apps {
		wanted[label] = true
	}
	all := len(opt.Apps) == 0
	if opt.Plan {
		for _, n := range g.order {
			if all || wanted[n.dep.App] {
				fmt.Fprintf(opt.Out, "[%s]  %s\n", mark(n, applied), n.dep)
			}
		}
		return nil
	}
	for i := range g.apps {
		if label := g.apps[i].Label; all || wanted[label] {
			g.show(opt.Out, label, applied)
		}
	}
	return nil
}

func (g *graph) show(w io.Writer, label string, applied map[Dependency]bool) {
	fmt.Fprintln(w, label)
	none := true
	for _, n := range g.order {
		if n.dep.App != label {
			continue
		}
		none = false
		note := ""
		if len(n.mig.Replaces) > 0 {
			note = fmt.Sprintf(" (%d squashed migrations)", len(n.mig.Replaces))
		}
		fmt.Fprintf(w, " [%s] %s%s\n", mark(n, applied), n.dep.Name, note)
	}
	if none {
		fmt.Fprintln(w, " (no migrations)")
	}
}

func mark(n *node, applied map[Dependency]bool) string {
	if isApplied(n, applied) {
		return "X"
	}
	return " "
}

func (e *Executor) printPlan(ctx context.Context, opt MigrateOptions) error {
	steps, err := e.Plan(ctx, opt)
	if err != nil {
		return err
	}
	fmt.Fprintln(opt.Out, "Planned operations:")
	if len(steps) == 0 {
		fmt.Fprintln(opt.Out, "  No planned migration operations.")
	}
	for _, s := range steps {
		fmt.Fprintln(opt.Out, s.Migration)
		for _, what := range s.Operations {
			if s.Backward {
				what = "Undo " + what
			}
			fmt.Fprintln(opt.Out, "    "+what)
		}
	}
	return nil
}

// SQL returns the script that applies or undoes one migration on this kind of database, with its transaction. Running it
// makes the schema that Migrate makes. It leaves out Go code (with a comment), and does not write the books.
func (e *Executor) SQL(app, name string, backward bool) (string, error) {
	if name == "" {
		return "", errors.New("migrate: name the migration to print")
	}
	n, err := e.graph.find(app, name)
	if err != nil {
		return "", err
	}
	needed := map[*node]bool{}
	n.ancestors(needed)
	delete(needed, n)
	before, err := e.graph.state(func(o *node) bool { return needed[o] })
	if err != nil {
		return "", err
	}
	return script(e.dialect, n, before, backward)
}

func script(d dialect, n *node, before *State, backward bool) (string, error) {
	if backward {
		if err := reversible(n); err != nil {
			return "", err
		}
	}
	states, err := n.states(before)
	if err != nil {
		return "", err
	}
	ed := &editor{dialect: d}
	if !n.mig.NonAtomic {
		ed.statements(d.begin())
	}
	s := step{node: n, backward: backward}
	for i := range n.mig.Operations {
		op := operationAt(s, i)
		x := &execution{app: n.dep.App, dep: n.dep, index: i, from: states[i], to: states[i+1], backward: backward, sql: ed}
		if last := len(states) - 1; backward {
			x.from, x.to = states[last-i], states[last-i-1]
		}
		ed.comment(op.Describe())
		own := n.mig.NonAtomic && !outside(op, backward)
		if own {
			ed.statements(d.begin())
		}
		if err := op.run(context.Background(), x); err != nil {
			return "", fmt.Errorf("%w (%s, %s)", err, n.dep, op.Describe())
		}
		if own {
			ed.statements(d.commit())
		}
	}
	if !n.mig.NonAtomic {
		ed.statements(d.commit())
	}
	return strings.Join(ed.script, "\n") + "\n", nil
}

func (e *editor) statements(list []string) {
	for _, sql := range list {
		e.script = append(e.script, sql+";")
	}
}
