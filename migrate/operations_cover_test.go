package migrate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestEveryOperationHasACase reads the types of operations from the source: each must be among
// the cases that are done and undone.
func TestEveryOperationHasACase(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, op := range baseNullParent() {
		covered[reflect.TypeOf(op).Name()] = true
	}
	for _, c := range operationCases() {
		for _, op := range c.ops {
			covered[reflect.TypeOf(op).Name()] = true
		}
	}
	found := operationTypes(t)
	if len(found) < 15 {
		t.Fatalf("found only %v", found)
	}
	for _, name := range found {
		if !covered[name] {
			t.Errorf("no case does and undoes %s", name)
		}
	}
}

// operationTypes are the names of the exported types with a method reversible.
func operationTypes(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "reversible" {
				continue
			}
			if id, ok := f.Recv.List[0].Type.(*ast.Ident); ok && id.IsExported() {
				names = append(names, id.Name)
			}
		}
	}
	return names
}
