package mail_test

import (
	"context"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
)

// driver gives the driver that Open makes of an address.
func driver(t *testing.T, address string, opt mail.Options) mail.Driver {
	t.Helper()
	var d mail.Driver
	opt.Wrap = func(own mail.Driver) mail.Driver { d = own; return own }
	if _, err := mail.Open(address, opt); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDrivers sends the same mails by every driver there is (MAIL-02).
func TestDrivers(t *testing.T) {
	t.Parallel()
	drivers := map[string]func(t *testing.T) mailtest.Fixture{
		"starttls": func(t *testing.T) mailtest.Fixture {
			s := mailtest.StartServer(t, mailtest.ServerOptions{User: "shop", Password: "s3cret"})
			return mailtest.Fixture{Driver: driver(t, "smtp://shop:s3cret@"+s.Addr(), mail.Options{RootCAs: s.Roots()}), Received: received(s)}
		},
		"implicit": func(t *testing.T) mailtest.Fixture {
			s := mailtest.StartServer(t, mailtest.ServerOptions{Implicit: true})
			return mailtest.Fixture{Driver: driver(t, "smtps://"+s.Addr(), mail.Options{RootCAs: s.Roots()}), Received: received(s)}
		},
		"loopback": func(t *testing.T) mailtest.Fixture {
			s := mailtest.StartServer(t, mailtest.ServerOptions{NoTLS: true})
			return mailtest.Fixture{Driver: driver(t, "smtp://"+s.Addr()+"?tls=none", mail.Options{}), Received: received(s)}
		},
		"file": func(t *testing.T) mailtest.Fixture {
			dir := filepath.Join(t.TempDir(), "mails")
			return mailtest.Fixture{Driver: driver(t, "file://"+dir, mail.Options{}), Received: func() []string { return emails(t, dir) }}
		},
		"memory": func(t *testing.T) mailtest.Fixture {
			d := driver(t, "memory://", mail.Options{})
			return mailtest.Fixture{Driver: d, Received: func() []string { return again(t, d.(*mail.Outbox).Messages()) }}
		},
		"console": func(t *testing.T) mailtest.Fixture {
			return mailtest.Fixture{Driver: driver(t, "console://", mail.Options{Console: io.Discard})}
		},
		"dummy": func(t *testing.T) mailtest.Fixture {
			return mailtest.Fixture{Driver: driver(t, "dummy://", mail.Options{})}
		},
	}
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mailtest.Run(t, open)
		})
	}
}

// again encodes what an outbox holds.
func again(t *testing.T, messages []*mail.Message) []string {
	t.Helper()
	c := &capture{}
	m, err := mail.New(c, mail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	return c.texts()
}

// TestRealServer sends by a server that is not ours.
func TestRealServer(t *testing.T) {
	t.Parallel()
	for scheme, implicit := range map[string]bool{"smtp": false, "smtps": true} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			mailtest.Run(t, func(t *testing.T) mailtest.Fixture {
				s := testenv.SMTP(t, implicit)
				address := url.URL{Scheme: scheme, User: url.UserPassword(s.User, s.Password), Host: hostPort(s)}
				return mailtest.Fixture{
					Driver: driver(t, address.String(), mail.Options{RootCAs: s.Roots}),
					Received: func() []string {
						var out []string
						for _, m := range s.Mails(t) {
							if !m.TLS {
								t.Error("a mail came without TLS")
							}
							out = append(out, m.Data)
						}
						return out
					},
				}
			})
		})
	}
}

func TestRealServerEnvelope(t *testing.T) {
	t.Parallel()
	s := testenv.SMTP(t, false)
	address := url.URL{Scheme: "smtp", User: url.UserPassword(s.User, s.Password), Host: hostPort(s)}
	m, err := mail.Open(address.String(), mail.Options{From: "The shop <shop@example.com>", RootCAs: s.Roots})
	if err != nil {
		t.Fatal(err)
	}
	defer closeMailer(t, m)
	err = m.Send(t.Context(), &mail.Message{
		To: []string{"Ada <ada@example.com>", "ada@example.com"}, Bcc: []string{"bob@bücher.example", "jörg@example.com"}, Text: ".\r\n..\r\nQUIT\r\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.Mails(t)[0]
	if to := strings.Join(got.To, " "); got.From != "shop@example.com" || to != "ada@example.com bob@xn--bcher-kva.example jörg@example.com" {
		t.Errorf("the envelope is from %q to %q", got.From, to)
	}
	if !strings.HasSuffix(got.Data, "\r\n\r\n.\r\n..\r\nQUIT\r\n") {
		t.Errorf("the text did not arrive as it was:\n%q", got.Data)
	}
	wrong := url.URL{Scheme: "smtp", User: url.UserPassword(s.User, "wrong-word"), Host: hostPort(s)}
	m2, err := mail.Open(wrong.String(), mail.Options{From: "shop@example.com", RootCAs: s.Roots})
	if err != nil {
		t.Fatal(err)
	}
	defer closeMailer(t, m2)
	checkSendError(t, m2.Send(t.Context(), simple()), mail.StepLogin, 535, false)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "mails")
	m, err := mail.Open("file://"+dir, mail.Options{From: "shop@example.com", Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder is there before the first mail")
	}
	if err := m.Send(t.Context(), simple(), simple()); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Fatalf("the folder has %d files (%v), want 2", len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != fs.FileMode(0o600) {
			t.Errorf("%s has mode %o, want 600", e.Name(), mode)
		}
		if !strings.HasPrefix(e.Name(), "20260504-120000.000-") || !strings.HasSuffix(e.Name(), ".eml") {
			t.Errorf("a file is called %s", e.Name())
		}
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	m, err := mail.Open("memory://", mail.Options{From: "shop@example.com", Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	ctx := mail.With(t.Context(), m)
	if err := mail.Send(ctx, mailtest.Message()); err != nil {
		t.Fatal(err)
	}
	got := m.Outbox()
	if len(got) != 1 || got[0].From != "shop@example.com" || !got[0].Date.Equal(noon()) || got[0].ID == "" {
		t.Fatalf("the outbox holds %+v", got)
	}
	got[0].To[0], got[0].Attachments[0].Content[0], got[0].Headers["X-Order"] = "x", 'x', "x"
	if kept := m.Outbox()[0]; kept.To[0] == "x" || kept.Attachments[0].Content[0] == 'x' || kept.Headers["X-Order"] == "x" {
		t.Error("what the outbox returns is not a copy")
	}
	if m.Reset(); len(m.Outbox()) != 0 {
		t.Error("Reset left something")
	}
}

func TestNamedMailers(t *testing.T) {
	t.Parallel()
	open := func() *mail.Mailer {
		m, err := mail.Open("memory://", mail.Options{From: "shop@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	site, news := open(), open()
	outer := mail.With(t.Context(), site)
	ctx := mail.WithNamed(outer, "newsletter", news)
	for name, want := range map[string]*mail.Mailer{"": site, "newsletter": news} {
		if got, err := mail.Named(ctx, name); got != want || err != nil {
			t.Errorf("Named(%q) is another mailer (%v)", name, err)
		}
	}
	if _, err := mail.Named(ctx, "alerts"); err == nil || !strings.Contains(err.Error(), "it has newsletter") {
		t.Errorf("Named of a name that is not there: %v", err)
	}
	if _, err := mail.Named(outer, "newsletter"); err == nil {
		t.Error("the outer context got the mailer of the inner one")
	}
	if err := mail.Send(context.Background(), simple()); err == nil {
		t.Error("Send without a mailer gave no error")
	}
}
