package sqlvet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pkg is a package with its types.
type pkg struct {
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, CgoFiles       []string
	DepOnly                 bool
}

// load compiles the packages and what they import, and reads the files of those that the patterns name.
func load(ctx context.Context, dir string, patterns []string) ([]*pkg, error) {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	for _, p := range patterns {
		if strings.HasPrefix(p, "-") {
			return nil, fmt.Errorf("sqlvet: %q is not a package", p)
		}
	}
	list, err := goList(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	imports := exported(fset, list)
	var out []*pkg
	for _, l := range list {
		if l.DepOnly {
			continue
		}
		p, err := check(fset, imports, l)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// goList asks the go command for packages and export data.
func goList(ctx context.Context, dir string, patterns []string) ([]listed, error) {
	args := append([]string{"list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles,CgoFiles,DepOnly", "--"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the patterns are the user's own
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("sqlvet: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	var out []listed
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("sqlvet: what go list says: %w", err)
		}
		out = append(out, l)
	}
}

// exported imports packages from the compiler's export data.
func exported(fset *token.FileSet, list []listed) types.Importer {
	files := map[string]string{}
	for _, l := range list {
		files[l.ImportPath] = l.Export
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("there is no export data of %s", path)
		}
		return os.Open(files[path])
	})
}

// check parses and type-checks one package.
func check(fset *token.FileSet, imports types.Importer, l listed) (*pkg, error) {
	p := &pkg{fset: fset, info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	for _, name := range append(l.GoFiles, l.CgoFiles...) {
		file, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("sqlvet: %w", err)
		}
		p.files = append(p.files, file)
	}
	conf := types.Config{Importer: imports, FakeImportC: true, Error: func(error) {}} // it compiles: what is left is C's
	if _, err := conf.Check(l.ImportPath, fset, p.files, p.info); err != nil && len(l.CgoFiles) == 0 {
		return nil, fmt.Errorf("sqlvet: %s: %w", l.ImportPath, err)
	}
	return p, nil
}
