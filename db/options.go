package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// Options configures [Open]. The zero value is usable.
type Options struct {
	// MaxConns is the most connections open at once. On SQLite it is the number of readers, besides the one writer.
	// Defaults to four per CPU and at least 4; on SQLite to one per CPU and at least 2.
	MaxConns int

	// MinConns is the number of connections kept open when nothing happens. Defaults to 0.
	MinConns int

	// MaxConnLifetime is the age at which a connection is replaced; a tenth is added at random, so that not all are
	// replaced at once. PostgreSQL only. Defaults to 1 hour; negative means never.
	MaxConnLifetime time.Duration

	// MaxConnIdleTime is how long a connection beyond MinConns may be unused before it is closed.
	// Defaults to 30 minutes; negative means for ever.
	MaxConnIdleTime time.Duration

	// HealthCheckPeriod is the time between two looks at the idle connections. Defaults to 1 minute.
	HealthCheckPeriod time.Duration

	// AcquireTimeout is how long a statement waits for a free connection; then it fails with [ErrPoolExhausted]. Opening
	// a new connection may take as long, unless connect_timeout in the URL says otherwise; then it fails with
	// [ErrConnection]. Defaults to 5 seconds; negative means as long as its context allows.
	AcquireTimeout time.Duration

	// StatementTimeout is how long one statement may run; then it fails with [ErrStatementTimeout].
	// Defaults to 30 seconds; negative means no limit.
	StatementTimeout time.Duration

	// LockTimeout is how long a statement waits for a row or table that another transaction holds; then it fails with
	// [ErrLockTimeout]. On SQLite it is how long a writer waits for other processes; then it fails with [ErrBusy].
	// Defaults to 10 seconds; negative means no limit.
	LockTimeout time.Duration

	// IdleInTransactionTimeout is how long a transaction may stay open without a statement before the server ends it.
	// PostgreSQL only. Defaults to 60 seconds; negative means no limit.
	IdleInTransactionTimeout time.Duration

	// StatementCache is the number of prepared statements kept for each connection; the least recently used goes first.
	// Defaults to 512.
	StatementCache int

	// TransactionPooler says that a pooler in transaction mode (PgBouncer) stands before PostgreSQL: nothing is kept in
	// the session, neither prepared statements nor settings. The parameter pooler=transaction of the URL says the same.
	// Defaults to false.
	TransactionPooler bool

	// Comment gives names and values that are appended to every statement as a comment in the form of sqlcommenter, as in
	// "SELECT 1 /*request_id='7f3a',route='%2Fitems%2F'*/", so that pg_stat_activity and the server's log tell where a statement comes
	// from; web.StatementTags gives those of the request. Values are encoded, so that none can end the comment; of each the first
	// 256 bytes are taken, and 4 KiB of all. Empty ones are left out. As a comment makes every text another one, statements are
	// no longer prepared, which costs time in each: ask for it when you are looking for something. It is called once or twice
	// for each statement and by many goroutines. Defaults to none.
	Comment func(ctx context.Context) map[string]string

	// Logger receives slow statements. Defaults to [slog.Default].
	Logger *slog.Logger

	// SlowQuery is the duration from which on a statement is logged at the level Warn, with the place that called it and
	// its SQL without any value. Defaults to 200 milliseconds; negative means never.
	SlowQuery time.Duration

	// ApplicationName is shown in PostgreSQL's pg_stat_activity. Defaults to "musette".
	ApplicationName string
}

// unlimited is what a negative duration means inside the package.
const unlimited = time.Duration(-1)

// withDefaults fills in what is zero and reports every value that makes no sense.
func (o Options) withDefaults(sqlite bool) (Options, error) {
	if o.MaxConns == 0 {
		o.MaxConns = max(4, 4*runtime.NumCPU())
		if sqlite {
			o.MaxConns = max(2, runtime.NumCPU())
		}
	}
	o.MaxConnLifetime = durationOr(o.MaxConnLifetime, time.Hour)
	o.MaxConnIdleTime = durationOr(o.MaxConnIdleTime, 30*time.Minute)
	o.HealthCheckPeriod = durationOr(o.HealthCheckPeriod, time.Minute)
	o.AcquireTimeout = durationOr(o.AcquireTimeout, 5*time.Second)
	o.StatementTimeout = durationOr(o.StatementTimeout, 30*time.Second)
	o.LockTimeout = durationOr(o.LockTimeout, 10*time.Second)
	o.IdleInTransactionTimeout = durationOr(o.IdleInTransactionTimeout, time.Minute)
	o.SlowQuery = durationOr(o.SlowQuery, 200*time.Millisecond)
	if o.StatementCache == 0 {
		o.StatementCache = 512
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.ApplicationName == "" {
		o.ApplicationName = "musette"
	}
	return o, o.check()
}

func (o Options) check() error {
	var errs []error
	if o.MaxConns < 1 {
		errs = append(errs, fmt.Errorf("db: MaxConns is %d, expected at least 1 (0 for the default)", o.MaxConns))
	}
	if o.MinConns < 0 || o.MinConns > o.MaxConns {
		errs = append(errs, fmt.Errorf("db: MinConns is %d, expected 0 to MaxConns (%d)", o.MinConns, o.MaxConns))
	}
	if o.StatementCache < 1 {
		errs = append(errs, fmt.Errorf("db: StatementCache is %d, expected at least 1 (0 for the default)", o.StatementCache))
	}
	if o.HealthCheckPeriod < 0 {
		errs = append(errs, errors.New("db: HealthCheckPeriod is negative, expected a duration (0 for the default)"))
	}
	return errors.Join(errs...)
}

func durationOr(d, def time.Duration) time.Duration {
	switch {
	case d == 0:
		return def
	case d < 0:
		return unlimited
	}
	return d
}
