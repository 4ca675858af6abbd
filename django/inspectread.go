package django

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/musette-go/musette/db"
)

// readTables describes all tables of the database, by name, with their columns in the order that they have there.
func readTables(ctx context.Context, d *db.DB) ([]*foundTable, error) {
	if d.Dialect().Features.AlterColumn {
		return readColumns(ctx, d, postgresColumns)
	}
	return readColumns(ctx, d, sqliteColumns)
}

// Both statements give: table, column, type with sizes, may be NULL, in the primary key, numbered, unique alone, indexed alone, the table
// that a foreign key of this column alone points to.
const (
	postgresColumns = `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
	EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
	a.attidentity <> '' OR coalesce(pg_get_expr(def.adbin, def.adrelid), '') LIKE 'nextval(%',
	EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indnatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL),
	EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indnatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL),
	coalesce((SELECT t.relname::text FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid
		WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1), '')
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef def ON def.adrelid = c.oid AND def.adnum = a.attnum
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum`
	sqliteColumns = `SELECT m.name, c.name, lower(c.type), c."notnull" = 0 AND c.pk = 0, c.pk > 0, c.pk > 0 AND lower(c.type) = 'integer',
	EXISTS (SELECT 1 FROM pragma_index_list(m.name) i WHERE i."unique" AND NOT i.partial AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1
		AND (SELECT x.name FROM pragma_index_info(i.name) x) = c.name),
	EXISTS (SELECT 1 FROM pragma_index_list(m.name) i WHERE NOT i.partial AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1
		AND (SELECT x.name FROM pragma_index_info(i.name) x) = c.name),
	coalesce((SELECT f."table" FROM pragma_foreign_key_list(m.name) f WHERE f."from" = c.name LIMIT 1), '')
	FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY m.name, c.cid`
)

func readColumns(ctx context.Context, d *db.DB, sql string) (out []*foundTable, err error) {
	rows, err := d.Query(ctx, sql) //musette:sql one of the constants of this file
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		table, c := rows.String(), &foundColumn{name: rows.String()}
		c.typ, c.sizes = splitType(rows.String())
		c.null, c.primary, c.auto, c.unique, c.index, c.refers = rows.Bool(), rows.Bool(), rows.Bool(), rows.Bool(), rows.Bool(), rows.String()
		if len(out) == 0 || out[len(out)-1].name != table {
			out = append(out, &foundTable{name: table})
		}
		last := out[len(out)-1]
		last.columns = append(last.columns, c)
	}
	return out, rows.Close()
}

var sized = regexp.MustCompile(`^([^(]+?)\s*\((\d+)(?:,\s*(\d+))?\)(.*)$`)

// sqliteNames are the names by which Django calls types on SQLite, and PostgreSQL's for the same.
var sqliteNames = map[string]string{"varchar": "character varying", "bool": "boolean", "datetime": "timestamp with time zone", "decimal": "numeric",
	"time": "time without time zone", "char(32)": "uuid", "char(39)": "inet", "blob": "bytea", "smallint unsigned": "smallint",
	"integer unsigned": "integer", "bigint unsigned": "bigint"}

// splitType takes the sizes from a type: "character varying(200)" gives "character varying" and 200.
func splitType(text string) (string, []int) {
	if name, ok := sqliteNames[text]; ok {
		return name, nil
	}
	var sizes []int
	if m := sized.FindStringSubmatch(text); m != nil {
		text = strings.TrimSpace(m[1] + m[4])
		for _, digits := range m[2:4] {
			if n, err := strconv.Atoi(digits); err == nil {
				sizes = append(sizes, n)
			}
		}
	}
	if name, ok := sqliteNames[text]; ok {
		text = name
	}
	return text, sizes
}
