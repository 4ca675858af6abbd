package generate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A column hides a method of the same name; every exported method that a descriptor, a relation or a row gets from package
// orm must therefore be reserved.
func TestReservedCoversTheMethodsOfOrm(t *testing.T) {
	t.Parallel()
	receivers := makeSet("Model", "Result", "Query", "Manager", "Rel", "ResultManager", "ResultQuery")
	found := 0
	for _, m := range methodsOf(t, filepath.Join("..", "..", "orm")) {
		if !receivers[m.receiver] || !token.IsExported(m.name) {
			continue
		}
		found++
		ofResult := strings.HasPrefix(m.receiver, "Result")
		if !reserved[m.name] && !(ofResult && reservedOutputs[m.name]) {
			t.Errorf("%s.%s of package orm is not reserved: add it to the list in names.go", m.receiver, m.name)
		}
	}
	if found < 20 {
		t.Errorf("only %d methods found: the test looks in the wrong place", found)
	}
	for name := range receivers {
		if name != "ResultQuery" && name != "ResultManager" && !reserved[name] {
			t.Errorf("%s is embedded and must be reserved", name)
		}
	}
}

type method struct{ receiver, name string }

func methodsOf(t *testing.T, dir string) []method {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []method
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				out = append(out, method{receiverName(f.Recv.List[0].Type), f.Name.Name})
			}
		}
	}
	return out
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
