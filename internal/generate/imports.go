package generate

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
)

// typesOnly returns the file without functions, variables, and the imports that no type needs, so that resolving it reads
// as few other packages as possible.
func (f *source) typesOnly() *ast.File {
	used := map[string]bool{}
	var decls []ast.Decl
	for _, d := range f.ast.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		decls = append(decls, gen)
		ast.Inspect(gen, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if id, ok := n.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			case *ast.Field:
				if from := fromOption(n); from != "" {
					used[from] = true
				}
			}
			return true
		})
	}
	f.imports = neededImports(f.ast.Imports, used)
	return &ast.File{Package: f.ast.Package, Name: f.ast.Name, Decls: append(f.importDecls(), decls...), FileStart: f.ast.FileStart, FileEnd: f.ast.FileEnd}
}

// fromOption is the package that the tag `orm:"from=pkg.Model"` of a field names, or "".
func fromOption(f *ast.Field) string {
	_, rest, ok := strings.Cut(tagText(f), "from=")
	if !ok {
		return ""
	}
	name, _, ok := strings.Cut(rest, ".")
	if !ok || !token.IsIdentifier(name) {
		return ""
	}
	return name
}

// neededImports picks the imports whose name is used, and those whose name can only be known by reading them when a used
// name is otherwise unknown.
func neededImports(specs []*ast.ImportSpec, used map[string]bool) map[string]string {
	needed := map[string]string{}
	unknown := map[string]bool{}
	for n := range used {
		unknown[n] = true
	}
	for _, s := range specs {
		name := localName(s)
		delete(unknown, name)
		if used[name] || name == "." {
			needed[name] = importedPath(s)
		}
	}
	if len(unknown) == 0 {
		return needed
	}
	for _, s := range specs {
		if name := localName(s); s.Name == nil && needed[name] == "" {
			needed[name] = importedPath(s)
		}
	}
	return needed
}

// localName is the name that an import has in its file, guessed from the path when none is written.
func localName(s *ast.ImportSpec) string {
	if s.Name != nil {
		return s.Name.Name
	}
	return guessName(importedPath(s))
}

func importedPath(s *ast.ImportSpec) string {
	p, _ := strconv.Unquote(s.Path.Value)
	return p
}

// guessName is the name that a package of that path probably has: its last element without a major version.
func guessName(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" && strings.Contains(importPath, "/") {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".v")
	return strings.TrimPrefix(base, "go-")
}

// importDecls are the declarations of the needed imports.
func (f *source) importDecls() []ast.Decl {
	var specs []ast.Spec
	for _, s := range f.ast.Imports {
		if f.imports[localName(s)] == importedPath(s) {
			specs = append(specs, s)
		}
	}
	if specs == nil {
		return nil
	}
	return []ast.Decl{&ast.GenDecl{TokPos: f.ast.Package, Tok: token.IMPORT, Lparen: f.ast.Package, Specs: specs, Rparen: f.ast.Package}}
}
