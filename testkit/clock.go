package testkit

import (
	"testing"
	"testing/synctest"
	"time"
)

// frozen runs a test with a clock that stands at a time, or as it is for the zero time.
func frozen(t *testing.T, at time.Time, test func(t *testing.T)) {
	t.Helper()
	if at.IsZero() {
		test(t)
		return
	}
	synctest.Test(t, func(t *testing.T) {
		wait := time.Until(at)
		if wait < 0 {
			t.Fatalf("testkit: Options.Now is %s, expected a time after %s, where the clock of tests begins", at.Format(time.RFC3339), time.Now().Format(time.RFC3339))
		}
		time.Sleep(wait) // takes no time here
		test(t)
	})
}

// Advance moves the clock of a test with Options.Now on by d, at once. What other goroutines of the test would do
// meanwhile happens.
func (k *Kit) Advance(d time.Duration) {
	k.t.Helper()
	if k.opt.Now.IsZero() {
		k.t.Fatal("testkit: Advance moves a clock that stands still: set Options.Now")
	}
	time.Sleep(d)
	synctest.Wait()
}
