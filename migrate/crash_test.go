package migrate

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// TestServerStops stops PostgreSQL at once while a migration runs, starts it again and migrates to the end.
func TestServerStops(t *testing.T) {
	t.Parallel()
	server := testenv.PostgresServer(t)
	clean := testenv.Postgres(t)
	start := time.Now()
	if err := migrateChild(t.Context(), clean); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	d := open(t, clean)
	schema, rows := dump(t, d), sums(t, d)
	rounds := 1
	if testenv.Full() {
		rounds = 10
	}
	r := rand.New(rand.NewPCG(3, 16))
	for range rounds {
		url, drop, err := testenv.NewDatabase(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- migrateChild(t.Context(), url) }()
		after := time.NewTimer(time.Duration(r.Int64N(int64(took))))
		select {
		case <-after.C:
		case err := <-done:
			done <- err
		}
		if err := server.Restart(testenv.Immediate); err != nil {
			t.Fatal(err)
		}
		t.Logf("stopped: %v", <-done)
		if err := migrateChild(t.Context(), url); err != nil {
			t.Fatalf("after the restart: %v", err)
		}
		d := open(t, url)
		if got := dump(t, d); got != schema {
			t.Errorf("the schema differs:\n%s", lineDiff(schema, got))
		}
		if got := sums(t, d); got != rows {
			t.Errorf("the rows come to %s, expected %s", got, rows)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := drop(); err != nil {
			t.Error(err)
		}
	}
}
