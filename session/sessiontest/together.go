package sessiontest

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
)

// storeKey returns the key of the browser's session. A test of what only a store on the server can do ends here for others.
func (b *browser) storeKey() string {
	b.t.Helper()
	var key string
	b.with(func(ctx context.Context) (err error) { key, err = session.From(ctx).StoreKey(ctx); return err })
	if key == "" {
		b.t.SkipNow()
	}
	return key
}

func end(t *testing.T, open opener) {
	s := newSite(t, session.Options{}, open)
	one, two := s.browser(), s.browser()
	one.set(color, "red")
	two.set(color, "blue")
	if key := one.storeKey(); s.manager.End(s.ctx, key, "none") != nil {
		t.Error("End failed")
	}
	one.has(color, "")
	two.has(color, "blue")
	if err := s.manager.End(s.ctx); err != nil {
		t.Errorf("End of nothing: %v", err)
	}
}

// alive: what outlives a request learns that its session has ended.
func alive(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: time.Hour}, open)
	b := s.browser()
	b.set(color, "red")
	check := func(when string, want bool, after func(ctx context.Context)) {
		t.Helper()
		b.with(func(ctx context.Context) error {
			if _, _, err := color.Get(ctx); err != nil {
				return err
			}
			after(ctx)
			ok, err := session.From(ctx).Alive(ctx)
			if ok != want {
				t.Errorf("%s: alive is %v", when, ok)
			}
			return err
		})
	}
	check("at first", true, func(context.Context) {})
	check("after its time", false, func(context.Context) { s.now = s.now.Add(time.Hour) })
	b = s.browser()
	check("without a session", false, func(context.Context) {})
	b.set(color, "blue")
	key := b.storeKey()
	check("after its end", false, func(ctx context.Context) {
		if err := s.manager.End(ctx, key); err != nil {
			t.Error(err)
		}
	})
}

// merge: requests that change different values at once both keep their change.
func merge(t *testing.T, open opener) {
	b := newSite(t, session.Options{}, open).browser()
	b.set(color, "red")
	b.storeKey()
	const n = 12
	var ready, done sync.WaitGroup
	ready.Add(n)
	h := b.site.manager.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := session.NewKey[string](r.URL.Path)
		if _, _, err := key.Get(r.Context()); err != nil {
			t.Error(err)
		}
		ready.Done()
		ready.Wait() // all have loaded the same state
		if err := key.Set(r.Context(), "here"); err != nil {
			t.Error(err)
		}
		if r.URL.Path == "/3" {
			if err := color.Delete(r.Context()); err != nil {
				t.Error(err)
			}
		}
	}))
	for i := range n {
		done.Go(func() {
			if res := b.send(h, fmt.Sprintf("/%d", i)); res.StatusCode != http.StatusOK {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
	done.Wait()
	for i := range n {
		b.has(session.NewKey[string](fmt.Sprintf("/%d", i)), "here")
	}
	b.has(color, "")
}

// noResurrection: a session that was ended while a request ran stays ended.
func noResurrection(t *testing.T, open opener) {
	s := newSite(t, session.Options{}, open)
	b := s.browser()
	b.set(color, "red")
	key := b.storeKey()
	res := b.do(func(w http.ResponseWriter, r *http.Request) {
		if err := shape.Set(r.Context(), "round"); err != nil {
			t.Error(err)
		}
		if err := s.manager.End(s.ctx, key); err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte("kept"))
	})
	if res.StatusCode != http.StatusConflict {
		t.Errorf("the request whose change was lost answers %d, want 409", res.StatusCode)
	}
	b.has(color, "")
	b.has(shape, "")
}

// rotateEnded: a login in a session that was ended meanwhile begins a new one, without what the old one held.
func rotateEnded(t *testing.T, open opener) {
	s := newSite(t, session.Options{}, open)
	b := s.browser()
	b.set(color, "red")
	key := b.storeKey()
	res := b.do(func(_ http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if err := shape.Set(ctx, "round"); err != nil {
			t.Error(err)
		}
		if err := session.From(ctx).Rotate(ctx); err != nil {
			t.Error(err)
		}
		if err := s.manager.End(s.ctx, key); err != nil {
			t.Error(err)
		}
	})
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	b.has(color, "")
	b.has(shape, "round")
}
