package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// benchSQLite gives both sides a table with 10,000 rows in the same file.
func benchSQLite(b *testing.B) (*db.DB, *sqlite3.Conn) {
	url := testenv.SQLite(b)
	d := open(b, url, db.Options{SlowQuery: -1})
	ctx := context.Background()
	err := d.ExecScript(ctx, `CREATE TABLE product (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL,
		description text NOT NULL, stock integer NOT NULL, created_at datetime NOT NULL);
		INSERT INTO product (name, description, stock, created_at)
		SELECT 'Product ' || value, '`+benchDescription+`', value % 500, '2026-01-02 03:04:05.678901' FROM generate_series(1, 10000)`)
	if err != nil {
		err = d.ExecScript(ctx, `CREATE TABLE IF NOT EXISTS product (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL,
		description text NOT NULL, stock integer NOT NULL, created_at datetime NOT NULL);
		WITH RECURSIVE s(value) AS (VALUES(1) UNION ALL SELECT value + 1 FROM s WHERE value < 10000)
		INSERT INTO product (name, description, stock, created_at)
		SELECT 'Product ' || value, '`+benchDescription+`', value % 500, '2026-01-02 03:04:05.678901' FROM s`)
	}
	if err != nil {
		b.Fatal(err)
	}
	c, err := sqlite3.Open("file:" + url[len("sqlite://"):])
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return d, c
}

// readNative reads a row by hand.
func readNative(s *sqlite3.Stmt, p *product, buf *[]byte) error {
	p.id, p.name, p.description = s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2)
	p.stock = int32(s.ColumnInt64(3))
	var err error
	p.created, err = time.Parse("2006-01-02 15:04:05", string(s.ColumnRawText(4)))
	return err
}

func BenchmarkSQLiteGet(b *testing.B) {
	d, c := benchSQLite(b)
	ctx := context.Background()
	const sql = "SELECT id, name, description, stock, created_at FROM product WHERE id = ?1"
	b.Run("native", func(b *testing.B) {
		b.ReportAllocs()
		s, _, err := c.Prepare(sql)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		var buf []byte
		for i := 0; b.Loop(); i++ {
			var p product
			_ = s.BindInt64(1, int64(i%10000)+1)
			if !s.Step() || readNative(s, &p, &buf) != nil {
				b.Fatal(s.Err())
			}
			_ = s.Reset()
		}
	})
	b.Run("db", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			var p product
			rows, err := d.Query(ctx, sql, int64(i%10000)+1)
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				p.read(&rows.Row)
			}
			if rows.Err() != nil || p.stock != int32((i+1)%500) {
				b.Fatal(rows.Err(), p)
			}
		}
	})
}

func BenchmarkSQLiteList100(b *testing.B) {
	d, c := benchSQLite(b)
	ctx := context.Background()
	const sql = "SELECT id, name, description, stock, created_at FROM product WHERE id > ?1 ORDER BY id LIMIT 100"
	b.Run("native", func(b *testing.B) {
		b.ReportAllocs()
		s, _, err := c.Prepare(sql)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		var buf []byte
		for i := 0; b.Loop(); i++ {
			ps := make([]product, 0, 100)
			_ = s.BindInt64(1, int64(i%9000))
			for s.Step() {
				ps = append(ps, product{})
				if err := readNative(s, &ps[len(ps)-1], &buf); err != nil {
					b.Fatal(err)
				}
			}
			_ = s.Reset()
		}
	})
	b.Run("db", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			ps := make([]product, 0, 100)
			rows, err := d.Query(ctx, sql, int64(i%9000))
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				ps = append(ps, product{})
				ps[len(ps)-1].read(&rows.Row)
			}
			if rows.Err() != nil || len(ps) != 100 {
				b.Fatal(rows.Err(), len(ps))
			}
		}
	})
}

func BenchmarkSQLiteInsert(b *testing.B) {
	d, c := benchSQLite(b)
	ctx := context.Background()
	const sql = "INSERT INTO product (name, description, stock, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id"
	now := time.Now()
	b.Run("native", func(b *testing.B) {
		b.ReportAllocs()
		if err := c.Exec("PRAGMA synchronous=normal; PRAGMA foreign_keys=on"); err != nil {
			b.Fatal(err)
		}
		s, _, err := c.Prepare(sql)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		for b.Loop() {
			_ = s.BindText(1, "name")
			_ = s.BindText(2, benchDescription)
			_ = s.BindInt64(3, 7)
			_ = s.BindText(4, now.UTC().Format("2006-01-02 15:04:05.000000"))
			if !s.Step() || s.ColumnInt64(0) == 0 {
				b.Fatal(s.Err())
			}
			_ = s.Reset()
		}
	})
	b.Run("db", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			rows, err := d.Write(ctx, sql, "name", benchDescription, int32(7), now)
			if err != nil {
				b.Fatal(err)
			}
			var id int64
			for rows.Next() {
				id = rows.Int64()
			}
			if rows.Err() != nil || id == 0 {
				b.Fatal(rows.Err(), id)
			}
		}
	})
}

func BenchmarkSQLiteTransaction(b *testing.B) {
	d, c := benchSQLite(b)
	ctx := context.Background()
	const sql = "UPDATE product SET stock = ?1 WHERE id = ?2"
	b.Run("native", func(b *testing.B) {
		b.ReportAllocs()
		if err := c.Exec("PRAGMA synchronous=normal; PRAGMA foreign_keys=on"); err != nil {
			b.Fatal(err)
		}
		s, _, err := c.Prepare(sql)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		for i := 0; b.Loop(); i++ {
			_ = c.Exec("BEGIN IMMEDIATE")
			for k := range 2 {
				_ = s.BindInt64(1, int64(i%500))
				_ = s.BindInt64(2, int64((i+k)%10000)+1)
				if err := s.Exec(); err != nil {
					b.Fatal(err)
				}
			}
			if err := c.Exec("COMMIT"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("db", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			err := d.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
				for k := range 2 {
					if _, err := d.Exec(ctx, sql, i%500, int64((i+k)%10000)+1); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
