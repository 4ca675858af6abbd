package house

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the text files under api/")

// module is the path of the product's module.
const module = "github.com/musette-go/musette"

// root is the repository's root, seen from this folder.
var root = filepath.Join("..", "..")

// file is one parsed Go file.
type file struct {
	name   string // the base name
	syntax *ast.File
}

// isTest reports whether the file belongs to tests only.
func (f file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// imports returns the import paths.
func (f file) imports() []string {
	var paths []string
	for _, spec := range f.syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// pkg is a folder with Go files, of all systems and build tags.
type pkg struct {
	dir   string // slash-separated, relative to the root; "." for the root
	files []file
}

// product returns the files that are not tests.
func (p pkg) product() []file {
	return slices.DeleteFunc(slices.Clone(p.files), file.isTest)
}

// tree is a parsed source tree.
type tree struct {
	fset *token.FileSet
	pkgs []pkg // sorted by dir
}

// find returns the package in the folder.
func (t *tree) find(dir string) (pkg, bool) {
	for _, p := range t.pkgs {
		if p.dir == dir {
			return p, true
		}
	}
	return pkg{}, false
}

// house returns the parsed product: all that belongs to its module.
func house(t *testing.T) *tree {
	t.Helper()
	parsed, err := parseHouse()
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

var parseHouse = sync.OnceValues(func() (*tree, error) { return parseTree(root) })

// parseTree parses every package below the folder, but for data (testdata),
// hidden folders and modules of their own.
func parseTree(from string) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	byDir := map[string][]file{}
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != from && isApart(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		syntax, err := parser.ParseFile(t.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(from, filepath.Dir(name))
		if err != nil {
			return err
		}
		dir = filepath.ToSlash(dir)
		byDir[dir] = append(byDir[dir], file{filepath.Base(name), syntax})
		return nil
	})
	for dir, files := range byDir {
		t.pkgs = append(t.pkgs, pkg{dir, files})
	}
	slices.SortFunc(t.pkgs, func(a, b pkg) int { return strings.Compare(a.dir, b.dir) })
	return t, err
}

// isApart reports whether the folder is no part of the module.
func isApart(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}
