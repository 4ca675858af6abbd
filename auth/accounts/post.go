package accounts

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/mail"
)

// How much may be on its way beside requests.
const (
	maxSending = 4   // at once
	maxWaiting = 500 // in all; what comes then is not sent, and the log says so
	sendLimit  = time.Minute
)

// post sends mails after the answer, so that the time of an answer does not tell whether a mail was sent. It is bounded, and is emptied
// before the site stops. A mail that is not sent by then is lost: a line of the log says so.
type post struct {
	slots   chan struct{}
	waiting chan struct{}
	all     sync.WaitGroup
}

func newPost() *post {
	return &post{slots: make(chan struct{}, maxSending), waiting: make(chan struct{}, maxWaiting)}
}

// later runs a job after the answer. With memory://, which tests use, it runs at once: what was sent is there when the answer is.
func (p *post) later(ctx context.Context, job func(ctx context.Context) error) {
	ctx = context.WithoutCancel(ctx)
	if m, err := mail.From(ctx); err == nil && m.Outbox() != nil {
		report(ctx, job(ctx))
		return
	}
	select {
	case p.waiting <- struct{}{}:
	default:
		app.Logger(ctx).LogAttrs(ctx, slog.LevelError, "a mail of an account was not sent: too many are waiting", slog.Int("waiting", maxWaiting))
		return
	}
	p.all.Go(func() {
		defer func() { <-p.waiting }()
		p.slots <- struct{}{}
		defer func() { <-p.slots }()
		ctx, cancel := context.WithTimeout(ctx, sendLimit)
		defer cancel()
		report(ctx, job(ctx))
	})
}

// report writes what went wrong. Errors of mail hold neither content nor passwords.
func report(ctx context.Context, err error) {
	if err != nil {
		app.Logger(ctx).LogAttrs(ctx, slog.LevelError, "a mail of an account was not sent", slog.Any("error", err))
	}
}

// drain waits until everything is sent.
func (p *post) drain(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		p.all.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
