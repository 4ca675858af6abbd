package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/musette-go/musette/problem"
)

// A pacedBody gives a body time as long as it makes progress: each wait for bytes may take idle, and what comes in during
// every window of waiting must be at least rate bytes a second. Time in which the handler does not read does not count.
type pacedBody struct {
	in      io.ReadCloser
	control *http.ResponseController
	idle    time.Duration
	rate    int64

	deadline time.Time     // as last set
	waited   time.Duration // in this window
	got      int64         // bytes in this window
	err      error
}

// paceWindow is how much waiting is looked at together.
const paceWindow = 10 * time.Second

// paced gives the body of a request its time. A request without a body is returned as it is.
func paced(w http.ResponseWriter, r *http.Request, idle time.Duration, rate int64) *http.Request {
	if r.Body == nil || r.Body == http.NoBody || idle < 0 {
		return r
	}
	b := &pacedBody{in: r.Body, control: http.NewResponseController(w), idle: idle, rate: rate}
	b.extend(time.Now()) // also for a body that nobody reads, which the server drains
	out := new(http.Request)
	*out = *r // the server keeps looking at the body in its own request
	out.Body = b
	return out
}

// extend moves the deadline, at most once a second, since that is not free.
func (b *pacedBody) extend(now time.Time) {
	if until := now.Add(b.idle); until.Sub(b.deadline) > time.Second {
		b.deadline = until
		_ = b.control.SetReadDeadline(until) // not every writer can, and then the server's own time-outs hold
	}
}

// Read waits for bytes within the time they have.
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	start := time.Now()
	b.extend(start)
	n, err := b.in.Read(p)
	b.waited += time.Since(start)
	b.got += int64(n)
	switch { // at the end of the body the server takes the deadline away by itself
	case err != nil && errors.Is(err, os.ErrDeadlineExceeded):
		b.err = &slowError{fmt.Sprintf("nothing came for %s", b.idle)}
		return n, b.err
	case err == nil && b.waited >= paceWindow:
		if float64(b.got) < float64(b.rate)*b.waited.Seconds() {
			b.err = &slowError{fmt.Sprintf("%d bytes came in %s, the least is %d a second", b.got, b.waited.Round(time.Second), b.rate)}
			_ = b.control.SetReadDeadline(time.Unix(1, 0)) // nothing more is read, nor drained
			return n, b.err
		}
		b.waited, b.got = 0, 0
	}
	return n, err
}

// Close closes the body.
func (b *pacedBody) Close() error { return b.in.Close() }

// A slowError ends a body that comes too slowly: 408.
type slowError struct{ what string }

func (e *slowError) Error() string      { return "web: the body of the request came too slowly: " + e.what }
func (e *slowError) HTTPStatus() int    { return http.StatusRequestTimeout }
func (e *slowError) Kind() problem.Kind { return problem.BadRequest }
