package password_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/problem"
)

// A counting hasher notes what is asked of it, and takes a second of the test's clock.
type counting struct {
	mu          sync.Mutex
	calls       []string
	running, at atomic.Int64
	outdated    bool
	took        time.Duration
}

func (c *counting) call(name string) {
	c.mu.Lock()
	c.calls = append(c.calls, name)
	c.mu.Unlock()
	now := c.running.Add(1)
	for most := c.at.Load(); now > most && !c.at.CompareAndSwap(most, now); most = c.at.Load() {
	}
	if c.took > 0 {
		<-time.After(c.took)
	}
	c.running.Add(-1)
}

func (c *counting) Algorithm() string           { return "counting" }
func (c *counting) Hash(string) (string, error) { c.call("hash"); return "counting$x", nil }
func (c *counting) Verify(pw, encoded string) (bool, error) {
	c.call("verify")
	return pw == "right", nil
}
func (c *counting) Outdated(string) bool { return c.outdated }
func (c *counting) Harden(_, _ string)   { c.call("harden") }

// Of many requests at once, the allowed number hash, the allowed number wait, and all others are told at once.
func TestBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &counting{took: time.Second}
		p := &password.Policy{Preferred: h, Parallel: 2, Waiting: 10}
		var ok, refused atomic.Int64
		var wg sync.WaitGroup
		start := time.Now()
		for i := range 100 {
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = p.Hash(t.Context(), "x")
				} else {
					err = p.VerifyNobody(t.Context(), "x")
				}
				switch {
				case err == nil:
					ok.Add(1)
				case problem.Of(err) == problem.Unavailable && time.Since(start) == 0:
					refused.Add(1)
				default:
					t.Errorf("%v after %v", err, time.Since(start))
				}
			})
		}
		wg.Wait()
		if ok.Load() != 12 || refused.Load() != 88 || h.at.Load() != 2 || time.Since(start) != 6*time.Second {
			t.Errorf("%d served, %d refused, %d at a time, in %v; want 12, 88, 2, 6s", ok.Load(), refused.Load(), h.at.Load(), time.Since(start))
		}
		// The queue is empty again.
		if _, err := p.Hash(t.Context(), "x"); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestWaitingEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &counting{took: time.Minute}
		p := &password.Policy{Preferred: h, Parallel: 1}
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() { _, _ = p.Hash(context.Background(), "x") })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := p.Verify(ctx, "x", "counting$x")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if slices.Contains(h.calls, "verify") {
			t.Error("the hash was computed for somebody who had gone")
		}
	})
}

func TestDefaultBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		parallel := max(1, runtime.GOMAXPROCS(0)/2)
		h := &counting{took: time.Second}
		p := &password.Policy{Preferred: h}
		var served atomic.Int64
		var wg sync.WaitGroup
		for range 102 * parallel {
			wg.Go(func() {
				if p.VerifyNobody(t.Context(), "x") == nil {
					served.Add(1)
				}
			})
		}
		wg.Wait()
		if h.at.Load() != int64(parallel) || served.Load() != int64(101*parallel) {
			t.Errorf("%d at a time and %d served, want %d and %d", h.at.Load(), served.Load(), parallel, 101*parallel)
		}
	})
}

// What is computed for each kind of user: nobody, and one whose hash cannot match, cost one hash.
func TestSameWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, encoded string
		outdated             bool
		want                 []string
	}{
		{"right", "right", "counting$x", false, []string{"verify"}},
		{"wrong", "wrong", "counting$x", false, []string{"verify"}},
		{"right, outdated", "right", "counting$x", true, []string{"verify"}},
		{"wrong, outdated", "wrong", "counting$x", true, []string{"verify", "harden"}},
		{"unusable", "right", "!abc", false, []string{"hash"}},
		{"empty", "right", "", false, []string{"hash"}},
		{"unknown algorithm", "right", "other$x", false, []string{"hash"}},
		{"damaged", "right", "pbkdf2_sha256$x", false, []string{"hash"}},
		{"old and fast, wrong", "wrong", "3cb4e732631f47e6eb961f34554b7cde", false, []string{"hash"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := &counting{outdated: c.outdated}
			if _, err := (&password.Policy{Preferred: h}).Verify(t.Context(), c.typed, c.encoded); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(h.calls, c.want) {
				t.Errorf("computed %v, want %v", h.calls, c.want)
			}
		})
	}
	h := new(counting)
	if err := (&password.Policy{Preferred: h}).VerifyNobody(t.Context(), "x"); err != nil || !slices.Equal(h.calls, []string{"hash"}) {
		t.Errorf("nobody computed %v, %v", h.calls, err)
	}
}

// A policy is a value of the program, and tests with clocks of their own share it.
func TestPolicyInTwoBubbles(t *testing.T) {
	t.Parallel()
	p := &password.Policy{Preferred: &counting{}}
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			if _, err := p.Hash(t.Context(), "x"); err != nil {
				t.Error(err)
			}
		})
	}
}
