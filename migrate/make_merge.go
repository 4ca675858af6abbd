package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// planMerge joins the ends of each app's history, where there are several.
func planMerge(g *graph, opt MakeOptions) ([]planned, error) {
	var out []planned
	for i := range g.apps {
		app := &g.apps[i]
		leaves := g.leaves(app.Label)
		if len(leaves) < 2 || len(opt.Apps) > 0 && !slices.Contains(opt.Apps, app.Label) {
			continue
		}
		if err := mergeable(g, leaves); err != nil {
			return nil, err
		}
		m := Migration{}
		var names []string
		for _, n := range leaves {
			m.Dependencies = append(m.Dependencies, n.dep)
			names = append(names, n.dep.Name)
		}
		name := opt.Name
		if name == "" {
			if name = "merge_" + strings.Join(names, "_"); len(name) > maxFragments+len("merge_") {
				name = "merge"
			}
		}
		m.Name = nextName(g, nil, app.Label, name)
		out = append(out, planned{app, m})
	}
	return out, nil
}

// mergeable refuses branches that change the same thing: the states they lead to depend on the order.
func mergeable(g *graph, leaves []*node) error {
	seen := map[string]string{}
	shared := map[*node]int{}
	branches := make([]map[*node]bool, len(leaves))
	for i, leaf := range leaves {
		branches[i] = map[*node]bool{}
		leaf.ancestors(branches[i])
		for n := range branches[i] {
			shared[n]++
		}
	}
	for i, leaf := range leaves {
		for _, n := range g.order {
			if !branches[i][n] || shared[n] == len(leaves) || n.dep.App != leaf.dep.App {
				continue
			}
			for _, op := range n.mig.Operations {
				for _, what := range subjects(op) {
					if other, ok := seen[what]; ok && other != leaf.dep.Name {
						return fmt.Errorf("migrate: %s and %s both change %s: delete one of them and run makemigrations again", other, leaf.dep, what)
					}
					seen[what] = leaf.dep.Name
				}
			}
		}
	}
	return nil
}

// subjects names what an operation changes, for finding two that change the same.
func subjects(op Operation) []string {
	switch op := op.(type) {
	case CreateModel:
		return []string{"model " + op.Name}
	case DeleteModel:
		return []string{"model " + op.Name}
	case RenameModel:
		return []string{"model " + op.From, "model " + op.To}
	case AlterModelTable:
		return []string{"the table of " + op.Model}
	case AlterModelOptions:
		return []string{"the options of " + op.Model}
	case AddField:
		return []string{"field " + op.Model + "." + op.Field.Name}
	case AlterField:
		return []string{"field " + op.Model + "." + op.Field.Name}
	case RemoveField:
		return []string{"field " + op.Model + "." + op.Name}
	case RenameField:
		return []string{"field " + op.Model + "." + op.From, "field " + op.Model + "." + op.To}
	}
	return nil
}
