package db

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgStmt is a statement as the server described it.
type pgStmt struct {
	desc          *pgconn.StatementDescription
	cols          []column
	paramFormats  []int16 // 1 where this package knows the binary form, else 0 (text)
	resultFormats []int16
}

func newPGStmt(desc *pgconn.StatementDescription) *pgStmt {
	st := &pgStmt{
		desc:          desc,
		cols:          make([]column, len(desc.Fields)),
		paramFormats:  make([]int16, len(desc.ParamOIDs)),
		resultFormats: make([]int16, len(desc.Fields)),
	}
	for i := range desc.Fields {
		f := &desc.Fields[i]
		st.cols[i] = column{name: f.Name, oid: f.DataTypeOID, class: classOf(f.DataTypeOID)}
		switch st.cols[i].class {
		case classOther, classText, classJSON: // a text is the same bytes in both forms; the server has less work with the text form
		default:
			st.resultFormats[i] = 1
		}
	}
	for i, oid := range desc.ParamOIDs {
		if classOf(oid) != classOther || elementOf(oid) != 0 {
			st.paramFormats[i] = 1
		}
	}
	return st
}

// statement returns the prepared statement for an SQL text and prepares it at its first use on this connection.
func (c *pgConn) statement(ctx context.Context, sql string) (st *pgStmt, cached bool, err error) {
	if c.backend.unprepared {
		return c.describe(ctx, sql)
	}
	if st, ok := c.cache.get(sql); ok {
		return st, true, nil
	}
	c.names++
	desc, err := c.conn.Prepare(ctx, "musette_"+itoa(c.names), sql, nil)
	if err != nil {
		return nil, false, err
	}
	st = newPGStmt(desc)
	if old, pushed := c.cache.put(sql, st); pushed {
		if err := c.conn.Deallocate(ctx, old.desc.Name); err != nil {
			return nil, false, err
		}
	}
	return st, false, nil
}

// describe returns what the server says of a statement, without leaving anything in the session.
func (c *pgConn) describe(ctx context.Context, sql string) (st *pgStmt, cached bool, err error) {
	b := c.backend
	b.mu.Lock()
	st, ok := b.described.get(sql)
	b.mu.Unlock()
	if ok {
		return st, true, nil
	}
	desc, err := c.conn.Prepare(ctx, "", sql, nil)
	if err != nil {
		return nil, false, err
	}
	st = newPGStmt(desc)
	b.mu.Lock()
	b.described.put(sql, st)
	b.mu.Unlock()
	return st, false, nil
}

// describes reports whether a result has the columns that the server announced for the statement.
func (st *pgStmt) describes(fields []pgconn.FieldDescription) bool {
	if len(fields) != len(st.cols) {
		return false
	}
	for i := range fields {
		if fields[i].DataTypeOID != st.cols[i].oid {
			return false
		}
	}
	return true
}

// redescribe replaces the description of a statement whose result has other columns than when it was described.
func (c *pgConn) redescribe(sql string, st *pgStmt, fields []pgconn.FieldDescription) *pgStmt {
	st = newPGStmt(&pgconn.StatementDescription{SQL: sql, ParamOIDs: st.desc.ParamOIDs, Fields: slices.Clone(fields)})
	c.backend.mu.Lock()
	defer c.backend.mu.Unlock()
	c.backend.described.put(sql, st)
	return st
}

// forget drops a statement that the server no longer accepts: its tables have changed, or it was deallocated.
func (c *pgConn) forget(ctx context.Context, sql string) {
	if c.backend.unprepared {
		c.backend.mu.Lock()
		c.backend.described.remove(sql)
		c.backend.mu.Unlock()
		return
	}
	if st, ok := c.cache.remove(sql); ok && !c.conn.IsClosed() {
		_ = c.conn.Deallocate(ctx, st.desc.Name) // it may be gone already; a broken connection shows at the next use
	}
}

// send encodes the arguments and starts the statement. The result must be closed.
func (c *pgConn) send(ctx context.Context, st *pgStmt, sql string, args []any) (*pgconn.ResultReader, error) {
	if err := c.enc.encode(st.desc.ParamOIDs, args); err != nil {
		return nil, err
	}
	if c.backend.unprepared {
		return c.conn.ExecParams(ctx, c.backend.opt.commented(ctx, sql), c.enc.values, st.desc.ParamOIDs, st.paramFormats, st.resultFormats), nil
	}
	return c.conn.ExecStatement(ctx, st.desc, c.enc.values, st.paramFormats, st.resultFormats), nil
}

// isDML reports whether a statement without arguments is worth preparing: one that reads or writes rows. Others, such as
// CREATE TABLE, run once and would fill the cache; some cannot be prepared.
func isDML(sql string) bool {
	switch word := strings.ToLower(firstWord(sql)); word {
	case "select", "insert", "update", "delete", "with", "values", "table", "merge", "fetch":
		return true
	}
	return false
}

// firstWord is the first word of a statement, after spaces and opening parentheses.
func firstWord(sql string) string {
	sql = strings.TrimLeft(sql, " \t\r\n(")
	end := 0
	for end < len(sql) && (sql[end]|0x20) >= 'a' && (sql[end]|0x20) <= 'z' {
		end++
	}
	return sql[:end]
}
