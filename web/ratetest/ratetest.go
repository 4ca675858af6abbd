// Package ratetest tests stores of rate limits: whoever writes one runs [Run] on it.
package ratetest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// Run tests a store. newStore gives a store that shares its buckets with all that newStore gave before in the same test, as
// several processes do, or the same store again; each test uses keys of its own. It takes about a second of real time.
func Run(t *testing.T, newStore func(t *testing.T) web.RateStore) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, s *suite){
		"limit": limit, "refill": refill, "burst": burst, "keys": keys, "several": several, "parallel": parallel, "refuses": refuses, "odd keys": oddKeys,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, &suite{t, newStore, "ratetest " + name + " " + strconv.FormatInt(time.Now().UnixNano(), 36)})
		})
	}
}

type suite struct {
	t        *testing.T
	newStore func(t *testing.T) web.RateStore
	key      string
}

// slow refills so rarely that no test sees it.
func slow(limit int) web.Rate { return web.Rate{Limit: limit, Per: time.Duration(limit) * time.Hour} }

func (s *suite) take(store web.RateStore, key string, rate web.Rate, n int) web.Took {
	s.t.Helper()
	took, err := store.Take(s.t.Context(), s.key+key, rate, n)
	if err != nil {
		s.t.Fatal(err)
	}
	return took
}

func limit(t *testing.T, s *suite) {
	store, rate := s.newStore(t), slow(3)
	for left := 2; left >= 0; left-- {
		took := s.take(store, "", rate, 1)
		if !took.Allowed || took.Remaining != left || took.RetryAfter != 0 || took.Reset <= 0 {
			t.Errorf("with %d left: %+v", left, took)
		}
	}
	for range 3 { // trying does not make it worse
		took := s.take(store, "", rate, 1)
		if took.Allowed || took.Remaining != 0 || took.RetryAfter <= 50*time.Minute || took.RetryAfter > time.Hour || took.Reset <= 2*time.Hour || took.Reset > 3*time.Hour {
			t.Errorf("beyond the limit: %+v", took)
		}
	}
}

func refill(t *testing.T, s *suite) {
	store, rate := s.newStore(t), web.Rate{Limit: 2, Per: 400 * time.Millisecond}
	s.take(store, "", rate, 2)
	took := s.take(store, "", rate, 1)
	if took.Allowed {
		t.Fatalf("beyond the limit: %+v", took)
	}
	timer := time.NewTimer(took.RetryAfter + 20*time.Millisecond)
	<-timer.C
	if took := s.take(store, "", rate, 1); !took.Allowed {
		t.Errorf("after the time that the store named: %+v", took)
	}
}

func burst(t *testing.T, s *suite) {
	store, rate := s.newStore(t), web.Rate{Limit: 1, Per: time.Hour, Burst: 5}
	for range 5 {
		if took := s.take(store, "", rate, 1); !took.Allowed {
			t.Errorf("in the burst: %+v", took)
		}
	}
	if took := s.take(store, "", rate, 1); took.Allowed {
		t.Errorf("after the burst: %+v", took)
	}
}

func keys(t *testing.T, s *suite) {
	store := s.newStore(t)
	for _, key := range []string{"a", "b", "ab", ""} {
		if took := s.take(store, key, slow(1), 1); !took.Allowed {
			t.Errorf("key %q shares a bucket: %+v", key, took)
		}
	}
}

func several(t *testing.T, s *suite) {
	store, rate := s.newStore(t), slow(5)
	if took := s.take(store, "", rate, 4); !took.Allowed || took.Remaining != 1 {
		t.Errorf("four of five: %+v", took)
	}
	if took := s.take(store, "", rate, 2); took.Allowed || took.Remaining != 1 {
		t.Errorf("two of one: %+v", took)
	}
	if took := s.take(store, "", rate, 1); !took.Allowed {
		t.Errorf("the last: %+v", took)
	}
	if took := s.take(store, "more", rate, 6); took.Allowed {
		t.Errorf("more than there ever are: %+v", took)
	}
}

// parallel asks 1,000 times at once through four stores: exactly the limit succeeds.
func parallel(t *testing.T, s *suite) {
	const want = 100
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		store := s.newStore(t)
		for range 250 {
			wg.Go(func() {
				took, err := store.Take(t.Context(), s.key, slow(want), 1)
				if err != nil {
					t.Error(err)
				}
				if took.Allowed {
					passed.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if passed.Load() != want {
		t.Errorf("%d of 1000 passed, the limit is %d", passed.Load(), want)
	}
}

func refuses(t *testing.T, s *suite) {
	store := s.newStore(t)
	for _, rate := range []web.Rate{{}, {Limit: 1}, {Per: time.Hour}, {Limit: -1, Per: time.Hour}, {Limit: 10, Per: 5}} {
		if _, err := store.Take(t.Context(), s.key, rate, 1); err == nil {
			t.Errorf("the rate %+v was taken", rate)
		}
	}
}

func oddKeys(t *testing.T, s *suite) {
	store := s.newStore(t)
	for _, key := range []string{" ", "\r\n", "\x00", "ä", "\xff", "a b:c{d}*", string(make([]byte, 256))} {
		if took := s.take(store, key, slow(1), 1); !took.Allowed {
			t.Errorf("key %q: %+v", key, took)
		}
		if took := s.take(store, key, slow(1), 1); took.Allowed {
			t.Errorf("key %q is not remembered", key)
		}
	}
}
