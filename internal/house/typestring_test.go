package house

import (
	"go/ast"
	"go/types"
	"strings"
)

// typeString writes a type (or a constant's value) as in source, but without
// the names of parameters: renaming one changes nothing for callers.
func typeString(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.FuncType:
		return "func" + signature(e)
	case *ast.StarExpr:
		return "*" + typeString(e.X)
	case *ast.Ellipsis:
		return "..." + typeString(e.Elt)
	case *ast.ArrayType:
		length := ""
		if e.Len != nil {
			length = typeString(e.Len)
		}
		return "[" + length + "]" + typeString(e.Elt)
	case *ast.MapType:
		return "map[" + typeString(e.Key) + "]" + typeString(e.Value)
	case *ast.ChanType:
		switch e.Dir {
		case ast.SEND:
			return "chan<- " + typeString(e.Value)
		case ast.RECV:
			return "<-chan " + typeString(e.Value)
		}
		return "chan " + typeString(e.Value)
	case *ast.IndexExpr:
		return typeString(e.X) + "[" + typeString(e.Index) + "]"
	case *ast.IndexListExpr:
		return typeString(e.X) + "[" + joined(e.Indices) + "]"
	}
	return types.ExprString(expr)
}

func joined(list []ast.Expr) string {
	var parts []string
	for _, e := range list {
		parts = append(parts, typeString(e))
	}
	return strings.Join(parts, ", ")
}

// signature writes parameters and results: "(context.Context, ...int) error".
func signature(fn *ast.FuncType) string {
	results := fieldTypes(fn.Results)
	switch len(results) {
	case 0:
		return "(" + strings.Join(fieldTypes(fn.Params), ", ") + ")"
	case 1:
		return "(" + strings.Join(fieldTypes(fn.Params), ", ") + ") " + results[0]
	}
	return "(" + strings.Join(fieldTypes(fn.Params), ", ") + ") (" + strings.Join(results, ", ") + ")"
}

// fieldTypes returns one type for each parameter.
func fieldTypes(list *ast.FieldList) []string {
	if list == nil {
		return nil
	}
	var all []string
	for _, f := range list.List {
		for range max(len(f.Names), 1) {
			all = append(all, typeString(f.Type))
		}
	}
	return all
}

// typeParams writes "[T any, K comparable]", or nothing.
func typeParams(list *ast.FieldList) string {
	if list == nil || len(list.List) == 0 {
		return ""
	}
	var all []string
	for _, f := range list.List {
		for _, name := range f.Names {
			all = append(all, name.Name+" "+typeString(f.Type))
		}
	}
	return "[" + strings.Join(all, ", ") + "]"
}
