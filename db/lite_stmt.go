package db

import (
	"context"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// liteStmt is a prepared statement of a connection.
type liteStmt struct {
	stmt   *sqlite3.Stmt
	cols   []column
	params int
	reads  bool // SELECT and the like: it changes neither data nor transactions
	writes bool // INSERT, UPDATE or DELETE, so that the number of changed rows means something
	busy   bool // an open result uses it
	cached bool
	large  bool // large values are bound: they are released after use
	redone int  // how often SQLite has prepared it again, as it does when tables have changed
}

// describe notes the names of the result's columns.
func (st *liteStmt) describe() {
	st.redone = st.stmt.Status(sqlite3.STMTSTATUS_REPREPARE, false)
	st.cols = make([]column, st.stmt.ColumnCount()) // open results may still use the former ones
	for i := range st.cols {
		st.cols[i].name = st.stmt.ColumnName(i)
	}
}

// statement returns a prepared statement that nobody uses at the moment.
func (c *liteConn) statement(sql string) (*liteStmt, error) {
	if st, ok := c.cache.get(sql); ok && !st.busy {
		st.busy = true
		return st, nil
	}
	stmt, tail, err := prepareSafely(c.conn, sql)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return nil, &Error{Code: Syntax, text: "the statement is empty"}
	}
	if strings.Trim(tail, " \t\r\n;") != "" && !onlyComments(c.conn, tail) {
		_ = stmt.Close()
		return nil, &Error{Code: Syntax, text: "there is more than one statement: use ExecScript"}
	}
	st := &liteStmt{stmt: stmt, params: stmt.BindCount(), busy: true}
	again := stmt.ReadOnly()
	switch strings.ToLower(firstWord(sql)) {
	case "select", "values":
		st.reads = again
	case "insert", "update", "delete", "replace", "with":
		st.writes = !again
		again = true
	case "begin":
		again = true
	}
	st.describe()
	if again && c.backend.opt.Comment == nil { // with a comment the text will not come again
		c.keep(sql, st)
	}
	return st, nil
}

// keep puts a statement into the cache, unless an open result uses the one that is there.
func (c *liteConn) keep(sql string, st *liteStmt) {
	if _, taken := c.cache.get(sql); taken {
		return
	}
	st.cached = true
	old, pushed := c.cache.put(sql, st)
	if !pushed {
		return
	}
	old.cached = false
	if !old.busy {
		_ = old.stmt.Close()
	}
}

// onlyComments reports whether SQLite finds no statement in the text.
func onlyComments(conn *sqlite3.Conn, sql string) bool {
	stmt, _, err := conn.Prepare(sql)
	if stmt != nil {
		_ = stmt.Close()
	}
	return stmt == nil && err == nil
}

// done ends the use of a statement.
func (c *liteConn) done(st *liteStmt) {
	st.busy = false
	c.limits.Context = context.Background() // does not keep the caller's alive
	if !st.cached {
		_ = st.stmt.Close()
		return
	}
	_ = st.stmt.Reset() // its error was that of the last step
	if st.large {
		_ = st.stmt.ClearBindings()
		st.large = false
	}
}
