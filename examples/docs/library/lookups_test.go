package library

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/orm"
)

// lookups are the conditions of docs/reference/queries.md: testdata/lookups.sql has what each becomes.
var lookups = []orm.Pred[*Book]{
	Books.Title.Eq("Solaris"),
	orm.Ne(Books.Title, "Solaris"),
	orm.Ne(Books.Published, time.Unix(0, 0)),
	Books.Price.Gt(ten),
	Books.Price.Le(ten),
	Books.Title.Lt("M"),
	Books.Genre.In(Novel, Essay),
	Books.Genre.In(),
	Books.Published.IsNull(),
	Books.Published.IsNotNull(),
	Books.Title.Contains("50% off"),
	Books.Title.IContains("WAVE"),
	Books.Title.StartsWith("The"),
	orm.IStartsWith(Books.Title, "the"),
	orm.EndsWith(Books.Title, "Sand"),
	orm.IEndsWith(Books.Title, "sand"),
	orm.IExact(Books.Title, "solaris"),
	orm.Regex(Books.Title, regexp.MustCompile(`^The \w+`)),
	orm.Between(Books.Stock, 1, 10),
	orm.And(Books.Stock.Gt(0), Books.Price.Lt(ten)),
	orm.Or(Books.Stock.Eq(0), Books.Published.IsNull()),
	orm.Not(Books.Published.Gt(time.Unix(0, 0))),
	orm.F(Books.Title).Gt(Books.Author.Name),
	orm.Eq(orm.Year(Books.Published), 1961),
	orm.Eq(orm.Lower(Books.Title), "solaris"),
	orm.Gt(orm.Length(Books.Title), 20),
	Books.AuthorID.Eq(1),
	Books.Author.Name.Eq("Stanisław Lem"),
	Books.Author.Mentor().IsNull(),
	Books.Readers.Any(Readers.Name.Eq("Ada")),
}

func TestLookups(t *testing.T) {
	sources := elements(t, "lookups_test.go", "lookups")
	golden(t, "lookups.sql", func(e *env) []example {
		var b strings.Builder
		for i, p := range lookups {
			if _, err := Books.Filter(p).Count(e.ctx); err != nil {
				e.Errorf("%s: %v", sources[i], err)
			}
			sql, _, err := Books.OrderBy().Filter(p).SQL(e.db)
			e.must(err)
			_, where, _ := strings.Cut(sql, " WHERE ")
			if !strings.Contains(where, "EXISTS") {
				where = strings.ReplaceAll(where, `"library_book".`, "")
			}
			b.WriteString(sources[i] + "\n    " + where + "\n")
		}
		return []example{{"lookups", strings.TrimSuffix(b.String(), "\n")}}
	})
}

// elements returns the source of the elements of a variable.
func elements(t *testing.T, file, name string) []string {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != name {
			return true
		}
		for _, x := range spec.Values[0].(*ast.CompositeLit).Elts {
			var b bytes.Buffer
			if err := printer.Fprint(&b, fset, x); err != nil {
				t.Fatal(err)
			}
			out = append(out, b.String())
		}
		return false
	})
	return out
}
