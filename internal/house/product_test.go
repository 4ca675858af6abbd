package house

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// forTests are the packages of the product that exist for tests and so may
// import testing. A conformance suite (cachetest, storagetest) is one too.
func forTests(dir string) bool {
	return under(dir, "testkit") || under(dir, "internal/testenv") || strings.HasSuffix(path.Base(dir), "test")
}

// checkProduct returns what product code must not do: register things in init
// or by a blank import, and import the machinery of tests.
func checkProduct(t *tree) []string {
	var wrong []string
	for _, p := range t.pkgs {
		for _, f := range p.product() {
			where := path.Join(p.dir, f.name)
			for _, decl := range f.syntax.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					wrong = append(wrong, where+" has an init function: pass a value where it is used instead")
				}
			}
			for _, imported := range f.imports() {
				if !forTests(p.dir) && isTestMachinery(imported) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s, which is for tests", where, imported))
				}
			}
			for _, spec := range f.syntax.Imports {
				if spec.Name != nil && spec.Name.Name == "_" && spec.Path.Value != `"embed"` {
					wrong = append(wrong, fmt.Sprintf("%s imports %s for its side effects only", where, spec.Path.Value))
				}
			}
		}
	}
	return wrong
}

func isTestMachinery(importPath string) bool {
	switch importPath {
	case "net/http/httptest", module + "/testkit", module + "/internal/testenv":
		return true
	}
	return importPath == "testing" || strings.HasPrefix(importPath, "testing/")
}

func TestProductCode(t *testing.T) {
	t.Parallel()
	for _, problem := range checkProduct(house(t)) {
		t.Error(problem)
	}
}

func TestProductCodeFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	bad, err := parseTree("testdata/product")
	if err != nil {
		t.Fatal(err)
	}
	got := checkProduct(bad)
	want := []string{
		"wrong/wrong.go has an init function: pass a value where it is used instead",
		"wrong/wrong.go imports testing, which is for tests",
		`wrong/wrong.go imports "image/png" for its side effects only`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// generatedBelow returns the packages with generated code that the package in
// the folder imports, directly or not.
func generatedBelow(t *tree, dir string) []string {
	var found []string
	seen := map[string]bool{}
	var visit func(dir string)
	visit = func(dir string) {
		p, ok := t.find(dir)
		if !ok || seen[dir] {
			return
		}
		seen[dir] = true
		for _, f := range p.product() {
			if strings.HasSuffix(f.name, "_gen.go") {
				found = append(found, path.Join(dir, f.name))
			}
			for _, imported := range f.imports() {
				if below, ours := folderOf(imported); ours {
					visit(below)
				}
			}
		}
	}
	visit(dir)
	return found
}

// TestGeneratorCanAlwaysBeBuilt: a generator that imports what it generates
// cannot repair a broken generated file.
func TestGeneratorCanAlwaysBeBuilt(t *testing.T) {
	t.Parallel()
	for _, name := range generatedBelow(house(t), "cmd/musette") {
		t.Errorf("cmd/musette depends on the generated file %s", name)
	}
}

func TestGeneratedBelowFindsIndirectImports(t *testing.T) {
	t.Parallel()
	sample, err := parseTree("testdata/product")
	if err != nil {
		t.Fatal(err)
	}
	if got := generatedBelow(sample, "tool"); !slices.Equal(got, []string{"models/models_gen.go"}) {
		t.Errorf("found %v, want models/models_gen.go", got)
	}
}
