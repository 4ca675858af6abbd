package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/musette-go/musette/bench/models"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
)

// The sizes of the large tables; the short form is for tests of the suites.
const (
	iterRows, shortIterRows = 1_000_000, 20_000
	bulkRows, shortBulkRows = 100_000, 2_000
)

func iterPostgres(ctx context.Context, b *bench) error {
	d, err := b.openPostgres(ctx)
	if err != nil {
		return err
	}
	n := b.size(iterRows, shortIterRows)
	fill := fmt.Sprintf(`INSERT INTO draft (name, description, price, stock, created_at)
		SELECT name, description, price, stock, created_at FROM product p, generate_series(1, %d) g`, n/models.Rows)
	if err := d.ExecScript(ctx, fill); err != nil {
		return err
	}
	return b.iterate(orm.With(ctx, d), "iter/postgres", n)
}

func iterSQLite(ctx context.Context, b *bench) error {
	d, err := b.openSQLite(ctx)
	if err != nil {
		return err
	}
	n := b.size(iterRows, shortIterRows)
	fill := fmt.Sprintf(`INSERT INTO draft (name, description, price, stock, created_at)
		WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < %d)
		SELECT name, description, price, stock, created_at FROM product, g`, n/models.Rows)
	if err := d.ExecScript(ctx, fill); err != nil {
		return err
	}
	return b.iterate(orm.With(ctx, d), "iter/sqlite", n)
}

// iterate walks through all drafts and holds the growth of memory to its limit. The memory is what the runtime has asked
// of the system and not given back, looked at while the loop runs.
func (b *bench) iterate(ctx context.Context, name string, want int) error {
	before := memoryInUse()
	peak, n := before, 0
	start := time.Now()
	for p, err := range models.Drafts.OrderBy(models.Drafts.ID.Asc()).Iter(ctx, 0) {
		if err != nil {
			return err
		}
		if p.ID == 0 || p.Name == "" {
			return fmt.Errorf("row %d is empty", n)
		}
		if n++; n%5000 == 0 {
			peak = max(peak, memoryInUse())
		}
	}
	if n != want {
		return fmt.Errorf("the loop gave %d rows, expected %d", n, want)
	}
	fmt.Fprintf(b.out, "%d rows in %s\n", n, time.Since(start).Round(time.Millisecond))
	b.report.AtMost(name+"/MiB", float64(peak-before)/(1<<20), 32)
	return nil
}

// memoryInUse is the memory that the runtime holds.
func memoryInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}

// bulkMany inserts many rows with one call.
func bulkMany(ctx context.Context, b *bench) error {
	d, err := b.openPostgres(ctx)
	if err != nil {
		return err
	}
	rows := make([]*models.Draft, b.size(bulkRows, shortBulkRows))
	for i := range rows {
		rows[i] = &models.Draft{Goods: models.Goods{Name: fmt.Sprintf("Product %d", i), Stock: int32(i), CreatedAt: time.Now(),
			Description: "A reasonably sized description of a product, with some more words to make it look real."}}
	}
	start := time.Now()
	n, err := models.Drafts.BulkCreate(orm.With(ctx, d), rows)
	if err != nil {
		return err
	}
	took := time.Since(start)
	if n != int64(len(rows)) || rows[n-1].ID == 0 {
		return fmt.Errorf("BulkCreate inserted %d of %d rows", n, len(rows))
	}
	b.report.AtMost("bulk100000/seconds", took.Seconds(), 5)
	return nil
}

// openPostgres opens a private database with its tables.
func (b *bench) openPostgres(ctx context.Context) (*db.DB, error) {
	url, err := b.postgres()
	if err != nil {
		return nil, err
	}
	return b.open(ctx, url, models.PostgresTables)
}

// openSQLite opens a new file with its tables.
func (b *bench) openSQLite(ctx context.Context) (*db.DB, error) {
	url, err := b.sqlite()
	if err != nil {
		return nil, err
	}
	return b.open(ctx, url, models.SQLiteTables)
}

func (b *bench) open(ctx context.Context, url, tables string) (*db.DB, error) {
	d, err := db.Open(ctx, url, db.Options{SlowQuery: -1, StatementTimeout: -1})
	if err != nil {
		return nil, err
	}
	b.onClose(d.Close)
	return d, d.ExecScript(ctx, tables)
}
