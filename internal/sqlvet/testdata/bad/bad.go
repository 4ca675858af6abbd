// Package bad puts SQL together in every way that is found.
package bad

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/musette-go/musette/db"
)

type store struct{ *db.DB }

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

var table = "t" // a variable, though it never changes

func all(ctx context.Context, d *db.DB, s store, std *sql.DB, name string) {
	_, _ = d.Query(ctx, "SELECT * FROM t ORDER BY "+name)               // want (*db.DB).Query
	_, _ = d.Exec(ctx, fmt.Sprintf("DELETE FROM %s", name), 1)          // want (*db.DB).Exec
	_ = d.ExecScript(ctx, name)                                         // want (*db.DB).ExecScript
	_, _ = (d.Write)(ctx, "INSERT INTO "+table+" VALUES (1)")           // want (*db.DB).Write
	_, _ = s.Query(ctx, "SELECT '"+name+"'")                            // want (*db.DB).Query
	_, _ = std.Query("SELECT " + name)                                  // want (*sql.DB).Query
	_, _ = std.PrepareContext(ctx, name)                                // want (*sql.DB).PrepareContext
	_, _ = d.Query(ctx, string([]byte(name)))                           //musette:sql
	_, _ = d.Query(ctx, func() string { return "SELECT 1" }())          // want (*db.DB).Query
	_, _ = d.Query(ctx, map[string]string{"a": "SELECT 1"}[name])       // want (*db.DB).Query
	_, _ = d.Query(ctx, "SELECT 1"+fmt.Sprint(must(d.Exec(ctx, name)))) // want (*db.DB).Query (*db.DB).Exec
}

func must(n int64, _ error) int64 { return n }
