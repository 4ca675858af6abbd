package db

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// errStatementTimeout is why a context ends whose deadline is the statement timeout.
var errStatementTimeout = errors.New("db: statement timeout")

// staleError marks an error that says that a prepared statement is no longer valid; nothing was executed.
type staleError struct{ error }

func (e staleError) Unwrap() error { return e.error }

// stale marks err when it says that a cached statement is no longer valid.
func (c *pgConn) stale(err error, cached bool) error {
	var pe *pgconn.PgError
	if !cached || !errors.As(err, &pe) {
		return err
	}
	switch {
	case pe.Code == "26000", // the prepared statement does not exist
		pe.Code == "0A000" && pe.Routine == "RevalidateCachedQuery", // the result's columns changed
		pe.Code == "08P01" && c.backend.unprepared:                  // the number of columns changed
		return staleError{err}
	}
	return err
}

// forgetStale drops a prepared statement that err says is no longer valid.
func (c *pgConn) forgetStale(ctx context.Context, sql string, err error) bool {
	var old staleError
	if !errors.As(err, &old) {
		return false
	}
	c.forget(ctx, sql)
	return true
}

// mayRepeat reports whether the statement can be sent once more: nothing of it was executed.
func (c *pgConn) mayRepeat(ctx context.Context, sql string, err error, read bool) bool {
	if c.forgetStale(ctx, sql, err) {
		return true
	}
	if ctx.Err() != nil {
		return false
	}
	if pgconn.SafeToRetry(err) {
		return true
	}
	var pe *pgconn.PgError
	return read && errors.As(err, &pe) && strings.HasPrefix(pe.Code, "57P0") // the server is shutting down
}

// wasCancelledByServer reports whether the server confirmed that it cancelled the statement.
func wasCancelledByServer(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == "57014"
}

// pgError maps an error of the driver. took is how long the statement ran, 0 when that is not known.
func (b *pgBackend) pgError(ctx context.Context, err error, took time.Duration) error {
	var arg *ArgError
	var known *Error
	if errors.As(err, &arg) {
		return arg
	}
	if errors.As(err, &known) {
		return known
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return b.serverError(ctx, pe, err, took)
	}
	if ctx.Err() != nil {
		if errors.Is(context.Cause(ctx), errStatementTimeout) {
			return &Error{Code: StatementTimeout, err: err}
		}
		e := canceled(ctx)
		e.err = errors.Join(e.err, err)
		return e
	}
	if isNetwork(err) {
		return &Error{Code: Connection, err: err, text: "no connection to the database: " + networkReason(err)}
	}
	return &Error{Code: Other, err: err, text: err.Error()}
}

// isNetwork reports whether an error is about the connection and not about the statement.
func isNetwork(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, pgconn.ErrConnClosed) ||
		pgconn.Timeout(err) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

func networkReason(err error) string {
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed it; a statement that was running may or may not have been carried out"
	case errors.Is(err, pgconn.ErrConnClosed):
		return "it was closed"
	}
	return oneLine(err.Error())
}

// oneLine joins the lines of a message, repeated ones once: the driver tries a host with TLS and without.
func oneLine(s string) string {
	lines := slices.Compact(strings.Split(strings.ReplaceAll(s, "\t", ""), "\n"))
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// serverError maps an error that the server reported.
func (b *pgBackend) serverError(ctx context.Context, pe *pgconn.PgError, err error, took time.Duration) error {
	e := &Error{
		Code: pgCode(pe), SQLState: pe.Code, Constraint: pe.ConstraintName, Table: pe.TableName, Column: pe.ColumnName,
		Detail: pe.Detail, err: err,
	}
	switch e.Code {
	case StatementTimeout:
		if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errStatementTimeout) {
			c := canceled(ctx)
			c.SQLState, c.err = pe.Code, errors.Join(c.err, err)
			return c
		}
		if limit := b.opt.StatementTimeout; limit < 0 || took > 0 && took < limit*9/10 {
			e.Code, e.text = Canceled, "the statement was cancelled by somebody else"
		}
	case Connection:
		e.text = "no connection to the database: " + pe.Message
	case Syntax, UndefinedTable, UndefinedColumn, Other, ReadOnly:
		e.text = pe.Message + " (SQLSTATE " + pe.Code + ")"
		if strings.HasPrefix(pe.Code, "22") { // about a value, which the message may show
			e.text = "the statement failed on a value (SQLSTATE " + pe.Code + ")"
		}
	case TooLong:
		e.text = pe.Message // names the type, not the value
	}
	return e
}

// pgCode maps an SQLSTATE.
func pgCode(pe *pgconn.PgError) Code {
	switch pe.Code {
	case "23505":
		return Unique
	case "23503", "23001":
		return ForeignKey
	case "23502":
		return NotNull
	case "23514":
		return Check
	case "23P01":
		return Exclusion
	case "40001":
		return Serialization
	case "40P01":
		return Deadlock
	case "55P03":
		if pe.Routine == "ProcessInterrupts" { // NOWAIT fails in other routines
			return LockTimeout
		}
		return LockNotAvailable
	case "57014":
		return StatementTimeout
	case "22001":
		return TooLong
	case "22003":
		return OutOfRange
	case "22P02", "22021", "22007", "22008", "22P05", "22030", "22032":
		return InvalidText
	case "25006":
		return ReadOnly
	case "53100":
		return DiskFull
	case "42601":
		return Syntax
	case "42P01":
		return UndefinedTable
	case "42703":
		return UndefinedColumn
	case "53300", "25P03", "25P04":
		return Connection
	}
	if strings.HasPrefix(pe.Code, "08") || strings.HasPrefix(pe.Code, "57P") || strings.HasPrefix(pe.Code, "28") ||
		pe.Code == "3D000" {
		return Connection
	}
	return Other
}

// explainPostgres says why a database could not be opened, with its address and the fix.
func explainPostgres(address string, err error) error {
	e := &Error{Code: Connection, err: err}
	reason := oneLine(err.Error())
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		e.SQLState = pe.Code
		switch pe.Code {
		case "3D000":
			reason = pe.Message + ": create it (createdb), or correct the name at the end of the address"
		case "28P01", "28000":
			reason = pe.Message + ": correct the user or password in the address"
		default:
			reason = pe.Message
		}
	} else if reason = strings.TrimPrefix(reason, "db: no connection to the database: "); reason != "" {
		reason += ": is PostgreSQL running there, and are host and port right?"
	}
	e.text = "cannot open " + quote(address) + ": " + reason
	return e
}
