package orm

import "github.com/musette-go/musette/db"

// Fresh writes a query's SELECT without looking at the statements that are known.
func Fresh[P any](q *Query[P], d *db.DB) (string, []any, error) {
	dial := d.Dialect()
	c := core(*q)
	b := builder{ft: &dial.Features, dial: dial, text: true, outs: c.outs}
	c.buildSelect(&b)
	return string(b.sql), b.args, b.err
}

// JoinAlias and Deeper name joined tables and those of subqueries.
var (
	JoinAlias = joinAlias
	Deeper    = deeper
)
