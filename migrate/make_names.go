package migrate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func nameRule() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_]*$`) }

// latest keeps the last of several dependencies on one app.
func latest(deps []Dependency) []Dependency {
	var out []Dependency
	for _, d := range deps {
		if i := slices.IndexFunc(out, func(o Dependency) bool { return o.App == d.App }); i >= 0 {
			out[i] = d
			continue
		}
		out = append(out, d)
	}
	return out
}

func hasApp(deps []Dependency, app string) bool {
	return slices.ContainsFunc(deps, func(d Dependency) bool { return d.App == app })
}

func lastName(g *graph, last map[string]string, app string) string {
	if name := last[app]; name != "" {
		return name
	}
	if leaves := g.leaves(app); len(leaves) > 0 {
		return leaves[0].dep.Name
	}
	return ""
}

// nextName puts the next number before a name.
func nextName(g *graph, last map[string]string, app, name string) string {
	highest := number(last[app])
	for dep := range g.nodes {
		if dep.App == app {
			highest = max(highest, number(dep.Name))
		}
	}
	return fmt.Sprintf("%04d_%s", highest+1, name)
}

// number is the number that a name begins with, or 0.
func number(name string) int {
	digits, _, _ := strings.Cut(name, "_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// maxFragments is how long a name made of operations may become.
const maxFragments = 52

// suggestName makes a name as Django does: of the operations, cut where it gets long.
func suggestName(initial bool, ops []Operation, given string) string {
	if given != "" {
		return given
	}
	if initial {
		return "initial"
	}
	var parts []string
	for _, op := range ops {
		if f := op.fragment(); f != "" {
			parts = append(parts, f)
		}
	}
	if len(parts) == 0 {
		return "custom"
	}
	name := parts[0]
	for _, part := range parts[1:] {
		if len(name)+len(part) >= maxFragments {
			return name + "_and_more"
		}
		name += "_" + part
	}
	return name
}
