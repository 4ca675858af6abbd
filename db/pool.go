package db

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// pooled is what the pool keeps of each connection.
type pooled struct {
	expires time.Time // zero: never
	idle    time.Time // since when it is unused
	checked time.Time // when it was last known to work
}

// poolable is a connection that a pool can hold.
type poolable interface {
	comparable
	meta() *pooled
	healthy() bool                   // may be handed to the next one (cheap; called on release)
	alive(ctx context.Context) error // the other side still answers (called after an idle time)
	destroy()                        // closes it
}

// pool lends connections. At most max are open; those who wait are served in the order they came.
type pool[C poolable] struct {
	opt   poolOptions
	open  func(context.Context) (C, error)
	slots chan struct{} // one element for each connection that is lent
	stop  chan struct{}

	mu      sync.Mutex
	idle    []C // the most recently used last
	closed  bool
	suspect time.Time // connections last checked before this are checked again
	total   int       // open connections, lent and idle

	waiting   atomic.Int32
	opened    atomic.Int64
	timeouts  atomic.Int64
	acquired  atomic.Int64
	waited    atomic.Int64
	waitNanos atomic.Int64
}

type poolOptions struct {
	max, min       int
	lifetime       time.Duration
	idleTime       time.Duration
	acquireTimeout time.Duration
	checkAfter     time.Duration // idle time after which alive is asked
	coarse         bool          // sweep notes when a connection is idle, so that release need not read the clock
	checkPeriod    time.Duration
	advice         string // what to do when no connection becomes free
}

// findOrRaise is the advice for a pool whose size is an option.
const findOrRaise = "look for Rows that are not closed and long transactions, or raise MaxConns"

func newPool[C poolable](opt poolOptions, open func(context.Context) (C, error)) *pool[C] {
	p := &pool[C]{opt: opt, open: open, slots: make(chan struct{}, opt.max), stop: make(chan struct{})}
	if opt.checkPeriod > 0 && (opt.idleTime > 0 || opt.lifetime > 0 || opt.min > 0) {
		go p.maintain()
	}
	return p
}

// acquire lends a connection. The caller gives it back with release. fresh says that it was opened just now.
func (p *pool[C]) acquire(ctx context.Context) (c C, fresh bool, err error) {
	select {
	case p.slots <- struct{}{}:
	default:
		if err := p.wait(ctx); err != nil {
			return c, false, err
		}
	}
	p.acquired.Add(1)
	for {
		c, ok, check, err := p.pop()
		if err != nil {
			<-p.slots
			return c, false, err
		}
		if !ok {
			break
		}
		if !check || c.alive(ctx) == nil {
			return c, false, nil
		}
		p.drop(c)
		if ctx.Err() != nil {
			<-p.slots
			return c, false, canceled(ctx)
		}
		p.distrust()
	}
	if c, err = p.openOne(ctx); err != nil {
		<-p.slots
	}
	return c, true, err
}

// wait gets a slot when all are taken.
func (p *pool[C]) wait(ctx context.Context) error {
	start := time.Now()
	p.waiting.Add(1)
	defer func() {
		p.waiting.Add(-1)
		p.waited.Add(1)
		p.waitNanos.Add(int64(time.Since(start)))
	}()
	var expired <-chan time.Time
	if p.opt.acquireTimeout > 0 {
		timer := time.NewTimer(p.opt.acquireTimeout)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return canceled(ctx)
	case <-expired:
		p.timeouts.Add(1)
		return p.exhausted()
	}
}

func (p *pool[C]) exhausted() error {
	return &Error{Code: PoolExhausted, text: "no connection became free within " + p.opt.acquireTimeout.String() + ": " +
		itoa(len(p.slots)) + " of " + itoa(p.opt.max) + " are in use and " + itoa(int(p.waiting.Load())) +
		" statements wait; " + p.opt.advice}
}

// pop takes the most recently used idle connection; check says that alive must be asked first.
func (p *pool[C]) pop() (c C, ok, check bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return c, false, false, errClosed()
	}
	n := len(p.idle)
	if n == 0 {
		return c, false, false, nil
	}
	c = p.idle[n-1]
	var none C
	p.idle[n-1] = none
	p.idle = p.idle[:n-1]
	m := c.meta()
	check = m.checked.Before(p.suspect) || p.opt.checkAfter > 0 && time.Since(m.idle) > p.opt.checkAfter
	return c, true, check, nil
}

func errClosed() error {
	return &Error{Code: Connection, text: "this database was closed: DB.Close has been called"}
}

func (p *pool[C]) openOne(ctx context.Context) (C, error) {
	c, err := p.open(ctx)
	if err != nil {
		return c, err
	}
	now := time.Now()
	m := c.meta()
	m.checked = now
	if p.opt.lifetime > 0 {
		m.expires = now.Add(p.opt.lifetime + rand.N(p.opt.lifetime/10+1))
	}
	p.opened.Add(1)
	p.mu.Lock()
	p.total++
	p.mu.Unlock()
	return c, nil
}

// release takes a connection back. One that is broken or too old is closed.
func (p *pool[C]) release(c C) { p.put(c, c.healthy()) }

// put takes a connection back of which is known whether it is healthy.
func (p *pool[C]) put(c C, healthy bool) {
	var now time.Time
	if !p.opt.coarse {
		now = time.Now()
	}
	m := c.meta()
	keep := healthy && (m.expires.IsZero() || now.Before(m.expires))
	if keep {
		m.idle, m.checked = now, now
		p.mu.Lock()
		if keep = !p.closed; keep {
			p.idle = append(p.idle, c)
		}
		p.mu.Unlock()
	}
	if !keep {
		p.drop(c)
	}
	<-p.slots
}

// drop closes a connection that is in nobody's hands.
func (p *pool[C]) drop(c C) {
	c.destroy()
	p.mu.Lock()
	p.total--
	p.mu.Unlock()
}

// distrust has every idle connection checked before its next use: one of them was found dead.
func (p *pool[C]) distrust() {
	p.mu.Lock()
	p.suspect = time.Now()
	p.mu.Unlock()
}

// close closes the idle connections and waits until the lent ones are back, for at most the time of ctx.
func (p *pool[C]) close(ctx context.Context) error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	close(p.stop)
	for _, c := range idle {
		p.drop(c)
	}
	for range p.opt.max { // when all slots are ours, nobody holds a connection
		select {
		case p.slots <- struct{}{}:
		case <-ctx.Done():
			return &Error{Code: Connection, err: ctx.Err(),
				text: "closing the database: connections are still in use; close Rows and end transactions first"}
		}
	}
	for range p.opt.max { // later uses find the pool closed instead of waiting
		<-p.slots
	}
	return nil
}
