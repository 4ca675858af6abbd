package testkit

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
)

// kind is a kind of database, or the one at an address.
type kind struct {
	name    string // "sqlite", "postgres"
	address string // "" for a new one
}

// kindOf is the database that Options.DatabaseURL means.
func kindOf(address string) kind {
	if strings.HasPrefix(address, "postgres") {
		return kind{"postgres", address}
	}
	return kind{"sqlite", address}
}

// each runs a test once for each kind of database.
func each(t *testing.T, test func(t *testing.T, kind kind)) {
	t.Helper()
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, kind{name: name})
		})
	}
}

// source is a database for one test: one that it has alone, or a shared one in which it is rolled back.
type source struct {
	url    string
	shared *shared // nil for one of its own
	pool   *pool
}

// source finds the database for a test. What it starts outlives the test, so it must not be called where the clock stands.
func (kd kind) source(t testing.TB, site app.Site, opt Options) (source, error) {
	t.Helper()
	switch {
	case !opt.Rollback && kd.address != "":
		return source{url: kd.address}, nil
	case !opt.Rollback && kd.name == "postgres":
		return source{url: testenv.Postgres(t)}, nil
	case !opt.Rollback:
		return source{url: testenv.SQLite(t)}, nil
	case kd.address != "":
		return source{}, fmt.Errorf("Options has both DatabaseURL and Rollback: a test that is rolled back shares its database; leave DatabaseURL out")
	}
	p := pools.of(kd.name, site)
	s, err := p.take(t, kd.name, site, opt)
	return source{url: s.url, shared: s, pool: p}, err
}

// open opens the database for the kit, or begins its transaction in the shared one, and returns the context of the test.
func (src source) open(k *Kit) context.Context {
	k.t.Helper()
	if src.shared != nil {
		return src.pool.begin(k, src.shared)
	}
	if err := k.site.Open(k.t.Context()); err != nil {
		k.t.Fatalf("testkit: %v", err)
	}
	k.t.Cleanup(func() {
		if err := k.site.Close(); err != nil {
			k.t.Errorf("testkit: closing the database: %v", err)
		}
	})
	ctx := k.site.Context(k.t.Context())
	if err := k.site.Migrate(ctx, migrate.MigrateOptions{}); err != nil {
		k.t.Fatalf("testkit: %v", err)
	}
	return ctx
}

// CaptureOnCommit runs fn and returns the hooks ([orm.OnCommit]) that would have run in it, in their order, without
// running them: Django's captureOnCommitCallbacks. Hooks of transactions that rolled back are not among them. Within fn,
// ctx and what the kit's client asks for belong to the capture; call a hook with kit.Context to run it.
func (k *Kit) CaptureOnCommit(fn func(ctx context.Context)) (hooks []func(ctx context.Context)) {
	k.t.Helper()
	before := k.ctx
	k.ctx = db.CaptureOnCommit(before, func(hook func(context.Context)) { hooks = append(hooks, hook) })
	defer func() { k.ctx = before }()
	fn(k.ctx)
	return hooks
}
