package mail

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

const addressForms = "expected smtp://user:password@host, smtps://user:password@host, console://, file://folder, memory:// or dummy://"

// openDriver makes the driver of an address. Errors show no part of it but the scheme, for it may hold a password.
func openDriver(address string, opt Options) (Driver, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return nil, fmt.Errorf("mail: the address has no scheme: %s", addressForms)
	}
	switch {
	case scheme == "smtp" || scheme == "smtps":
		return openSMTP(address, opt)
	case scheme == "file" && rest != "":
		return newFolder(rest), nil
	case rest != "":
	case scheme == "console":
		if opt.Console == nil {
			opt.Console = os.Stderr
		}
		return &console{w: opt.Console}, nil
	case scheme == "memory":
		return &Outbox{}, nil
	case scheme == "dummy":
		return dummy{}, nil
	}
	return nil, fmt.Errorf("mail: an address with the scheme %s cannot be opened as it is: %s", quote(scheme), addressForms)
}

// safety is how a connection is protected.
type safety uint8

const (
	startTLS     safety = iota // EHLO, STARTTLS, then everything else
	implicitTLS                // from the first byte
	plainAtHome                // none, to loopback only
	plainTrusted               // none, in a network that is trusted as a whole; no password
)

// openSMTP reads smtp://user:password@host:port?tls=none&network=trusted&helo=name.
func openSMTP(address string, opt Options) (Driver, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("mail: the address of the server cannot be read: write smtp://user:password@host:port, with %40 for @ and %2F for / in the password")
	}
	d := &server{timeout: opt.Timeout, roots: opt.RootCAs, host: u.Hostname()}
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("mail: the address of the server: "+format, args...))
	}
	if d.host == "" || net.ParseIP(d.host) == nil && !isHost(d.host) {
		wrong("the host %s is none", quote(d.host))
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		wrong("it ends behind the host and the port")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		wrong("what stands behind the ? cannot be read")
	}
	for name, values := range q {
		if !slices.Contains([]string{"tls", "network", "helo"}, name) || len(values) > 1 {
			wrong("the option %s is unknown or given twice; there are tls, network and helo", quote(name))
		}
	}
	if err := d.protect(u.Scheme, q); err != nil {
		wrong("%w", err)
	}
	if d.helo = q.Get("helo"); d.helo == "" {
		d.helo = ownName()
	} else if !isHost(d.helo) {
		wrong("helo=%s is no host name", quote(d.helo))
	}
	if err := d.login(u.User); err != nil {
		wrong("%w", err)
	}
	d.addr = net.JoinHostPort(d.host, d.port(u.Port()))
	if n, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || n == 0) {
		wrong("the port %s is none", quote(u.Port()))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return d, nil
}

// protect decides how connections are protected. There is no mode that tries TLS and goes on without: whoever sits in between would
// only have to say no.
func (s *server) protect(scheme string, q url.Values) error {
	mode, network := q.Get("tls"), q.Get("network")
	switch {
	case q.Has("network") && (network != "trusted" || mode != "none"):
		return errors.New("network=trusted goes with tls=none, and has no other value")
	case scheme == "smtps":
		if mode != "" && mode != "implicit" {
			return fmt.Errorf("tls=%s does not go with smtps://, which is TLS from the first byte", mode)
		}
		s.safety = implicitTLS
		return nil
	case mode == "" || mode == "starttls":
		s.safety = startTLS
		return nil
	case mode == "opportunistic":
		return errors.New("tls=opportunistic does not exist: whoever reads along would only have to hide the offer of TLS; leave it out for STARTTLS, or write smtps:// for TLS from the first byte")
	case mode == "none" && network == "trusted":
		s.safety = plainTrusted
		return nil
	case mode == "none":
		s.safety = plainAtHome
		if ip := net.ParseIP(s.host); s.host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("tls=none is for a server on this machine, and %s is another one: leave it out, or write tls=none&network=trusted where everybody between here and there may read the mails", quote(s.host))
		}
		return nil
	}
	return fmt.Errorf("tls=%s is unknown; it is starttls (the default) or none", quote(mode))
}

// login takes user and password. They are kept in a function, out of reach of whatever prints values.
func (s *server) login(u *url.Userinfo) error {
	if u == nil {
		return nil
	}
	password, ok := u.Password()
	switch {
	case u.Username() == "" || !ok || password == "":
		return errors.New("user and password go together: smtp://user:password@host")
	case strings.ContainsAny(u.Username()+password, "\x00\r\n"):
		return errors.New("user or password has a line break or a zero byte")
	case s.safety == plainTrusted:
		return errors.New("a password does not go over a network without TLS: leave out user and password, or tls=none")
	}
	user := u.Username()
	s.credentials = func() (string, string) { return user, password }
	return nil
}

// port returns the port, or the usual one: 465 for smtps, 587 for STARTTLS (RFC 8314), 25 without TLS.
func (s *server) port(given string) string {
	switch {
	case given != "":
		return given
	case s.safety == implicitTLS:
		return "465"
	case s.safety == startTLS:
		return "587"
	}
	return "25"
}

// ownName is what the machine calls itself to servers.
func ownName() string {
	if name, err := os.Hostname(); err == nil && isHost(name) {
		return name
	}
	return "localhost"
}
