package testkit

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/boot"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
)

// DefaultBudget is how many statements one place in the code may run in one request or test.
const DefaultBudget = 10

// Options configure a [Kit]. The zero value is usable.
type Options struct {
	// DatabaseURL names an empty database. Defaults to a new SQLite file that goes with the test.
	DatabaseURL string
	// Budget is how many statements one place in the code may run in one request, and in the test itself, before the test
	// fails. Negative means any number. Defaults to DefaultBudget.
	Budget int
	// Debug runs the site as in development: errors show what happened. Defaults to false.
	Debug bool
	// Log receives the site's log from warnings on. Defaults to the test's output.
	Log io.Writer
}

// Kit is a site in a test.
type Kit struct {
	t      testing.TB
	site   *boot.Site
	ctx    context.Context
	opt    Options
	rec    *db.Recorder // of the test itself
	jar    http.CookieJar
	header http.Header
}

// Run runs a test of the site once for each kind of database that is there: as sub-tests "sqlite" and "postgres", in
// parallel.
func Run(t *testing.T, site app.Site, test func(t *testing.T, kit *Kit)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, url string) {
		test(t, New(t, site, Options{DatabaseURL: url}))
	})
}

// New puts the site together on a migrated database. Everything is closed when the test ends, and the test fails when its
// own code, outside of requests, went over the budget of statements.
func New(t testing.TB, site app.Site, opt Options) *Kit {
	t.Helper()
	if opt.DatabaseURL == "" {
		opt.DatabaseURL = testenv.SQLite(t)
	}
	if opt.Budget == 0 {
		opt.Budget = DefaultBudget
	}
	if opt.Log == nil {
		opt.Log = t.Output()
	}
	config := app.Config{Mode: app.Test, Debug: opt.Debug, DatabaseURL: opt.DatabaseURL, Addr: "127.0.0.1:0", AllowedHosts: []string{"testserver"}}
	s, err := boot.New(site, config, slog.New(slog.NewTextHandler(opt.Log, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatalf("testkit: the site does not fit together: %v", err)
	}
	if err := s.Open(t.Context()); err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("testkit: closing the database: %v", err)
		}
	})
	if err := s.Migrator.Migrate(s.Context(t.Context()), migrate.MigrateOptions{}); err != nil {
		t.Fatalf("testkit: %v", err)
	}
	jar, _ := cookiejar.New(nil) // fails for wrong options only
	k := &Kit{t: t, site: s, opt: opt, jar: jar, header: http.Header{}}
	k.rec = k.recorder()
	k.ctx = db.Record(s.Context(t.Context()), k.rec)
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

// Context is the context for the test's own queries: it has the site's database and models.
func (k *Kit) Context() context.Context { return k.ctx }

// DB is the test's database.
func (k *Kit) DB() *db.DB { return k.site.DB }

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
