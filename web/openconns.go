package web

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// openConns counts the connections of a server, and those with a request.
type openConns struct {
	n       atomic.Int64
	active  atomic.Int64
	waiting atomic.Bool   // somebody waits for changes
	changed chan struct{} // gets an element when one of the numbers may have changed
}

// note is an http.Server's ConnState. The server calls it for one connection at a time.
func (o *openConns) note(c net.Conn, state http.ConnState) {
	p := pacedOf(c)
	switch state {
	case http.StateNew:
		o.n.Add(1)
	case http.StateActive:
		o.busy(p, true)
	case http.StateIdle:
		p.idled()
		o.busy(p, false)
	case http.StateClosed, http.StateHijacked:
		o.n.Add(-1)
		o.busy(p, false)
	}
	if o.waiting.Load() {
		select {
		case o.changed <- struct{}{}:
		default:
		}
	}
}

// busy notes whether a connection has a request.
func (o *openConns) busy(p *pacedConn, now bool) {
	switch {
	case now && !p.active:
		o.active.Add(1)
	case !now && p.active:
		o.active.Add(-1)
	}
	p.active = now
}

// waitUntilQuiet waits until no connection is open, or none has had a request for the given time, or ctx ends.
func (o *openConns) waitUntilQuiet(ctx context.Context, quiet time.Duration) {
	o.waiting.Store(true)
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	for o.n.Load() > 0 {
		select {
		case <-timer.C:
			if o.active.Load() == 0 {
				return
			}
		case <-o.changed:
			timer.Reset(quiet)
		case <-ctx.Done():
			return
		}
	}
}
