package migrate

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

func idField() schema.Field {
	return schema.Field{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true}
}

func fk(name, to string) schema.Field {
	return schema.Field{Name: name, Type: schema.BigIntegerField, Relation: &schema.Relation{To: to, OnDelete: schema.Protect}}
}

func many(name, to string) schema.Field {
	return schema.Field{Name: name, Relation: &schema.Relation{Kind: schema.ManyToMany, To: to}}
}

// base is what each case of TestOperations starts from: categories, products with every type of field, and tags.
func base() []Operation {
	price := schema.F("price")
	return []Operation{
		CreateModel{Name: "Category", Fields: []schema.Field{idField(), {Name: "name", Type: schema.CharField, MaxLength: 50, Unique: true}, {Name: "code", Type: schema.TextField, Null: true}}},
		CreateModel{Name: "Tag", Fields: []schema.Field{{Name: "slug", Type: schema.CharField, MaxLength: 30, PrimaryKey: true}}},
		CreateModel{Name: "Product",
			Fields: []schema.Field{idField(), {Name: "name", Type: schema.CharField, MaxLength: 100, Index: true}, fk("category", "catalog.Category"),
				{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2}, {Name: "stock", Type: schema.IntegerField, Default: int64(7)},
				{Name: "note", Type: schema.TextField, Null: true, Comment: "free text"}, {Name: "data", Type: schema.JSONField, Null: true},
				{Name: "made", Type: schema.DateTimeField, Null: true}, {Name: "day", Type: schema.DateField, Null: true}, {Name: "at", Type: schema.TimeField, Null: true},
				{Name: "active", Type: schema.BooleanField, Default: true}, {Name: "ref", Type: schema.UUIDField, Null: true}, {Name: "weight", Type: schema.FloatField, Null: true},
				{Name: "took", Type: schema.DurationField, Null: true}, {Name: "raw", Type: schema.BinaryField, Null: true}, {Name: "host", Type: schema.IPAddressField, Null: true},
				fk("parent", "catalog.Product"), many("tags", "catalog.Tag"), many("similar", "catalog.Product")},
			Options: Options{
				Comment:     "things for sale",
				Indexes:     []schema.Index{{Name: "product_price_idx", Keys: []schema.IndexKey{{Field: "price", Desc: true}, {Field: "name"}}}},
				Constraints: []schema.Constraint{{Kind: schema.Check, Name: "price_positive", Check: new(schema.Ge(price, schema.V(schema.Number("0.50"))))}},
			}},
	}
}

// nullParent lets rows without a parent in.
func baseNullParent() []Operation {
	ops := base()
	p := ops[2].(CreateModel)
	for i := range p.Fields {
		if p.Fields[i].Name == "parent" {
			p.Fields[i].Null = true
		}
	}
	ops[2] = p
	return ops
}

type operationCase struct {
	name string
	ops  []Operation
}

func operationCases() []operationCase {
	f := func(name string, t schema.Type) schema.Field { return schema.Field{Name: name, Type: t} }
	null := func(f schema.Field) schema.Field { f.Null = true; return f }
	char := func(name string, n int) schema.Field {
		return schema.Field{Name: name, Type: schema.CharField, MaxLength: n}
	}
	return []operationCase{
		{"create model", []Operation{CreateModel{Name: "Review", Fields: []schema.Field{idField(), fk("product", "catalog.Product"), f("text", schema.TextField)}}}},
		{"delete model", []Operation{RemoveField{Model: "Product", Name: "tags"}, DeleteModel{Name: "Tag"}}},
		{"rename model", []Operation{RenameModel{From: "Product", To: "Item"}}},
		{"rename target of many-to-many", []Operation{RenameModel{From: "Tag", To: "Label"}}},
		{"rename target of key", []Operation{RenameModel{From: "Category", To: "Group"}}},
		{"alter table", []Operation{AlterModelTable{Model: "Product", Table: "goods"}}},
		{"alter options", []Operation{AlterModelOptions{Model: "Product", Options: Options{Comment: "goods", VerboseName: "good", Ordering: []schema.OrderKey{{Field: "name"}}}}}},
		{"add null field", []Operation{AddField{Model: "Product", Field: null(f("extra", schema.IntegerField))}}},
		{"add field with default", []Operation{AddField{Model: "Product", Field: schema.Field{Name: "extra", Type: schema.CharField, MaxLength: 9, Default: "it's"}}}},
		{"add field with zero", []Operation{AddField{Model: "Product", Field: f("extra", schema.BooleanField)}}},
		{"add field with fill", []Operation{AddField{Model: "Product", Field: f("extra", schema.DateTimeField), Fill: Now}}},
		{"add unique uuid", []Operation{AddField{Model: "Product", Field: schema.Field{Name: "extra", Type: schema.UUIDField, Unique: true}, Fill: RandomUUID}}},
		{"add json", []Operation{AddField{Model: "Product", Field: schema.Field{Name: "extra", Type: schema.JSONField, Default: `{"a": 1}`}}}},
		{"add indexed", []Operation{AddField{Model: "Product", Field: schema.Field{Name: "extra", Type: schema.IntegerField, Index: true}}}},
		{"add null key", []Operation{AddField{Model: "Tag", Field: null(fk("category", "catalog.Category"))}}},
		{"add key", []Operation{AddField{Model: "Product", Field: fk("other", "catalog.Category"), Fill: 1}}},
		{"add one-to-one", []Operation{AddField{Model: "Tag", Field: schema.Field{Name: "main", Null: true, Type: schema.BigIntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "catalog.Product"}}}}},
		{"add many-to-many", []Operation{AddField{Model: "Category", Field: many("tags", "catalog.Tag")}}},
		{"remove field", []Operation{RemoveField{Model: "Product", Name: "note"}}},
		{"remove indexed field", []Operation{RemoveField{Model: "Product", Name: "at"}, RemoveField{Model: "Category", Name: "name", Fill: RandomUUIDText}}},
		{"remove key", []Operation{RemoveField{Model: "Product", Name: "category", Fill: 1}}},
		{"remove many-to-many", []Operation{RemoveField{Model: "Product", Name: "similar"}}},
		{"rename field", []Operation{RenameField{Model: "Product", From: "price", To: "cost"}}},
		{"rename indexed field", []Operation{RenameField{Model: "Product", From: "name", To: "title"}}},
		{"rename key", []Operation{RenameField{Model: "Product", From: "category", To: "kind"}}},
		{"rename many-to-many", []Operation{RenameField{Model: "Product", From: "tags", To: "labels"}}},
		{"rename primary key", []Operation{RenameField{Model: "Tag", From: "slug", To: "code"}}},
		{"alter to null", []Operation{AlterField{Model: "Product", Field: null(char("name", 100))}}},
		{"alter to not null", []Operation{AlterField{Model: "Product", Field: f("note", schema.TextField), Fill: "none"}}},
		{"alter default", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "stock", Type: schema.IntegerField, Default: int64(3)}}}},
		{"alter length", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "name", Type: schema.CharField, MaxLength: 60, Index: true}}}},
		{"alter decimal places", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "price", Type: schema.DecimalField, MaxDigits: 12, DecimalPlaces: 4}}}},
		{"alter int to decimal", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "stock", Type: schema.DecimalField, MaxDigits: 12, DecimalPlaces: 2, Default: schema.Number("1.5")}}}},
		{"alter int to bigint", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "stock", Type: schema.BigIntegerField}}}},
		{"alter int to text", []Operation{AlterField{Model: "Product", Field: f("stock", schema.TextField)}}},
		{"alter decimal to text", []Operation{RemoveConstraint{Model: "Product", Name: "price_positive"}, AlterField{Model: "Product", Field: f("price", schema.TextField)}}},
		{"alter date to datetime", []Operation{AlterField{Model: "Product", Field: null(f("day", schema.DateTimeField))}}},
		{"alter datetime to text", []Operation{AlterField{Model: "Product", Field: null(f("made", schema.TextField))}}},
		{"alter uuid to text", []Operation{AlterField{Model: "Product", Field: null(char("ref", 36))}}},
		{"alter bool to int", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "active", Type: schema.IntegerField, Default: int64(1)}}}},
		{"alter json to text", []Operation{AlterField{Model: "Product", Field: null(f("data", schema.TextField))}}},
		{"alter float to decimal", []Operation{AlterField{Model: "Product", Field: null(schema.Field{Name: "weight", Type: schema.DecimalField, MaxDigits: 8, DecimalPlaces: 3})}}},
		{"alter unique", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "name", Type: schema.CharField, MaxLength: 100, Unique: true}}}},
		{"alter column", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "note", Column: "remark", Type: schema.TextField, Null: true}}}},
		{"alter key type", []Operation{AlterField{Model: "Tag", Field: schema.Field{Name: "slug", Type: schema.CharField, MaxLength: 40, PrimaryKey: true}}}},
		{"alter auto key type", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true}}}},
		{"alter key to one-to-one", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "category", Type: schema.BigIntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "catalog.Category"}}}}},
		{"alter collation", []Operation{AlterField{Model: "Product", Field: schema.Field{Name: "note", Type: schema.TextField, Null: true, Collation: "C"}}}},
		{"add index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "by_stock", Keys: []schema.IndexKey{{Field: "stock"}}, Where: new(schema.F("active"))}}}},
		{"add expression index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "by_lower", Keys: []schema.IndexKey{{Expr: new(schema.Call(schema.OpLower, schema.F("name")))}}}}}},
		{"add covering index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "covers", Keys: []schema.IndexKey{{Field: "stock"}}, Include: []string{"price"}}}}},
		{"add gin index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "by_data", Keys: []schema.IndexKey{{Field: "data"}}, Method: schema.GIN, OpClass: "jsonb_path_ops"}}}},
		{"add hash index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "by_name_hash", Keys: []schema.IndexKey{{Field: "name"}}, Method: schema.Hash}}}},
		{"add brin index", []Operation{AddIndex{Model: "Product", Index: schema.Index{Name: "by_made", Keys: []schema.IndexKey{{Field: "made"}}, Method: schema.BRIN}}}},
		{"remove index", []Operation{RemoveIndex{Model: "Product", Name: "product_price_idx"}}},
		{"rename index", []Operation{RenameIndex{Model: "Product", From: "product_price_idx", To: "by_price"}}},
		{"add check", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Check, Name: "named", Check: new(schema.Or(schema.IsNull(schema.F("note")), schema.Operate(schema.OpStartsWith, schema.F("name"), schema.V("p")), schema.In(schema.F("stock"), schema.V(7), schema.V(8))))}}}},
		{"add unique together", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Unique, Name: "one_name", Fields: []string{"category", "name"}}}}},
		{"add partial unique", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Unique, Name: "one_active", Fields: []string{"name"}, Where: new(schema.Gt(schema.F("price"), schema.V(10)))}}}},
		{"add unique nulls not distinct", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Unique, Name: "one_ref", Fields: []string{"name", "ref"}, NullsNotDistinct: true}}}},
		{"add covering unique", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Unique, Name: "one_name", Fields: []string{"name"}, Include: []string{"price"}}}}},
		{"add exclusion", []Operation{AddConstraint{Model: "Product", Constraint: schema.Constraint{Kind: schema.Exclude, Name: "apart", Exclusions: []schema.Exclusion{{Field: "name", Operator: "="}}, Method: schema.Hash, Where: new(schema.F("active"))}}}},
		{"remove check", []Operation{RemoveConstraint{Model: "Product", Name: "price_positive"}}},
		{"run sql", []Operation{RunSQL{Forward: SQL{Any: "CREATE TABLE extra (id int); INSERT INTO extra VALUES (1)"}, Reverse: SQL{Any: "DROP TABLE extra"}}}},
		{"run go then alter", []Operation{RunGo{Forward: Noop, Reverse: Noop}, AlterField{Model: "Product", Field: null(char("name", 90))}}},
		{"separate", []Operation{SeparateDatabaseAndState{Database: []Operation{AddField{Model: "Tag", Field: null(f("hidden", schema.TextField))}}}}},
	}
}

// RandomUUIDText is a fill for a unique text.
const RandomUUIDText = "again"

func baseApp(ops []Operation) App {
	return App{Label: "catalog", Migrations: []Migration{
		{Name: "0001_initial", Initial: true, Operations: baseNullParent()},
		{Name: "0002_change", Dependencies: []Dependency{{"catalog", "0001_initial"}}, Operations: ops},
	}}
}

// seed puts one category, two tags and two products in.
func seed(tb testing.TB, d *db.DB) {
	tb.Helper()
	price := []string{"1.25", "20.00"}
	when, day, ref, raw := "'2024-05-06 07:08:09+00'", "'2024-05-06'", "'00112233-4455-6677-8899-aabbccddeeff'", `'\x0102'`
	took, no := "'90 seconds'", "false"
	if !d.Dialect().Features.AlterColumn {
		price, when, ref, raw, took, no = []string{"125", "2000"}, "'2024-05-06 07:08:09'", "'00112233445566778899aabbccddeeff'", "X'0102'", "90000000", "0"
	}
	execute(tb, d, strings.NewReplacer("@p1", price[0], "@p2", price[1], "@when", when, "@day", day, "@ref", ref, "@raw", raw, "@took", took, "@no", no).Replace(`
		INSERT INTO catalog_category (id, name, code) VALUES (1, 'Books', NULL);
		INSERT INTO catalog_tag (slug) VALUES ('new'), ('old');
		INSERT INTO catalog_product (id, name, category_id, price, stock, note, data, made, day, at, ref, weight, took, raw, host)
			VALUES (1, 'pen', 1, @p1, 3, NULL, '{"a":1}', @when, @day, '10:11:12', @ref, 1.5, @took, @raw, '10.0.0.1');
		INSERT INTO catalog_product (id, name, category_id, price, stock, active, parent_id) VALUES (2, 'book', 1, @p2, 4, @no, 1);
		INSERT INTO catalog_product_tags (product_id, tag_id) VALUES (1, 'new'), (2, 'old');
		INSERT INTO catalog_product_similar (from_product_id, to_product_id) VALUES (1, 2);`))
}

func TestOperationsGoUpAndDown(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		for _, c := range operationCases() {
			t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
				upAndDown(t, d, c)
			})
			if t.Failed() && dump(t, d) != "" {
				d = open(t, fresh(t, url)) // the case has left something behind
			}
		}
	})
}

// upAndDown applies and undoes a case twice over rows, and checks that each way leads to the same schema.
func upAndDown(t *testing.T, d *db.DB, c operationCase) {
	t.Helper()
	e := executor(t, d, baseApp(c.ops))
	migrateTo(t, e, "catalog", "0001")
	if c.name != "alter key to one-to-one" { // both products are of one category
		seed(t, d)
	}
	before := dump(t, d)
	migrateTo(t, e, "catalog", "")
	after := dump(t, d)
	if sql, err := e.SQL("catalog", "0002", false); err != nil || !strings.Contains(sql, "COMMIT") {
		t.Errorf("SQL: %v\n%s", err, sql)
	}
	if n := texts(t, d, "SELECT CAST(count(*) AS text) FROM musette_migrations"); n[0] != "2" {
		t.Errorf("%s migrations noted", n[0])
	}
	migrateTo(t, e, "catalog", "0001")
	if got := dump(t, d); got != before {
		t.Errorf("undone, the schema differs:\n%s", lineDiff(before, got))
	}
	migrateTo(t, e, "catalog", "")
	if got := dump(t, d); got != after {
		t.Errorf("done again, the schema differs:\n%s", lineDiff(after, got))
	}
	migrateTo(t, e, "catalog", "zero")
	if got := dump(t, d); got != "" {
		t.Errorf("undone to zero, there is left:\n%s", got)
	}
}

// lineDiff shows the lines that only one of two texts has.
func lineDiff(a, b string) string {
	in := func(text, line string) bool { return strings.Contains("\n"+text, "\n"+line+"\n") }
	var out strings.Builder
	for line := range strings.Lines(a) {
		if !in(b, strings.TrimSuffix(line, "\n")) {
			out.WriteString("- " + line)
		}
	}
	for line := range strings.Lines(b) {
		if !in(a, strings.TrimSuffix(line, "\n")) {
			out.WriteString("+ " + line)
		}
	}
	return out.String()
}
