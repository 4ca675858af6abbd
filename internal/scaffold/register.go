package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// edit is a change of the file that lists the apps.
type edit struct {
	dir, name string
	content   []byte
	changed   bool
}

func (e *edit) write() error {
	if !e.changed {
		return nil
	}
	file := filepath.Join(e.dir, e.name)
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, e.content, info.Mode().Perm())
}

// findList finds the list of apps in the main package of a folder, and adds one to it. Nothing is written.
func findList(dir, app, imported string) (*edit, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out, err := addToList(src, app, imported)
		if errors.Is(err, ErrNoList) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		return &edit{dir: dir, name: filepath.Base(name), content: out, changed: !bytes.Equal(out, src)}, nil
	}
	return nil, fmt.Errorf("%w: no musette.Site here has a field Apps with a list such as []musette.App{…}; import %q and add %s.App() to the apps of the site",
		ErrNoList, imported, app)
}

// addToList adds an app to the list of apps in a file, and its import. A file in which the app stands already is returned as
// it is.
func addToList(src []byte, app, imported string) ([]byte, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	list := appList(f)
	if list == nil {
		return nil, ErrNoList
	}
	name, have, err := importName(f, app, imported)
	if err != nil {
		return nil, err
	}
	offset := func(p token.Pos) int { return fset.Position(p).Offset }
	if have && listed(list, name) {
		return src, nil
	}
	out := insertApp(src, fset, list, name+".App()")
	if !have {
		out = insertImport(out, f, offset, imported)
	}
	return format.Source(out)
}

// appList finds []musette.App{…} as the field Apps of a musette.Site{…}.
func appList(f *ast.File) (list *ast.CompositeLit) {
	ast.Inspect(f, func(n ast.Node) bool {
		site, ok := n.(*ast.CompositeLit)
		if !ok || !isNamed(site.Type, "Site") {
			return list == nil
		}
		for _, e := range site.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, ok := kv.Key.(*ast.Ident)
			if value, isList := kv.Value.(*ast.CompositeLit); ok && isList && key.Name == "Apps" && list == nil {
				list = value
			}
		}
		return list == nil
	})
	return list
}

func isNamed(x ast.Expr, name string) bool {
	s, ok := x.(*ast.SelectorExpr)
	return ok && s.Sel.Name == name
}

// importName is the name under which the file knows the app's package, and whether it imports it. Another package of that
// name is a mistake.
func importName(f *ast.File, app, imported string) (name string, have bool, err error) {
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue
		}
		local := path.Base(p)
		if s.Name != nil {
			local = s.Name.Name
		}
		if p == imported {
			return local, true, nil
		}
		if local == app {
			return "", false, fmt.Errorf("the name %s means %s there: choose another name for the app", app, p)
		}
	}
	if declares(f, app) {
		return "", false, fmt.Errorf("the name %s is used there for something else: choose another name for the app", app)
	}
	return app, false, nil
}

// declares reports whether the file has something of that name outside of functions.
func declares(f *ast.File, name string) bool {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == name {
				return true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Name.Name == name {
						return true
					}
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if n.Name == name {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// listed reports whether the list holds name.App().
func listed(list *ast.CompositeLit, name string) bool {
	for _, e := range list.Elts {
		call, ok := e.(*ast.CallExpr)
		if !ok {
			continue
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "App" {
			continue
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
			return true
		}
	}
	return false
}

// insertApp writes the call behind the last element, on a line of its own where the elements have theirs.
func insertApp(src []byte, fset *token.FileSet, list *ast.CompositeLit, call string) []byte {
	if len(list.Elts) == 0 {
		return splice(src, fset.Position(list.Lbrace).Offset+1, call)
	}
	last := fset.Position(list.Elts[len(list.Elts)-1].End())
	if last.Line == fset.Position(list.Rbrace).Line {
		return splice(src, last.Offset, ", "+call)
	}
	// The elements end with a comma and perhaps a comment: the call stands before the line with the brace.
	end := fset.Position(list.Rbrace).Offset
	return splice(src, end, call+",\n")
}

// insertImport writes the import behind the last one. It stands before the list, so that positions in the file hold.
func insertImport(src []byte, f *ast.File, offset func(token.Pos) int, imported string) []byte {
	quoted := strconv.Quote(imported)
	if len(f.Imports) == 0 {
		return splice(src, offset(f.Name.End()), "\n\nimport "+quoted)
	}
	last := f.Imports[len(f.Imports)-1]
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT || g.Pos() > last.Pos() || g.End() < last.End() {
			continue
		}
		if !g.Lparen.IsValid() {
			return splice(src, offset(g.End()), "\nimport "+quoted)
		}
	}
	return splice(src, offset(last.End()), "\n"+quoted)
}

func splice(src []byte, at int, text string) []byte {
	out := make([]byte, 0, len(src)+len(text))
	return append(append(append(out, src[:at]...), text...), src[at:]...)
}
