package auth

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/check"
)

// maxSources bounds how many files of a program are looked through.
const maxSources = 20_000

// checkUnrestricted lists where the program's own code reads a model past its policy. It reads the sources below the working directory,
// so it says nothing where only the binary is.
func checkUnrestricted(context.Context) []check.Message {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return nil
	}
	var out []check.Message
	for _, at := range unrestrictedIn(os.DirFS(dir)) {
		out = append(out, check.Message{ID: "auth.I001", Level: check.Info, Object: at, Text: "reads past the policy of a model, by Unrestricted",
			Hint: "look whether whoever gets there may see every row"})
	}
	return out
}

// unrestrictedIn finds the places in a tree of sources: file and line of each call of a method Unrestricted, and of orm.Unrestricted.
func unrestrictedIn(tree fs.FS) []string {
	var out []string
	files := token.NewFileSet()
	seen := 0
	_ = fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read has nothing to say
		}
		name := d.Name()
		if d.IsDir() {
			if path != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "vendor" || name == "testdata" || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			return nil
		}
		if seen++; seen > maxSources {
			return fs.SkipAll
		}
		source, err := fs.ReadFile(tree, path)
		if err != nil || !strings.Contains(string(source), ".Unrestricted(") {
			return nil
		}
		out = append(out, unrestrictedCalls(files, path, source)...)
		return nil
	})
	return out
}

func unrestrictedCalls(files *token.FileSet, path string, source []byte) (out []string) {
	file, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) > 1 {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Unrestricted" && (len(call.Args) == 0 || isPackage(sel.X, "orm")) {
			out = append(out, fmt.Sprintf("%s:%d", path, files.Position(sel.Sel.Pos()).Line))
		}
		return true
	})
	return out
}

func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}
