package mail_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// capture is a driver that keeps envelopes.
type capture struct {
	mu   sync.Mutex
	sent []*mail.Envelope
}

func (c *capture) Send(ctx context.Context, e *mail.Envelope) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, e)
	return nil
}

func (c *capture) Close() error { return nil }

func (c *capture) texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, e := range c.sent {
		out = append(out, string(e.Data))
	}
	return out
}

// encoded returns a message as it goes over the wire.
func encoded(t *testing.T, m *mail.Message, opt mail.Options) *mail.Envelope {
	t.Helper()
	c := &capture{}
	if opt.From == "" {
		opt.From = "shop@example.com"
	}
	mailer, err := mail.New(c, opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := mailer.Send(t.Context(), m); err != nil {
		t.Fatalf("Send: %v", err)
	}
	return c.sent[0]
}

// noon is the clock of tests.
func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

// overTLS returns a mailer for a server of mailtest.
func overTLS(t *testing.T, s *mailtest.Server, scheme, user, query string) *mail.Mailer {
	t.Helper()
	m, err := mail.Open(scheme+"://"+user+s.Addr()+query, mail.Options{From: "shop@example.com", RootCAs: s.Roots()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

func simple() *mail.Message {
	return &mail.Message{To: []string{"ada@example.com"}, Subject: "hello", Text: "the text of the mail\n"}
}

// emails reads the files of a folder.
func emails(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

func received(s *mailtest.Server) func() []string {
	return func() []string {
		var out []string
		for _, r := range s.Received() {
			out = append(out, string(r.Data))
		}
		return out
	}
}

func hostPort(s *testenv.SMTPServer) string { return fmt.Sprintf("%s:%d", s.Host, s.Port) }

func closeMailer(t *testing.T, m *mail.Mailer) {
	t.Helper()
	if err := m.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
