package generate

import (
	"go/ast"
	"go/parser"
	"go/types"
	"slices"
)

// Import finds a package for the type checker: a stub, a package read from its source, or an empty package when it is not
// one that models can come from. It never fails, since code that does not compile is the normal case here.
func (l *loader) Import(importPath string) (*types.Package, error) {
	if src, ok := stubs[importPath]; ok {
		return l.stub(importPath, src), nil
	}
	if dir := l.locate(importPath); dir != "" {
		if p, err := l.load(importPath, dir); err == nil {
			return p.types, nil
		}
	}
	return empty(importPath), nil
}

// stub type-checks the text that stands for a package, once.
func (l *loader) stub(importPath, src string) *types.Package {
	if p := l.stubs[importPath]; p != nil {
		return p
	}
	tree, err := parser.ParseFile(l.fset, importPath, src, parser.SkipObjectResolution)
	if err != nil {
		panic("generate: stub of " + importPath + ": " + err.Error())
	}
	conf := types.Config{Importer: l, Error: func(error) {}}
	p, _ := conf.Check(importPath, l.fset, []*ast.File{tree}, nil)
	l.stubs[importPath] = p
	return p
}

func empty(importPath string) *types.Package {
	p := types.NewPackage(importPath, guessName(importPath))
	p.MarkComplete()
	return p
}

// locate returns the directory of a package that may hold models, or "".
func (l *loader) locate(importPath string) string {
	if dir, ok := l.main.contains(importPath); ok {
		return dir
	}
	l.ask([]string{importPath})
	if dir := l.found[importPath]; dir != "" {
		return dir
	}
	for _, m := range l.others {
		if dir, ok := m.contains(importPath); ok {
			return dir
		}
	}
	return ""
}

// ask sends the go command, in one call, all paths that lie in no known module. The standard library, whose paths begin
// without a dot, holds no models.
func (l *loader) ask(paths []string) {
	var unknown []string
	for _, p := range paths {
		if !l.asked[p] && !l.known(p) && !standard(p) {
			unknown = append(unknown, p)
			l.asked[p] = true
		}
	}
	if unknown == nil {
		return
	}
	slices.Sort(unknown)
	dirs, modules := l.list(l.ctx, l.main.dir, unknown)
	for p, dir := range dirs {
		l.found[p] = dir
	}
	l.others = append(l.others, modules...)
}

func (l *loader) known(importPath string) bool {
	if _, ok := stubs[importPath]; ok {
		return true
	}
	for _, m := range slices.Concat([]module{l.main}, l.others) {
		if _, ok := m.contains(importPath); ok {
			return true
		}
	}
	return false
}
