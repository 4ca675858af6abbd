package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// found is a column as it is in the database.
type found struct {
	typ      string // as the database spells it, without length: "character varying", "integer"
	notNull  bool
	primary  bool
	numbered bool // the database gives the next number
}

// unfitColumns says which columns of a table that another program made the models cannot use. Lengths of texts, the width of
// numbers beyond what is needed, and how a key is numbered make no difference.
func (e *Executor) unfitColumns(ctx context.Context, t *table) ([]string, error) {
	have, err := foundColumns(ctx, e.db, t.name)
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range t.columns {
		c := &t.columns[i]
		f, ok := have[c.name]
		if !ok {
			continue // columnDifferences has it
		}
		if why := unfit(c, f); why != "" {
			out = append(out, t.name+"."+c.name+" "+why)
		}
	}
	return out, nil
}

// unfit says what keeps a column from being used, or "".
func unfit(c *column, f found) string {
	want := fittingTypes(c.typ.Type)
	switch {
	case want != nil && !fits(want, f.typ):
		return fmt.Sprintf("is %s, and %s was expected", f.typ, want[0])
	case c.primary != f.primary && c.primary:
		return "is not the primary key"
	case c.primary:
		if c.auto && !f.numbered {
			return "is not numbered by the database"
		}
	case c.null && f.notNull:
		return "is NOT NULL, and the model leaves it out"
	case !c.null && !f.notNull:
		return "may be NULL, and the model expects a value"
	}
	return ""
}

// fittingTypes are the names of types that hold a field's values, the usual one first; nil for fields that are not looked at.
func fittingTypes(t schema.Type) []string {
	switch t {
	case schema.IntegerField:
		return []string{"integer", "bigint", "int"}
	case schema.BigIntegerField:
		return []string{"bigint", "integer", "int"} // a table of pairs has a narrower number in Django
	case schema.CharField, schema.TextField:
		return []string{"character varying", "text", "varchar", "char", "citext"}
	case schema.BooleanField:
		return []string{"boolean", "bool"}
	case schema.DateTimeField:
		return []string{"timestamp with time zone", "datetime"}
	}
	return nil
}

func fits(want []string, have string) bool {
	for _, w := range want {
		if w == have {
			return true
		}
	}
	return false
}

// foundColumns asks the database about the columns of a table.
func foundColumns(ctx context.Context, d *db.DB, name string) (map[string]found, error) {
	sql := `SELECT a.attname::text, format_type(a.atttypid, NULL), a.attnotnull,
		EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
		a.attidentity <> '' OR coalesce(pg_get_expr(def.adbin, def.adrelid), '') LIKE 'nextval(%'
		FROM pg_attribute a LEFT JOIN pg_attrdef def ON def.adrelid = a.attrelid AND def.adnum = a.attnum
		WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped`
	if !d.Dialect().Features.AlterColumn {
		sql = `SELECT name, lower(type), "notnull" <> 0, pk > 0, pk > 0 AND lower(type) = 'integer' FROM pragma_table_xinfo(?1)`
	}
	rows, err := d.Query(ctx, sql, name)
	out := map[string]found{}
	err = scan(rows, err, func(r *db.Rows) {
		column, typ := r.String(), r.String()
		typ, _, _ = strings.Cut(typ, "(")
		out[column] = found{typ: strings.TrimSpace(typ), notNull: r.Bool(), primary: r.Bool(), numbered: r.Bool()}
	})
	return out, err
}
