package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// peopleStatements counts, at the server, what a request of somebody who is logged in costs: four statements for the list, session and
// user included, and none for a page that touches neither.
func peopleStatements(ctx context.Context, b *bench) error {
	p, err := b.people(ctx, "shared_preload_libraries=pg_stat_statements")
	if err != nil {
		return err
	}
	conn, err := b.connect(ctx, p.server, "CREATE EXTENSION pg_stat_statements")
	if err != nil {
		return err
	}
	sites, err := p.all(ctx)
	if err != nil {
		return err
	}
	client := b.peopleClient(1)
	for _, s := range sites {
		v, err := loggedIn(ctx, client, s.site, personName)
		if err != nil {
			return err
		}
		var counts [2]float64
		for i, path := range []string{"/products/?page=2", "/plain"} {
			if counts[i], err = statementsOf(ctx, conn, s.database, v, path); err != nil {
				return err
			}
		}
		fmt.Fprintf(b.out, "%-8s %4.1f statements for the list, %4.1f for /plain\n", s.name, counts[0], counts[1])
		if s.name == "musette" {
			b.report.AtMost("people/statements", counts[0], 4)
			b.report.AtMost("people/plain", counts[1], 0)
		}
	}
	return nil
}

// statementsOf asks for a page and returns how many statements each time costs, once all is warm.
func statementsOf(ctx context.Context, conn *pgx.Conn, database string, v *visitor, path string) (float64, error) {
	const times = 20
	var before, after float64
	for i := range 2 * times {
		if i == times {
			if err := countStatements(ctx, conn, database, &before); err != nil {
				return 0, err
			}
		}
		if _, err := v.page(ctx, path); err != nil {
			return 0, err
		}
	}
	err := countStatements(ctx, conn, database, &after)
	return (after - before) / times, err
}

func countStatements(ctx context.Context, conn *pgx.Conn, database string, n *float64) error {
	c, err := pgx.ParseConfig(database)
	if err != nil {
		return err
	}
	return conn.QueryRow(ctx, `SELECT coalesce(sum(calls), 0)::float8 FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`, c.Database).Scan(n)
}
