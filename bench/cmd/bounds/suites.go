package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/musette-go/musette/bench/bound"
	"github.com/musette-go/musette/internal/testenv"
)

// A suite is a group of bounds that share what they prepare.
type suite struct {
	name     string
	allCores bool // measured on all cores; the others are pinned to one
	run      func(context.Context, *bench) error
}

// suites returns every suite, in the order they run.
func suites() []suite {
	list := []suite{{name: "postgres/noise", run: noise}}
	list = append(list, taskSuites()...)
	return append(list,
		suite{name: "iter/postgres", run: iterPostgres},
		suite{name: "iter/sqlite", run: iterSQLite},
		suite{name: "bulk100000", run: bulkMany},
		suite{name: "page", run: page},
		suite{name: "stack", run: stack},
		suite{name: "techempower", run: techempower},
		suite{name: "people/page", run: peoplePage},
		suite{name: "people/statements", run: peopleStatements},
		suite{name: "people/timing", run: peopleTiming},
		suite{name: "people/memory", allCores: true, run: peopleMemory},
		suite{name: "people/logins", allCores: true, run: peopleLogins},
		suite{name: "wallet", allCores: true, run: wallets},
		suite{name: "start", allCores: true, run: start},
		suite{name: "compile", allCores: true, run: compileTimes},
	)
}

// errSkip is wrapped by the error of a suite that cannot run on this machine.
var errSkip = errors.New("not on this machine")

// bench is what a suite works with.
type bench struct {
	opts    bound.Options
	report  *bound.Report
	out     io.Writer
	closers []func() error
}

// duel measures the contenders, prints a line for each and returns the results.
func (b *bench) duel(contenders ...bound.Contender) (*bound.Results, error) {
	res, err := bound.Measure(b.opts, contenders...)
	if err != nil {
		return nil, err
	}
	for _, c := range contenders {
		fmt.Fprintln(b.out, res.Line(c.Name))
	}
	return res, nil
}

// postgres starts a private server, without the sync to disk that would hide
// what the client costs, and returns the URL of a database. More settings are
// PostgreSQL's own.
func (b *bench) postgres(settings ...string) (string, error) {
	s, err := testenv.StartPostgres(append(settings, "synchronous_commit=off", "autovacuum=off")...)
	if err != nil {
		return "", errors.Join(errSkip, err)
	}
	b.onClose(s.Close)
	return s.URL(), nil
}

// sqlite returns the URL of a database file that does not exist yet.
func (b *bench) sqlite() (string, error) {
	dir, err := b.tempDir()
	return "sqlite://" + filepath.ToSlash(filepath.Join(dir, "bench.db")), err
}

// size chooses between the size that is measured and the one that tests of the suites take: rounds of a few milliseconds
// at most mean that nobody looks at the numbers.
func (b *bench) size(full, short int) int {
	if b.opts.Round > 0 && b.opts.Round < 10*time.Millisecond {
		return short
	}
	return full
}

// connect opens a pgx connection that closes with the suite.
func (b *bench) connect(ctx context.Context, url string, schema ...string) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	b.onClose(func() error { return conn.Close(context.WithoutCancel(ctx)) })
	if _, err := conn.Exec(ctx, strings.Join(schema, ";")); err != nil {
		return nil, err
	}
	return conn, nil
}

func (b *bench) onClose(fn func() error) { b.closers = append(b.closers, fn) }

// close closes what the suite opened, last first.
func (b *bench) close() error {
	var errs []error
	for i := len(b.closers) - 1; i >= 0; i-- {
		errs = append(errs, b.closers[i]())
	}
	return errors.Join(errs...)
}
