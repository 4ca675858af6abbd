package testkit

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
)

// pools are the migrated databases that tests of this process share one after the other. They live as long as the process.
var pools = poolTable{byKey: map[string]*pool{}}

type poolTable struct {
	mu    sync.Mutex
	byKey map[string]*pool
}

// of returns the pool for a kind of database with the tables of a site.
func (p *poolTable) of(kind string, site app.Site) *pool {
	key := kind + "\n" + site.Name + tables(site)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.byKey[key] == nil {
		p.byKey[key] = new(pool)
	}
	return p.byKey[key]
}

// tables says which migrations a site has, so that sites with the same ones share databases.
func tables(site app.Site) string {
	var b strings.Builder
	for _, a := range app.Flatten(site.Apps) {
		for _, m := range a.Migrations {
			fmt.Fprintf(&b, "\n%s.%s", a.Name, m.Name)
			for _, op := range m.Operations {
				b.WriteString("; " + op.Describe())
			}
		}
	}
	return b.String()
}

// pool holds the databases that no test uses at the moment. A test has one alone, so that tests in parallel do not wait for each
// other's rows.
type pool struct {
	mu   sync.Mutex
	free []*shared
}

// shared is a migrated database that tests use one after the other.
type shared struct {
	url string
	db  *db.DB
}

// take returns a database for one test.
func (p *pool) take(t testing.TB, kind string, site app.Site, opt Options) (*shared, error) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		s := p.free[n-1]
		p.free = p.free[:n-1]
		return s, nil
	}
	s := &shared{url: "sqlite://:memory:"}
	if kind == "postgres" {
		s.url = testenv.KeptPostgres(t)
	}
	return s, s.migrate(site, opt)
}

// migrate opens the database and makes the site's tables. Of the options only what decides about the site counts.
func (s *shared) migrate(site app.Site, opt Options) error {
	opt.Log = io.Discard
	b, err := newSite(site, opt, s.url)
	if err != nil {
		return fmt.Errorf("the site does not fit together: %w", err)
	}
	ctx := context.Background() // the database outlives the test
	// a test may stand in a debugger, and it uses one connection
	if err := b.OpenWith(ctx, db.Options{IdleInTransactionTimeout: -1, MaxConnLifetime: -1, MaxConns: 2}); err != nil {
		return err
	}
	s.db = b.DB
	return b.Migrate(b.Context(ctx), migrate.MigrateOptions{})
}

// begin begins the test's transaction and returns the test's context. At the end of the test it is rolled back and the database
// given back; one that cannot be rolled back is not used again.
func (p *pool) begin(k *Kit, s *shared) context.Context {
	k.t.Helper()
	k.Must(k.site.Use(s.db))
	ready, done, ended := make(chan context.Context), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.db.Sandbox(k.site.Context(context.Background()), func(ctx context.Context) {
			ready <- ctx
			<-done
		})
	}()
	select {
	case ctx := <-ready:
		k.t.Cleanup(func() {
			close(done)
			if err := <-ended; err != nil {
				k.t.Errorf("testkit: rolling the test back: %v", err)
				return
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			p.free = append(p.free, s)
		})
		return borrowed{k.t.Context(), ctx}
	case err := <-ended:
		k.t.Fatalf("testkit: beginning the test's transaction: %v", err)
		return nil
	}
}

type kitKey struct{}

// borrowed is a context with the values of another one before its own.
type borrowed struct {
	context.Context
	values context.Context
}

// Value looks into the other context first.
func (b borrowed) Value(key any) any {
	if v := b.values.Value(key); v != nil {
		return v
	}
	return b.Context.Value(key)
}

// within gives a context what the kit's has, unless it is derived from that.
func (k *Kit) within(ctx context.Context) context.Context {
	if ctx.Value(kitKey{}) == k {
		return ctx
	}
	return borrowed{ctx, k.ctx}
}
