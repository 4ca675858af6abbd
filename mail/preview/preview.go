package preview

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/musette-go/musette/mail"
)

// The bounds of what is kept.
const (
	maxMails = 100
	maxBytes = 64 << 20
)

// Preview keeps mails and shows them. Make it with [New].
type Preview struct {
	mu    sync.Mutex
	mails []*sent // oldest first
	last  int64   // the number of the newest
	size  int     // of all
}

// sent is a mail that went through. It does not change.
type sent struct {
	ID       int64
	At       time.Time
	Envelope *mail.Envelope
	Failed   string // why it was not sent
}

// New returns an empty preview.
func New() *Preview { return &Preview{} }

// Wrap returns a driver that keeps each mail and passes it on to d, for mail.Options.Wrap. A mail that d does not send is kept too,
// with the reason.
func (p *Preview) Wrap(d mail.Driver) mail.Driver { return &recorder{d, p} }

type recorder struct {
	next mail.Driver
	p    *Preview
}

func (r *recorder) Send(ctx context.Context, e *mail.Envelope) error {
	err := r.next.Send(ctx, e)
	r.p.add(e, err)
	return err
}

func (r *recorder) Close() error { return r.next.Close() }

func (p *Preview) add(e *mail.Envelope, err error) {
	s := &sent{At: time.Now(), Envelope: e}
	if err != nil {
		s.Failed = err.Error()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	s.ID = p.last
	p.mails = append(p.mails, s)
	p.size += weight(e)
	for len(p.mails) > 1 && (len(p.mails) > maxMails || p.size > maxBytes) {
		p.size -= weight(p.mails[0].Envelope)
		p.mails[0] = nil
		p.mails = p.mails[1:]
	}
}

// weight is about how much memory a mail takes: encoded, and as it was before.
func weight(e *mail.Envelope) int { return 2*len(e.Data) + 1<<10 }

// list returns what is kept, newest first.
func (p *Preview) list() []*sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := slices.Clone(p.mails)
	slices.Reverse(out)
	return out
}

// get returns a mail by its number, or nil.
func (p *Preview) get(id int64) *sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.mails {
		if s.ID == id {
			return s
		}
	}
	return nil
}
