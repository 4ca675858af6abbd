// Package good writes its SQL as constants, or says why it does not.
package good

import (
	"context"
	"database/sql"

	"github.com/musette-go/musette/db"
)

const (
	columns = "id, name"
	list    = "SELECT " + columns + " FROM t WHERE name = $1"
)

type search struct{}

// Query is no statement: it belongs to no package that takes any.
func (search) Query(_ context.Context, query string) string { return query }

func all(ctx context.Context, d *db.DB, std *sql.DB, name string) {
	_, _ = d.Query(ctx, list, name)
	_, _ = d.Query(ctx, `SELECT 1`)
	_, _ = d.Exec(ctx, ("DELETE FROM t WHERE ")+"name = $1", name)
	_, _ = std.Query("SELECT $1", name)
	_ = search{}.Query(ctx, name)
	_ = db.Normalize(name)
	run := d.Query
	_, _ = run(ctx, "SELECT 1")
	for _, table := range []string{"a", "b"} {
		_, _ = d.Exec(ctx, "DELETE FROM "+table) //musette:sql the tables stand in the line above
		//musette:sql the same here
		_, _ = d.Exec(ctx, "DELETE FROM "+table)
	}
}
