package migrate

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/db"
)

// LockName is the name of the lock that one runner holds.
const LockName = "musette.migrate"

// Executor carries out the migrations of a site on one database. It is safe for use by several goroutines and processes:
// one of them runs, the others wait and find nothing left to do.
type Executor struct {
	db       *db.DB
	apps     []App
	dialect  dialect
	rec      *recorder
	graph    *graph // where no migration replaces others
	squashed bool
}

// New returns an executor. It refuses migrations that do not fit together: circles, missing dependencies, two of one name,
// two ends of one app's history ([ConflictError]).
func New(d *db.DB, apps []App) (*Executor, error) {
	e := &Executor{db: d, apps: apps, dialect: dialectOf(d.Dialect())}
	e.rec = &recorder{db: d, dialect: e.dialect}
	for i := range apps {
		e.squashed = e.squashed || slices.ContainsFunc(apps[i].Migrations, func(m Migration) bool { return len(m.Replaces) > 0 })
	}
	g, err := newGraph(apps, nil)
	if err != nil {
		return nil, err
	}
	if err := g.conflicts(); err != nil {
		return nil, err
	}
	e.graph = g
	return e, nil
}

// MigrateOptions say what [Executor.Migrate] shall do. The zero value applies everything that is pending.
type MigrateOptions struct {
	// App limits the run to one app and what it depends on. Defaults to all apps.
	App string
	// Name is the migration of App to go to, forward or backward; its beginning is enough where only one begins so.
	// "zero" undoes all of App. Defaults to the last one.
	Name string
	// Fake changes the books only.
	Fake bool
	// FakeInitial notes an app's initial migration as applied when its tables are there already. It refuses when they
	// have other columns.
	FakeInitial bool
	// Plan prints what would be done and does nothing.
	Plan bool
	// Out receives what people read. Defaults to nothing.
	Out io.Writer
	// Progress is called before and after each migration. Defaults to nothing.
	Progress func(Progress)
}

// Progress is a moment of a run.
type Progress struct {
	Migration Dependency
	Backward  bool
	Number    int // of this migration in the run, from 1
	Of        int // how many the run has
	Done      bool
	Took      time.Duration // where Done
}

// PlanStep is one migration to apply or undo.
type PlanStep struct {
	Migration  Dependency
	Backward   bool
	Operations []string // what its operations do, in the order of the run
}

// step is a PlanStep with what it needs to run.
type step struct {
	node     *node
	backward bool
}

func (e *Executor) graphFor(applied map[Dependency]bool) (*graph, error) {
	if !e.squashed {
		return e.graph, nil
	}
	return newGraph(e.apps, applied)
}

// isApplied reports whether a migration, or all that it stands for, has run.
func isApplied(n *node, applied map[Dependency]bool) bool {
	return applied[n.dep] || n.replaced(applied)
}

// Pending returns the migrations that have not run, in order. It costs one small query.
func (e *Executor) Pending(ctx context.Context) ([]Dependency, error) {
	applied, err := e.rec.applied(ctx)
	if err != nil {
		return nil, err
	}
	g, err := e.graphFor(applied)
	if err != nil {
		return nil, err
	}
	var out []Dependency
	for _, n := range g.order {
		if !isApplied(n, applied) {
			out = append(out, n.dep)
		}
	}
	return out, nil
}

// Unknown returns an [UnknownError] when the database has migrations of the site's apps that the program does not know:
// it was migrated by a newer version. Apps that the site does not have are not looked at.
func (e *Executor) Unknown(ctx context.Context) error {
	applied, err := e.rec.applied(ctx)
	if err != nil {
		return err
	}
	return e.unknown(applied)
}

func (e *Executor) unknown(applied map[Dependency]bool) error {
	known, apps := map[Dependency]bool{}, map[string]bool{}
	for i := range e.apps {
		a := &e.apps[i]
		apps[a.Label] = true
		for _, m := range a.Migrations {
			known[Dependency{a.Label, m.Name}] = true
			for _, name := range m.Replaces {
				known[Dependency{a.Label, name}] = true
			}
		}
	}
	var out []Dependency
	for dep := range applied {
		if apps[dep.App] && !known[dep] {
			out = append(out, dep)
		}
	}
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out, func(a, b Dependency) int { return strings.Compare(a.String(), b.String()) })
	return &UnknownError{Migrations: out}
}

// Plan returns what [Executor.Migrate] would do.
func (e *Executor) Plan(ctx context.Context, opt MigrateOptions) ([]PlanStep, error) {
	applied, err := e.rec.applied(ctx)
	if err != nil {
		return nil, err
	}
	g, err := e.graphFor(applied)
	if err != nil {
		return nil, err
	}
	steps, err := e.plan(g, applied, opt)
	if err != nil {
		return nil, err
	}
	out := make([]PlanStep, len(steps))
	for i, s := range steps {
		out[i] = PlanStep{Migration: s.node.dep, Backward: s.backward}
		for _, op := range s.node.mig.Operations {
			out[i].Operations = append(out[i].Operations, op.Describe())
		}
		if s.backward {
			slices.Reverse(out[i].Operations)
		}
	}
	return out, nil
}

// plan lists the migrations to apply or to undo.
func (e *Executor) plan(g *graph, applied map[Dependency]bool, opt MigrateOptions) ([]step, error) {
	if opt.App == "" {
		if opt.Name != "" {
			return nil, fmt.Errorf("migrate: %s is the name of a migration without an app", opt.Name)
		}
		return forwards(g, applied, nil), nil
	}
	if opt.Name == "zero" {
		if _, err := g.app(opt.App); err != nil {
			return nil, err
		}
		var all []*node
		for _, n := range g.order {
			if n.dep.App == opt.App {
				all = append(all, n)
			}
		}
		return backwards(g, applied, all), nil
	}
	target, err := g.find(opt.App, opt.Name)
	if err != nil || target == nil {
		return nil, err
	}
	if isApplied(target, applied) && opt.Name != "" {
		var next []*node
		for _, c := range target.children {
			if c.dep.App == opt.App {
				next = append(next, c)
			}
		}
		return backwards(g, applied, next), nil
	}
	wanted := map[*node]bool{}
	target.ancestors(wanted)
	return forwards(g, applied, wanted), nil
}

// forwards lists what is wanted (nil for everything) and not applied.
func forwards(g *graph, applied map[Dependency]bool, wanted map[*node]bool) []step {
	var out []step
	for _, n := range g.order {
		if !isApplied(n, applied) && (wanted == nil || wanted[n]) {
			out = append(out, step{node: n})
		}
	}
	return out
}

// backwards lists the applied ones of the nodes and of all that depend on them, the last first.
func backwards(g *graph, applied map[Dependency]bool, nodes []*node) []step {
	marked := map[*node]bool{}
	for _, n := range nodes {
		n.descendants(marked)
	}
	var out []step
	for _, n := range slices.Backward(g.order) {
		if marked[n] && isApplied(n, applied) {
			out = append(out, step{node: n, backward: true})
		}
	}
	return out
}

func (g *graph) app(label string) (*App, error) {
	var labels []string
	for i := range g.apps {
		if g.apps[i].Label == label {
			return &g.apps[i], nil
		}
		labels = append(labels, g.apps[i].Label)
	}
	return nil, fmt.Errorf("migrate: there is no app %q; there are %s", label, join(labels))
}

// find returns the migration of that name or with that beginning; "" is the app's last one, nil where it has none.
func (g *graph) find(app, name string) (*node, error) {
	if _, err := g.app(app); err != nil {
		return nil, err
	}
	if name == "" {
		if leaves := g.leaves(app); len(leaves) > 0 {
			return leaves[0], nil
		}
		return nil, nil
	}
	if n := g.nodes[Dependency{app, name}]; n != nil {
		return n, nil
	}
	var found []string
	var hit *node
	for _, n := range g.order {
		if n.dep.App == app && strings.HasPrefix(n.dep.Name, name) {
			found, hit = append(found, n.dep.Name), n
		}
	}
	switch len(found) {
	case 1:
		return hit, nil
	case 0:
		return nil, fmt.Errorf("migrate: %s has no migration %q%s", app, name, g.hint(Dependency{app, name}))
	}
	return nil, fmt.Errorf("migrate: %q is the beginning of several migrations of %s: %s", name, app, join(found))
}
