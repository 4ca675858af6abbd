package torture

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// endless are statements that run for as long as they may.
var endless = map[string]string{
	"sqlite":   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
	"postgres": "SELECT count(*) FROM (SELECT pg_sleep(60)) AS s",
}

// limitRoutes are pages that take long: one runs a statement that does not end, one keeps a connection until it is told
// to let go.
func limitRoutes(started chan<- struct{}, release <-chan struct{}) func(*web.Router, *db.DB) {
	return func(r *web.Router, d *db.DB) {
		r.Get("/endless/", func(w http.ResponseWriter, r *http.Request) error {
			started <- struct{}{}
			name := "sqlite"
			if d.Dialect().Features.Schemas {
				name = "postgres"
			}
			rows, err := d.Query(r.Context(), endless[name])
			if err != nil {
				return err
			}
			rows.Next()
			return rows.Close()
		})
		r.Get("/hold/", func(w http.ResponseWriter, r *http.Request) error {
			err := orm.Atomic(r.Context(), func(ctx context.Context) error {
				if _, err := d.Exec(ctx, "SELECT 1"); err != nil {
					return err
				}
				started <- struct{}{}
				<-release
				return nil
			})
			if err == nil {
				w.WriteHeader(http.StatusOK)
			}
			return err
		})
	}
}

// TestStatementThatRunsTooLong wants 503 after the statement timeout, and the connection to work afterwards.
func TestStatementThatRunsTooLong(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		started := make(chan struct{}, 1)
		s := serve(t, url, db.Options{StatementTimeout: 500 * time.Millisecond, MaxConns: 1}, limitRoutes(started, nil))
		opened := s.DB.Stats().Opened
		for range 3 {
			a := s.ask(t.Context(), http.MethodGet, "/endless/")
			if fault := a.fault(); fault != "" {
				t.Error(fault)
			}
			<-started
			if a := s.ask(t.Context(), http.MethodGet, "/products/"); a.status != http.StatusOK {
				t.Errorf("the next page answers %d", a.status)
			}
		}
		s.pooled(t)
		if st := s.DB.Stats(); st.Opened > opened+1 {
			t.Errorf("%d connections were opened for 3 statements that ran too long: theirs was not used again", st.Opened-opened)
		}
	})
}

// TestClientGoesAway wants the statement of a client that hung up to end within a second.
func TestClientGoesAway(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		started := make(chan struct{}, 1)
		s := serve(t, url, db.Options{}, limitRoutes(started, nil))
		ctx, hangUp := context.WithCancel(t.Context())
		gone := make(chan answer, 1)
		go func() { gone <- s.ask(ctx, http.MethodGet, "/endless/") }()
		<-started
		s.wait(t, "the statement runs", func() bool { return s.DB.Stats().InUse == 1 })
		if s.DB.Dialect().Features.Schemas {
			s.wait(t, "the server runs the statement", func() bool { return s.active(t) == 1 })
		}
		hungUp := time.Now()
		hangUp()
		if a := <-gone; a.err == nil {
			t.Fatalf("the client got an answer: %d", a.status)
		}
		s.wait(t, "the connection is free", func() bool { return s.DB.Stats().InUse == 0 })
		if took := time.Since(hungUp); took > time.Second {
			t.Errorf("the statement ended %s after the client had hung up", took)
		}
		if s.DB.Dialect().Features.Schemas {
			s.wait(t, "the server's statement has ended", func() bool { return s.active(t) == 0 })
			if took := time.Since(hungUp); took > time.Second {
				t.Errorf("the server went on for %s after the client had hung up", took)
			}
		}
		s.pooled(t)
	})
}

// active is how many of the site's statements PostgreSQL runs now, this one left out.
func (s *server) active(t *testing.T) int64 {
	t.Helper()
	rows, err := s.DB.Query(s.ctx, `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()`)
	must(t, err)
	rows.Next()
	n := rows.Int64()
	must(t, rows.Close())
	return n
}

// wait asks again and again until something holds, and fails the test after ten seconds.
func (s *server) wait(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(10 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("after ten seconds it does not hold that %s: %+v", what, s.DB.Stats())
		}
	}
}

// TestPoolIsExhausted wants 503 within AcquireTimeout when every connection is taken, and pages again afterwards.
func TestPoolIsExhausted(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		const conns = 2
		started, release := make(chan struct{}, conns), make(chan struct{})
		s := serve(t, url, db.Options{MaxConns: conns, AcquireTimeout: 200 * time.Millisecond}, limitRoutes(started, release))
		holders, path := conns, "/products/"
		if !s.DB.Dialect().Features.Schemas { // SQLite has one writer, and readers beside it
			holders, path = 1, "/hold/"
		}
		var wg sync.WaitGroup
		for range holders {
			wg.Go(func() {
				if a := s.ask(t.Context(), http.MethodGet, "/hold/"); a.status != http.StatusOK {
					t.Errorf("a page that held a connection answers %d", a.status)
				}
			})
			<-started
		}
		from := time.Now()
		a := s.ask(t.Context(), http.MethodGet, path)
		if fault := a.fault(); fault != "" {
			t.Error(fault)
		}
		if took := time.Since(from); took > 2*time.Second {
			t.Errorf("the answer took %s, with an AcquireTimeout of 200ms", took)
		}
		close(release)
		wg.Wait()
		if a := s.ask(t.Context(), http.MethodGet, "/products/"); a.status != http.StatusOK {
			t.Errorf("the next page answers %d", a.status)
		}
		s.pooled(t)
	})
}
