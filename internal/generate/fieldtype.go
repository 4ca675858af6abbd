package generate

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// fieldType finds out what kind of column a field is. It reports whether it is one.
func (c *flattener) fieldType(f *field, d *decl, expr ast.Expr) bool {
	t := d.pack.info.TypeOf(expr)
	if star, ok := expr.(*ast.StarExpr); ok {
		f.pointer = true
		expr, t = star.X, d.pack.info.TypeOf(star.X)
	}
	if isRelationType(t) || relationName(d.pack, expr) != "" {
		return c.relationType(f, d, expr, t)
	}
	if t == nil || t == types.Typ[types.Invalid] {
		shown := types.ExprString(expr)
		if standard(c.importOf(d, expr)) {
			c.collector.add(f.pos, f.subject(), "%s", notAColumn(shown, ""))
		} else {
			c.collector.add(f.pos, f.subject(), "unknown type %s%s", shown, c.whyUnknown(d, expr, d.pack.typeNames()))
		}
		return false
	}
	f.kind, f.defined = kindOf(t)
	f.elem = t
	switch {
	case f.kind == nil:
		c.collector.add(f.pos, f.subject(), "%s", notAColumn(types.ExprString(expr), typeAdvice(t)))
		return false
	case f.pointer && f.defined:
		c.collector.add(f.pos, f.subject(), "a pointer to a type of one's own cannot be a column: write *%s, or give %s a value that means none", f.kind.shown, types.ExprString(expr))
		return false
	}
	f.class = f.kind.class
	return true
}

// notAColumn explains what types a column can have, or the one to use.
func notAColumn(shown, advice string) string {
	if advice != "" {
		return "a column cannot have the type " + shown + ": " + advice
	}
	return "a column cannot have the type " + shown + "; it can be " + supported() + "; `orm:\"-\"` takes a field out of the model"
}

// importOf is the path of the package that a qualified name belongs to, or "".
func (c *collector) importOf(d *decl, expr ast.Expr) string {
	sel, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return d.file.imports[id.Name]
}

// standard reports whether the path is one of the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return importPath != "" && !strings.Contains(first, ".")
}

// whyUnknown adds to "unknown type" or "unknown model" what may be the reason.
func (c *collector) whyUnknown(d *decl, expr ast.Expr, known []string) string {
	sel, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return didYouMean(types.ExprString(expr), known)
	}
	path := c.importOf(d, expr)
	p := c.packs[path]
	switch {
	case path == "":
		return ": the file imports no package of that name"
	case p == nil && stubs[path] == "":
		return fmt.Sprintf(": the package %q was not found; run `go mod tidy`, or correct the import", path)
	case p == nil:
		return fmt.Sprintf(": the package %q has no such type for models", path)
	}
	return fmt.Sprintf(": the package %q has no such type%s", path, didYouMean(sel.Sel.Name, p.typeNames()))
}

// typeAdvice names the type to use instead of one that is no column.
func typeAdvice(t types.Type) string {
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch b.Kind() {
		case types.Int8, types.Uint8:
			return "use int16"
		case types.Uint16:
			return "use int32"
		case types.Uint, types.Uint32, types.Uint64:
			return "use int64"
		case types.Float32:
			return "use float64"
		}
	}
	if _, ok := t.(*types.Pointer); ok {
		return "one pointer is enough"
	}
	return ""
}

// typeNames lists the types of the package, for suggestions.
func (p *pack) typeNames() []string { return p.types.Scope().Names() }

// isRelationType reports whether t is one of the types of package orm that refer to models.
func isRelationType(t types.Type) bool {
	return isOrm(t, "RefOf") || isOrm(t, "Many") || isOrm(t, "LooseRef")
}

// relationName is "Ref", "RefOf" or "Many" when the expression is written so, whatever became of its arguments, or "".
func relationName(p *pack, expr ast.Expr) string {
	switch x := expr.(type) {
	case *ast.IndexExpr:
		expr = x.X
	case *ast.IndexListExpr:
		expr = x.X
	}
	var id *ast.Ident
	switch x := expr.(type) {
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	default:
		return ""
	}
	obj := p.info.Uses[id]
	if obj == nil || packagePath(obj) != ormPath || obj.Name() != "Ref" && obj.Name() != "RefOf" && obj.Name() != "Many" {
		return ""
	}
	return obj.Name()
}

// relationType reads the type of a key or a many-to-many.
func (c *flattener) relationType(f *field, d *decl, expr ast.Expr, t types.Type) bool {
	shown := types.ExprString(expr)
	if f.pointer {
		c.collector.add(f.pos, f.subject(), "*%s: a relation is no pointer; a key that may be NULL is %s with the option null", shown, shown)
		return false
	}
	f.rel = &relation{to: shown}
	switch {
	case isOrm(t, "LooseRef"):
		f.class, f.rel.loose = looseClass, true
		f.kind, f.elem = findKind("", "int64"), types.Typ[types.Int64]
		return true
	case isOrm(t, "Many") || relationName(d.pack, expr) == "Many":
		f.class = manyClass
	default:
		f.class = refClass
	}
	target := targetExpr(expr)
	if target == nil {
		c.collector.add(f.pos, f.subject(), "%s does not say which model: write orm.Ref[Author]", shown)
		return false
	}
	f.rel.target = c.target(f, d, target)
	if f.rel.target == nil {
		return false
	}
	f.rel.to = f.rel.target.label()
	if named, ok := types.Unalias(t).(*types.Named); ok && isOrm(t, "RefOf") && named.TypeArgs().Len() == 2 {
		f.elem = named.TypeArgs().At(1)
		f.kind, f.defined = kindOf(f.elem)
	}
	return true
}

// targetExpr is the model in orm.Ref[Model], orm.RefOf[Model, Key] and orm.Many[Model].
func targetExpr(expr ast.Expr) ast.Expr {
	switch x := expr.(type) {
	case *ast.IndexExpr:
		return x.Index
	case *ast.IndexListExpr:
		return x.Indices[0]
	}
	return nil
}

// target finds the model that a relation names, and explains when there is none.
func (c *collector) target(f *field, d *decl, expr ast.Expr) *model {
	shown := types.ExprString(expr)
	t := d.pack.info.TypeOf(expr)
	e := c.declOf(t)
	switch {
	case e == nil && (t == nil || t == types.Typ[types.Invalid]):
		c.add(f.pos, f.subject(), "unknown model %s%s", shown, c.whyUnknown(d, expr, d.pack.structNames()))
		return nil
	case e == nil:
		c.add(f.pos, f.subject(), "%s is not a model: a model is a struct that embeds orm.Model", shown)
		return nil
	case !c.isModel(e):
		c.add(f.pos, f.subject(), "%s is not a model: %s", shown, map[bool]string{true: "it is marked //musette:abstract", false: "embed orm.Model in it"}[e.abstract()])
		return nil
	}
	return c.modelsOf(e.pack).byDecl[e]
}
