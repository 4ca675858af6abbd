package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// conn is a connection to a server, used by one goroutine at a time.
type conn struct {
	net    *bounded
	smtp   *smtp.Client
	expire *time.Timer // while it is idle
}

// during binds the connection to ctx until the function that it returns is called.
func (c *conn) during(ctx context.Context) (done func()) {
	c.net.begin(ctx)
	stop := context.AfterFunc(ctx, c.net.interrupt)
	return func() { stop() }
}

// alive asks whether a connection that was idle still works.
func (c *conn) alive(ctx context.Context) bool {
	defer c.during(ctx)()
	return c.smtp.Noop() == nil
}

// cut closes the connection without a word.
func (c *conn) cut() { _ = c.net.Close() } // there is nobody left to tell

// end closes the connection, politely where it still works, and without waiting long for an answer.
func (c *conn) end(works bool) {
	if works {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		defer c.during(ctx)()
		_ = c.smtp.Quit()
	}
	c.cut()
}

// deliver hands over one mail. It reports whether the connection can take another one.
func (c *conn) deliver(ctx context.Context, e *Envelope) (reusable bool, err error) {
	defer c.during(ctx)()
	if err := c.suits(e); err != nil {
		return true, err
	}
	c.smtp.SkipSMTPUTF8(!e.UTF8)
	if err := c.smtp.Mail("<" + e.From + ">"); err != nil {
		return c.reset(replyError(StepSender, err))
	}
	if failed := c.recipients(e.To); failed != nil {
		return c.reset(failed)
	}
	w, err := c.smtp.Data()
	if err != nil {
		return c.reset(replyError(StepContent, err))
	}
	if _, err := w.Write(e.Data); err != nil {
		return false, replyError(StepContent, err) // not closed: that would end the mail as if it were whole
	}
	if err := w.Close(); err != nil {
		failed := replyError(StepContent, err)
		return failed.Code != 0 && failed.Code != 421, failed
	}
	return true, nil
}

// suits asks what the server said of itself whether it can take the mail.
func (c *conn) suits(e *Envelope) error {
	if ok, _ := c.smtp.Extension("SMTPUTF8"); e.UTF8 && !ok {
		return &SendError{Step: StepRecipients, Err: errors.New("the server takes only addresses in ASCII (it does not offer SMTPUTF8)")}
	}
	_, size := c.smtp.Extension("SIZE")
	if limit, err := strconv.ParseInt(size, 10, 64); err == nil && limit > 0 && int64(len(e.Data)) > limit {
		return &SendError{Step: StepContent, Err: fmt.Errorf("the mail has %d bytes, and the server takes %d: %w", len(e.Data), limit, ErrTooLarge)}
	}
	return nil
}

// recipients names those who get the mail. When one is refused nobody gets it; all are tried, so that the error names all.
func (c *conn) recipients(to []string) *SendError {
	var failed *SendError
	for _, addr := range to {
		err := c.smtp.Rcpt("<" + addr + ">")
		if err == nil {
			continue
		}
		one := replyError(StepRecipients, err)
		if one.Code == 0 || one.Code == 421 {
			return one
		}
		if failed == nil {
			failed = one
		}
		failed.Refused = append(failed.Refused, addr)
		if !one.Temporary { // one that never takes mail decides
			failed.Code, failed.Err, failed.Temporary = one.Code, one.Err, false
		}
	}
	return failed
}

// reset takes back a mail that was begun.
func (c *conn) reset(failed *SendError) (reusable bool, err error) {
	if failed.Code == 0 || failed.Code == 421 {
		return false, failed
	}
	return c.smtp.Reset() == nil, failed
}

// replyError is what a server answered, or a connection that broke. 4xx and broken connections are temporary (RFC 5321, 4.2.1).
func replyError(step string, err error) *SendError {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		text := fmt.Errorf("the server answered %d %s", reply.Code, quote(strings.TrimSpace(reply.Msg)))
		return &SendError{Step: step, Code: reply.Code, Temporary: reply.Code >= 400 && reply.Code < 500, Err: text}
	}
	var failed net.Error
	lost := errors.As(err, &failed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
	return &SendError{Step: step, Temporary: lost, Err: err}
}

// replyBudget is how many bytes a server may say while one mail is handed over, the handshake included.
const replyBudget = 256 << 10

// bounded is a connection on which each read and write has its time, and on which a server cannot talk for ever.
type bounded struct {
	net.Conn
	timeout time.Duration

	mu    sync.Mutex
	end   time.Time // of the context; zero for none
	ended bool      // the context is over: nothing more is read or written
	left  int
}

// begin binds the connection to a context.
func (b *bounded) begin(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.end, _ = ctx.Deadline()
	b.left, b.ended = replyBudget, ctx.Err() != nil
}

// interrupt makes what waits return, since the context is over.
func (b *bounded) interrupt() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	_ = b.Conn.SetDeadline(time.Unix(1, 0)) // fails on a closed connection, which is over anyway
}

// step gives the next read or write its time.
func (b *bounded) step() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return context.Canceled
	}
	until := time.Now().Add(b.timeout)
	if !b.end.IsZero() && b.end.Before(until) {
		until = b.end
	}
	return b.Conn.SetDeadline(until)
}

var errTalkative = errors.New("the server says more than a mail server has to say")

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.step(); err != nil {
		return 0, err
	}
	n, err := b.Conn.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left -= n; b.left < 0 {
		return 0, errTalkative
	}
	return n, err
}

func (b *bounded) Write(p []byte) (int, error) {
	if err := b.step(); err != nil {
		return 0, err
	}
	return b.Conn.Write(p)
}
