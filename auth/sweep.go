package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
)

// The table of tries is swept while it is written, so that it needs no command that somebody must remember, and cannot be filled by
// trying names that nobody has: a sweep removes many more rows than can have come since the last.
const (
	sweepEvery = time.Minute // at the first try after that
	sweepTries = 256         // or after so many tries, whichever comes first
	sweepRows  = 2000        // with one statement; a try makes three at most
)

// sweeper says when it is time to sweep. Each process of a site has its own.
type sweeper struct {
	mu    sync.Mutex
	tries int
	last  time.Time
}

// due counts a try and reports whether it is time. A process that has just begun waits first.
func (w *sweeper) due(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last.IsZero() {
		w.last = now
	}
	if w.tries++; w.tries < sweepTries && now.Sub(w.last) < sweepEvery {
		return false
	}
	w.tries, w.last = 0, now
	return true
}

// sweepSQL removes counts whose time is over. It asks again when it removes them, since one may have begun anew in between.
const sweepSQL = `DELETE FROM musette_login_attempt WHERE key IN (SELECT key FROM musette_login_attempt WHERE until <= $1 ORDER BY until LIMIT $2) AND until <= $1`

// sweep removes counts whose time is over, now and then. That it fails is no reason to turn somebody away.
func (s *service) sweep(ctx context.Context) {
	now := s.Now()
	if !s.sweeper.due(now) {
		return
	}
	d, err := db.From(ctx)
	if err == nil {
		_, err = d.Exec(ctx, sweepSQL, now.UTC().UnixMilli(), int64(sweepRows))
	}
	if err != nil {
		app.Logger(ctx).LogAttrs(ctx, slog.LevelWarn, "old counts of login attempts were not removed", slog.Any("error", err))
	}
}
