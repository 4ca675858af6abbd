package sessiontest

import (
	"context"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
)

func idle(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: time.Hour, AbsoluteAge: -1}, open)
	b := s.browser()
	b.set(color, "red")
	if got := b.cookie().MaxAge; got != 3600 {
		t.Errorf("Max-Age is %d, want 3600", got)
	}
	s.now = s.now.Add(time.Hour - time.Second)
	b.has(color, "red") // and its hour begins anew
	s.now = s.now.Add(time.Hour - time.Second)
	b.has(color, "red")
	s.now = s.now.Add(time.Hour)
	b.has(color, "")
	old := b.cookie().Value
	b.set(color, "blue")
	if b.cookie().Value == old {
		t.Error("the key of a session that has ended was used again")
	}
}

func absolute(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: time.Hour, AbsoluteAge: 150 * time.Minute}, open)
	b := s.browser()
	b.set(color, "red")
	for _, step := range []time.Duration{55 * time.Minute, 55 * time.Minute, 40*time.Minute - time.Second} {
		s.now = s.now.Add(step)
		b.has(color, "red")
		b.set(shape, step.String())
	}
	if got := b.cookie().MaxAge; got != 1 {
		t.Errorf("a second before the end Max-Age is %d", got)
	}
	b.with(func(ctx context.Context) error { return session.From(ctx).Rotate(ctx) }) // is no new beginning
	s.now = s.now.Add(time.Second)
	b.has(color, "")
}

// renewal: the end moves after a tenth of the idle age, not with every request.
func renewal(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: 100 * time.Minute}, open)
	b := s.browser()
	b.set(color, "red")
	sent := 0
	for i := range 100 { // a request each minute
		s.now = s.now.Add(time.Minute)
		if res := b.has(color, "red"); len(res.Cookies()) > 0 {
			sent++
			if (i+1)%10 != 0 {
				t.Errorf("renewed after %d minutes", i+1)
			}
		}
	}
	if sent != 10 {
		t.Errorf("renewed %d times in an idle age, want 10", sent)
	}
}

func ownExpiry(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: time.Hour}, open)
	b := s.browser()
	b.with(func(ctx context.Context) error {
		if err := session.From(ctx).SetExpiry(ctx, 5*time.Hour); err != nil {
			return err
		}
		return color.Set(ctx, "red")
	})
	if got := b.cookie().MaxAge; got != 5*3600 {
		t.Errorf("Max-Age is %d, want five hours", got)
	}
	s.now = s.now.Add(5*time.Hour - time.Second)
	b.has(color, "red")
	b.with(func(ctx context.Context) error { return session.From(ctx).SetExpiry(ctx, -1) })
	s.now = s.now.Add(time.Hour)
	b.has(color, "")
	b.with(func(ctx context.Context) error {
		if err := session.From(ctx).SetExpiry(ctx, time.Millisecond); err == nil {
			t.Error("an age below a second was taken")
		}
		return nil
	})
}

func browserClose(t *testing.T, open opener) {
	s := newSite(t, session.Options{IdleAge: time.Hour, Browser: true}, open)
	b := s.browser()
	b.set(color, "red")
	if c := b.cookie(); c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("the cookie %v outlives the browser", c)
	}
	b.with(func(ctx context.Context) error { return session.From(ctx).SetExpiry(ctx, 2*time.Hour) })
	if c := b.cookie(); c.MaxAge != 7200 {
		t.Errorf("the cookie %v does not have the session's own age", c)
	}
	b.with(func(ctx context.Context) error { return session.From(ctx).SetExpiry(ctx, 0) })
	if c := b.cookie(); c.MaxAge != 0 {
		t.Errorf("the cookie %v outlives the browser", c)
	}
	s.now = s.now.Add(time.Hour)
	b.has(color, "")
}
