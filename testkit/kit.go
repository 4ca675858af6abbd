package testkit

import (
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/boot"
)

// DefaultBudget is how many statements one place in the code may run in one request or test.
const DefaultBudget = 10

// Options configure a [Kit]. The zero value is usable.
type Options struct {
	// Rollback runs the test in a transaction that is rolled back at its end, on a database that tests share one after the other,
	// which saves making and migrating one: Django's TestCase. The code under test does not notice; transactions in it are
	// savepoints, and their hooks run ([orm.OnCommit]). One goroutine at a time uses the database, nothing else
	// sees it, so there is no live server, and PostgreSQL goes on counting the keys of earlier tests. Not for New within a
	// synctest.Test of the test's own, whose goroutines end with it: use RunWith and Now. Defaults to false: a database of
	// its own, and real commits.
	Rollback bool
	// Now is the time at which the test begins, for [RunWith]: a clock that stands still, moved on by [Kit.Advance]. Everything
	// in the process sees it: sessions, signatures, auto_now, rate limits. The databases' own functions for the time do not.
	// Not before 2000. Defaults to the real clock.
	Now time.Time
	// Settings are settings for this test, by the name of their environment variable: {"TRUSTED_PROXIES": "10.0.0.0/8"}. Mode,
	// address, hosts, key and storage have defaults for tests; the environment of the test process is not read.
	Settings map[string]string
	// DatabaseURL names an empty database, for [New]. Defaults to a new SQLite file that goes with the test.
	DatabaseURL string
	// Budget is how many statements one place in the code may run in one request, and in the test itself, before the test
	// fails. Negative means any number. Defaults to DefaultBudget.
	Budget int
	// Debug runs the site as in development: errors show what happened. Defaults to false.
	Debug bool
	// Log receives the site's log from warnings on. Defaults to the test's output.
	Log io.Writer
	// Seed is where random values of factories begin. Defaults to one made of the test's name, so that a test has the same
	// values every time.
	Seed uint64
}

// Kit is a site in a test, with a [Client] to ask it for pages. One goroutine uses it.
type Kit struct {
	*Client

	t    testing.TB
	site *boot.Site
	ctx  context.Context
	opt  Options
	rec  *db.Recorder // of the test itself
	one  sync.Mutex   // held by a request of a kit with Rollback
	live string       // the address of the live server, once it runs

	made  map[any]int // how many objects each factory has made
	gen   *Gen
	setup *db.Recorder // of what factories do
}

// Run runs a test of the site once for each kind of database that is there: as sub-tests "sqlite" and "postgres", in
// parallel, each with a database of its own.
func Run(t *testing.T, site app.Site, test func(t *testing.T, kit *Kit)) {
	t.Helper()
	RunWith(t, site, Options{}, test)
}

// RunWith is [Run] with options; DatabaseURL does not count.
func RunWith(t *testing.T, site app.Site, opt Options, test func(t *testing.T, kit *Kit)) {
	t.Helper()
	each(t, func(t *testing.T, kind kind) {
		source, err := kind.source(t, site, opt)
		if err != nil {
			t.Fatalf("testkit: %v", err)
		}
		frozen(t, opt.Now, func(t *testing.T) { test(t, start(t, site, opt, source)) })
	})
}

// New puts the site together on a migrated database, SQLite unless the options name another one. Everything is closed when the
// test ends, and the test fails when its own code, outside of requests, went over the budget of statements.
func New(t testing.TB, site app.Site, opt Options) *Kit {
	t.Helper()
	if !opt.Now.IsZero() {
		t.Fatal("testkit: New cannot stop the clock, since it stands around the test: use RunWith, or call New within synctest.Test")
	}
	source, err := kindOf(opt.DatabaseURL).source(t, site, opt)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return start(t, site, opt, source)
}

// start puts the site together on a database.
func start(t testing.TB, site app.Site, opt Options, source source) *Kit {
	t.Helper()
	if opt.Budget == 0 {
		opt.Budget = DefaultBudget
	}
	if opt.Log == nil {
		opt.Log = t.Output()
	}
	s, err := newSite(site, opt, source.url)
	if err != nil {
		t.Fatalf("testkit: the site does not fit together: %v", err)
	}
	k := &Kit{t: t, site: s, opt: opt, made: map[any]int{}, gen: newGen(t.Name(), opt.Seed)}
	base := source.open(k)
	k.Client = k.NewClient()
	k.rec = k.recorder()
	k.setup = db.NewRecorder(db.RecorderOptions{})
	k.ctx = context.WithValue(db.Record(base, k.rec), kitKey{}, k)
	t.Cleanup(func() { k.overBudget(k.rec, "the test") })
	return k
}

func (k *Kit) recorder() *db.Recorder {
	return db.NewRecorder(db.RecorderOptions{Statements: true, Callers: true, Budget: max(k.opt.Budget, 0)})
}

// overBudget fails the test when a place ran too many statements.
func (k *Kit) overBudget(rec *db.Recorder, where string) {
	k.t.Helper()
	if k.opt.Budget < 0 {
		return
	}
	for _, s := range rec.OverBudget() {
		k.t.Errorf("testkit: %s: %s ran %d statements in %s, the budget is %d: load them together with SelectRelated, PrefetchRelated or In\n\t%s",
			s.Caller, s.Caller, s.Count, where, k.opt.Budget, s.SQL)
	}
}

// Context is the context for the test's own queries: it has what a request's has, the site's database, models, templates and
// names of pages.
func (k *Kit) Context() context.Context { return k.ctx }

// DB is the test's database.
func (k *Kit) DB() *db.DB { return k.site.DB }

// URL is the path of a named page, with the parameters of its route in their order: kit.URL("catalog:detail", 3).
func (k *Kit) URL(name string, args ...any) string {
	k.t.Helper()
	path, err := k.site.Router.URLs().Reverse(name, args...)
	if err != nil {
		k.t.Fatalf("testkit: %v", err)
	}
	return path
}

// Must fails the test when err is not nil.
func (k *Kit) Must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// Queries runs fn and fails the test unless it ran exactly n statements.
func (k *Kit) Queries(n int, fn func(ctx context.Context)) {
	k.t.Helper()
	rec := k.recorder()
	fn(db.Record(k.ctx, rec))
	if got := rec.Count(); got != n {
		k.t.Errorf("testkit: %d statements, want %d:%s", got, n, list(rec))
	}
}

// Checks runs the site's checks, those of the database included, and fails the test for each message of that level or
// above.
func (k *Kit) Checks(level check.Level) {
	k.t.Helper()
	for _, m := range k.site.Messages(k.ctx, check.Options{Database: true}) {
		if m.Level >= level {
			k.t.Errorf("testkit: %s", m)
		}
	}
}

func list(rec *db.Recorder) string {
	out := ""
	for _, s := range rec.Statements() {
		out += "\n\t" + s.Caller + ": " + s.SQL
	}
	return out
}
