// Package sqlvet finds SQL that a program puts together while it runs. What a user typed gets into a statement by no other way:
// the ORM writes its own statements from what is declared, and values travel as parameters.
//
// It type-checks the packages against the compiler's export data, and wants every text handed to a parameter named sql or query
// of a package that talks to databases to be a constant.
package sqlvet

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// Finding is one text of SQL that is not constant.
type Finding struct {
	Pos  token.Position // its file is relative to the folder that was looked at
	Func string         // what it is handed to: "(*db.DB).Query"
}

func (f Finding) String() string {
	return fmt.Sprintf("%s: the SQL for %s is not a constant", f.Pos, f.Func)
}

// musette is how the paths of Musette's packages begin.
const musette = "github.com/musette-go/musette/"

// reason marks a line that is meant to be as it is, and says why: //musette:sql the name comes from the list above
const reason = "//musette:sql "

// Run looks at the packages that the patterns name, as the go command understands them in dir; tests are not looked at. The
// findings are in the order of packages, files and lines. The error is the go command's when the packages do not compile.
func Run(ctx context.Context, dir string, patterns ...string) ([]Finding, error) {
	packages, err := load(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, p := range packages {
		for _, file := range p.files {
			out = append(out, p.look(file)...)
		}
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for i, f := range out {
		if rel, err := filepath.Rel(root, f.Pos.Filename); err == nil {
			out[i].Pos.Filename = filepath.ToSlash(rel)
		}
	}
	return out, nil
}

// look finds the calls in a file that hand over text which is not constant.
func (p *pkg) look(file *ast.File) (out []Finding) {
	meant := p.meant(file)
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, arg := p.sqlArgument(call)
		if arg == nil || p.info.Types[arg].Value != nil {
			return true
		}
		at := p.fset.Position(arg.Pos())
		if !meant[at.Line] && !meant[at.Line-1] {
			out = append(out, Finding{at, name})
		}
		return true
	})
	return out
}

// sqlArgument is the argument of a call that is SQL, and the name of what is called; nil for other calls.
func (p *pkg) sqlArgument(call *ast.CallExpr) (string, ast.Expr) {
	fn := p.called(call.Fun)
	if fn == nil || fn.Pkg() == nil || !fn.Exported() || !speaksSQL(fn.Pkg().Path()) {
		return "", nil
	}
	params := fn.Type().(*types.Signature).Params()
	if strings.HasPrefix(fn.Pkg().Path(), musette) && (params.Len() == 0 || params.At(0).Type().String() != "context.Context") {
		return "", nil // in Musette, what touches the database takes a context
	}
	for i := range min(params.Len(), len(call.Args)) {
		v := params.At(i)
		if basic, ok := v.Type().Underlying().(*types.Basic); ok && basic.Kind() == types.String && (v.Name() == "sql" || v.Name() == "query") {
			return strings.ReplaceAll(fn.FullName(), fn.Pkg().Path(), fn.Pkg().Name()), call.Args[i]
		}
	}
	return "", nil
}

// called is the function or method that an expression names. A function in a variable is none.
func (p *pkg) called(fun ast.Expr) *types.Func {
	var id *ast.Ident
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	case *ast.IndexExpr:
		return p.called(f.X)
	case *ast.IndexListExpr:
		return p.called(f.X)
	default:
		return nil
	}
	fn, _ := p.info.Uses[id].(*types.Func)
	return fn
}

// speaksSQL reports whether a package takes statements: Musette's own, the standard library's and PostgreSQL's driver.
func speaksSQL(path string) bool {
	const pgx = "github.com/jackc/pgx/"
	rest, ours := strings.CutPrefix(path, musette)
	return ours && slices.Contains([]string{"db", "orm", "migrate"}, rest) || path == "database/sql" || strings.HasPrefix(path, pgx)
}

// meant are the lines with a comment that gives a reason.
func (p *pkg) meant(file *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if why, ok := strings.CutPrefix(c.Text, reason); ok && strings.TrimSpace(why) != "" {
				lines[p.fset.Position(c.Pos()).Line] = true
			}
		}
	}
	return lines
}
