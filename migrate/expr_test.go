package migrate

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

func exprTable() *table {
	return &table{name: "t", columns: []column{
		{name: "price", typ: columnType{Type: schema.DecimalField, digits: 10, places: 2}}, {name: "rate", typ: columnType{Type: schema.DecimalField, digits: 10, places: 4}},
		{name: "stock", typ: columnType{Type: schema.IntegerField}}, {name: "weight", typ: columnType{Type: schema.FloatField}}, {name: "name", typ: columnType{Type: schema.CharField, length: 3}},
		{name: "active", typ: columnType{Type: schema.BooleanField}}, {name: "made", typ: columnType{Type: schema.DateTimeField}}, {name: "day", typ: columnType{Type: schema.DateField}},
		{name: "ref", typ: columnType{Type: schema.UUIDField}}, {name: "took", typ: columnType{Type: schema.DurationField}},
	}}
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	f, v := schema.F, schema.V
	price := f("price")
	for _, c := range []struct {
		e                schema.Expr
		postgres, sqlite string
	}{
		{schema.Gt(price, v(0)), `"price" > 0`, `"price" > 0`},
		{schema.Gt(price, v(schema.Number("0.5"))), `"price" > 0.5`, `"price" > 50`},
		{schema.Gt(price, v(schema.Number("0.125"))), `"price" > 0.125`, `("price" * 10) > 125`},
		{schema.Lt(v(3), price), `3 < "price"`, `300 < "price"`},
		{schema.Le(price, f("rate")), `"price" <= "rate"`, `("price" * 100) <= "rate"`},
		{schema.Le(price, f("stock")), `"price" <= "stock"`, `"price" <= ("stock" * 100)`},
		{schema.Le(price, f("weight")), `"price" <= "weight"`, `("price" / 100.0) <= "weight"`},
		{schema.Eq(schema.Operate(schema.OpMul, price, v(schema.Number("1.5"))), f("rate")), `("price" * 1.5) = "rate"`, `(("price" * 15) * 10) = "rate"`},
		{schema.Eq(schema.Operate(schema.OpAdd, price, f("rate")), v(1)), `("price" + "rate") = 1`, `(("price" * 100) + "rate") = 10000`},
		{schema.In(price, v(1), v(schema.Number("2.5"))), `"price" IN (1, 2.5)`, `"price" IN (100, 250)`},
		{schema.In(price, v(1), v(schema.Number("2.555"))), `"price" IN (1, 2.555)`, `("price" IN (100) OR ("price" * 10) = 2555)`},
		{schema.In(f("stock")), `1 = 0`, `1 = 0`},
		{schema.Ne(f("name"), v("it's \\ \"x\"")), `"name" <> 'it''s \ "x"'`, `"name" <> 'it''s \ "x"'`},
		{schema.Operate(schema.OpContains, f("name"), v("%'")), `strpos("name", '%''') > 0`, `instr("name", '%''') > 0`},
		{schema.Operate(schema.OpStartsWith, f("name"), v("a")), `starts_with("name", 'a')`, `substr("name", 1, length('a')) = 'a'`},
		{schema.Eq(schema.Call(schema.OpLower, f("name")), schema.Call(schema.OpUpper, v("x"))), `lower("name") = upper('x')`, `mu_lower("name") = mu_upper('x')`},
		{schema.Ge(schema.Call(schema.OpLength, f("name")), v(2)), `char_length("name") >= 2`, `length("name") >= 2`},
		{schema.And(f("active"), schema.Not(schema.Or(f("active"), schema.IsNull(f("name"))))), `("active" AND NOT (("active" OR "name" IS NULL)))`, `("active" AND NOT (("active" OR "name" IS NULL)))`},
		{schema.Eq(f("active"), v(true)), `"active" = true`, `"active" = 1`},
		{schema.Eq(f("name"), v(nil)), `"name" IS NULL`, `"name" IS NULL`},
		{schema.Ne(f("name"), v(nil)), `"name" IS NOT NULL`, `"name" IS NOT NULL`},
		{schema.Gt(f("made"), v(time.Date(2024, 1, 2, 3, 4, 5, 6000, time.UTC))), `"made" > '2024-01-02 03:04:05.000006+00'::timestamptz`, `"made" > '2024-01-02 03:04:05.000006'`},
		{schema.Gt(f("day"), v("2024-01-02")), `"day" > '2024-01-02'::date`, `"day" > '2024-01-02'`},
		{schema.Eq(f("ref"), v("00112233-4455-6677-8899-aabbccddeeff")), `"ref" = '00112233-4455-6677-8899-aabbccddeeff'::uuid`, `"ref" = '00112233445566778899aabbccddeeff'`},
		{schema.Gt(f("took"), v(time.Second)), `"took" > '1000000 microseconds'::interval`, `"took" > 1000000`},
		{schema.Gt(f("weight"), v(1.5)), `"weight" > 1.5`, `"weight" > 1.5`},
		{schema.And(), `1 = 1`, `1 = 1`},
		{schema.Or(), `1 = 0`, `1 = 0`},
	} {
		for kind, want := range map[string]string{"postgres": c.postgres, "sqlite": c.sqlite} {
			if got, err := exprSQL(dialects()[kind], exprTable(), c.e); err != nil || got != want {
				t.Errorf("%s: %s (%v)\nexpected %s", kind, got, err, want)
			}
		}
	}
}

func TestExpressionMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    schema.Expr
		want string
	}{
		{schema.F("nothing"), "there is no column nothing"},
		{schema.Expr{Op: 99}, "unknown operator 99"},
		{schema.Expr{Op: schema.OpGt, Args: []schema.Expr{schema.F("price")}}, "takes 2 arguments, found 1"},
		{schema.Expr{Op: schema.OpNot}, "takes 1 arguments, found 0"},
		{schema.Eq(schema.F("name"), schema.V("a\x00")), "without NUL"},
		{schema.Eq(schema.F("price"), schema.V("x")), "expected a number"},
		{schema.Eq(schema.F("day"), schema.V("2024-13-01")), "is not a date"},
	} {
		for kind, d := range dialects() {
			if got, err := exprSQL(d, exprTable(), c.e); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %s, %v, expected the error %s", kind, got, err, c.want)
			}
		}
	}
}

// FuzzTextLiteral has both kinds of literal come back from a database as they went in: no text ends the quotes early.
func FuzzTextLiteral(f *testing.F) {
	for _, s := range []string{"", "'", "''; DROP TABLE x; --", `\'`, "a\nb", "ü", `$$`, "E'\\'"} {
		f.Add(s)
	}
	lite := open(f, testenv.SQLite(f))
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range dialects() {
			sql, err := literal(d, s, columnType{Type: schema.TextField})
			if bad := !utf8.ValidString(s) || strings.Contains(s, "\x00"); bad != (err != nil) {
				t.Fatalf("%q: %v", s, err)
			}
			if err != nil {
				continue
			}
			if sql[0] != '\'' || sql[len(sql)-1] != '\'' || strings.Count(sql[1:len(sql)-1], "'")%2 != 0 || strings.ReplaceAll(sql[1:len(sql)-1], "''", "'") != s {
				t.Fatalf("%q became %s", s, sql)
			}
			if got := texts(t, lite, "SELECT "+sql); got[0] != s {
				t.Fatalf("%q came back as %q", s, got[0])
			}
		}
	})
}

// FuzzNames has no name that is not letters, digits and underscores reach a statement.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"name", `a"b`, "a b", "x;y", "1a", "", strings.Repeat("x", 64), "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		state := &State{models: map[string]*schema.Model{}}
		column := CreateModel{Name: "M", Fields: []schema.Field{idField(), {Name: "f", Column: s, Type: schema.TextField}}}
		index := CreateModel{Name: "M", Fields: []schema.Field{idField()}, Options: Options{Indexes: []schema.Index{{Name: s, OpClass: s, Keys: []schema.IndexKey{{Field: "id"}}}}}}
		table := CreateModel{Name: "M", Fields: []schema.Field{idField()}, Options: Options{Table: s}}
		for _, op := range []CreateModel{column, index, table} {
			if s == "" || schema.ValidName(s) {
				continue
			}
			if err := op.apply("x", state.clone()); err == nil {
				t.Fatalf("the name %q was accepted", s)
			}
		}
	})
}

func TestTypedValues(t *testing.T) {
	t.Parallel()
	type status string
	for _, c := range []struct {
		in   any
		typ  columnType
		want string
	}{
		{status("a"), columnType{Type: schema.TextField}, "'a'"},
		{int8(3), columnType{Type: schema.IntegerField}, "3"},
		{uint16(3), columnType{Type: schema.IntegerField}, "3"},
		{float32(1.5), columnType{Type: schema.FloatField}, "1.5"},
		{decimal.MustParse("2.5"), columnType{Type: schema.DecimalField, digits: 6, places: 2}, "2.50"},
		{map[string]int{"a": 1}, columnType{Type: schema.JSONField}, `'{"a":1}'::jsonb`},
		{[]byte{1, 255}, columnType{Type: schema.BinaryField}, `'\x01ff'::bytea`},
		{"1h30m", columnType{Type: schema.DurationField}, "'5400000000 microseconds'::interval"},
		{Now, columnType{Type: schema.DateField}, "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date"},
		{nil, columnType{Type: schema.DateField}, "NULL"},
	} {
		if got, err := literal(dialects()["postgres"], c.in, c.typ); err != nil || got != c.want {
			t.Errorf("%v: %s, %v, expected %s", c.in, got, err, c.want)
		}
	}
	if _, err := literal(dialects()["postgres"], Now, columnType{Type: schema.TextField}); err == nil || !strings.Contains(err.Error(), `fill "now" is for dates and times, not for TextField`) {
		t.Errorf("error %v", err)
	}
}
