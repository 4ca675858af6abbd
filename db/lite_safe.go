package db

import (
	"errors"
	"runtime"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// When a statement touches a table one of whose checks calls a function that is not there (it was made by another
// program), SQLite gives the place of the mistake in the text of the table, and the driver looks for it in the text of the
// statement: where that is shorter, it panics with an index out of range. These functions make an error of it.

// longestCheck is how far a place in the text of a table is looked for.
const longestCheck = 1 << 16

// prepareSafely prepares a statement. After the driver's panic it asks again with a text long enough for the place, so that
// the error is SQLite's own; a statement that cannot be prepared has no effect.
func prepareSafely(conn *sqlite3.Conn, sql string) (stmt *sqlite3.Stmt, tail string, err error) {
	prepare := func(sql string) error {
		return safely(func() error { stmt, tail, err = conn.Prepare(sql); return err })
	}
	if err = prepare(sql); errors.Is(err, errPlace) {
		err = prepare(sql + strings.Repeat(" ", longestCheck))
	}
	return stmt, tail, err
}

// errPlace is what a panic of the driver becomes.
var errPlace = errors.New("a check of the table calls a function that is not there")

// safely runs a call of the driver that parses SQL.
func safely(call func() error) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case runtime.Error:
			err = errPlace
		default:
			panic(v)
		}
	}()
	return call()
}
