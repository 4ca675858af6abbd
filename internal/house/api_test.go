package house

import (
	"go/ast"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAPI compares the exported names of the product with api/v0.txt, so that
// a change of the public API is a difference somebody reads.
func TestAPI(t *testing.T) {
	t.Parallel()
	compare(t, filepath.Join(root, "api", "v0.txt"), apiText(house(t)))
}

// apiText returns the public API: one line for each exported name, sorted.
func apiText(t *tree) string {
	var lines []string
	for _, p := range t.pkgs {
		if isPublic(p) {
			lines = append(lines, apiOf(p)...)
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n") + "\n"
}

// isPublic reports whether users can import the package. The example sites are
// importable and yet nobody's API.
func isPublic(p pkg) bool {
	if slices.Contains(strings.Split(p.dir, "/"), "internal") || under(p.dir, "examples") {
		return false
	}
	files := p.product()
	return len(files) > 0 && files[0].syntax.Name.Name != "main"
}

// apiOf returns the lines of one package.
func apiOf(p pkg) []string {
	name := p.dir
	if name == "." {
		name = "musette"
	}
	w := &apiWriter{prefix: "pkg " + name + ", ", embedded: embeddedTypes(p)}
	for _, f := range p.product() {
		for _, decl := range f.syntax.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				w.function(decl)
			case *ast.GenDecl:
				w.declaration(decl)
			}
		}
	}
	return w.lines
}

// embeddedTypes returns the unexported types of the package that an exported
// struct embeds: their exported methods and fields are its own.
func embeddedTypes(p pkg) map[string]bool {
	names := map[string]bool{}
	for _, f := range p.product() {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
				for _, field := range s.Fields.List {
					if len(field.Names) == 0 {
						names[baseName(field.Type)] = true
					}
				}
			}
			return false
		})
	}
	return names
}

// baseName returns the name of the type in an expression such as *pkg.T[K].
func baseName(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return baseName(e.X)
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.IndexListExpr:
		return baseName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func TestAPIText(t *testing.T) {
	t.Parallel()
	sample, err := parseTree("testdata/api")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, filepath.Join("testdata", "api", "want.txt"), apiText(sample))
}
