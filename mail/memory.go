package mail

import (
	"context"
	"sync"
)

// maxOutbox is how many mails an [Outbox] keeps.
const maxOutbox = 1000

// Outbox is the driver of memory://: it keeps what is sent, for tests. It keeps the last 1,000 mails. The zero value is ready.
type Outbox struct {
	mu   sync.Mutex
	sent []*Message
}

// Send keeps a copy of the mail.
func (o *Outbox) Send(ctx context.Context, e *Envelope) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.sent) == maxOutbox {
		o.sent = append(o.sent[:0], o.sent[1:]...)
	}
	o.sent = append(o.sent, e.Message.Clone())
	return nil
}

// Messages returns copies of what was sent, oldest first.
func (o *Outbox) Messages() []*Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make([]*Message, len(o.sent))
	for i, m := range o.sent {
		out[i] = m.Clone()
	}
	return out
}

// Reset forgets what was sent.
func (o *Outbox) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = nil
}

// Close does nothing.
func (o *Outbox) Close() error { return nil }

// dummy sends nothing.
type dummy struct{}

func (dummy) Send(ctx context.Context, _ *Envelope) error { return ctx.Err() }
func (dummy) Close() error                                { return nil }
