package main

import (
	"context"
	"math"

	"github.com/jackc/pgx/v5"

	"github.com/musette-go/musette/bench/bound"
)

// noise measures the same work twice. What differs is the machine's noise: the
// other bounds of this run are trusted no further than that. The limit only
// refuses a machine that is too busy to measure on.
func noise(ctx context.Context, b *bench) error {
	url, err := b.postgres()
	if err != nil {
		return err
	}
	conn, err := b.connect(ctx, url,
		"CREATE TABLE noise (id bigint PRIMARY KEY, name text NOT NULL)",
		"INSERT INTO noise SELECT i, 'row ' || i FROM generate_series(1, 1000) i")
	if err != nil {
		return err
	}
	res, err := b.duel(
		bound.Contender{Name: "hand", Run: getNoise(ctx, conn)},
		bound.Contender{Name: "hand again", Run: getNoise(ctx, conn)},
	)
	if err != nil {
		return err
	}
	ratio := res.Ratio("hand again", "hand")
	b.report.AtMost("postgres/noise", math.Max(ratio, 1/ratio), 1.25)
	return nil
}

// getNoise reads rows by key.
func getNoise(ctx context.Context, conn *pgx.Conn) func(int) error {
	return func(n int) error {
		var id int64
		var name string
		for i := range n {
			row := conn.QueryRow(ctx, "SELECT id, name FROM noise WHERE id = $1", int64(i%1000+1))
			if err := row.Scan(&id, &name); err != nil {
				return err
			}
		}
		return nil
	}
}
