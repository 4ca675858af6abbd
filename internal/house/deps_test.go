package house

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample is a program whose dependencies are watched.
type sample struct {
	name  string   // of the text file: api/deps-<name>.txt
	about string   // what the program is
	roots []string // the packages of the product that it imports
}

// samples returns the watched programs: a whole site, and two that take one
// battery only and must not pay for the others.
func samples() []sample {
	return []sample{
		{"shop", "the example site", []string{"examples/shop"}},
		{"orm", "a program that uses the models and nothing else", []string{"orm", "db"}},
		{"web", "a program that uses routes and templates and nothing else", []string{"web", "render"}},
	}
}

// unwritten returns a package of the program that the tree lacks.
func (s sample) unwritten(t *tree) string {
	for _, dir := range s.roots {
		if p, ok := t.find(dir); !ok || len(p.product()) == 0 {
			return dir
		}
	}
	return ""
}

// TestDeps compares what the sample programs are built from with
// api/deps-*.txt, so that a new dependency is a difference somebody reads.
func TestDeps(t *testing.T) {
	t.Parallel()
	required, err := requirements(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := moduleCache()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(root, "api", "deps-"+s.name+".txt")
			if missing := s.unwritten(house(t)); missing != "" {
				if _, err := os.Stat(name); err == nil {
					t.Fatalf("%s is gone, and %s is about it", missing, name)
				}
				t.Skipf("%s is not written yet", missing)
			}
			w := newWalker(map[string]string{module: root}, required, cache)
			for _, dir := range s.roots {
				if err := w.visit(module + "/" + dir); err != nil {
					t.Fatal(err)
				}
			}
			compare(t, name, depsText(s, w))
		})
	}
}

// depsText lists the packages of the product and the modules of others.
func depsText(s sample, w *walker) string {
	var ours, theirs []string
	for importPath, mod := range w.moduleOf {
		if mod == module {
			ours = append(ours, strings.TrimPrefix(importPath, module+"/"))
		} else {
			theirs = append(theirs, mod)
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	theirs = slices.Compact(theirs)
	var b strings.Builder
	fmt.Fprintf(&b, "What %s is built from (linux/amd64, without cgo).\n\nOf the product:\n", s.about)
	for _, dir := range ours {
		fmt.Fprintf(&b, "  %s\n", dir)
	}
	b.WriteString("\nModules of others:\n")
	for _, mod := range theirs {
		fmt.Fprintf(&b, "  %s\n", mod)
	}
	return b.String()
}
