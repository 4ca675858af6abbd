package orm

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// CheckDatabase compares the models with the indexes that ctx's database really has: keys and filter columns without one
// (models.W030, models.W031), declared indexes that are not there (models.W032), tables that are not there (models.W033);
// and it looks whether the database folds the case of all letters (models.W034). models.E030 says that it could not look.
func CheckDatabase(ctx context.Context, r *Registry, filtered ...Filtered) []check.Message {
	d, err := db.From(ctx)
	if err == nil {
		var real *realIndexes
		if real, err = readIndexes(ctx, d); err == nil {
			return append(real.compare(d, r, filtered), folding(ctx, d)...)
		}
	}
	return []check.Message{{ID: "models.E030", Level: check.Error, Text: "the database's indexes cannot be read: " + err.Error(), Hint: "Is the database reachable, and its schema readable?"}}
}

// realIndexes are the indexes of a database.
type realIndexes struct {
	tables map[string]bool
	names  map[string]bool
	first  map[[2]string]bool // table and column with which an index over all rows begins
}

const (
	postgresTables  = `SELECT c.relname::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(c.oid)`
	sqliteTables    = `SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`
	postgresIndexes = `SELECT c.relname::text, x.relname::text, coalesce(a.attname::text, ''), i.indpred IS NOT NULL
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
		LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND i.indkey[0] <> 0
		WHERE i.indisvalid AND pg_table_is_visible(c.oid)`
	sqliteIndexes = `SELECT m.name, l.name, coalesce(i.name, ''), l.partial FROM sqlite_master AS m, pragma_index_list(m.name) AS l, pragma_index_info(l.name) AS i
		WHERE m.type = 'table' AND i.seqno = 0`
)

func readIndexes(ctx context.Context, d *db.DB) (*realIndexes, error) {
	tables, indexes := postgresTables, postgresIndexes
	if !d.Dialect().Features.Schemas {
		tables, indexes = sqliteTables, sqliteIndexes
	}
	out := &realIndexes{tables: map[string]bool{}, names: map[string]bool{}, first: map[[2]string]bool{}}
	if err := eachRow(ctx, d, tables, func(r *Row) { out.tables[r.String()] = true }); err != nil {
		return nil, err
	}
	err := eachRow(ctx, d, indexes, func(r *Row) {
		table, name, column, partial := r.String(), r.String(), r.String(), r.Bool()
		out.names[name] = true
		if column != "" && !partial {
			out.first[[2]string{table, column}] = true
		}
	})
	return out, err
}

func eachRow(ctx context.Context, d *db.DB, sql string, read func(r *Row)) error {
	rows, err := d.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		read(&rows.Row)
	}
	return rows.Err()
}

func (x *realIndexes) compare(d *db.DB, r *Registry, filtered []Filtered) []check.Message {
	out := missing(r, filtered, func(f *field) bool {
		return f.PrimaryKey || !x.tables[f.d.table()] || x.first[[2]string{f.d.table(), f.column}]
	}, "in the database")
	for i := range out {
		out[i].ID = map[string]string{"models.W020": "models.W030", "models.W021": "models.W031"}[out[i].ID]
	}
	for _, m := range r.models {
		if m.Schema.Unmanaged {
			continue
		}
		if !x.tables[m.table()] {
			out = append(out, check.Message{ID: "models.W033", Level: check.Warning, Object: m.Label(), Text: "the table " + m.table() + " is not in the database", Hint: "Run migrate."})
			continue
		}
		out = append(out, x.absent(d, m)...)
	}
	return out
}

// absent names declared indexes that the database does not have.
func (x *realIndexes) absent(d *db.DB, m *Descriptor) (out []check.Message) {
	need := func(name string) {
		if !x.names[name] {
			out = append(out, check.Message{ID: "models.W032", Level: check.Warning, Object: m.Label(), Text: "the index " + name + " is declared but not in the database, or not valid there", Hint: "Run makemigrations and migrate; an index that PostgreSQL calls invalid must be made again."})
		}
	}
	for _, f := range m.cols {
		if f.HasIndex() && !x.first[[2]string{m.table(), f.column}] {
			need(schema.FieldIndexName(m.table(), f.column))
		}
	}
	for _, i := range m.Model().Indexes {
		if i.Method == schema.BTree || d.Dialect().Features.IndexMethods {
			need(i.Name)
		}
	}
	return out
}

// folding looks whether the database knows the case of letters beyond ASCII.
func folding(ctx context.Context, d *db.DB) []check.Message {
	if !d.Dialect().Features.UnicodeFunctions {
		return nil // the functions are ours
	}
	folded := ""
	if err := eachRow(ctx, d, "SELECT upper('é')", func(r *Row) { folded = r.String() }); err != nil || folded == "É" {
		return nil
	}
	return []check.Message{{ID: "models.W034", Level: check.Warning, Object: d.Name(), Text: fmt.Sprintf("the database folds the case of ASCII letters only: upper('é') is %q", folded), Hint: "IContains, IExact and their like miss other letters: make the database with a UTF-8 locale such as C.UTF-8."}}
}
