package migrate

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/schema"
)

func TestParseFill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		typ  schema.Type
		want any
		err  string
	}{
		{"true", schema.BooleanField, true, ""},
		{"7", schema.IntegerField, int64(7), ""},
		{"3000000000", schema.IntegerField, nil, "expected -2147483648 to 2147483647"},
		{"1.5", schema.FloatField, 1.5, ""},
		{"1.5", schema.DecimalField, schema.Number("1.5"), ""},
		{"1.555", schema.DecimalField, nil, "expected at most 8 digits, 2 of them after the point"},
		{"now", schema.DateField, Now, ""},
		{"now", schema.TextField, "now", ""},
		{"uuid", schema.UUIDField, RandomUUID, ""},
		{"x", schema.UUIDField, nil, "is not a UUID"},
		{"{}", schema.JSONField, "{}", ""},
		{"{", schema.JSONField, nil, "expected JSON"},
		{"tomorrow", schema.DateTimeField, nil, "write it as 2006-01-02T15:04:05Z"},
	} {
		got, err := ParseFill(c.text, schema.Field{Name: "f", Type: c.typ, MaxDigits: 8, DecimalPlaces: 2})
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s as %s: error %v", c.text, c.typ, err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s as %s: %v (%T), %v", c.text, c.typ, got, got, err)
		}
	}
}

// FuzzParseFill has whatever a flag holds be refused or come out as a literal.
func FuzzParseFill(f *testing.F) {
	f.Add("now", uint8(schema.DateField))
	f.Add("1e999999999", uint8(schema.DecimalField))
	f.Add("'", uint8(schema.TextField))
	f.Fuzz(func(t *testing.T, text string, typ uint8) {
		field := schema.Field{Name: "f", Type: schema.Type(typ%uint8(schema.IPAddressField)) + 1, MaxLength: 10, MaxDigits: 8, DecimalPlaces: 2}
		v, err := ParseFill(text, field)
		if err != nil {
			return
		}
		for kind, d := range dialects() {
			if sql, err := literal(d, v, plainType(&field)); err != nil || sql == "" {
				t.Errorf("%s: %q as %s: %q, %v", kind, text, field.Type, sql, err)
			}
		}
	})
}

// FuzzTableParts has the parts of a CREATE TABLE be all of it, whatever it is.
func FuzzTableParts(f *testing.F) {
	f.Add(`CREATE TABLE t ("a,b" text DEFAULT ',''', CHECK (x IN (1, 2)))`)
	f.Add("(")
	f.Add(")(")
	f.Fuzz(func(t *testing.T, sql string) {
		parts := tableParts(sql)
		if len(parts) > 0 && !strings.Contains(sql, "("+strings.Join(parts, ",")+")") {
			t.Errorf("%q became %q", sql, parts)
		}
	})
}

func TestTableParts(t *testing.T) {
	t.Parallel()
	got := tableParts(`CREATE TABLE "t" ("a,b" text DEFAULT ',''', n integer, CONSTRAINT c CHECK (n IN (1, 2) AND "a,b" <> ')'))`)
	want := []string{`"a,b" text DEFAULT ','''`, ` n integer`, ` CONSTRAINT c CHECK (n IN (1, 2) AND "a,b" <> ')')`}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("parts %q", got)
	}
}
