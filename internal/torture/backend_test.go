package torture

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// TestConnectionsCutUnderLoad ends connections of the site's pool again and again, those inside transactions first.
func TestConnectionsCutUnderLoad(t *testing.T) {
	t.Parallel()
	cuts := 20
	if testenv.Full() {
		cuts = 200
	}
	url := testenv.Postgres(t)
	s := serve(t, url, db.Options{}, transferRoutes)
	killer := openOther(t, url)
	l := startLoad(s, 4, 8)
	t.Cleanup(l.end)
	began := time.Now()
	for range cuts {
		writes, pages, _ := l.now()
		if !l.until(time.Minute, func() bool { return len(l.acknowledged) > writes+5 && l.pages > pages+5 }) {
			t.Fatal("the load stands still")
		}
		cutOne(t, killer)
	}
	l.restart()
	if !l.until(normalAgain, func() bool { return l.run >= 100 }) {
		t.Errorf("requests still fail %s after the last cut: %+v", normalAgain, s.DB.Stats())
	}
	l.end()
	for _, f := range l.failures {
		checkFailure(t, f, []outage{{began, time.Now()}})
	}
	if n := len(l.failures); n == 0 || n > cuts {
		t.Errorf("%d connections were cut and %d requests failed, want at least 1 and at most one for each", cuts, n)
	}
	s.pooled(t)
	n := s.audit(t, l.acknowledged)
	t.Logf("%d cuts: %d pages, %d transfers acknowledged and %d made, %d answers of 503", cuts, l.pages, len(l.acknowledged), n, len(l.failures))
}

// openOther opens the database a second time, outside the site's pool.
func openOther(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{ApplicationName: "other"})
	must(t, err)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// cutOne ends one of the site's connections, one inside a transaction if there is one.
func cutOne(t *testing.T, killer *db.DB) {
	t.Helper()
	_, err := killer.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'torture' ORDER BY xact_start IS NULL, random() LIMIT 1`)
	must(t, err)
}

// TestConnectionCutInsideATransaction cuts the transaction's own connection at every point where it can be cut.
func TestConnectionCutInsideATransaction(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	s := serve(t, url, db.Options{MaxConns: 3}, func(*web.Router, *db.DB) {})
	killer := openOther(t, url)
	move := func(ctx context.Context) error {
		_, err := wallet.TransferFunds(ctx, 1, 2, decimal.New(100, 2))
		return err
	}
	points := map[string]func(ctx context.Context, cut func(context.Context)) error{
		"before the first statement": func(ctx context.Context, cut func(context.Context)) error {
			cut(ctx)
			return move(ctx)
		},
		"between statements": func(ctx context.Context, cut func(context.Context)) error {
			if err := move(ctx); err != nil {
				return err
			}
			cut(ctx)
			return move(ctx)
		},
		"before the commit": func(ctx context.Context, cut func(context.Context)) error {
			err := move(ctx)
			cut(ctx)
			return err
		},
		"inside a savepoint": func(ctx context.Context, cut func(context.Context)) error {
			if err := move(ctx); err != nil {
				return err
			}
			return orm.Atomic(ctx, func(ctx context.Context) error {
				cut(ctx)
				return move(ctx)
			})
		},
		"inside a savepoint whose error is ignored": func(ctx context.Context, cut func(context.Context)) error {
			_ = orm.Atomic(ctx, func(ctx context.Context) error {
				cut(ctx)
				return move(ctx)
			})
			return nil
		},
		"an error that is ignored": func(ctx context.Context, cut func(context.Context)) error {
			cut(ctx)
			_ = move(ctx)
			return nil
		},
		"while rows are read": func(ctx context.Context, cut func(context.Context)) error {
			if err := move(ctx); err != nil {
				return err
			}
			first := true
			for _, err := range wallet.Accounts.Unrestricted().Iter(ctx, 5) {
				if err != nil {
					return err
				}
				if first {
					cut(ctx)
					first = false
				}
			}
			return nil
		},
		"a panic after it": func(ctx context.Context, cut func(context.Context)) error {
			cut(ctx)
			panic(http.ErrAbortHandler)
		},
	}
	for name, fn := range points {
		t.Run(name, func(t *testing.T) { // one after the other: they share the pool
			err := atomically(s, func(ctx context.Context) error {
				return fn(ctx, func(ctx context.Context) { s.cut(t, ctx, killer) })
			})
			if name != "a panic after it" {
				if !errors.Is(err, db.ErrConnection) || problem.Of(err) != problem.Unavailable {
					t.Errorf("the error is %v (%v), want a db.ErrConnection that is Unavailable", err, problem.Of(err))
				}
			}
			s.pooled(t)
			if n := s.audit(t, nil); n != 0 {
				t.Errorf("%d transfers were kept of a transaction that failed", n)
			}
		})
	}
}

// atomically runs fn in a transaction and catches its panic.
func atomically(s *server, fn func(ctx context.Context) error) (err error) {
	defer func() { _ = recover() }()
	return orm.Atomic(s.ctx, fn)
}

// cut ends the connection that the context's transaction holds, and waits until its process is gone.
func (s *server) cut(t *testing.T, ctx context.Context, killer *db.DB) {
	t.Helper()
	rows, err := s.DB.Query(ctx, "SELECT pg_backend_pid()")
	must(t, err)
	rows.Next()
	pid := rows.Int64()
	must(t, rows.Close())
	_, err = killer.Exec(t.Context(), "SELECT pg_terminate_backend($1, 5000)", pid)
	must(t, err)
}
