package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fakeConn is a connection without a database.
type fakeConn struct {
	pooled
	sick, dead bool
	destroyed  atomic.Bool
}

func (c *fakeConn) meta() *pooled { return &c.pooled }
func (c *fakeConn) healthy() bool { return !c.sick }
func (c *fakeConn) destroy()      { c.destroyed.Store(true) }
func (c *fakeConn) alive(context.Context) error {
	if c.dead {
		return errors.New("dead")
	}
	return nil
}

func fakePool(opt poolOptions) *pool[*fakeConn] {
	return newPool(opt, func(context.Context) (*fakeConn, error) { return &fakeConn{}, nil })
}

// lend acquires a connection that must be there.
func lend(t *testing.T, p *pool[*fakeConn]) *fakeConn {
	t.Helper()
	c, _, err := p.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPoolReusesTheLatest(t *testing.T) {
	t.Parallel()
	p := fakePool(poolOptions{max: 3})
	a, b := lend(t, p), lend(t, p)
	p.release(a)
	p.release(b)
	if c := lend(t, p); c != b {
		t.Error("not the most recently used one")
	}
	if s := p.stats(); s.Total != 2 || s.Idle != 1 || s.InUse != 1 || s.Opened != 2 || s.Acquired != 3 {
		t.Errorf("%+v", s)
	}
}

func TestPoolReplacesBrokenOnes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := fakePool(poolOptions{max: 3, checkAfter: time.Second})
		sick := lend(t, p)
		sick.sick = true
		p.release(sick)
		if !sick.destroyed.Load() || p.stats().Total != 0 {
			t.Error("a broken connection was kept")
		}
		a, b := lend(t, p), lend(t, p)
		p.release(a)
		p.release(b)
		b.dead, a.dead = true, true
		if c := lend(t, p); c != b {
			t.Error("checked before its time")
		} else {
			p.release(c)
		}
		time.Sleep(2 * time.Second)
		b.dead = false
		if c := lend(t, p); c != b || b.destroyed.Load() {
			t.Error("a living connection was dropped")
		}
		if c := lend(t, p); c == a || !a.destroyed.Load() || c.destroyed.Load() {
			t.Error("a dead connection was lent")
		}
	})
}

func TestPoolDistrustsAfterADeath(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := fakePool(poolOptions{max: 3, checkAfter: time.Hour})
		a := lend(t, p)
		p.release(a)
		a.dead = true
		time.Sleep(time.Second)
		p.distrust()
		if c := lend(t, p); c == a || !a.destroyed.Load() {
			t.Error("an unchecked connection was lent after another had died")
		}
	})
}

func TestPoolWaitsInOrderAndGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := fakePool(poolOptions{max: 1, acquireTimeout: 5 * time.Second})
		c := lend(t, p)
		var order []int
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				c := lend(t, p)
				order = append(order, i)
				time.Sleep(time.Second)
				p.release(c)
			})
			synctest.Wait()
		}
		if s := p.stats(); s.Waiting != 3 {
			t.Error("waiting:", s.Waiting)
		}
		p.release(c)
		wg.Wait()
		for i, n := range order {
			if i != n {
				t.Error("order", order)
			}
		}
		c = lend(t, p)
		start := time.Now()
		_, _, err := p.acquire(t.Context())
		if !errors.Is(err, ErrPoolExhausted) || time.Since(start) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := p.acquire(ctx); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, ErrCanceled) {
			t.Error(err)
		}
		p.release(c)
		if s := p.stats(); s.Timeouts != 1 || s.InUse != 0 || s.Waits != 5 || s.WaitDuration < 6*time.Second {
			t.Errorf("%+v", s)
		}
	})
}

func TestPoolLifetimeIdleTimeAndMinimum(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := fakePool(poolOptions{max: 5, min: 2, lifetime: time.Hour, idleTime: 10 * time.Minute, checkPeriod: time.Minute})
		synctest.Wait()
		if s := p.stats(); s.Total != 2 {
			t.Errorf("at the start: %+v", s)
		}
		var lent []*fakeConn
		for range 5 {
			lent = append(lent, lend(t, p))
		}
		for _, c := range lent {
			p.release(c)
		}
		time.Sleep(9 * time.Minute)
		if s := p.stats(); s.Total != 5 {
			t.Errorf("before the idle time: %+v", s)
		}
		time.Sleep(3 * time.Minute)
		if s := p.stats(); s.Total != 2 {
			t.Errorf("after the idle time: %+v", s)
		}
		time.Sleep(2 * time.Hour)
		if s := p.stats(); s.Total != 2 || s.Opened < 7 {
			t.Errorf("after the lifetime: %+v", s)
		}
		for _, c := range lent {
			if !c.destroyed.Load() {
				t.Error("a connection outlived its lifetime")
			}
		}
		old := lend(t, p)
		time.Sleep(2 * time.Hour)
		p.release(old)
		if !old.destroyed.Load() {
			t.Error("a lent connection outlived its lifetime")
		}
		if err := p.close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestPoolClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := fakePool(poolOptions{max: 2})
		a, b := lend(t, p), lend(t, p)
		p.release(b)
		done := make(chan error)
		go func() { done <- p.close(t.Context()) }()
		synctest.Wait()
		if !b.destroyed.Load() || a.destroyed.Load() {
			t.Error("close does not tell idle from lent")
		}
		p.release(a)
		if err := <-done; err != nil || !a.destroyed.Load() {
			t.Error(err, a.destroyed.Load())
		}
		if _, _, err := p.acquire(t.Context()); !errors.Is(err, ErrConnection) {
			t.Error(err)
		}
	})
}

func TestPoolFailedOpenFreesTheSlot(t *testing.T) {
	t.Parallel()
	fail := errors.New("refused")
	p := newPool(poolOptions{max: 1}, func(context.Context) (*fakeConn, error) { return nil, fail })
	for range 3 {
		if _, _, err := p.acquire(t.Context()); err != fail {
			t.Fatal(err)
		}
	}
	if s := p.stats(); s.InUse != 0 || s.Total != 0 {
		t.Errorf("%+v", s)
	}
}
