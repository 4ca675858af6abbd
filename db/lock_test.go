package db_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// TestLock lets several databases, as several processes have them, take the same lock.
func TestLock(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		dbs := []*db.DB{open(t, url, db.Options{}), open(t, url, db.Options{}), open(t, url, db.Options{})}
		checkLock(t, dbs)
	})
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		d := open(t, "sqlite://:memory:", db.Options{})
		checkLock(t, []*db.DB{d, d, d})
	})
}

func checkLock(t *testing.T, dbs []*db.DB) {
	ctx := t.Context()
	var holders, taken atomic.Int64
	var wg sync.WaitGroup
	for _, d := range dbs {
		for range 3 {
			wg.Go(func() {
				for range 5 {
					unlock, err := d.Lock(ctx, "musette.migrate")
					if err != nil {
						t.Error(err)
						return
					}
					if n := holders.Add(1); n != 1 {
						t.Error("holders:", n)
					}
					taken.Add(1)
					runtime.Gosched()
					holders.Add(-1)
					unlock()
					unlock()
				}
			})
		}
	}
	wg.Wait()
	if n := int(taken.Load()); n != len(dbs)*15 {
		t.Error("taken", n, "times")
	}
	unlock, err := dbs[0].Lock(ctx, "musette.migrate")
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := dbs[1].Lock(short, "musette.migrate"); !errors.Is(err, db.ErrCanceled) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while it is held: %v", err)
	}
	for _, name := range []string{"other", "odd name / with ? signs", ""} {
		other, err := dbs[1].Lock(ctx, name)
		if err != nil {
			t.Fatal(name, err)
		}
		other()
	}
	if dbs[0].Stats().InUse != 0 {
		t.Error("the lock takes a connection of the pool")
	}
	unlock()
	again, err := dbs[1].Lock(ctx, "musette.migrate")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
