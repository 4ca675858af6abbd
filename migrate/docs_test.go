package migrate

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/schema"
)

// docStart are the tables that the reference begins with.
func docStart() []Operation {
	return []Operation{
		CreateModel{Name: "Category", Fields: []schema.Field{idField(), {Name: "name", Type: schema.CharField, MaxLength: 50, Unique: true}}},
		CreateModel{Name: "Product", Fields: []schema.Field{idField(), {Name: "name", Type: schema.CharField, MaxLength: 100, Index: true},
			{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2}, fk("category", "catalog.Category")}},
	}
}

// docOperations are the examples of the reference, by the names of their markers.
func docOperations() map[string]Operation {
	return map[string]Operation{
		"create":       CreateModel{Name: "Review", Fields: []schema.Field{idField(), fk("product", "catalog.Product"), text("text")}},
		"delete":       DeleteModel{Name: "Product"},
		"rename-model": RenameModel{From: "Product", To: "Item"},
		"alter-table":  AlterModelTable{Model: "Category", Table: "groups"},
		"options":      AlterModelOptions{Model: "Product", Options: Options{Comment: "things for sale", VerboseName: "product"}},
		"add-null":     AddField{Model: "Product", Field: schema.Field{Name: "sold_out_at", Type: schema.DateTimeField, Null: true}},
		"add-default":  AddField{Model: "Product", Field: schema.Field{Name: "stock", Type: schema.IntegerField, Default: int64(0)}},
		"add-fill":     AddField{Model: "Category", Field: schema.Field{Name: "added", Type: schema.DateField}, Fill: Now},
		"add-key":      AddField{Model: "Product", Field: schema.Field{Name: "owner", Null: true, Type: schema.BigIntegerField, Relation: &schema.Relation{To: "catalog.Category"}}},
		"add-many":     AddField{Model: "Product", Field: many("similar", "catalog.Product")},
		"remove":       RemoveField{Model: "Product", Name: "name"},
		"alter":        AlterField{Model: "Product", Field: schema.Field{Name: "price", Type: schema.DecimalField, MaxDigits: 8, DecimalPlaces: 1}},
		"rename-field": RenameField{Model: "Product", From: "name", To: "title"},
		"index":        AddIndex{Model: "Product", Index: schema.Index{Name: "cheap", Keys: []schema.IndexKey{{Expr: new(schema.Call(schema.OpLower, schema.F("name")))}, {Field: "price", Desc: true}}, Where: new(schema.Lt(schema.F("price"), schema.V(schema.Number("9.99"))))}},
		"rename-index": nil,
		"unique":       AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Unique, Name: "one_name", Fields: []string{"category", "name"}}},
		"check":        AddConstraint{Model: "Category", Constraint: schema.Constraint{Kind: schema.Check, Name: "named", Check: new(schema.Ne(schema.F("name"), schema.V("")))}},
	}
}

// docSQL writes the blocks for a marker.
func docSQL(t *testing.T, name string) string {
	t.Helper()
	ops := docOperations()
	list := []Migration{{Name: "0001", Operations: docStart()}}
	at := 0
	if name != "start" {
		op, ok := ops[name]
		if !ok {
			t.Fatalf("the reference has a marker %q that no example has", name)
		}
		if name == "rename-index" {
			list[0].Operations = append(list[0].Operations, ops["index"])
			op = RenameIndex{Model: "Product", From: "cheap", To: "by_price"}
		}
		list = append(list, Migration{Name: "0002", Dependencies: []Dependency{{"catalog", "0001"}}, Operations: []Operation{op}})
		at = 1
	}
	g, err := newGraph([]App{{Label: "catalog", Migrations: list}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	before, err := g.state(func(n *node) bool { return at == 1 && n == g.order[0] })
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, kind := range []string{"postgres", "sqlite"} {
		d := dialects()[kind]
		sql, err := script(d, g.order[at], before, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range append(d.begin(), d.commit()...) {
			sql = strings.Replace(sql, line+";\n", "", 1)
		}
		sql = regexp.MustCompile(`(?m)^-- (Create|Delete|Rename|Change|Add|Remove|Alter) .*\n`).ReplaceAllString(sql, "")
		if sql == "" {
			sql = "-- nothing\n"
		}
		fmt.Fprintf(&out, "```sql\n-- %s\n%s```\n", map[string]string{"postgres": "PostgreSQL", "sqlite": "SQLite"}[kind], sql)
		if kind == "postgres" {
			out.WriteString("\n")
		}
	}
	return out.String()
}

// TestReferenceSQL has the SQL in the reference be that of the code; -update rewrites it.
func TestReferenceSQL(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "reference", "migrations.md")
	page := read(t, path)
	marker := regexp.MustCompile("(?s)<!-- sql: ([a-z-]+) -->\n(\n```sql\n.*?```\n\n```sql\n.*?```\n)?")
	found := map[string]bool{}
	fresh := marker.ReplaceAllStringFunc(page, func(block string) string {
		name := marker.FindStringSubmatch(block)[1]
		found[name] = true
		return "<!-- sql: " + name + " -->\n\n" + docSQL(t, name)
	})
	for name := range docOperations() {
		if !found[name] {
			t.Errorf("the example %s is not in the reference", name)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if fresh != page {
		t.Errorf("the reference differs from the code (run with -update):\n%s", lineDiff(page, fresh))
	}
}

// TestTopicCode has every block of Go in the pages be part of a file that compiles.
func TestTopicCode(t *testing.T) {
	t.Parallel()
	source := read(t, "example_test.go")
	for _, name := range []string{"topics", "reference"} {
		page := read(t, filepath.Join("..", "docs", name, "migrations.md"))
		for _, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(page, -1) {
			if !strings.Contains(source, block[1]) {
				t.Errorf("docs/%s/migrations.md: this block is in no example:\n%s", name, block[1])
			}
		}
	}
}
