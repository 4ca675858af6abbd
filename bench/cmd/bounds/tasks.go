package main

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/bench/bound"
	"github.com/musette-go/musette/bench/models"
	"github.com/musette-go/musette/bench/work"
)

// peer is a contender with the way to open it.
type peer struct {
	name string
	open func(ctx context.Context, url string) (work.Side, error)
}

// taskSuites measure each kind of work on each database.
func taskSuites() []suite {
	var list []suite
	for _, task := range work.Tasks() {
		list = append(list, suite{name: "postgres/" + task.Name, run: func(ctx context.Context, b *bench) error {
			return postgresTask(ctx, b, task)
		}})
	}
	for _, task := range work.Tasks() {
		list = append(list, suite{name: "sqlite/" + task.Name, run: func(ctx context.Context, b *bench) error {
			return sqliteTask(ctx, b, task)
		}})
	}
	return list
}

// postgresTask holds Musette to pgx by hand, and to be faster than its peers.
func postgresTask(ctx context.Context, b *bench, task work.Task) error {
	url, err := b.postgres()
	if err != nil {
		return err
	}
	conn, err := b.connect(ctx, url, models.PostgresTables)
	if err != nil {
		return err
	}
	peers := []peer{{"hand", work.Pgx}, {"musette", work.Musette}, {"gorm", work.GORM}, {"bun", work.Bun}, {"ent", work.Ent}}
	res, err := b.contest(ctx, task, url, peers, func() error { return emptyPostgres(ctx, conn) })
	if err != nil {
		return err
	}
	name := "postgres/" + task.Name
	b.report.AtMost(name, res.Ratio("musette", "hand"), 1.05)
	more := 0.0
	if task.Writes {
		more = 5
	}
	b.report.AtMost(name+"/allocs", res.Allocs("musette")-res.Allocs("hand"), more)
	for _, p := range peers[2:] {
		b.report.AtMost(name+"/"+p.name, res.Ratio("musette", p.name), 0.999) // faster
	}
	return nil
}

func emptyPostgres(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "TRUNCATE draft RESTART IDENTITY")
	return err
}

// sqliteTask holds Musette to the driver's native interface by hand.
func sqliteTask(ctx context.Context, b *bench, task work.Task) error {
	url, err := b.sqlite()
	if err != nil {
		return err
	}
	conn, err := sqlite3.Open("file:" + strings.TrimPrefix(url, "sqlite://") + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	b.onClose(conn.Close)
	if err := conn.Exec(models.SQLiteTables); err != nil {
		return err
	}
	peers := []peer{{"hand", work.SQLite}, {"musette", work.Musette}}
	res, err := b.contest(ctx, task, url, peers, func() error {
		return conn.Exec("DELETE FROM draft; PRAGMA wal_checkpoint(truncate)")
	})
	if err != nil {
		return err
	}
	b.report.AtMost("sqlite/"+task.Name, res.Ratio("musette", "hand"), 1.10)
	return nil
}

// contest measures the peers at one kind of work; empty empties the table of drafts before turns that fill it.
func (b *bench) contest(ctx context.Context, task work.Task, url string, peers []peer, empty func() error) (*bound.Results, error) {
	contenders := make([]bound.Contender, len(peers))
	for i, p := range peers {
		side, err := p.open(ctx, url)
		if err != nil {
			return nil, err
		}
		b.onClose(side.Close)
		next := 0
		contenders[i] = bound.Contender{Name: p.name, Run: func(n int) error {
			for range n {
				next++
				if err := task.Do(ctx, side, next); err != nil {
					return err
				}
			}
			return nil
		}}
		if task.Drafts {
			contenders[i].Before = empty
		}
	}
	return b.duel(contenders...)
}
