package password

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/musette-go/musette/problem"
)

// A queue lets a few in at a time. Who waits is let in in order.
type queue struct {
	places  chan struct{}
	waiting atomic.Int64
	most    int64
}

// enter waits for a place among those that hash, as long as ctx lets it. The caller calls leave.
func (p *Policy) enter(ctx context.Context) (leave func(), err error) {
	p.once.Do(func() { p.queue = newQueue(p.Parallel, p.Waiting) })
	return p.queue.enter(ctx)
}

func newQueue(parallel, waiting int) *queue {
	if parallel <= 0 {
		parallel = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if waiting <= 0 {
		waiting = 100 * parallel
	}
	return &queue{places: make(chan struct{}, parallel), most: int64(waiting)}
}

func (q *queue) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("password: %w", err)
	}
	select {
	case q.places <- struct{}{}:
		return q.leave, nil
	default:
	}
	defer q.waiting.Add(-1)
	if q.waiting.Add(1) > q.most {
		return nil, problem.New(problem.Unavailable, "Too many people are logging in right now. Please try again in a moment.")
	}
	select {
	case q.places <- struct{}{}:
		return q.leave, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("password: waiting for a turn to hash: %w", ctx.Err())
	}
}

func (q *queue) leave() { <-q.places }
