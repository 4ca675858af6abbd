package accounts

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/app"
)

// What is on its way is waited for, as long as that is allowed; no more than a few are sent at once, and no more than a bound wait.
func TestPost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		ctx := app.WithLogger(t.Context(), slog.New(slog.NewTextHandler(io.Writer(&log), nil)))
		p, sent := newPost(), make(chan int, maxWaiting+1)
		ctx, cancel := context.WithCancel(ctx)
		for n := range maxWaiting + 1 {
			p.later(ctx, func(ctx context.Context) error {
				select {
				case <-time.After(time.Second):
					sent <- n
					return nil
				case <-ctx.Done(): // the request is over long since
					return ctx.Err()
				}
			})
		}
		cancel()
		synctest.Wait()
		time.Sleep(1500 * time.Millisecond)
		if len(sent) != maxSending {
			t.Errorf("%d were sent in the first second, want %d", len(sent), maxSending)
		}
		if n := strings.Count(log.String(), "too many are waiting"); n != 1 {
			t.Errorf("%d lines about what was not taken, want 1:\n%s", n, log.String())
		}
		short, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := p.drain(short); err == nil {
			t.Error("drain comes back in time and says that all is sent")
		}
		if err := p.drain(t.Context()); err != nil || len(sent) != maxWaiting {
			t.Errorf("after drain %d are sent, want %d (%v)", len(sent), maxWaiting, err)
		}
	})
}
