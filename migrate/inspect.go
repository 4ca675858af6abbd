package migrate

import (
	"context"
	"slices"
	"strings"

	"github.com/musette-go/musette/db"
)

// Inspect describes the tables of a database in text that does not depend on the way they came about: tables, columns with
// type, nullability and default, keys, constraints and indexes, sorted. Two dumps of the same kind of database are equal
// when their schemas are. The tables in which migrations keep their books are left out.
func Inspect(ctx context.Context, d *db.DB) (string, error) {
	var lines []string
	var err error
	if d.Dialect().Features.AlterColumn {
		lines, err = inspectPostgres(ctx, d)
	} else {
		lines, err = inspectSQLite(ctx, d)
	}
	if err != nil {
		return "", err
	}
	slices.Sort(lines)
	var b strings.Builder
	for _, l := range lines {
		table, rest, _ := strings.Cut(l, " ")
		if table == recordTable || table == stepTable {
			continue
		}
		b.WriteString(table + " " + rest + "\n")
	}
	return b.String(), nil
}

// textLines runs a query of one text column.
func textLines(ctx context.Context, d *db.DB, sql string, args ...any) ([]string, error) {
	rows, err := d.Query(ctx, sql, args...)
	var out []string
	err = scan(rows, err, func(r *db.Rows) { out = append(out, r.String()) })
	return out, err
}

// tableColumns returns the names of a table's columns; none when there is no such table.
func tableColumns(ctx context.Context, d *db.DB, table string) (map[string]bool, error) {
	sql := "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped"
	if !d.Dialect().Features.AlterColumn {
		sql = "SELECT name FROM pragma_table_xinfo(?1)"
	}
	names, err := textLines(ctx, d, sql, table)
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out, err
}

// inspectPostgres asks the catalog, which prints expressions in one form.
func inspectPostgres(ctx context.Context, d *db.DB) ([]string, error) {
	const tables = ` FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace`
	var out []string
	for _, sql := range []string{
		`SELECT c.relname || ' table' || coalesce(' comment ' || quote_literal(obj_description(c.oid, 'pg_class')), '')` + tables,
		`SELECT c.relname || ' column ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
			|| CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || (SELECT collname FROM pg_collation WHERE oid = a.attcollation) ELSE '' END
			|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
			|| CASE a.attidentity WHEN 'd' THEN ' identity' WHEN 'a' THEN ' identity always' ELSE '' END
			|| coalesce(' default ' || pg_get_expr(def.adbin, def.adrelid), '')
			|| coalesce(' comment ' || quote_literal(col_description(c.oid, a.attnum)), '')
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			JOIN pg_type t ON t.oid = a.atttypid
			LEFT JOIN pg_attrdef def ON def.adrelid = c.oid AND def.adnum = a.attnum
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace`,
		`SELECT c.relname || ' constraint ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid)
			FROM pg_class c JOIN pg_constraint con ON con.conrelid = c.oid
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace`,
		`SELECT c.relname || ' index ' || pg_get_indexdef(i.indexrelid)
			FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
			AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x'))`,
	} {
		lines, err := textLines(ctx, d, sql)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	return out, nil
}

// inspectSQLite reads the statements that SQLite keeps, part by part: it rewrites them when something is renamed.
func inspectSQLite(ctx context.Context, d *db.DB) ([]string, error) {
	rows, err := d.Query(ctx, `SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`)
	var out []string
	err = scan(rows, err, func(r *db.Rows) {
		kind, table, name, sql := r.String(), r.String(), r.String(), r.String()
		if kind != "table" {
			out = append(out, table+" "+kind+" "+name+" "+squeeze(sql))
			return
		}
		out = append(out, table+" table")
		for _, part := range tableParts(sql) {
			out = append(out, table+" part "+squeeze(part))
		}
	})
	return out, err
}

// squeeze makes runs of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// tableParts splits the parentheses of a CREATE TABLE at its commas.
func tableParts(sql string) []string {
	start := strings.IndexByte(sql, '(')
	end := strings.LastIndexByte(sql, ')')
	if start < 0 || end < start {
		return nil
	}
	body := sql[start+1 : end]
	var out []string
	depth, from := 0, 0
	var quote byte
	for i := range len(body) {
		c := body[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0 // a doubled quote opens again at once
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			out = append(out, body[from:i])
			from = i + 1
		}
	}
	return append(out, body[from:])
}
