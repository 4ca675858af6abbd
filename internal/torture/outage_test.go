package torture

import (
	"net/http"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// What a stop and start of the database may cost.
const (
	failuresEnd = 2 * time.Second // errors reach clients at most this long after the database is back
	normalAgain = 5 * time.Second // the pool works as before at most this long after
)

// outage is a time in which there was no database.
type outage struct{ from, to time.Time }

// TestDatabaseStopsUnderLoad stops PostgreSQL as a crash would while clients read pages and move money, and starts it
// again. The process stays the same; clients see 503 with Retry-After while the database is away, and nothing that was
// acknowledged is lost.
func TestDatabaseStopsUnderLoad(t *testing.T) {
	t.Parallel()
	rounds, away := 1, time.Second
	if testenv.Full() {
		rounds, away = 5, 5*time.Second
	}
	pg := testenv.PostgresServer(t)
	s := serve(t, pg.URL(), db.Options{}, transferRoutes)
	l := startLoad(s, 8, 8)
	t.Cleanup(l.end) // also when the test fails in between
	var outages []outage
	for round := range rounds {
		outages = append(outages, l.breakDown(t, pg, round+1, away))
	}
	l.end()
	for _, f := range l.failures {
		checkFailure(t, f, outages)
	}
	if a := s.ask(t.Context(), http.MethodGet, "/readyz"); a.status != http.StatusOK {
		t.Errorf("/readyz answers %d after the outages: %s", a.status, a.body)
	}
	s.pooled(t)
	n := s.audit(t, l.acknowledged)
	t.Logf("%d outages: %d pages, %d transfers acknowledged and %d made (the rest was made, and the answer lost), %d refused, %d answers of 503",
		rounds, l.pages, len(l.acknowledged), n, l.refused, len(l.failures))
}

// breakDown is one round: load, stop, wait, start, and load as before.
func (l *load) breakDown(t *testing.T, pg *testenv.Server, round int, away time.Duration) outage {
	t.Helper()
	writes, pages, failures := l.now()
	if !l.until(time.Minute, func() bool { return len(l.acknowledged) > writes+100 && l.pages > pages+100 }) {
		t.Fatalf("round %d: the load does not get going", round)
	}
	o := outage{from: time.Now()}
	must(t, pg.Stop(testenv.Immediate))
	if !l.until(time.Minute, func() bool { return len(l.failures) >= failures+100 && time.Since(o.from) >= away }) {
		t.Fatalf("round %d: requests do not fail while the database is away", round)
	}
	must(t, pg.Start())
	o.to = time.Now()
	l.restart()
	if !l.until(normalAgain, func() bool { return l.run >= 200 }) {
		t.Errorf("round %d: %s after the start requests still fail: %+v", round, normalAgain, l.s.DB.Stats())
	}
	t.Logf("round %d: 200 good answers in a row %s after the start", round, time.Since(o.to).Round(time.Millisecond))
	return o
}

// checkFailure holds an error that a client saw to the rules.
func checkFailure(t *testing.T, f failure, outages []outage) {
	t.Helper()
	if fault := f.answer.fault(); fault != "" {
		t.Errorf("%s failed otherwise than by 503: %s", f.path, fault)
	}
	for _, o := range outages {
		if !f.to.Before(o.from) && f.to.Before(o.to.Add(failuresEnd)) {
			return
		}
	}
	t.Errorf("%s failed outside of the outages, after %s: %.300s", f.path, f.to.Sub(f.from), f.answer.body)
}
