package netguard

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// What the client refuses.
var (
	// ErrBlocked says that a request would have gone where it may not.
	ErrBlocked = errors.New("netguard: the address is not allowed")
	// ErrTooLarge says that an answer has more than [Options].MaxBody bytes.
	ErrTooLarge = errors.New("netguard: the answer is too large")
)

// Options configure [NewClient]. The zero value is what most sites want.
type Options struct {
	// Allow are networks that may be reached although they are not public, such as that of a service of one's own. Defaults
	// to none.
	Allow []netip.Prefix
	// Ports may be reached. Defaults to 80 and 443.
	Ports []uint16
	// Timeout is for the whole exchange, the body included. Defaults to 10 s.
	Timeout time.Duration
	// MaxBody is how many bytes of an answer can be read, unpacked; then reading fails with [ErrTooLarge]. Defaults to 10 MiB.
	MaxBody int64
	// MaxRedirects is how many redirects are followed; negative follows none and returns the first answer. Defaults to 5.
	MaxRedirects int
	// Resolver finds the addresses of names. Defaults to net.DefaultResolver.
	Resolver *net.Resolver
}

// The defaults of Options.
const (
	DefaultTimeout      = 10 * time.Second
	DefaultMaxBody      = 10 << 20
	DefaultMaxRedirects = 5
)

func (o Options) withDefaults() Options {
	if o.Ports == nil {
		o.Ports = []uint16{80, 443}
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.MaxRedirects == 0 {
		o.MaxRedirects = DefaultMaxRedirects
	}
	return o
}

// NewClient returns a client that can be used by many goroutines. Its errors wrap [ErrBlocked] for what it refuses.
func NewClient(opt Options) *http.Client {
	opt = opt.withDefaults()
	dialer := &net.Dialer{Timeout: opt.Timeout, Resolver: opt.Resolver, Control: opt.control}
	return &http.Client{
		Timeout:       opt.Timeout,
		CheckRedirect: opt.redirect,
		Transport: guarded{opt.MaxBody, &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: opt.Timeout, ResponseHeaderTimeout: opt.Timeout, ExpectContinueTimeout: time.Second,
			MaxResponseHeaderBytes: 64 << 10, MaxIdleConns: 20, IdleConnTimeout: 30 * time.Second,
		}},
	}
}

// control looks at every connection before it is made, when the name has become a number.
func (o Options) control(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: %s %s", ErrBlocked, network, address)
	}
	if !slices.Contains(o.Ports, ap.Port()) {
		return fmt.Errorf("%w: port %d is none of %v", ErrBlocked, ap.Port(), o.Ports)
	}
	a := ap.Addr().WithZone("").Unmap()
	if Public(a) || slices.ContainsFunc(o.Allow, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return nil
	}
	return fmt.Errorf("%w: %s is not a public address", ErrBlocked, a)
}

// redirect bounds the redirects and keeps them from taking the encryption away.
func (o Options) redirect(r *http.Request, via []*http.Request) error {
	if o.MaxRedirects < 0 {
		return http.ErrUseLastResponse
	}
	if len(via) > o.MaxRedirects {
		return fmt.Errorf("netguard: more than %d redirects", o.MaxRedirects)
	}
	if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
		return fmt.Errorf("%w: a redirect leads from https to %s", ErrBlocked, r.URL.Scheme)
	}
	return nil
}

// guarded checks requests and bounds answers.
type guarded struct {
	maxBody int64
	next    http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (g guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" && r.URL.Scheme != "http" {
		return nil, fmt.Errorf("%w: the scheme %.20q is neither http nor https", ErrBlocked, r.URL.Scheme)
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = &bounded{resp.Body, g.maxBody}
	return resp, nil
}

// bounded is a body of which only so much can be read.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), ErrTooLarge
	}
	b.left -= int64(n)
	return n, err
}
