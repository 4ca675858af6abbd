package db

import (
	"context"
	"errors"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// liteError maps an error of SQLite.
func liteError(ctx context.Context, c *liteConn, err error) error {
	var arg *ArgError
	var known *Error
	if errors.As(err, &arg) || errors.As(err, &known) {
		return err
	}
	var code sqlite3.ExtendedErrorCode
	if !errors.As(err, &code) {
		return &Error{Code: Other, err: err, text: err.Error()}
	}
	if code.Code() == sqlite3.INTERRUPT {
		if ctx.Err() != nil {
			e := canceled(ctx)
			e.err = errors.Join(e.err, err)
			return e
		}
		if c != nil && c.limits.expired {
			return &Error{Code: StatementTimeout, err: err}
		}
		return &Error{Code: Canceled, err: err}
	}
	message := liteMessage(err)
	if code.Code() == sqlite3.CONSTRAINT {
		return constraintError(code, message, err)
	}
	e := &Error{Code: liteCode(code, message), err: err}
	switch e.Code {
	case UndefinedTable:
		e.Table = lastWord(message)
		e.text = message
	case UndefinedColumn:
		e.Column = lastWord(message)
		e.text = message
	case Connection, Syntax, Other:
		e.text = message
	case ReadOnly:
		e.text = "the database is read-only, or Query was used for a statement that writes (use Write or Exec)"
	}
	return e
}

// liteMessage is SQLite's own message without the driver's prefixes.
func liteMessage(err error) string {
	text := strings.TrimPrefix(err.Error(), "sqlite3: ")
	for _, prefix := range []string{"SQL logic error: ", "constraint failed: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}

func liteCode(code sqlite3.ExtendedErrorCode, message string) Code {
	if code == sqlite3.BUSY_SNAPSHOT {
		return Serialization
	}
	switch code.Code() {
	case sqlite3.BUSY, sqlite3.LOCKED:
		return Busy
	case sqlite3.READONLY:
		return ReadOnly
	case sqlite3.FULL:
		return DiskFull
	case sqlite3.CANTOPEN, sqlite3.NOTADB, sqlite3.CORRUPT, sqlite3.IOERR, sqlite3.PERM, sqlite3.AUTH, sqlite3.PROTOCOL:
		return Connection
	case sqlite3.TOOBIG:
		return TooLong
	case sqlite3.MISMATCH:
		return InvalidText
	case sqlite3.ERROR:
		return logicCode(message)
	}
	return Other
}

// logicCode tells the many errors apart that SQLite reports under one code.
func logicCode(message string) Code {
	switch {
	case strings.HasPrefix(message, "no such table"):
		return UndefinedTable
	case strings.HasPrefix(message, "no such column"), strings.Contains(message, "has no column named"):
		return UndefinedColumn
	case strings.Contains(message, "syntax error"), strings.HasPrefix(message, "unrecognized token"),
		strings.HasPrefix(message, "incomplete input"):
		return Syntax
	case strings.HasPrefix(message, "integer overflow"):
		return OutOfRange
	case strings.HasPrefix(message, "malformed JSON"):
		return InvalidText
	}
	return Other
}

func lastWord(s string) string {
	return s[strings.LastIndexAny(s, " :")+1:]
}

// constraintError maps the violation of a constraint: SQLite names the columns or the constraint in its message.
func constraintError(code sqlite3.ExtendedErrorCode, message string, err error) error {
	e := &Error{Code: Other, err: err, Detail: message}
	_, what, _ := strings.Cut(message, "constraint failed: ")
	switch code {
	case sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_PRIMARYKEY, sqlite3.CONSTRAINT_ROWID:
		e.Code = Unique
		if index, ok := strings.CutPrefix(what, "index '"); ok {
			e.Constraint = strings.TrimSuffix(index, "'")
			break
		}
		e.Table, e.Columns = splitColumns(what)
		if len(e.Columns) == 1 {
			e.Column = e.Columns[0]
		}
	case sqlite3.CONSTRAINT_FOREIGNKEY:
		e.Code = ForeignKey
	case sqlite3.CONSTRAINT_NOTNULL:
		e.Code = NotNull
		e.Table, e.Columns = splitColumns(what)
		if len(e.Columns) == 1 {
			e.Column = e.Columns[0]
		}
		e.Columns = nil
	case sqlite3.CONSTRAINT_CHECK:
		e.Code = Check
		e.Constraint = what
	case sqlite3.CONSTRAINT_DATATYPE:
		e.Code = InvalidText
	default:
		e.text = message
	}
	return e
}

// splitColumns reads "t.a, t.b".
func splitColumns(s string) (table string, columns []string) {
	for part := range strings.SplitSeq(s, ", ") {
		dot := strings.LastIndexByte(part, '.')
		if dot < 0 {
			return "", nil
		}
		table = part[:dot]
		columns = append(columns, part[dot+1:])
	}
	return table, columns
}
