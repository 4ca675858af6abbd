package mailtest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// What [ServerOptions.Answer] may return in place of a reply.
const (
	Drop    = "drop"    // the connection is closed
	Hang    = "hang"    // nothing is answered, until the server stops
	Garbage = "garbage" // after the reply to STARTTLS: plain text in place of the handshake
	Forever = "forever" // a reply that never ends
	Stall   = "stall"   // for DATA: the server says that it waits for the mail, and reads nothing of it
)

// The words for what is no command, as [ServerOptions.Answer] gets them.
const (
	Greeting = "GREETING" // a connection has been made
	Content  = "CONTENT"  // the mail is there, with the dot at its end
)

// ServerOptions configure a [Server]. The zero value offers STARTTLS and takes every mail.
type ServerOptions struct {
	// Implicit speaks TLS from the first byte. Defaults to false.
	Implicit bool
	// NoTLS offers no STARTTLS, as somebody in between makes it look. Defaults to false.
	NoTLS bool
	// User and Password are asked for before mail is taken. Defaults to none.
	User, Password string
	// Extensions are further lines of the answer to EHLO: "SIZE 1000", "SMTPUTF8". Defaults to none.
	Extensions []string
	// Answer may take the place of the server's own answer to a command ("RCPT TO:<ada@example.com>"), to [Greeting] or to
	// [Content]: with a reply ("550 no such user") or one of the constants. "" leaves the server its own. It may be asked twice for
	// one command, and by several connections at once. Defaults to none.
	Answer func(command string) string
}

// A Received is a mail that the server took.
type Received struct {
	From string   // as in MAIL FROM, without angle brackets
	To   []string // as in RCPT TO
	Data []byte
	TLS  bool   // it came over TLS
	User string // who was logged in
}

// Server is a mail server on loopback.
type Server struct {
	opt      ServerOptions
	listener net.Listener
	cert     tls.Certificate
	roots    *x509.CertPool
	stop     chan struct{}
	wg       sync.WaitGroup

	mu    sync.Mutex
	plain bytes.Buffer
	mails []Received
	conns int
	open  map[net.Conn]bool
}

// StartServer starts a server that stops with the test.
func StartServer(tb testing.TB, opt ServerOptions) *Server {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	https := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	defer https.Close()
	s := &Server{opt: opt, listener: l, cert: https.TLS.Certificates[0], roots: x509.NewCertPool(), stop: make(chan struct{}), open: make(map[net.Conn]bool)}
	s.roots.AddCert(https.Certificate())
	s.wg.Go(s.accept)
	tb.Cleanup(s.Close)
	return s
}

// Addr is the server's "127.0.0.1:port".
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Roots trust the server's certificate, which is for 127.0.0.1 and not for localhost.
func (s *Server) Roots() *x509.CertPool { return s.roots }

// Plain returns every byte that came in without TLS, from all connections.
func (s *Server) Plain() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plain.String()
}

// Received returns the mails that came in, oldest first.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.mails...)
}

// Connections returns how many connections were made so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

// CloseConnections cuts all connections that are open; new ones are taken.
func (s *Server) CloseConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.Close()
	}
}

// Close stops the server. It may be called again.
func (s *Server) Close() {
	_ = s.listener.Close() // the second time it is closed
	s.mu.Lock()
	select {
	case <-s.stop:
	default:
		close(s.stop)
	}
	s.mu.Unlock()
	s.CloseConnections()
	s.wg.Wait()
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns++
		s.open[c] = true
		s.mu.Unlock()
		s.wg.Go(func() {
			s.serve(c)
			_ = c.Close()
			s.mu.Lock()
			delete(s.open, c)
			s.mu.Unlock()
		})
	}
}

// tap notes what comes in without TLS.
type tap struct {
	net.Conn
	s *Server
}

func (t tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.s.mu.Lock()
	t.s.plain.Write(p[:n])
	t.s.mu.Unlock()
	return n, err
}

func (s *Server) serve(raw net.Conn) {
	d := &dialogue{s: s, raw: raw}
	d.use(tap{raw, s}, false)
	if s.opt.Implicit {
		d.use(tls.Server(raw, s.tlsConfig()), true)
	}
	if d.reply(Greeting, "220 test ESMTP") != nil {
		return
	}
	for {
		line, err := d.r.ReadString('\n')
		if err != nil || d.command(strings.TrimRight(line, "\r\n")) != nil {
			return
		}
	}
}

func (s *Server) tlsConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.cert}, MinVersion: tls.VersionTLS12}
}

// dialogue is one connection.
type dialogue struct {
	s    *Server
	raw  net.Conn
	conn net.Conn
	r    *bufio.Reader
	mail Received
}

func (d *dialogue) use(c net.Conn, secure bool) {
	d.conn, d.r = c, bufio.NewReader(c)
	d.mail = Received{TLS: secure}
}

var errOver = errors.New("the dialogue is over")

// answer asks the options for an answer.
func (s *Server) answer(command string) string {
	if s.opt.Answer == nil {
		return ""
	}
	return s.opt.Answer(command)
}

// reply answers, in the way the options ask for.
func (d *dialogue) reply(command, own string) error {
	answer := d.s.answer(command)
	switch answer {
	case "":
		answer = own
	case Drop:
		return errOver
	case Hang:
		<-d.s.stop
		return errOver
	case Stall:
		_, _ = d.conn.Write([]byte(own + "\r\n")) // what fails here is the connection
		<-d.s.stop
		return errOver
	case Forever:
		line := bytes.Repeat([]byte("250-"+strings.Repeat("x", 60)+"\r\n"), 100)
		for {
			if _, err := d.conn.Write(line); err != nil {
				return err
			}
		}
	}
	if _, err := d.conn.Write([]byte(answer + "\r\n")); err != nil {
		return err
	}
	if answer != own {
		return errRefused
	}
	return nil
}

// errRefused is a command that was answered in another way than the server's.
var errRefused = errors.New("refused")

// ignore lets the dialogue go on after a refusal.
func ignore(err error) error {
	if errors.Is(err, errRefused) {
		return nil
	}
	return err
}

func (d *dialogue) command(line string) error {
	verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
	switch verb {
	case "EHLO":
		return ignore(d.reply(line, d.offer()))
	case "STARTTLS":
		return d.startTLS(line)
	case "AUTH":
		return d.login(line)
	case "MAIL":
		return d.from(line)
	case "RCPT":
		if err := d.reply(line, "250 ok"); err != nil {
			return ignore(err)
		}
		d.mail.To = append(d.mail.To, between(line))
		return nil
	case "DATA":
		if err := d.reply(line, "354 go on"); err != nil {
			return ignore(err)
		}
		return d.content()
	case "RSET":
		d.mail.From, d.mail.To = "", nil
		return ignore(d.reply(line, "250 ok"))
	case "NOOP":
		return ignore(d.reply(line, "250 ok"))
	case "QUIT":
		_ = d.reply(line, "221 bye")
		return errOver
	}
	return ignore(d.reply(line, "500 what?"))
}

func (d *dialogue) offer() string {
	lines := []string{"test"}
	if !d.mail.TLS && !d.s.opt.NoTLS {
		lines = append(lines, "STARTTLS")
	}
	if d.s.opt.User != "" {
		lines = append(lines, "AUTH PLAIN LOGIN")
	}
	lines = append(lines, d.s.opt.Extensions...)
	return "250-" + strings.Join(lines, "\r\n250-") + "\r\n250 8BITMIME"
}

func (d *dialogue) startTLS(line string) error {
	if d.s.answer(line) == Garbage {
		_, err := d.conn.Write([]byte("220 go on\r\n250 this is no handshake\r\n"))
		return err
	}
	if err := d.reply(line, "220 go on"); err != nil {
		return ignore(err)
	}
	secure := tls.Server(d.raw, d.s.tlsConfig())
	if err := secure.Handshake(); err != nil {
		return err
	}
	d.use(secure, true)
	return nil
}

// login knows AUTH PLAIN with its response in the command.
func (d *dialogue) login(line string) error {
	words := strings.Fields(line)
	own := "535 no"
	if len(words) == 3 && strings.EqualFold(words[1], "PLAIN") {
		secret, err := base64.StdEncoding.DecodeString(words[2])
		if err == nil && string(secret) == "\x00"+d.s.opt.User+"\x00"+d.s.opt.Password {
			own, d.mail.User = "235 welcome", d.s.opt.User
		}
	}
	return ignore(d.reply(line, own))
}

func (d *dialogue) from(line string) error {
	own := "250 ok"
	if d.s.opt.User != "" && d.mail.User == "" {
		own = "530 log in first"
	}
	if err := d.reply(line, own); err != nil {
		return ignore(err)
	}
	d.mail.From, d.mail.To = between(line), nil
	return nil
}

// content reads a mail up to its dot.
func (d *dialogue) content() error {
	var data bytes.Buffer
	for {
		line, err := d.r.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
	d.mail.Data = data.Bytes()
	if d.s.answer(Content) == "" { // before the reply: who gets it may look at once
		d.s.mu.Lock()
		d.s.mails = append(d.s.mails, d.mail)
		d.s.mu.Unlock()
	}
	return ignore(d.reply(Content, "250 taken"))
}

// between returns what stands between the angle brackets.
func between(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	i := strings.LastIndexByte(rest, '>')
	if i < 0 {
		return rest
	}
	return rest[:i]
}
