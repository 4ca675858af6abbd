package migrate

import (
	"errors"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// TestRebuildKeepsEverything rebuilds a table of SQLite that others point to, with a trigger, an index made by hand, a view
// and numbers that were given out already.
func TestRebuildKeepsEverything(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.SQLite(t))
	price := schema.Field{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 4}
	e := executor(t, d, baseApp([]Operation{AlterField{Model: "Product", Field: price}}))
	migrateTo(t, e, "catalog", "0001")
	seed(t, d)
	execute(t, d, `INSERT INTO catalog_product (id, name, category_id, price) VALUES (70, 'gone', 1, 100); DELETE FROM catalog_product WHERE id = 70;
		CREATE TABLE log (text text);
		CREATE TRIGGER noted AFTER UPDATE ON catalog_product BEGIN INSERT INTO log VALUES (new.name); END;
		CREATE INDEX by_hand ON catalog_product (stock, name);
		CREATE VIEW cheap AS SELECT name FROM catalog_product WHERE price < 100000`)
	migrateTo(t, e, "", "")
	if got := texts(t, d, "SELECT name || ' ' || price FROM catalog_product ORDER BY id"); strings.Join(got, ", ") != "pen 12500, book 200000" {
		t.Errorf("rows %v", got)
	}
	for _, table := range []string{"catalog_product_tags", "catalog_product_similar"} {
		if got := texts(t, d, "SELECT CAST(count(*) AS text) FROM "+table); got[0] == "0" {
			t.Errorf("the rebuild deleted the rows of %s", table)
		}
	}
	execute(t, d, `UPDATE catalog_product SET stock = 9 WHERE id = 1; INSERT INTO catalog_product (name, category_id, price) VALUES ('new', 1, 10000)`)
	if got := texts(t, d, "SELECT text FROM log"); len(got) != 1 || got[0] != "pen" {
		t.Errorf("the trigger noted %v", got)
	}
	if got := texts(t, d, "SELECT name FROM cheap ORDER BY name"); len(got) != 2 {
		t.Errorf("the view shows %v", got)
	}
	if got := texts(t, d, "SELECT CAST(max(id) AS text) FROM catalog_product"); got[0] != "71" {
		t.Errorf("the next number is %s: one was given twice", got[0])
	}
	if got := dump(t, d); !strings.Contains(got, "by_hand") {
		t.Error("the index made by hand is gone")
	}
	if _, err := d.Exec(t.Context(), "DELETE FROM catalog_category"); !errors.Is(err, db.ErrForeignKey) {
		t.Errorf("a category that products point to could be deleted: %v", err)
	}
}

// TestIndexInTheWay has a failing rebuild leave the database as it was: an index made by hand needs a column that goes.
func TestIndexInTheWay(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.SQLite(t))
	e := executor(t, d, baseApp([]Operation{RemoveField{Model: "Product", Name: "category", Fill: 1}}))
	migrateTo(t, e, "catalog", "0001")
	seed(t, d)
	execute(t, d, `CREATE INDEX by_hand ON catalog_product (category_id, name)`)
	before := dump(t, d)
	err := e.Migrate(t.Context(), MigrateOptions{})
	if err == nil || !strings.Contains(err.Error(), "an index or trigger on catalog_product that was made by hand does not fit the altered table") {
		t.Errorf("error %v", err)
	}
	if got := dump(t, d); got != before {
		t.Errorf("the schema changed:\n%s", lineDiff(before, got))
	}
}

// TestNotNullNeedsValues refuses to forbid NULL, or to add a key, where rows would have no value.
func TestNotNullNeedsValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op   Operation
		want string
	}{
		{AddField{Model: "Product", Field: fk("owner", "catalog.Category")}, "catalog_product has 2 rows and the new column owner_id may not be NULL: give the operation a Fill for them"},
		{AddField{Model: "Product", Field: schema.Field{Name: "seen", Type: schema.DateField}}, "catalog_product has 2 rows and the new column seen may not be NULL"},
		{AlterField{Model: "Product", Field: schema.Field{Name: "made", Type: schema.DateTimeField}}, "1 rows of catalog_product have NULL in made, which shall be NOT NULL"},
		{AlterField{Model: "Product", Field: fk("parent", "catalog.Product")}, "1 rows of catalog_product have NULL in parent_id"},
		{AddField{Model: "Product", Field: fk("owner", "catalog.Category"), Fill: 99}, ""},
		{AddField{Model: "Product", Field: schema.Field{Name: "big", Type: schema.SmallIntegerField}, Fill: 99999}, "expected -32768 to 32767"},
	} {
		testenv.Databases(t, func(t *testing.T, url string) {
			d := open(t, url)
			e := executor(t, d, baseApp([]Operation{c.op}))
			migrateTo(t, e, "catalog", "0001")
			seed(t, d)
			before := dump(t, d)
			err := e.Migrate(t.Context(), MigrateOptions{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: error %v", c.op.Describe(), err)
			}
			if got := dump(t, d); got != before {
				t.Errorf("the schema changed:\n%s", lineDiff(before, got))
			}
		})
	}
}

// TestSQLiteLimits refuses what SQLite cannot hold before anything is done.
func TestSQLiteLimits(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.SQLite(t))
	e := executor(t, d, chain("x", ops(CreateModel{Name: "M", Fields: []schema.Field{idField(), {Name: "big", Type: schema.DecimalField, MaxDigits: 19, DecimalPlaces: 2}}})))
	err := e.Migrate(t.Context(), MigrateOptions{})
	if err == nil || !strings.Contains(err.Error(), "SQLite holds decimals of at most 18 digits, this one has 19 (column big of x_m)") {
		t.Errorf("error %v", err)
	}
}
