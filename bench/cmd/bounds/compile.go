package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// edits is how often a package is edited and built again.
const edits = 5

// compileTimes measures how long a package with models takes to build after an edit.
func compileTimes(ctx context.Context, b *bench) error {
	gen, err := b.newGenerator(ctx)
	if err != nil {
		return err
	}
	if err := gen.checkLines(ctx, b); err != nil {
		return err
	}
	times := b.size(edits, 1)
	for _, c := range []struct {
		models int
		limit  float64 // seconds
	}{{10, 1.3}, {b.size(100, 20), 11}} {
		took, cpu, err := gen.rebuild(ctx, fmt.Sprintf("models%d", c.models), manyModels(c.models), times)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.out, "%d models: %s, %s of CPU time\n", c.models, took.Round(time.Millisecond), cpu.Round(time.Millisecond))
		b.report.AtMost(fmt.Sprintf("compile/%d-models/seconds", c.models), took.Seconds(), c.limit)
	}
	return nil
}

// generator writes packages of models into a module of their own.
type generator struct{ musette, dir string }

func (b *bench) newGenerator(ctx context.Context) (*generator, error) {
	root, err := repository(ctx)
	if err != nil {
		return nil, err
	}
	g := &generator{}
	if g.musette, err = b.build(ctx, root, "./cmd/musette"); err != nil {
		return nil, err
	}
	if g.dir, err = b.tempDir(); err != nil {
		return nil, err
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(string(mod), "\n")
	mod = []byte("module compiled\n" + rest + "\nrequire github.com/musette-go/musette v0.0.0\n\nreplace github.com/musette-go/musette => " + root + "\n")
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return nil, err
	}
	return g, writeFiles(g.dir, map[string][]byte{"go.mod": mod, "go.sum": sum})
}

func writeFiles(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate writes a package and the code for its models.
func (g *generator) generate(ctx context.Context, name, source string) error {
	if err := writeFiles(filepath.Join(g.dir, name), map[string][]byte{"models.go": []byte("package " + name + "\n" + source)}); err != nil {
		return err
	}
	return command(ctx, g.dir, nil, g.musette, "generate", "./"+name)
}

// rebuild builds a package and returns the median times of building it again after an edit: by the clock, and of the CPU,
// which a busy machine disturbs less.
func (g *generator) rebuild(ctx context.Context, name, source string, times int) (took, cpu time.Duration, err error) {
	if err := g.generate(ctx, name, source); err != nil {
		return 0, 0, err
	}
	var clocks, cpus []time.Duration
	for i := range times + 1 {
		edit := fmt.Appendf(nil, "package %s\n\n// Edition is what changed.\nfunc Edition() int { return %d }\n", name, int(time.Now().UnixNano())+i)
		if err := writeFiles(filepath.Join(g.dir, name), map[string][]byte{"edition.go": edit}); err != nil {
			return 0, 0, err
		}
		build := exec.CommandContext(ctx, "go", "build", "./"+name)
		build.Dir, build.Env = g.dir, append(environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
		start := time.Now()
		if out, err := build.CombinedOutput(); err != nil {
			return 0, 0, fmt.Errorf("go build: %w\n%s", err, out)
		}
		if i > 0 { // the first one also built what the package needs
			clocks = append(clocks, time.Since(start))
			cpus = append(cpus, build.ProcessState.UserTime()+build.ProcessState.SystemTime())
		}
	}
	slices.Sort(clocks)
	slices.Sort(cpus)
	return clocks[len(clocks)/2], cpus[len(cpus)/2], nil
}

// checkLines holds the number of lines that a model of ten fields and two relations adds.
func (g *generator) checkLines(ctx context.Context, b *bench) error {
	const targets = `
import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

type Target struct {
	orm.Model
	ID   int64
	Name string ` + "`orm:\"max_length=10\"`" + `
	At   time.Time
	Cost decimal.Decimal ` + "`orm:\"max_digits=8,decimal_places=2\"`" + `
}
`
	without, err := g.lines(ctx, "without", targets)
	if err != nil {
		return err
	}
	with, err := g.lines(ctx, "with", targets+model("Subject", []string{"Target", "Target"}, 9))
	if err != nil {
		return err
	}
	b.report.AtMost("compile/lines-of-a-model", float64(with-without), 300)
	return nil
}

func (g *generator) lines(ctx context.Context, name, source string) (int, error) {
	if err := g.generate(ctx, name, source); err != nil {
		return 0, err
	}
	data, err := os.ReadFile(filepath.Join(g.dir, name, "models_gen.go"))
	return bytes.Count(data, []byte("\n")), err
}

// manyModels is the source of n models with 18 columns each, three of them keys to more basic models, as in most programs:
// a handful of models are at the bottom of everything. How many models can be reached over keys matters, because each pair
// of a model and one that is reached from it has a type of its own.
func manyModels(n int) string {
	var s strings.Builder
	s.WriteString("\nimport (\n\t\"time\"\n\n\t\"github.com/musette-go/musette/decimal\"\n\t\"github.com/musette-go/musette/orm\"\n)\n")
	name := func(i int) string { return fmt.Sprintf("M%03d", i) }
	for i := range n {
		s.WriteString(model(name(i), []string{name(i / 2), name(i / 3), name(i / 5)}, 14))
	}
	return s.String()
}

// model is the source of a model with a key, relations and a number of other fields.
func model(name string, relations []string, fields int) string {
	types := []string{"string `orm:\"max_length=50\"`", "int32", "decimal.Decimal `orm:\"max_digits=10,decimal_places=2\"`", "time.Time",
		"bool", "string", "int64", "*time.Time", "float64", "*string `orm:\"max_length=20\"`"}
	var s strings.Builder
	fmt.Fprintf(&s, "\n// %s is a model.\ntype %s struct {\n\torm.Model\n\tID int64\n", name, name)
	for i, to := range relations {
		fmt.Fprintf(&s, "\tR%d orm.Ref[%s] `orm:\"on_delete=cascade,related_name=%ss%d\"`\n", i, to, name, i)
	}
	for i := range fields {
		fmt.Fprintf(&s, "\tF%d %s\n", i, types[i%len(types)])
	}
	s.WriteString("}\n")
	return s.String()
}
