package kinds

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/migrate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { testenv.Main(m) }

// TestTypes writes the type of each column in each database into testdata, as docs/reference/models.md shows it. It asks
// the planner of migrations, which needs a database for what it can do, and so runs where that is installed.
func TestTypes(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		columns := columnTypes(t, d)
		var b strings.Builder
		for _, f := range fields(t) {
			fmt.Fprintf(&b, "%-78s %s\n", f.source, columns[f.column])
		}
		path := filepath.Join("testdata", d.Dialect().Name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != string(want) {
			t.Errorf("%s is not what migrations make (rewrite it with -update):\n%s", path, got)
		}
	})
}

// columnTypes reads the types from the statement that makes the table.
func columnTypes(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	apps, err := testmodels.Apps(Models...)
	if err != nil {
		t.Fatal(err)
	}
	x, err := migrate.New(d, apps)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range apps[0].Migrations {
		sql, err := x.SQL("kinds", m.Name, false)
		if err != nil {
			t.Fatal(err)
		}
		_, sql, _ = strings.Cut(sql, "CREATE TABLE \"kinds_sample\" (\n")
		for line := range strings.Lines(sql) {
			name, rest, ok := strings.Cut(strings.TrimPrefix(line, "\t\""), "\" ")
			if line == ");\n" {
				break
			}
			if ok {
				rest, _, _ = strings.Cut(strings.TrimRight(rest, ",\n"), " REFERENCES")
				out[name] = rest
			}
		}
	}
	return out
}

type structField struct{ source, column string }

// fields reads the fields of Sample with their tags from its source.
func fields(t *testing.T) []structField {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "models.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "Sample" {
			return true
		}
		for _, x := range spec.Type.(*ast.StructType).Fields.List {
			var b bytes.Buffer
			if err := printer.Fprint(&b, fset, x.Type); err != nil {
				t.Fatal(err)
			}
			if x.Tag != nil {
				b.WriteString("  " + strings.Trim(x.Tag.Value, "`"))
			}
			for _, n := range x.Names {
				byName[n.Name] = b.String()
			}
		}
		return false
	})
	var out []structField
	for _, f := range Samples.Descriptor().Model().Fields {
		out = append(out, structField{byName[f.GoName], f.ColumnName()})
	}
	return out
}
