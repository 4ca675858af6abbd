package db

import (
	"errors"

	"github.com/musette-go/musette/problem"
)

// Reasons for which a transaction's context cannot be used, for errors.Is. The error itself is a [*TxError].
var (
	// ErrTxDone: the transaction of this context has ended.
	ErrTxDone = errors.New("db: this context's transaction has ended")
	// ErrTxBusy: another goroutine, or an open Rows, is using the transaction's connection.
	ErrTxBusy = errors.New("db: this context's transaction is in use")
	// ErrTxAborted: a statement failed, and PostgreSQL refuses everything until the block is rolled back.
	ErrTxAborted = errors.New("db: this context's transaction is aborted")
	// ErrNestedDurable: a durable transaction was begun inside another one.
	ErrNestedDurable = errors.New("db: a durable transaction cannot be nested")
	// ErrForeignTx: the context has an open transaction on another database.
	ErrForeignTx = errors.New("db: this context's transaction belongs to another database")
	// ErrNoDatabase: the context carries no database.
	ErrNoDatabase = errors.New("db: no database in this context")
)

// TxError is a wrong use of a transaction's context. Its text says what to do.
type TxError struct {
	Reason error // ErrTxDone, ErrTxBusy, ErrTxAborted, ErrNestedDurable, ErrForeignTx or ErrNoDatabase
	First  error // ErrTxAborted: the error that aborted the transaction
}

// Error says what is wrong and what to do about it.
func (e *TxError) Error() string {
	switch e.Reason {
	case ErrTxDone:
		return "db: this context's transaction has ended: use the context that was given to Atomic, " +
			"and finish what goroutines do with the inner context before its function returns"
	case ErrTxBusy:
		return "db: this context's transaction is in use: a transaction has one connection, " +
			"so close open Rows before the next statement and do not share its context between goroutines"
	case ErrTxAborted:
		text := "db: this context's transaction is aborted by an earlier error: " +
			"return that error, or put what may fail into its own Atomic block"
		if e.First != nil {
			text += ": " + e.First.Error()
		}
		return text
	case ErrNestedDurable:
		return "db: a durable transaction cannot be nested: call it with a context outside any transaction, " +
			"or leave out Durable"
	case ErrForeignTx:
		return "db: this context's transaction belongs to another database: begin one on this database as well, " +
			"or use a context from outside the transaction"
	case ErrNoDatabase:
		return "db: no database in this context: put one there with db.With (orm.With); " +
			"the site, the worker, commands and testkit do it, so derive the context from theirs"
	}
	return "db: wrong use of a transaction"
}

// Is holds for the reason.
func (e *TxError) Is(target error) bool { return target == e.Reason }

// Unwrap returns the error that aborted the transaction, if any.
func (e *TxError) Unwrap() error { return e.First }

// Kind is Internal, since these are mistakes of the program, or that of the error that aborted the transaction.
func (e *TxError) Kind() problem.Kind {
	if e.First != nil {
		return problem.Of(e.First)
	}
	return problem.Internal
}
