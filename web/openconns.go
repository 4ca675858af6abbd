package web

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// openConns counts the connections of a server.
type openConns struct {
	n     atomic.Int64
	fewer chan struct{} // gets an element when one has ended and somebody may be waiting
}

// note is an http.Server's ConnState.
func (o *openConns) note(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateIdle:
		if p, ok := c.(interface{ idled() }); ok {
			p.idled()
		}
	case http.StateNew:
		o.n.Add(1)
	case http.StateClosed, http.StateHijacked:
		o.n.Add(-1)
		select {
		case o.fewer <- struct{}{}:
		default:
		}
	}
}

// waitUntilNone waits until no connection is open, for at most the given time and that of ctx.
func (o *openConns) waitUntilNone(ctx context.Context, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for o.n.Load() > 0 {
		select {
		case <-o.fewer:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}
