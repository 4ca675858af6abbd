package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PgBouncer starts a PgBouncer in front of the database of a postgres:// URL
// and returns the URL of the same database through it. It pools by transaction
// and knows no prepared statements, as most sites run it, so a client that
// keeps state in its session fails. It stops with the test.
func PgBouncer(tb testing.TB, pgURL string) string {
	tb.Helper()
	program, err := findProgram("pgbouncer")
	if err != nil {
		missing(tb, pgbouncerService, err)
	}
	through, stop, err := startPgBouncer(program, pgURL)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(stop)
	return through
}

func startPgBouncer(program, pgURL string) (through string, stop func(), err error) {
	target, err := pgx.ParseConfig(pgURL)
	if err != nil {
		return "", nil, fmt.Errorf("testenv: pgbouncer: %w", err)
	}
	acct, err := serverAccount()
	if err != nil {
		return "", nil, err
	}
	work, err := newWorkDir(acct)
	if err != nil {
		return "", nil, err
	}
	b := &bouncer{program: program, acct: acct, work: work, target: target}
	if err := b.start(); err != nil {
		work.remove()
		return "", nil, err
	}
	return b.url(), func() { b.proc.kill(); work.remove() }, nil
}

// bouncer is one running PgBouncer.
type bouncer struct {
	program string
	acct    account
	work    *workDir
	target  *pgx.ConnConfig
	sockets string // the folder of its Unix socket
	proc    *process
}

// bouncerPort names the socket; nothing listens on TCP.
const bouncerPort = 6432

func (b *bouncer) start() error {
	var err error
	if b.sockets, err = b.work.mkdir("run", b.acct); err != nil {
		return fmt.Errorf("testenv: pgbouncer: %w", err)
	}
	ini := filepath.Join(b.work.path, "pgbouncer.ini")
	if err := os.WriteFile(ini, []byte(b.config()), 0o600); err != nil {
		return fmt.Errorf("testenv: pgbouncer: %w", err)
	}
	if err := b.acct.own(ini); err != nil {
		return fmt.Errorf("testenv: pgbouncer: %w", err)
	}
	logPath := filepath.Join(b.work.path, "log")
	log, err := os.Create(logPath)
	if err != nil {
		return fmt.Errorf("testenv: pgbouncer: %w", err)
	}
	defer log.Close()
	cmd := exec.Command(b.program, ini)
	cmd.Dir = b.work.path
	cmd.Stdout, cmd.Stderr = log, log
	b.acct.applyTo(cmd)
	if b.proc, err = startProcess(cmd); err != nil {
		return fmt.Errorf("testenv: start pgbouncer: %w", err)
	}
	if err := b.await(); err != nil {
		b.proc.kill()
		out, _ := os.ReadFile(logPath) // an empty log says as much
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// await returns when a connection through the pooler works.
func (b *bouncer) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, b.url())
		if err == nil {
			return conn.Close(ctx)
		}
		if b.proc.ended() {
			return fmt.Errorf("testenv: pgbouncer ended while starting: %w", errors.Join(b.proc.err, err))
		}
		if pause(ctx) != nil {
			return fmt.Errorf("testenv: pgbouncer did not answer within %s: %w", startLimit, err)
		}
	}
}

// config is the pooler's configuration: every database is passed on to the
// target's server under the target's user.
func (b *bouncer) config() string {
	var s strings.Builder
	fmt.Fprintf(&s, "[databases]\n* = host=%s port=%d user=%s", b.target.Host, b.target.Port, quoteINI(b.target.User))
	if b.target.Password != "" {
		fmt.Fprintf(&s, " password=%s", quoteINI(b.target.Password))
	}
	fmt.Fprintf(&s, `

[pgbouncer]
unix_socket_dir = %s
unix_socket_mode = 0700
listen_addr =
listen_port = %d
auth_type = any
pool_mode = transaction
max_client_conn = 500
default_pool_size = 10
ignore_startup_parameters = extra_float_digits,search_path
log_connections = 0
log_disconnections = 0
`, b.sockets, bouncerPort)
	return s.String()
}

// quoteINI quotes a value of a connection string of PgBouncer.
func quoteINI(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

func (b *bouncer) url() string {
	u := url.URL{Scheme: "postgres", User: url.User(b.target.User), Path: "/" + b.target.Database}
	u.RawQuery = url.Values{
		"host": {b.sockets}, "port": {strconv.Itoa(bouncerPort)}, "sslmode": {"disable"},
	}.Encode()
	return u.String()
}
