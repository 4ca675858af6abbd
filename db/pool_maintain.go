package db

import (
	"context"
	"time"
)

// maintain looks after the idle connections until the pool is closed.
func (p *pool[C]) maintain() {
	p.fill()
	ticker := time.NewTicker(p.opt.checkPeriod)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case now := <-ticker.C:
			p.sweep(now)
			p.fill()
		}
	}
}

// sweep closes idle connections that are too old, or unused for too long and beyond the minimum.
func (p *pool[C]) sweep(now time.Time) {
	var old []C
	p.mu.Lock()
	kept := p.idle[:0]
	spare := p.total - p.opt.min
	for _, c := range p.idle {
		m := c.meta()
		if m.idle.IsZero() {
			m.idle = now // coarse: it became idle since the last sweep
		}
		expired := !m.expires.IsZero() && now.After(m.expires)
		unused := spare > 0 && p.opt.idleTime > 0 && now.Sub(m.idle) > p.opt.idleTime
		if expired || unused {
			spare--
			old = append(old, c)
			continue
		}
		kept = append(kept, c)
	}
	clear(p.idle[len(kept):])
	p.idle = kept
	p.mu.Unlock()
	for _, c := range old {
		p.drop(c)
	}
}

// fill opens connections up to the minimum. Errors are left to the next statement, which meets them itself.
func (p *pool[C]) fill() {
	for p.below() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		ok := p.addIdle(ctx)
		cancel()
		if !ok {
			return
		}
	}
}

func (p *pool[C]) below() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.closed && p.total < p.opt.min
}

// addIdle opens a connection under a slot of its own, so that the maximum holds.
func (p *pool[C]) addIdle(ctx context.Context) bool {
	select {
	case p.slots <- struct{}{}:
	default:
		return false
	}
	c, err := p.openOne(ctx)
	if err != nil {
		<-p.slots
		return false
	}
	p.release(c)
	return true
}

// Stats are the state and the history of a database's connections.
type Stats struct {
	MaxConns     int           // the most connections
	Total        int           // open now
	InUse        int           // lent to statements and transactions now
	Idle         int           // open and unused now
	Waiting      int           // statements that wait for a connection now
	Opened       int64         // connections opened so far
	Acquired     int64         // times a connection was lent
	Waits        int64         // times somebody had to wait for one
	WaitDuration time.Duration // the sum of those waits
	Timeouts     int64         // times the wait was in vain: ErrPoolExhausted
}

func (p *pool[C]) stats() Stats {
	p.mu.Lock()
	idle, total := len(p.idle), p.total
	p.mu.Unlock()
	return Stats{
		MaxConns: p.opt.max, Total: total, InUse: len(p.slots), Idle: idle, Waiting: int(p.waiting.Load()),
		Opened: p.opened.Load(), Acquired: p.acquired.Load(), Waits: p.waited.Load(),
		WaitDuration: time.Duration(p.waitNanos.Load()), Timeouts: p.timeouts.Load(),
	}
}

// plus adds the numbers of two pools: SQLite's readers and its writer.
func (s Stats) plus(t Stats) Stats {
	s.MaxConns += t.MaxConns
	s.Total += t.Total
	s.InUse += t.InUse
	s.Idle += t.Idle
	s.Waiting += t.Waiting
	s.Opened += t.Opened
	s.Acquired += t.Acquired
	s.Waits += t.Waits
	s.WaitDuration += t.WaitDuration
	s.Timeouts += t.Timeouts
	return s
}
