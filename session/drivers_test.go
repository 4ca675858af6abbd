package session_test

import (
	"context"
	"testing"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/sessiontest"
	"github.com/musette-go/musette/sign"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	sessiontest.Run(t, func(t *testing.T) (context.Context, session.Driver) { return t.Context(), session.Memory() })
}

func TestPlainKeys(t *testing.T) {
	t.Parallel()
	d := session.Memory()
	m, err := session.New(d, session.Options{PlainKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, m)
	s.visit(func(ctx context.Context) error {
		if err := color.Set(ctx, "red"); err != nil {
			return err
		}
		key, _ := session.From(ctx).StoreKey(ctx)
		id, err := session.From(ctx).ID(ctx)
		if id == key || len(id) != 40 || len(key) != 32 {
			t.Errorf("the id %q, of the key %q", id, key)
		}
		return err
	})
	if _, err := d.Load(t.Context(), s.cookie.Value); err != nil {
		t.Errorf("the store does not have the key of the cookie: %v", err)
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	sessiontest.RunManager(t, func(t *testing.T, o session.Options) (context.Context, *session.Manager) {
		m, err := session.NewCookie(sign.RandomKeys(), o)
		if err != nil {
			t.Fatal(err)
		}
		return t.Context(), m
	})
}
