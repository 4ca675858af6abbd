package mail_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
	"github.com/musette-go/musette/problem"
)

const password = "pa55word-of-the-shop"

// answer is an Answer that treats one command.
func answer(prefix, reply string) func(string) string {
	return func(command string) string {
		if strings.HasPrefix(command, prefix) {
			return reply
		}
		return ""
	}
}

func checkSendError(t *testing.T, err error, step string, code int, temporary bool) {
	t.Helper()
	var failed *mail.SendError
	if !errors.As(err, &failed) {
		t.Fatalf("the error is %v, want a SendError", err)
	}
	if failed.Step != step || failed.Code != code || failed.Temporary != temporary {
		t.Errorf("the error is of step %q, code %d, temporary %v, want %q, %d, %v: %v", failed.Step, failed.Code, failed.Temporary, step, code, temporary, err)
	}
	want := problem.Internal
	if temporary {
		want = problem.Unavailable
	}
	if kind := problem.Of(err); kind != want {
		t.Errorf("the error is of the kind %v, want %v", kind, want)
	}
	if before := step == mail.StepConnect || step == mail.StepTLS || step == mail.StepLogin; errors.Is(err, mail.ErrUnreachable) != before {
		t.Errorf("errors.Is(err, ErrUnreachable) is %v, want %v", !before, before)
	}
	if text := err.Error(); strings.Contains(text, password) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte("\x00shop\x00"+password))) {
		t.Errorf("the error shows the password: %s", text)
	}
}

// TestNoDowngrade breaks TLS in every way that a server, or somebody in between, can: neither the mail nor the password crosses the
// wire in plain text (MAIL-03).
func TestNoDowngrade(t *testing.T) {
	t.Parallel()
	type test struct {
		opt       mailtest.ServerOptions
		host      string // in place of 127.0.0.1
		distrust  bool
		code      int
		temporary bool
	}
	for name, tt := range map[string]test{
		"offer stripped":       {opt: mailtest.ServerOptions{NoTLS: true}},
		"offer refused":        {opt: mailtest.ServerOptions{Answer: answer("STARTTLS", "502 not now")}, code: 502},
		"offer refused, later": {opt: mailtest.ServerOptions{Answer: answer("STARTTLS", "454 TLS not available")}, code: 454, temporary: true},
		"offer taken lightly":  {opt: mailtest.ServerOptions{Answer: answer("STARTTLS", "250 go on without")}, code: 250},
		"plain text after it":  {opt: mailtest.ServerOptions{Answer: answer("STARTTLS", mailtest.Garbage)}},
		"cut after it":         {opt: mailtest.ServerOptions{Answer: answer("STARTTLS", mailtest.Drop)}, temporary: true},
		"another name":         {host: "localhost"},
		"unknown authority":    {distrust: true},
		"no EHLO":              {opt: mailtest.ServerOptions{Answer: answer("EHLO", "502 what?")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.opt.User, tt.opt.Password = "shop", password
			s := mailtest.StartServer(t, tt.opt)
			host, port, _ := net.SplitHostPort(s.Addr())
			if tt.host != "" {
				host = tt.host
			}
			opt := mail.Options{From: "shop@example.com"}
			if !tt.distrust {
				opt.RootCAs = s.Roots()
			}
			m, err := mail.Open("smtp://shop:"+password+"@"+net.JoinHostPort(host, port), opt)
			if err != nil {
				t.Fatal(err)
			}
			defer closeMailer(t, m)
			msg := &mail.Message{To: []string{"ada@example.com"}, Subject: "subject-of-the-mail", Text: "text-of-the-mail"}
			err = m.Send(t.Context(), msg)
			step := mail.StepTLS
			if name == "no EHLO" {
				step, tt.code = mail.StepConnect, 502
			}
			checkSendError(t, err, step, tt.code, tt.temporary)
			s.Close()
			noSecrets(t, s)
		})
	}
}

// noSecrets looks at all that came in without TLS: only what a client says before TLS may be there.
func noSecrets(t *testing.T, s *mailtest.Server) {
	t.Helper()
	plain := s.Plain()
	for _, secret := range []string{"subject-of-the-mail", "text-of-the-mail", "ada@", "shop", password, "AUTH", "MAIL", "RCPT", "DATA",
		base64.StdEncoding.EncodeToString([]byte(password))} {
		if strings.Contains(plain, secret) {
			t.Errorf("%q crossed the wire in plain text:\n%q", secret, plain)
		}
	}
	if len(s.Received()) > 0 {
		t.Error("the mail arrived")
	}
}

// TestNoDowngradeImplicit lets a server speak plain text where TLS is expected from the first byte, and show a wrong certificate.
func TestNoDowngradeImplicit(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]mailtest.ServerOptions{"plain text": {}, "unknown authority": {Implicit: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt.User, opt.Password = "shop", password
			s := mailtest.StartServer(t, opt)
			m, err := mail.Open("smtps://shop:"+password+"@"+s.Addr(), mail.Options{From: "shop@example.com"})
			if err != nil {
				t.Fatal(err)
			}
			defer closeMailer(t, m)
			checkSendError(t, m.Send(t.Context(), simple()), mail.StepTLS, 0, false)
			s.Close()
			noSecrets(t, s)
		})
	}
}

// TestInjectedReplies puts replies behind the one to STARTTLS, before TLS begins: they must not count as said under TLS
// (CVE-2011-0411).
func TestInjectedReplies(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{User: "shop", Password: password,
		Answer: answer("STARTTLS", "220 go on\r\n250-injected\r\n250 AUTH LOGIN")})
	m := overTLS(t, s, "smtp", "shop:"+password+"@", "")
	if err := m.Send(t.Context(), simple()); err == nil {
		t.Error("the mail was sent")
	}
	s.Close()
	noSecrets(t, s)
}

// TestServerErrors lets the server refuse each step.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	echo := "535 5.7.8 what is " + base64.StdEncoding.EncodeToString([]byte("\x00shop\x00"+password)) + " " + password
	for name, tt := range map[string]struct {
		command, reply string
		step           string
		code           int
		temporary      bool
	}{
		"not welcome":         {mailtest.Greeting, "554 go away", mail.StepConnect, 554, false},
		"too busy":            {mailtest.Greeting, "421 too busy", mail.StepConnect, 421, true},
		"no greeting":         {mailtest.Greeting, mailtest.Drop, mail.StepConnect, 0, true},
		"endless greeting":    {"EHLO", mailtest.Forever, mail.StepConnect, 0, false},
		"wrong password":      {"AUTH", echo, mail.StepLogin, 535, false},
		"login later":         {"AUTH", "454 later", mail.StepLogin, 454, true},
		"sender refused":      {"MAIL", "550 not you", mail.StepSender, 550, false},
		"sender later":        {"MAIL", "451 later", mail.StepSender, 451, true},
		"recipient refused":   {"RCPT", "550 no such user\x1b[2J", mail.StepRecipients, 550, false},
		"recipient greylist":  {"RCPT", "451 greylisted", mail.StepRecipients, 451, true},
		"data refused":        {"DATA", "554 no", mail.StepContent, 554, false},
		"content refused":     {mailtest.Content, "554 spam", mail.StepContent, 554, false},
		"content, disk full":  {mailtest.Content, "452 disk full", mail.StepContent, 452, true},
		"cut before the end":  {mailtest.Content, mailtest.Drop, mail.StepContent, 0, true},
		"shut down meanwhile": {"RCPT", "421 shutting down", mail.StepRecipients, 421, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.StartServer(t, mailtest.ServerOptions{User: "shop", Password: password, Answer: answer(tt.command, tt.reply)})
			m := overTLS(t, s, "smtp", "shop:"+password+"@", "")
			err := m.Send(t.Context(), simple())
			checkSendError(t, err, tt.step, tt.code, tt.temporary)
			if strings.ContainsAny(err.Error(), "\x1b\r\n") {
				t.Errorf("the error has control characters: %q", err)
			}
			if len(s.Received()) > 0 {
				t.Error("the mail arrived")
			}
		})
	}
}

// TestRefusedRecipients: who is refused is named, and nobody gets the mail; the next mail goes over the same connection.
func TestRefusedRecipients(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{Answer: func(command string) string {
		switch {
		case strings.Contains(command, "<bob@"):
			return "451 greylisted"
		case strings.Contains(command, "<eve@"):
			return "550 no such user"
		}
		return ""
	}})
	m := overTLS(t, s, "smtp", "", "")
	err := m.Send(t.Context(), &mail.Message{To: []string{"ada@example.com", "bob@example.com", "eve@example.com"}, Text: "x"}, simple())
	checkSendError(t, err, mail.StepRecipients, 550, false)
	var failed *mail.SendError
	if errors.As(err, &failed); strings.Join(failed.Refused, " ") != "bob@example.com eve@example.com" {
		t.Errorf("refused are %v", failed.Refused)
	}
	if got := s.Received(); len(got) != 1 || !strings.Contains(string(got[0].Data), "Subject: hello") {
		t.Errorf("%d mails arrived, want the second one only", len(got))
	}
	if n := s.Connections(); n != 1 {
		t.Errorf("%d connections were made, want 1", n)
	}
}

// TestConnectionReuse: mails one after the other take one connection, and one that the server has closed meanwhile is replaced.
func TestConnectionReuse(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{User: "shop", Password: password})
	m := overTLS(t, s, "smtp", "shop:"+password+"@", "")
	for range 3 {
		if err := m.Send(t.Context(), simple(), simple()); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Connections(); n != 1 {
		t.Errorf("6 mails took %d connections, want 1", n)
	}
	s.CloseConnections()
	if err := m.Send(t.Context(), simple()); err != nil {
		t.Fatalf("after the server closed the connection: %v", err)
	}
	if got, n := len(s.Received()), s.Connections(); got != 7 || n != 2 {
		t.Errorf("%d mails arrived over %d connections, want 7 over 2", got, n)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	checkSendError(t, m.Send(t.Context(), simple()), mail.StepConnect, 0, false)
}

// TestIdleConnections: what nobody has used for a while is ended as the protocol wants it.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	var quits atomic.Int32
	s := mailtest.StartServer(t, mailtest.ServerOptions{Answer: func(command string) string {
		if command == "QUIT" {
			quits.Add(1)
		}
		return ""
	}})
	var d mail.Driver
	m, err := mail.Open("smtp://"+s.Addr(), mail.Options{From: "shop@example.com", RootCAs: s.Roots(),
		Wrap: func(own mail.Driver) mail.Driver { d = own; return own }})
	if err != nil {
		t.Fatal(err)
	}
	defer closeMailer(t, m)
	for i := range 2 {
		if err := m.Send(t.Context(), simple()); err != nil {
			t.Fatal(err)
		}
		if n := mail.ExpireIdle(d); n != 1 || s.Connections() != i+1 || int(quits.Load()) != i+1 {
			t.Errorf("%d connections waited, %d were made, %d ended", n, s.Connections(), quits.Load())
		}
	}
}

// TestServerDown: nobody listens. The rest of the mails is not tried, and each has its error.
func TestServerDown(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{})
	s.Close()
	m := overTLS(t, s, "smtp", "shop:"+password+"@", "")
	a, b := simple(), simple()
	err := m.Send(t.Context(), a, b)
	checkSendError(t, err, mail.StepConnect, 0, true)
	if text := err.Error(); !strings.Contains(text, a.ID) || !strings.Contains(text, b.ID) {
		t.Errorf("the error does not name both mails: %v", err)
	}
}

// TestHangingServer: the context ends what waits, whatever the server does not answer.
func TestHangingServer(t *testing.T) {
	t.Parallel()
	for _, command := range []string{mailtest.Greeting, "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", mailtest.Content} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			s := mailtest.StartServer(t, mailtest.ServerOptions{User: "shop", Password: password, Answer: func(c string) string {
				if strings.HasPrefix(c, command) {
					cancel(errors.New("enough"))
					return mailtest.Hang
				}
				return ""
			}})
			m := overTLS(t, s, "smtp", "shop:"+password+"@", "")
			err := m.Send(ctx, simple())
			if !errors.Is(err, context.Canceled) || problem.Of(err) != problem.Unavailable {
				t.Errorf("the error is %v (%v), want that of the context", err, problem.Of(err))
			}
		})
	}
}

// TestSilentServer: a server that does not answer is given up after Options.Timeout, and a deadline of the context holds before it.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{Answer: answer("MAIL", mailtest.Hang)})
	m, err := mail.Open("smtp://"+s.Addr(), mail.Options{From: "shop@example.com", RootCAs: s.Roots(), Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer closeMailer(t, m)
	checkSendError(t, m.Send(t.Context(), simple()), mail.StepSender, 0, true)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := m.Send(ctx, simple()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v, want that of the context", err)
	}
}

// TestStalledContent: a server that stops reading in the middle of a mail is given up; what it got of the mail is not sent as if it
// were whole, and the next mail takes another connection.
func TestStalledContent(t *testing.T) {
	t.Parallel()
	var stalled atomic.Bool
	s := mailtest.StartServer(t, mailtest.ServerOptions{Answer: func(command string) string {
		if command == "DATA" && !stalled.Swap(true) {
			return mailtest.Stall
		}
		return ""
	}})
	m, err := mail.Open("smtp://"+s.Addr(), mail.Options{From: "shop@example.com", RootCAs: s.Roots(), Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer closeMailer(t, m)
	big := simple()
	big.Attachments = []mail.Attachment{{Name: "a", Content: make([]byte, 16<<20)}}
	checkSendError(t, m.Send(t.Context(), big), mail.StepContent, 0, true)
	if err := m.Send(t.Context(), simple()); err != nil {
		t.Fatal(err)
	}
	if got := s.Received(); len(got) != 1 || s.Connections() != 2 {
		t.Errorf("%d mails arrived over %d connections, want 1 over 2", len(got), s.Connections())
	}
}

func TestWhatTheServerOffers(t *testing.T) {
	t.Parallel()
	s := mailtest.StartServer(t, mailtest.ServerOptions{Extensions: []string{"SIZE 2000"}})
	m := overTLS(t, s, "smtp", "", "")
	big := simple()
	big.Text = strings.Repeat("x", 3000)
	err := m.Send(t.Context(), big)
	checkErrorIs(t, err, mail.ErrTooLarge)
	jörg := simple()
	jörg.To = []string{"jörg@example.com"}
	checkSendError(t, m.Send(t.Context(), jörg), mail.StepRecipients, 0, false)
	if n := len(s.Received()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}

func checkErrorIs(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("the error is %v, want one that matches %v", err, want)
	}
}

// TestSecretsInText prints a mailer in all ways that fmt knows.
func TestSecretsInText(t *testing.T) {
	t.Parallel()
	m, err := mail.Open("smtp://shop:"+password+"@mail.example.com", mail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var d mail.Driver
	if _, err := mail.Open("smtp://shop:"+password+"@mail.example.com", mail.Options{Wrap: func(own mail.Driver) mail.Driver { d = own; return own }}); err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %v %+v %#v", m, m, m, d, d, d); strings.Contains(text, password) {
		t.Errorf("the password is shown: %s", text)
	}
}
