package house

import (
	"go/ast"
	"go/token"
	"strings"
)

// apiWriter collects the lines of one package.
type apiWriter struct {
	prefix   string
	embedded map[string]bool
	lines    []string
}

func (w *apiWriter) add(parts ...string) {
	w.lines = append(w.lines, w.prefix+strings.Join(parts, ""))
}

// shows reports whether the members of the named type are public.
func (w *apiWriter) shows(name string) bool { return ast.IsExported(name) || w.embedded[name] }

func (w *apiWriter) function(fn *ast.FuncDecl) {
	if !fn.Name.IsExported() {
		return
	}
	if fn.Recv == nil {
		w.add("func ", fn.Name.Name, typeParams(fn.Type.TypeParams), signature(fn.Type))
		return
	}
	recv := fn.Recv.List[0].Type
	if w.shows(baseName(recv)) {
		w.add("method (", typeString(recv), ") ", fn.Name.Name, signature(fn.Type))
	}
}

func (w *apiWriter) declaration(decl *ast.GenDecl) {
	var last *ast.ValueSpec // a constant without a value repeats the one before
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			w.typeSpec(spec)
		case *ast.ValueSpec:
			if spec.Type != nil || len(spec.Values) > 0 {
				last = spec
			}
			w.values(decl.Tok, spec, last)
		}
	}
}

func (w *apiWriter) values(tok token.Token, spec, typed *ast.ValueSpec) {
	typ := ""
	if typed != nil && typed.Type != nil {
		typ = " " + typeString(typed.Type)
	}
	for i, name := range spec.Names {
		if !name.IsExported() {
			continue
		}
		value := ""
		if tok == token.CONST && i < len(spec.Values) {
			value = " = " + typeString(spec.Values[i])
		}
		w.add(tok.String(), " ", name.Name, typ, value)
	}
}

func (w *apiWriter) typeSpec(spec *ast.TypeSpec) {
	if !w.shows(spec.Name.Name) {
		return
	}
	name := spec.Name.Name + typeParams(spec.TypeParams)
	switch typ := spec.Type.(type) {
	case *ast.StructType:
		w.add("type ", name, " struct")
		w.fields("type "+name+" struct, ", typ)
	case *ast.InterfaceType:
		w.add("type ", name, " interface")
		w.elements("type "+name+" interface, ", typ)
	default:
		is := " "
		if spec.Assign.IsValid() {
			is = " = "
		}
		w.add("type ", name, is, typeString(spec.Type))
	}
}

func (w *apiWriter) fields(prefix string, typ *ast.StructType) {
	for _, field := range typ.Fields.List {
		if len(field.Names) == 0 && ast.IsExported(baseName(field.Type)) {
			w.add(prefix, "embedded ", typeString(field.Type))
		}
		for _, name := range field.Names {
			if name.IsExported() {
				w.add(prefix, name.Name, " ", typeString(field.Type))
			}
		}
	}
}

// elements writes an interface. An unexported method says that nobody outside
// can implement it, which is worth a line.
func (w *apiWriter) elements(prefix string, typ *ast.InterfaceType) {
	closed := false
	for _, element := range typ.Methods.List {
		if len(element.Names) == 0 {
			w.add(prefix, "embedded ", typeString(element.Type))
		}
		for _, name := range element.Names {
			if fn, ok := element.Type.(*ast.FuncType); ok && name.IsExported() {
				w.add(prefix, name.Name, signature(fn))
			}
			closed = closed || !name.IsExported()
		}
	}
	if closed {
		w.add(prefix, "unexported methods")
	}
}
