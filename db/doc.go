// Package db talks to one database: PostgreSQL, or SQLite in a file or in memory. It owns the connections, the limits,
// transactions and errors, and makes both databases behave alike. It knows no models; package orm builds the SQL.
//
//	d, err := db.Open(ctx, "sqlite://shop.db", db.Options{})
//	…
//	ctx = db.With(ctx, d)
//	err = d.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
//		_, err := d.Exec(ctx, "UPDATE wallet SET balance = balance - ?1 WHERE id = ?2", amount, from)
//		…
//	})
//
// # Statements
//
// [DB.Query] reads, [DB.Write] writes and returns rows, [DB.Exec] writes and returns a number. Parameters are written as
// [Dialect.AppendParam] gives them. Each connection keeps its prepared statements. What a database can do is in
// [Features]: code that depends on it asks there and never for the database's name.
//
// [Rows] are read from left to right by methods named for the Go type wanted, without reflection; see [Row]. An argument
// may be nil, bool, any integer, float32, float64, string, []byte, json.RawMessage, time.Time, time.Duration,
// schema.Date, schema.Clock, schema.UUID, netip.Addr, decimal.Decimal, a pointer to one of these (nil is NULL), a type
// whose underlying type is one of them, and, where Features.ArrayParams holds, a slice of them or of pointers to them.
// A nil []byte or json.RawMessage is NULL; any other nil slice is an empty array. Numbers that do not fit their column
// and texts that are not UTF-8 or hold a NUL byte are refused with an [*ArgError] before anything is sent.
//
// # How values are stored
//
// PostgreSQL has a type for each. SQLite keeps truth values as 0 and 1; times as the text "2006-01-02 15:04:05" in UTC,
// with six more digits when there are microseconds; days as "2006-01-02"; times of day as "15:04:05"; durations as
// microseconds; UUIDs as 32 hexadecimal digits; addresses and JSON as text; decimals as integers that the caller scales
// (Features.ScaledDecimals). On both, what is finer than a microsecond is cut off, and years are 1 to 9999.
//
// # Transactions
//
// [DB.Atomic] runs a function in a transaction, or in a savepoint when the context is in a transaction already; the
// context carries it. [OnCommit] runs what must wait for the commit. Wrong uses are [*TxError] values: a context used
// after its transaction, by two goroutines at once, or for another database.
//
// # SQLite
//
// A file is opened in write-ahead mode: one connection writes, the others read beside it and see the last committed
// state. Writers wait for each other inside the process, so none meets a locked database; other processes are waited for
// up to Options.LockTimeout. Foreign keys are enforced. These functions exist on every connection, give NULL for NULL,
// and mind case unless their text was folded:
//
//	mu_fold(text)              lower case of every letter, for comparing without regard to case; see Fold
//	mu_lower(text)             lower case; SQLite's own lower() knows ASCII only
//	mu_upper(text)             upper case
//	mu_contains(text, part)    whether part is in text
//	mu_starts(text, prefix)    whether text begins with prefix
//	mu_ends(text, suffix)      whether text ends with suffix
//	mu_regexp(pattern, text)   whether the RE2 pattern is found in text
//
// # Errors
//
// What the database reports is an [*Error] with a [Code] that is the same for both databases, and errors.Is works with
// ErrUnique and the like. Its text names constraint, table and column, never a value; see [Error].
//
// # Watching
//
// A [Recorder] in the context (see [Record]) counts statements, keeps them, and tells which place in the program ran more
// than its budget. Statements slower than Options.SlowQuery are logged. [DB.Stats] has the numbers of the pool.
// Options.Comment appends to each statement what the server's own log and pg_stat_activity should show of its context.
package db
