package password

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"github.com/musette-go/musette/problem"
)

// A queue lets a few in at a time. Who waits is let in in order. It holds no channel of its own, so that tests whose clocks stand still
// (testing/synctest) may share a policy.
type queue struct {
	places  *semaphore.Weighted
	waiting atomic.Int64
	most    int64
	bytes   int64 // that a hash takes
}

// enter waits for a place among those that hash, as long as ctx lets it. The caller calls leave.
func (p *Policy) enter(ctx context.Context) (leave func(), err error) {
	p.once.Do(func() { p.queue = newQueue(p.Parallel, p.Waiting, memoryOf(p.preferred())) })
	return p.queue.enter(ctx)
}

func newQueue(parallel, waiting int, bytes int64) *queue {
	if parallel <= 0 {
		parallel = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if waiting <= 0 {
		waiting = 100 * parallel
	}
	return &queue{places: semaphore.NewWeighted(int64(parallel)), most: int64(waiting), bytes: bytes}
}

func (q *queue) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("password: %w", err)
	}
	if q.places.TryAcquire(1) {
		return q.leave, nil
	}
	defer q.waiting.Add(-1)
	if q.waiting.Add(1) > q.most {
		return nil, problem.New(problem.Unavailable, "Too many people are logging in right now. Please try again in a moment.")
	}
	if err := q.places.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("password: waiting for a turn to hash: %w", err)
	}
	return q.leave, nil
}

func (q *queue) leave() {
	tidy(q.bytes, q.waiting.Load() == 0)
	q.places.Release(1)
}
