package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// MakeOptions say what [MakeMigrations] does. The zero value writes what is missing for all apps.
type MakeOptions struct {
	Apps     []string  // the apps to write for. Defaults to all that can be written
	Check    bool      // write nothing; ErrChanges when there is something to write
	DryRun   bool      // write nothing; print the files
	Empty    bool      // write a migration without operations for each of Apps, to be filled in by hand
	Merge    bool      // write a migration that joins the ends of an app's history
	Name     string    // the name behind the number. Defaults to one made of the operations
	Renames  []string  // answers, see [Flags]
	NoRename bool      // likewise
	Fills    []string  // likewise
	Out      io.Writer // what people read. Defaults to nothing
	In       io.Reader // a terminal to ask at. Defaults to none: open questions are an error
}

// planned is a migration to write.
type planned struct {
	app *App
	mig Migration
}

// MakeMigrations writes migrations for what differs between the models and the existing migrations, and returns the files.
// Nothing to write is no error. Where a person must decide and there is none, the error is a [QuestionError] with the
// flags that answer.
func MakeMigrations(ctx context.Context, apps []App, opt MakeOptions) (written []string, err error) {
	if opt.Out == nil {
		opt.Out = io.Discard
	}
	if opt.Name != "" && !nameRule().MatchString(opt.Name) {
		return nil, fmt.Errorf("migrate: --name %q: expected lower-case letters, digits and underscores", opt.Name)
	}
	g, err := newGraph(apps, nil)
	if err != nil {
		return nil, err
	}
	for _, label := range opt.Apps {
		if _, err := g.app(label); err != nil {
			return nil, err
		}
	}
	list, err := plannedFor(g, opt)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		fmt.Fprintln(opt.Out, "No changes detected"+inApps(opt.Apps))
		return nil, nil
	}
	return writePlanned(list, opt)
}

func inApps(apps []string) string {
	if len(apps) == 0 {
		return ""
	}
	return " in " + join(apps)
}

func plannedFor(g *graph, opt MakeOptions) ([]planned, error) {
	if opt.Merge {
		return planMerge(g, opt)
	}
	if err := g.conflicts(); err != nil {
		return nil, err
	}
	if opt.Empty {
		return planEmpty(g, opt)
	}
	return planChanges(g, opt)
}

// planChanges detects what differs and names it.
func planChanges(g *graph, opt MakeOptions) ([]planned, error) {
	from, err := g.state(nil)
	if err != nil {
		return nil, err
	}
	to, err := NewState(g.apps)
	if err != nil {
		return nil, err
	}
	unattended := &Unattended{}
	flags := Flags{Renames: opt.Renames, NoRename: opt.NoRename, Fills: opt.Fills, Next: unattended}
	if opt.In != nil {
		flags.Next = NewTerminal(opt.In, opt.Out)
	}
	if err := flags.check(from, to); err != nil {
		return nil, err
	}
	changes, err := Detect(from, to, flags)
	if err != nil {
		return nil, err
	}
	changes, err = limitTo(g, changes, opt.Apps)
	if err != nil {
		return nil, err
	}
	if err := unattended.Err(); err != nil {
		return nil, err
	}
	return nameChanges(g, changes, opt)
}

// limitTo leaves out changes of other apps than those asked for, and refuses changes of apps that cannot be written.
func limitTo(g *graph, changes []Change, apps []string) ([]Change, error) {
	keep := make([]bool, len(changes))
	var mark func(i int)
	mark = func(i int) {
		keep[i] = true
		for _, j := range changes[i].After {
			mark(j)
		}
	}
	for i := range changes {
		if len(apps) == 0 || slices.Contains(apps, changes[i].App) {
			mark(i)
		}
	}
	var out []Change
	place := make([]int, len(changes))
	for i, c := range changes {
		if !keep[i] {
			continue
		}
		app, err := g.app(c.App)
		if err != nil {
			return nil, err
		}
		if app.ReadOnly {
			return nil, fmt.Errorf("migrate: the models of %s differ from its migrations (%s), but it belongs to another module: use the version of that module that the migrations were made for", c.App, c.Operations[0].Describe())
		}
		after := make([]int, len(c.After))
		for j, k := range c.After {
			after[j] = place[k]
		}
		c.After = after
		place[i] = len(out)
		out = append(out, c)
	}
	return out, nil
}

// nameChanges gives the changes names and dependencies.
func nameChanges(g *graph, changes []Change, opt MakeOptions) ([]planned, error) {
	var out []planned
	last := map[string]string{}
	for _, c := range changes {
		app, err := g.app(c.App)
		if err != nil {
			return nil, err
		}
		m := Migration{Operations: c.Operations}
		if prev := lastName(g, last, c.App); prev != "" {
			m.Dependencies = append(m.Dependencies, Dependency{c.App, prev})
		}
		m.Initial = len(g.leaves(c.App)) == 0 // the app's first migrations, of which there may be several
		m.Name = nextName(g, last, c.App, suggestName(m.Initial, c.Operations, opt.Name))
		for _, at := range c.After {
			if dep := (Dependency{changes[at].App, out[at].mig.Name}); dep.App != c.App {
				m.Dependencies = append(m.Dependencies, dep)
			}
		}
		for _, other := range c.Apps {
			if hasApp(m.Dependencies, other) {
				continue
			}
			if leaves := g.leaves(other); len(leaves) > 0 {
				m.Dependencies = append(m.Dependencies, leaves[0].dep)
			}
		}
		m.Dependencies = latest(m.Dependencies)
		last[c.App] = m.Name
		out = append(out, planned{app, m})
	}
	return out, nil
}

// planEmpty makes migrations without operations.
func planEmpty(g *graph, opt MakeOptions) ([]planned, error) {
	if len(opt.Apps) == 0 {
		return nil, errors.New("migrate: --empty needs the labels of the apps to write for")
	}
	var out []planned
	for _, label := range opt.Apps {
		app, err := g.app(label)
		if err != nil {
			return nil, err
		}
		m := Migration{}
		if prev := lastName(g, nil, label); prev != "" {
			m.Dependencies = []Dependency{{label, prev}}
		}
		m.Name = nextName(g, nil, label, suggestName(false, nil, opt.Name))
		out = append(out, planned{app, m})
	}
	return out, nil
}

// writePlanned prints the plan as Django does, and writes the files unless the options say otherwise.
func writePlanned(list []planned, opt MakeOptions) ([]string, error) {
	var written []string
	for len(list) > 0 {
		app := list[0].app
		fmt.Fprintf(opt.Out, "Migrations for '%s':\n", app.Label)
		var own []Migration
		for i := range list {
			if list[i].app == app {
				own = append(own, list[i].mig)
			}
		}
		for i := range own {
			describe(opt.Out, app, &own[i])
		}
		got, err := writeOwn(app, own, opt)
		if written = append(written, got...); err != nil {
			return written, err
		}
		list = slices.DeleteFunc(list, func(p planned) bool { return p.app == app })
	}
	if opt.Check {
		return nil, ErrChanges
	}
	return written, nil
}

func describe(w io.Writer, app *App, m *Migration) {
	fmt.Fprintf(w, "  %s\n", shown(filepath.Join(app.dir(), fileName(m.Name))))
	for _, op := range m.Operations {
		fmt.Fprintf(w, "    %s %s\n", op.sign(), op.Describe())
	}
}

// shown is a path as people read it: from the working directory where it lies in there.
func shown(path string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, path); err == nil && filepath.IsLocal(rel) {
			path = rel
		}
	}
	return filepath.ToSlash(path)
}

func writeOwn(app *App, own []Migration, opt MakeOptions) ([]string, error) {
	if opt.Check || opt.DryRun {
		if opt.DryRun {
			for i := range own {
				src, err := goSource("migrations", &own[i])
				if err != nil {
					return nil, err
				}
				fmt.Fprintf(opt.Out, "Full migrations file '%s':\n%s", fileName(own[i].Name), src)
			}
		}
		return nil, nil
	}
	if app.ReadOnly {
		return nil, fmt.Errorf("migrate: %s belongs to another module: no migration is written for it", app.Label)
	}
	return writeMigrations(app.dir(), own)
}
