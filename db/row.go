package db

import (
	"strconv"

	"github.com/ncruces/go-sqlite3"
)

// Row reads the columns of the current row from left to right: each method takes the next column. It allocates nothing
// but the values themselves.
//
// A NULL read by a method that has no place for it, a column of another type and a number out of range give the zero
// value and are remembered: Rows.Next then returns false and Rows.Err gives the first such error, as a [*ValueError].
// Reading a text, varchar, character or citext column as text, any size of integer as integer, and times with or
// without a zone as times are all fine.
type Row struct {
	vals  [][]byte      // PostgreSQL: the row in the wire's format
	stmt  *sqlite3.Stmt // SQLite: the statement that stands on the row
	cols  []column
	index int
	first bool      // SQLite: the types of the first row are checked
	copy  *liteCopy // SQLite: the row's values, when the statement is not ours alone
	err   error
}

// column describes a column of a result.
type column struct {
	name  string
	oid   uint32
	class class
}

// Err returns the first error of reading values, or nil.
func (r *Row) Err() error { return r.err }

// Index is the number of the column that is read next, counted from 0.
func (r *Row) Index() int { return r.index }

// Skip passes over n columns.
func (r *Row) Skip(n int) { r.index += n }

// IsNull reports whether the next column is NULL. It does not take the column.
func (r *Row) IsNull() bool {
	if r.index >= len(r.cols) {
		return false
	}
	if r.stmt != nil {
		return r.liteType(r.index) == sqlite3.NULL
	}
	return r.vals[r.index] == nil
}

// takeNull takes the next column when it is NULL.
func (r *Row) takeNull() bool {
	if r.IsNull() {
		r.index++
		return true
	}
	return false
}

// take returns the next column's number, or -1 after the last one.
func (r *Row) take() int {
	i := r.index
	r.index++
	if uint(i) >= uint(len(r.cols)) {
		r.pastEnd(i)
		return -1
	}
	return i
}

func (r *Row) pastEnd(i int) {
	if r.err != nil {
		return
	}
	text := "the result has only " + strconv.Itoa(len(r.cols)) + " columns"
	if r.vals == nil && r.stmt == nil {
		text = "there is no current row: read values after Next returned true"
	}
	r.err = &ValueError{Column: "number " + strconv.Itoa(i+1), Text: text}
}

// mismatch notes that column i cannot be read as what was wanted.
func (r *Row) mismatch(i int, want string) {
	if r.err == nil {
		r.err = &ValueError{Column: r.cols[i].name, Text: "found " + r.found(i) + ", expected " + want}
	}
}

// invalid notes that the value of column i is of the right type but cannot be represented.
func (r *Row) invalid(i int, text string) {
	if r.err == nil {
		r.err = &ValueError{Column: r.cols[i].name, Text: text}
	}
}

// found names what column i holds.
func (r *Row) found(i int) string {
	if r.stmt != nil {
		switch r.liteType(i) {
		case sqlite3.NULL:
			return "NULL"
		case sqlite3.INTEGER:
			return "integer"
		case sqlite3.FLOAT:
			return "real"
		case sqlite3.BLOB:
			return "blob"
		}
		return "text"
	}
	if r.vals[i] == nil {
		return "NULL"
	}
	return typeName(r.cols[i].oid)
}

func itoa(i int) string { return strconv.Itoa(i) }

func quote(s string) string { return strconv.Quote(s) }

func formatInt(i int64) string { return strconv.FormatInt(i, 10) }
