package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
)

// A site that lowers the absolute age means the sessions that exist already, too.
func TestLoweredAbsoluteAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	store := session.Memory()
	site := func(age time.Duration) *site {
		m, err := session.New(store, session.Options{IdleAge: 10 * time.Hour, AbsoluteAge: age, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return newSite(t, m)
	}
	before, after := site(-1), site(time.Hour)
	before.visit(func(ctx context.Context) error { return color.Set(ctx, "red") })
	after.cookie = before.cookie
	now = now.Add(time.Hour - time.Second)
	after.wants("a second before its end", "red")
	now = now.Add(time.Second)
	after.wants("at its end", "")
	before.wants("where there is no limit", "red")
}
