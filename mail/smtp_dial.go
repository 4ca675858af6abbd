package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// dial makes a connection: reached, greeted, safe, logged in. When any of that fails it is cut, and nothing has been said on it that
// the step before did not make safe.
func (s *server) dial(ctx context.Context) (_ *conn, err error) {
	dialing, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(dialing, "tcp", s.addr)
	if err != nil {
		return nil, &SendError{Step: StepConnect, Temporary: true, Err: err}
	}
	c := &conn{net: &bounded{Conn: raw, timeout: s.timeout}}
	defer c.during(ctx)()
	defer func() {
		if err != nil {
			c.cut()
		}
	}()
	if s.safety == plainAtHome && !isLoopback(raw.RemoteAddr()) {
		return nil, &SendError{Step: StepConnect, Err: fmt.Errorf("tls=none is for a server on this machine, and %s led to another one", quote(s.host))}
	}
	if err := s.greet(ctx, c); err != nil {
		return nil, err
	}
	if s.safety == startTLS {
		if err := s.startTLS(c); err != nil {
			return nil, err
		}
	}
	if s.credentials != nil {
		if err := s.authenticate(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func (s *server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// greet reads the server's first words and says ours: nothing but the name of this machine.
func (s *server) greet(ctx context.Context, c *conn) error {
	var stream net.Conn = c.net
	if s.safety == implicitTLS {
		secure := tls.Client(c.net, s.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return tlsError(err)
		}
		stream = secure
	}
	var err error
	if c.smtp, err = smtp.NewClient(stream, s.host); err == nil {
		err = c.smtp.Hello(s.helo)
	}
	if err != nil {
		return replyError(StepConnect, err)
	}
	return nil
}

// startTLS makes the connection safe, or fails: when the server does not offer it, refuses it or shows a wrong certificate, nothing
// more is said.
func (s *server) startTLS(c *conn) error {
	if ok, _ := c.smtp.Extension("STARTTLS"); !ok {
		return &SendError{Step: StepTLS, Err: errors.New("the server does not offer STARTTLS, or somebody in between hides the offer; for TLS from the first byte write smtps://")}
	}
	if err := c.smtp.StartTLS(s.tlsConfig()); err != nil {
		return tlsError(err)
	}
	if state, ok := c.smtp.TLSConnectionState(); !ok || !state.HandshakeComplete {
		return &SendError{Step: StepTLS, Err: errors.New("the connection is not safe after STARTTLS")}
	}
	return nil
}

// tlsError is a connection that could not be made safe. A server's own "later" (4xx) and a lost connection are temporary, a wrong
// certificate is not.
func tlsError(err error) error {
	var wrong *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	if errors.As(err, &wrong) || errors.As(err, &header) {
		return &SendError{Step: StepTLS, Err: err}
	}
	return replyError(StepTLS, err)
}

// authenticate logs in by the best way that both sides know. Without TLS it happens on loopback only.
func (s *server) authenticate(c *conn) error {
	user, password := s.credentials()
	_, offered := c.smtp.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	home := s.safety == plainAtHome
	var auth smtp.Auth
	switch {
	case slices.Contains(ways, "SCRAM-SHA-256"):
		auth = smtp.ScramSHA256Auth(user, password)
	case slices.Contains(ways, "PLAIN"):
		auth = smtp.PlainAuth("", user, password, s.host, home)
	case slices.Contains(ways, "LOGIN"):
		auth = smtp.LoginAuth(user, password, s.host, home)
	default:
		return &SendError{Step: StepLogin, Err: errors.New("the server offers no way to log in that we know: SCRAM-SHA-256, PLAIN, LOGIN")}
	}
	if err := c.smtp.Auth(auth); err != nil {
		failed := replyError(StepLogin, err)
		if failed.Code != 0 { // a server may repeat in its answer what it was sent
			failed.Err = fmt.Errorf("the server answered %d to user and password", failed.Code)
		} else if !failed.Temporary {
			failed.Err = errors.New("the server did not follow the protocol while logging in")
		}
		return failed
	}
	return nil
}
