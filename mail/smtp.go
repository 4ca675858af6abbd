package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"
)

// The bounds of the connections that are kept for the next mail.
const (
	idleConns = 4
	idleTime  = 5 * time.Second
)

// server is the driver of smtp:// and smtps://.
type server struct {
	addr, host  string
	safety      safety
	credentials func() (user, password string) // nil for none
	roots       *x509.CertPool
	helo        string
	timeout     time.Duration

	mu     sync.Mutex
	idle   []*conn // the last one was used last
	closed bool
}

// Send hands one mail to the server, over a connection that is open already if there is one.
func (s *server) Send(ctx context.Context, e *Envelope) error {
	c, err := s.take(ctx)
	if err != nil {
		return named(ctx, e, err)
	}
	reusable, err := c.deliver(ctx, e)
	s.give(c, reusable && ctx.Err() == nil)
	return named(ctx, e, err)
}

// named puts the mail's ID into an error, and the end of ctx, which a connection reports as a time-out.
func named(ctx context.Context, e *Envelope, err error) error {
	var sent *SendError
	if !errors.As(err, &sent) {
		return err
	}
	sent.ID = e.Message.ID
	ended := ctx.Err()
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
		ended = context.DeadlineExceeded // the connection may notice before the context does
	}
	if ended != nil && sent.Code == 0 {
		sent.Err = fmt.Errorf("%w (%w)", ended, sent.Err)
		sent.Temporary = true
	}
	return sent
}

// take returns a connection that is ready for a mail.
func (s *server) take(ctx context.Context) (*conn, error) {
	for {
		c, err := s.waiting()
		if err != nil {
			return nil, err
		}
		if c == nil {
			return s.dial(ctx)
		}
		if c.alive(ctx) {
			return c, nil
		}
		c.cut()
	}
}

// waiting takes an idle connection, or nil.
func (s *server) waiting() (*conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, &SendError{Step: StepConnect, Err: errors.New("the mailer is closed")}
	}
	n := len(s.idle)
	if n == 0 {
		return nil, nil
	}
	c := s.idle[n-1]
	s.idle = s.idle[:n-1]
	c.expire.Stop()
	return c, nil
}

// give takes a connection back.
func (s *server) give(c *conn, reusable bool) {
	s.mu.Lock()
	keep := reusable && !s.closed && len(s.idle) < idleConns
	if keep {
		s.idle = append(s.idle, c)
		c.expire = time.AfterFunc(idleTime, func() { s.drop(c) })
	}
	s.mu.Unlock()
	if !keep {
		c.end(reusable)
	}
}

// drop ends a connection that nobody has used for a while.
func (s *server) drop(c *conn) {
	s.mu.Lock()
	found := false
	for i, other := range s.idle {
		if other == c {
			s.idle = append(s.idle[:i], s.idle[i+1:]...)
			found = true
			break
		}
	}
	s.mu.Unlock()
	if found { // else it is in use again
		c.end(true)
	}
}

// Close ends the connections that wait. Those in use end after their mail.
func (s *server) Close() error {
	s.mu.Lock()
	idle := s.idle
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	for _, c := range idle {
		c.expire.Stop()
		c.end(true)
	}
	return nil
}
