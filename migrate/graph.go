package migrate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/musette-go/musette/schema"
)

// node is a migration in the graph.
type node struct {
	dep      Dependency
	mig      *Migration
	parents  []*node
	children []*node
}

// graph is all migrations of a site, in an order that respects dependencies.
type graph struct {
	apps  []App
	nodes map[Dependency]*node
	order []*node
}

// newGraph links the migrations. Squashed ones take the place of what they replace unless only some of that is applied.
func newGraph(apps []App, applied map[Dependency]bool) (*graph, error) {
	g := &graph{apps: apps, nodes: map[Dependency]*node{}}
	labels := map[string]bool{}
	for i := range apps {
		app := &apps[i]
		if labels[app.Label] || !schema.ValidName(app.Label) {
			return nil, fmt.Errorf("migrate: app label %q is used twice or is not letters, digits and underscores", app.Label)
		}
		labels[app.Label] = true
		for j := range app.Migrations {
			m := &app.Migrations[j]
			dep := Dependency{app.Label, m.Name}
			if m.Name == "" {
				return nil, fmt.Errorf("migrate: a migration of %s has no name", app.Label)
			}
			if g.nodes[dep] != nil {
				return nil, fmt.Errorf("migrate: there are two migrations %s", dep)
			}
			g.nodes[dep] = &node{dep: dep, mig: m}
		}
	}
	moved := g.squash(applied)
	if err := g.link(moved); err != nil {
		return nil, err
	}
	return g, g.sort()
}

// squash leaves out either the squashed migrations or what they replace, and returns who stands for whom.
func (g *graph) squash(applied map[Dependency]bool) map[Dependency]Dependency {
	moved := map[Dependency]Dependency{}
	for _, dep := range g.sorted() {
		n := g.nodes[dep]
		if n == nil || len(n.mig.Replaces) == 0 {
			continue
		}
		count := 0
		for _, name := range n.mig.Replaces {
			if applied[Dependency{dep.App, name}] {
				count++
			}
		}
		if count > 0 && count < len(n.mig.Replaces) && !applied[dep] {
			delete(g.nodes, dep)
			continue
		}
		for _, name := range n.mig.Replaces {
			old := Dependency{dep.App, name}
			delete(g.nodes, old)
			moved[old] = dep
		}
	}
	return moved
}

// replaced reports whether everything that the migration stands for has been applied.
func (n *node) replaced(applied map[Dependency]bool) bool {
	for _, name := range n.mig.Replaces {
		if !applied[Dependency{n.dep.App, name}] {
			return false
		}
	}
	return len(n.mig.Replaces) > 0
}

func (g *graph) link(moved map[Dependency]Dependency) error {
	for _, dep := range g.sorted() {
		n := g.nodes[dep]
		for _, want := range n.mig.Dependencies {
			if to, ok := moved[want]; ok {
				want = to
			}
			parent := g.nodes[want]
			if parent == nil {
				return fmt.Errorf("migrate: %s depends on %s, which does not exist%s", dep, want, g.hint(want))
			}
			if parent == n || slices.Contains(n.parents, parent) {
				continue
			}
			n.parents = append(n.parents, parent)
			parent.children = append(parent.children, n)
		}
	}
	return nil
}

// hint tells what there is instead of a missing migration.
func (g *graph) hint(want Dependency) string {
	var names []string
	for _, dep := range g.sorted() {
		if dep.App == want.App {
			names = append(names, dep.Name)
		}
	}
	if len(names) == 0 {
		return fmt.Sprintf(": the site has no app %s with migrations", want.App)
	}
	return fmt.Sprintf(": %s has %s", want.App, strings.Join(names, ", "))
}

// sorted returns all names in the order of the apps, then by name.
func (g *graph) sorted() []Dependency {
	place := map[string]int{}
	for i := range g.apps {
		place[g.apps[i].Label] = i
	}
	return slices.SortedFunc(maps.Keys(g.nodes), func(a, b Dependency) int {
		if d := place[a.App] - place[b.App]; d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
}

// sort puts the nodes in order, parents first, and refuses circles.
func (g *graph) sort() error {
	const (
		visiting = 1
		done     = 2
	)
	mark := map[*node]int{}
	var path []string
	var visit func(n *node) error
	visit = func(n *node) error {
		switch mark[n] {
		case done:
			return nil
		case visiting:
			from := slices.Index(path, n.dep.String())
			return fmt.Errorf("migrate: the migrations depend on each other in a circle: %s", strings.Join(append(path[from:], n.dep.String()), " -> "))
		}
		mark[n] = visiting
		path = append(path, n.dep.String())
		for _, p := range n.parents {
			if err := visit(p); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		mark[n] = done
		g.order = append(g.order, n)
		return nil
	}
	for _, dep := range g.sorted() {
		if err := visit(g.nodes[dep]); err != nil {
			return err
		}
	}
	return nil
}

// leaves returns the last migrations of an app: those that no other of the app depends on.
func (g *graph) leaves(app string) []*node {
	var out []*node
	for _, n := range g.order {
		if n.dep.App == app && !slices.ContainsFunc(n.children, func(c *node) bool { return c.dep.App == app }) {
			out = append(out, n)
		}
	}
	return out
}

// conflicts returns an error when an app has more than one leaf.
func (g *graph) conflicts() error {
	e := &ConflictError{Leaves: map[string][]string{}}
	for i := range g.apps {
		leaves := g.leaves(g.apps[i].Label)
		if len(leaves) < 2 {
			continue
		}
		for _, n := range leaves {
			e.Leaves[n.dep.App] = append(e.Leaves[n.dep.App], n.dep.Name)
		}
	}
	if len(e.Leaves) > 0 {
		return e
	}
	return nil
}

// ancestors marks n and everything it depends on.
func (n *node) ancestors(into map[*node]bool) {
	if into[n] {
		return
	}
	into[n] = true
	for _, p := range n.parents {
		p.ancestors(into)
	}
}

// descendants marks n and everything that depends on it.
func (n *node) descendants(into map[*node]bool) {
	if into[n] {
		return
	}
	into[n] = true
	for _, c := range n.children {
		c.descendants(into)
	}
}

// state replays the operations of the nodes for which keep holds, in order.
func (g *graph) state(keep func(*node) bool) (*State, error) {
	s := &State{models: map[string]*schema.Model{}}
	for _, n := range g.order {
		if keep != nil && !keep(n) {
			continue
		}
		if err := n.applyTo(s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// applyTo replays one migration in the state.
func (n *node) applyTo(s *State) error {
	for i, op := range n.mig.Operations {
		if err := op.apply(n.dep.App, s); err != nil {
			return &OperationError{App: n.dep.App, Name: n.dep.Name, Operation: i + 1, Of: len(n.mig.Operations), What: op.Describe(), Err: err}
		}
	}
	return nil
}

// states returns the state before each operation of the migration, and the one after the last. The first is a copy.
func (n *node) states(before *State) ([]*State, error) {
	out := []*State{before.clone()}
	for i, op := range n.mig.Operations {
		next := out[i].clone()
		if err := op.apply(n.dep.App, next); err != nil {
			return nil, &OperationError{App: n.dep.App, Name: n.dep.Name, Operation: i + 1, Of: len(n.mig.Operations), What: op.Describe(), Err: err}
		}
		out = append(out, next)
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
