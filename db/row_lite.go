package db

import (
	"math"

	"github.com/ncruces/go-sqlite3"
)

// liteCopy is a copy of a row's values. On a connection that a context holds, other statements may run between two rows,
// even by mistake in another goroutine, so the row must not stay in SQLite's memory.
type liteCopy struct {
	values []liteValue
	bytes  []byte
}

type liteValue struct {
	kind       sqlite3.Datatype
	bits       uint64
	start, end int
}

// take copies the current row.
func (c *liteCopy) take(stmt *sqlite3.Stmt, columns int) {
	c.values, c.bytes = c.values[:0], c.bytes[:0]
	for i := range columns {
		v := liteValue{kind: stmt.ColumnType(i)}
		switch v.kind {
		case sqlite3.INTEGER:
			v.bits = uint64(stmt.ColumnInt64(i))
		case sqlite3.FLOAT:
			v.bits = math.Float64bits(stmt.ColumnFloat(i))
		case sqlite3.TEXT, sqlite3.BLOB:
			v.start = len(c.bytes)
			c.bytes = append(c.bytes, stmt.ColumnRawBlob(i)...)
			v.end = len(c.bytes)
		}
		c.values = append(c.values, v)
	}
}

// The methods below read a value of the current row of SQLite, from the statement or from the copy.

func (r *Row) liteType(i int) sqlite3.Datatype {
	if r.copy != nil {
		return r.copy.values[i].kind
	}
	return r.stmt.ColumnType(i)
}

func (r *Row) liteInt(i int) int64 {
	if r.copy != nil {
		return r.copy.int(i)
	}
	return r.stmt.ColumnInt64(i)
}

func (c *liteCopy) int(i int) int64 {
	if v := &c.values[i]; v.kind == sqlite3.INTEGER {
		return int64(v.bits)
	}
	return 0
}

func (r *Row) liteReal(i int) float64 {
	if r.copy != nil {
		return r.copy.real(i)
	}
	return r.stmt.ColumnFloat(i)
}

func (c *liteCopy) real(i int) float64 {
	switch v := &c.values[i]; v.kind {
	case sqlite3.INTEGER:
		return float64(int64(v.bits))
	case sqlite3.FLOAT:
		return math.Float64frombits(v.bits)
	}
	return 0
}

// liteRaw returns the bytes of a text. They hold until the next row.
func (r *Row) liteRaw(i int) []byte {
	if r.copy != nil {
		v := &r.copy.values[i]
		return r.copy.bytes[v.start:v.end:v.end]
	}
	return r.stmt.ColumnRawText(i)
}

// liteBlob returns the bytes of a blob. They hold until the next row.
func (r *Row) liteBlob(i int) []byte {
	if r.copy != nil {
		return r.liteRaw(i)
	}
	return r.stmt.ColumnRawBlob(i)
}
