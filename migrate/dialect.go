package migrate

import (
	"strings"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// dialect writes the statements of one kind of database.
type dialect interface {
	createTable(t *table) ([]stmt, error)
	dropTable(t *table) []stmt
	alterTables(diffs []*tableDiff) ([]stmt, error)

	quote(name string) string
	typeName(t columnType) (string, error)
	scaled() bool                            // decimals are integers
	constant(v any, t columnType) string     // a literal of a checked value, see literal
	call(op schema.Op, args []string) string // functions of expressions

	begin() []string // what a printed script starts and ends with
	commit() []string
}

// dialectOf picks by ability: a database that cannot alter columns has its tables rebuilt.
func dialectOf(d *db.Dialect) dialect {
	if d.Features.AlterColumn {
		return &postgresDDL{quoter{d}}
	}
	return &sqliteDDL{quoter{d}}
}

// quoter writes names.
type quoter struct{ d *db.Dialect }

func (q quoter) quote(name string) string { return q.d.Quote(name) }

func (q quoter) list(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = q.quote(n)
	}
	return strings.Join(out, ", ")
}

// quoteText writes a text as an SQL literal. The caller has refused NUL bytes.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// lines joins the parts of a CREATE TABLE.
func lines(parts []string) string { return "(\n\t" + strings.Join(parts, ",\n\t") + "\n)" }
