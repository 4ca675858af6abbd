package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// An Envelope is one mail, checked and complete: what a [Driver] gets.
type Envelope struct {
	From string   // where the mail comes from, for the server: "ada@example.com"
	To   []string // who gets it: the addresses of To, Cc and Bcc, each once
	// Data is the mail as it goes over the wire (RFC 5322), with CRLF at the end of each line and without Bcc.
	Data []byte
	// UTF8 says that an address can only be sent to a server that knows SMTPUTF8 (RFC 6531).
	UTF8 bool
	// Message is what Data was made of, for a driver that hands the fields to a provider's API. A driver does not change it.
	Message *Message
}

// A Driver is a way to send: a server, a file, a provider's API. Many goroutines may use it. The package mailtest has the tests
// that a driver must pass.
type Driver interface {
	// Send sends one mail to all its recipients, or returns an error; a [*SendError] says whether a later try makes sense. It
	// stops when ctx ends.
	Send(ctx context.Context, e *Envelope) error
	// Close frees what the driver holds. Nothing is sent afterwards.
	Close() error
}

// Options configure a [Mailer]. The zero value is usable.
type Options struct {
	// From is the author of messages that name none. Defaults to none: such messages are refused.
	From string
	// MaxRecipients is the most recipients of one message, those of To, Cc and Bcc together. Defaults to 100.
	MaxRecipients int
	// MaxSize is the most bytes of one mail as it is sent, in which attachments are a third larger than their files. Defaults to
	// 25 MiB.
	MaxSize int64
	// Timeout is how long a server may take for one step: to accept the connection, to answer a command. The context bounds the
	// whole. Defaults to 60 s.
	Timeout time.Duration
	// RootCAs are the authorities whose certificates servers may show. Defaults to those of the system.
	RootCAs *x509.CertPool
	// Console is where console:// writes. Defaults to os.Stderr.
	Console io.Writer
	// Now is the clock for the Date of messages. Defaults to time.Now.
	Now func() time.Time
	// Wrap puts another driver around that of the address, one that records or counts. Defaults to none.
	Wrap func(Driver) Driver
}

// The defaults of [Options].
const (
	DefaultMaxRecipients = 100
	DefaultMaxSize       = 25 << 20 // bytes
	DefaultTimeout       = 60 * time.Second
)

func (o Options) withDefaults() Options {
	if o.MaxRecipients == 0 {
		o.MaxRecipients = DefaultMaxRecipients
	}
	if o.MaxSize == 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// A Mailer sends messages. Many goroutines may use it.
type Mailer struct {
	driver Driver
	opt    Options
	outbox *Outbox // of memory://, or nil
}

// Open returns the mailer at an address; the package's documentation lists them. It does not connect yet. The error names what is
// wrong with the address or the options and never shows a password.
func Open(address string, opt Options) (*Mailer, error) {
	opt = opt.withDefaults()
	d, err := openDriver(address, opt)
	if err != nil {
		return nil, err
	}
	m, err := New(d, opt)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return m, nil
}

// New returns the mailer of a driver. The error names what is wrong with the options.
func New(d Driver, opt Options) (*Mailer, error) {
	opt = opt.withDefaults()
	var errs []error
	if opt.From != "" {
		if err := CheckAddress(opt.From); err != nil {
			errs = append(errs, fmt.Errorf("mail: Options.From %s %w", quote(opt.From), err))
		}
	}
	if opt.MaxRecipients < 0 || opt.MaxSize < 0 || opt.Timeout < 0 {
		errs = append(errs, errors.New("mail: Options: limits are positive"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	m := &Mailer{opt: opt}
	m.outbox, _ = d.(*Outbox)
	if opt.Wrap != nil {
		d = opt.Wrap(d)
	}
	m.driver = d
	return m, nil
}

// Send sends messages, each to all its recipients or to none of them. First all are checked: when one cannot be sent as it is,
// nothing is, and the error joins a [*FieldError] for everything that is wrong. Then one after the other is sent; the error joins a
// [*SendError] for each that was not. When the server cannot be used at all ([ErrUnreachable]) or ctx ends, the rest is not tried.
// Connections are kept open for a few seconds, so that calls with one message each are as fast as one call with all.
func (m *Mailer) Send(ctx context.Context, messages ...*Message) error {
	envelopes := make([]*Envelope, len(messages))
	var errs []error
	for i, msg := range messages {
		e, err := m.prepare(msg)
		if err != nil && len(messages) > 1 {
			err = fmt.Errorf("message %d of %d: %w", i+1, len(messages), err)
		}
		envelopes[i] = e
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var away error
	for _, e := range envelopes {
		err := away
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = m.driver.Send(ctx, e)
		}
		if errors.Is(err, ErrUnreachable) {
			away = err
		}
		errs = append(errs, asSendError(e, err))
	}
	return errors.Join(errs...)
}

// asSendError gives every failure of a driver the same form.
func asSendError(e *Envelope, err error) error {
	var sent *SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &sent) && sent.ID == e.Message.ID:
		return err
	case sent != nil: // the reason of an earlier mail, which holds for this one too
		own := *sent
		own.ID = e.Message.ID
		return &own
	}
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	return &SendError{ID: e.Message.ID, Temporary: ended, Err: err}
}

// Outbox returns copies of what was sent so far by a mailer of memory://, oldest first, and nil by any other.
func (m *Mailer) Outbox() []*Message {
	if m.outbox == nil {
		return nil
	}
	return m.outbox.Messages()
}

// Reset empties the outbox of a mailer of memory://.
func (m *Mailer) Reset() {
	if m.outbox != nil {
		m.outbox.Reset()
	}
}

// Close closes what the driver holds, such as open connections.
func (m *Mailer) Close() error { return m.driver.Close() }

// recipients lists who gets the mail, each once.
func recipients(lists ...[]address) []string {
	var all []string
	for _, list := range lists {
		for _, a := range list {
			if box := a.mailbox(); !slices.Contains(all, box) {
				all = append(all, box)
			}
		}
	}
	return all
}
