package web

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// state is everything the package knows about one request. It is the request's context, so that finding it costs one
// comparison and making it one allocation; it is never reused, since a context may outlive its request.
//
// The deadline costs nothing until somebody waits for it: only the first call of Done starts a timer.
type state struct {
	parent   context.Context
	mux      *mux
	rec      recorder
	search   search
	inline   [4]string // backs search.values
	start    time.Time
	deadline time.Time // zero without one
	redirect string
	id       [1]string // the request id, as a header value
	silent   bool      // a handler returned nil and had not written to the recorder
	more     *extras   // what few requests have, or nil
	guard    guard

	timed  atomic.Pointer[context.Context]
	mu     sync.Mutex // for cancel, more and atEnd
	cancel context.CancelFunc
}

// extras are the parts of a state that most requests lack, so that the others do not pay for them.
type extras struct {
	trace *Trace       // of the header traceparent, or nil
	body  *requestBody // the limits around the body, or nil
	form  *Form        // once it has been read
	atEnd []func()     // what to do when the request is over
}

// extra returns the extras, made where they do not exist yet.
func (st *state) extra() *extras {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.more == nil {
		st.more = new(extras)
	}
	return st.more
}

// body returns the limits around the body of the request, nil when it has none.
func (st *state) body() *requestBody {
	if st.more == nil {
		return nil
	}
	return st.more.body
}

// form returns the form of the request once it has been read.
func (st *state) form() *Form {
	if st.more == nil {
		return nil
	}
	return st.more.form
}

// atEnd notes what to do when the request is over.
func (st *state) atEnd(fn func()) {
	more := st.extra()
	st.mu.Lock()
	defer st.mu.Unlock()
	more.atEnd = append(more.atEnd, fn)
}

type stateKey struct{}

// stateOf returns the state of the innermost router that handles the request, or nil.
func stateOf(ctx context.Context) *state {
	st, _ := ctx.Value(stateKey{}).(*state)
	return st
}

func (st *state) setDeadline(d time.Duration) {
	if d <= 0 {
		return
	}
	st.deadline = st.start.Add(d)
	if have, ok := st.parent.Deadline(); ok && have.Before(st.deadline) {
		st.deadline = time.Time{}
	}
}

// inner is the context that answers Done and Err: the parent, or a timed one once somebody waits.
func (st *state) inner() context.Context {
	if p := st.timed.Load(); p != nil {
		return *p
	}
	return st.parent
}

// Deadline implements context.Context.
func (st *state) Deadline() (time.Time, bool) {
	if st.deadline.IsZero() {
		return st.parent.Deadline()
	}
	return st.deadline, true
}

// Done implements context.Context.
func (st *state) Done() <-chan struct{} {
	if st.deadline.IsZero() {
		return st.parent.Done()
	}
	if p := st.timed.Load(); p != nil {
		return (*p).Done()
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.timed.Load() == nil {
		ctx, cancel := context.WithDeadline(st.parent, st.deadline)
		st.cancel = cancel
		st.timed.Store(&ctx)
	}
	return (*st.timed.Load()).Done()
}

// Err implements context.Context.
func (st *state) Err() error {
	if p := st.timed.Load(); p != nil || st.deadline.IsZero() {
		return st.inner().Err()
	}
	if err := st.parent.Err(); err != nil {
		return err
	}
	if time.Now().Before(st.deadline) {
		return nil
	}
	<-st.Done() // so that Err and Done agree; the deadline has passed, so this does not wait
	return st.inner().Err()
}

// Value implements context.Context.
func (st *state) Value(key any) any {
	if key == (stateKey{}) {
		return st
	}
	return st.inner().Value(key)
}

// release removes what the request leaves behind and stops its timer.
func (st *state) release() {
	if st.more != nil {
		for _, fn := range st.more.atEnd {
			fn()
		}
	}
	if st.timed.Load() == nil {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.cancel()
}

// Current returns the route that the request matched, and false when it matched none.
func Current(r *http.Request) (RouteInfo, bool) {
	st := stateOf(r.Context())
	if st == nil || st.search.route == nil {
		return RouteInfo{}, false
	}
	return st.search.route.info(), true
}
