package db_test

import (
	"sync"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// TestOpenTogether opens a file that does not exist yet from several sides at once, as processes do that start together:
// each makes its settings, and none is told that another one holds the database.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	for range 30 {
		url := testenv.SQLite(t)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				d, err := db.Open(t.Context(), url, db.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}
