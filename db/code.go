package db

import "github.com/musette-go/musette/problem"

// Code says what kind of failure an [Error] is, the same for every database.
type Code uint8

// The codes. For each there is an error value of the same meaning for errors.Is.
const (
	Other            Code = iota // anything else; SQLState and the driver's error say what
	Unique                       // a unique constraint or primary key would be violated
	ForeignKey                   // a key points to nothing, or a row that is pointed to would go
	NotNull                      // a column that must have a value has none
	Check                        // a check constraint
	Exclusion                    // an exclusion constraint
	Serialization                // concurrent transactions cannot be ordered: run it again
	Deadlock                     // two transactions wait for each other: run it again
	LockTimeout                  // waited too long for another transaction's lock
	LockNotAvailable             // NOWAIT, and another transaction holds the lock
	StatementTimeout             // ran longer than allowed
	Canceled                     // the context was cancelled or its deadline passed
	Connection                   // the server cannot be reached or went away
	PoolExhausted                // no connection became free in time
	TooLong                      // a text longer than its column
	OutOfRange                   // a number outside its type
	InvalidText                  // a text that is not a value of the type: a date that is none, invalid JSON or UTF-8
	ReadOnly                     // a write on a connection or database that only reads
	DiskFull                     // no space left
	Busy                         // SQLite: another process holds the database
	Syntax                       // the statement is not SQL
	UndefinedTable               // no such table: are all migrations applied?
	UndefinedColumn              // no such column: are all migrations applied?
)

// codeInfo is what is known of a code: its text in errors and its kind for the layers above.
type codeInfo struct {
	text string
	kind problem.Kind
}

func (c Code) info() codeInfo {
	switch c {
	case Unique:
		return codeInfo{"unique constraint", problem.Conflict}
	case ForeignKey:
		return codeInfo{"foreign key constraint", problem.Conflict}
	case NotNull:
		return codeInfo{"not-null constraint", problem.Invalid}
	case Check:
		return codeInfo{"check constraint", problem.Invalid}
	case Exclusion:
		return codeInfo{"exclusion constraint", problem.Conflict}
	case Serialization:
		return codeInfo{"transaction conflicts with a concurrent one; run it again", problem.Conflict}
	case Deadlock:
		return codeInfo{"deadlock with a concurrent transaction; run it again", problem.Conflict}
	case LockTimeout:
		return codeInfo{"waited too long for a lock that another transaction holds", problem.Unavailable}
	case LockNotAvailable:
		return codeInfo{"another transaction holds the lock", problem.Conflict}
	case StatementTimeout:
		return codeInfo{"the statement ran longer than the statement timeout allows", problem.Timeout}
	case Canceled:
		return codeInfo{"the statement was cancelled", problem.Unavailable}
	case Connection:
		return codeInfo{"no connection to the database", problem.Unavailable}
	case PoolExhausted:
		return codeInfo{"no connection became free", problem.Unavailable}
	}
	return c.dataInfo()
}

func (c Code) dataInfo() codeInfo {
	switch c {
	case TooLong:
		return codeInfo{"a text is too long for its column", problem.Invalid}
	case OutOfRange:
		return codeInfo{"a number is outside the range of its type", problem.Invalid}
	case InvalidText:
		return codeInfo{"a value is not valid for its type", problem.Invalid}
	case ReadOnly:
		return codeInfo{"the database or the transaction is read-only", problem.Unavailable}
	case DiskFull:
		return codeInfo{"the database's disk is full", problem.Unavailable}
	case Busy:
		return codeInfo{"another process holds the database", problem.Unavailable}
	case Syntax:
		return codeInfo{"the statement is not valid SQL", problem.Internal}
	case UndefinedTable:
		return codeInfo{"no such table", problem.Internal}
	case UndefinedColumn:
		return codeInfo{"no such column", problem.Internal}
	}
	return codeInfo{"the statement failed", problem.Internal}
}

var codeNames = [...]string{"Other", "Unique", "ForeignKey", "NotNull", "Check", "Exclusion", "Serialization", "Deadlock",
	"LockTimeout", "LockNotAvailable", "StatementTimeout", "Canceled", "Connection", "PoolExhausted", "TooLong", "OutOfRange",
	"InvalidText", "ReadOnly", "DiskFull", "Busy", "Syntax", "UndefinedTable", "UndefinedColumn"}

// String is the constant's name: "Unique".
func (c Code) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return "Code(?)"
}

// Errors for errors.Is: errors.Is(err, db.ErrUnique) holds for every [Error] with the code [Unique], and so on.
var (
	ErrUnique           error = sentinel(Unique)
	ErrForeignKey       error = sentinel(ForeignKey)
	ErrNotNull          error = sentinel(NotNull)
	ErrCheck            error = sentinel(Check)
	ErrExclusion        error = sentinel(Exclusion)
	ErrSerialization    error = sentinel(Serialization)
	ErrDeadlock         error = sentinel(Deadlock)
	ErrLockTimeout      error = sentinel(LockTimeout)
	ErrLockNotAvailable error = sentinel(LockNotAvailable)
	ErrStatementTimeout error = sentinel(StatementTimeout)
	ErrCanceled         error = sentinel(Canceled)
	ErrConnection       error = sentinel(Connection)
	ErrPoolExhausted    error = sentinel(PoolExhausted)
	ErrTooLong          error = sentinel(TooLong)
	ErrOutOfRange       error = sentinel(OutOfRange)
	ErrInvalidText      error = sentinel(InvalidText)
	ErrReadOnly         error = sentinel(ReadOnly)
	ErrDiskFull         error = sentinel(DiskFull)
	ErrBusy             error = sentinel(Busy)
	ErrSyntax           error = sentinel(Syntax)
	ErrUndefinedTable   error = sentinel(UndefinedTable)
	ErrUndefinedColumn  error = sentinel(UndefinedColumn)
)

type sentinel Code

func (s sentinel) Error() string      { return "db: " + Code(s).info().text }
func (s sentinel) Kind() problem.Kind { return Code(s).info().kind }
