package devloop

import (
	"context"
	"sync"
)

// usage counts the requests that a process has.
type usage struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when the last one ends; nil while nobody waits
}

func (u *usage) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

func (u *usage) done() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	if u.n == 0 && u.idle != nil {
		close(u.idle)
		u.idle = nil
	}
}

// wait returns when there is no request left, or when ctx ends.
func (u *usage) wait(ctx context.Context) {
	u.mu.Lock()
	if u.n == 0 {
		u.mu.Unlock()
		return
	}
	if u.idle == nil {
		u.idle = make(chan struct{})
	}
	idle := u.idle
	u.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}
