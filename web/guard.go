package web

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
)

// guard is what the security middleware knows of one request. It lies in the state of the outermost router, so that it costs
// no allocation of its own.
type guard struct {
	used bool

	resolved bool // by Proxies
	client   netip.Addr
	https    bool
	host     string // "" until somebody checked or changed it

	header  http.Header // of the answer, for what is decided while the page is made
	policy  *policy     // the content security policy in force
	nonce   string
	cookies *cookiePolicy
	csrf    *csrf
	secret  string // of the request's CSRF token, "" until it was needed
	token   string
}

type guardKey struct{}

// guardOf finds what is known of the request, or nil when no middleware of this package has looked at it.
func guardOf(ctx context.Context) *guard {
	for st := stateOf(ctx); st != nil; st = stateOf(st.parent) { // a mounted router stands within another one
		if st.guard.used {
			return &st.guard
		}
	}
	g, _ := ctx.Value(guardKey{}).(*guard)
	return g
}

// guarded is guardOf that begins one where there is none. Outside of routers that takes a new request.
func guarded(r *http.Request) (*guard, *http.Request) {
	ctx := r.Context()
	if g := guardOf(ctx); g != nil {
		return g, r
	}
	if st := stateOf(ctx); st != nil {
		st.guard.used = true
		return &st.guard, r
	}
	g := &guard{used: true}
	return g, r.WithContext(context.WithValue(ctx, guardKey{}, g))
}

// ClientIP returns the address that the request comes from: that of the connection, or, when [Proxies] trusts the
// connection, the one that the proxies report. It is the zero Addr, which is not valid, for a connection without addresses,
// such as a Unix socket's.
func ClientIP(r *http.Request) netip.Addr {
	if g := guardOf(r.Context()); g != nil && g.resolved {
		return g.client
	}
	return peerAddr(r.RemoteAddr)
}

// Secure reports whether the request came over HTTPS, to this process or, as [Proxies] knows, to a proxy in front.
func Secure(r *http.Request) bool {
	if g := guardOf(r.Context()); g != nil && g.resolved {
		return g.https
	}
	return r.TLS != nil
}

// Scheme returns "https" or "http", as [Secure] knows.
func Scheme(r *http.Request) string {
	if Secure(r) {
		return "https"
	}
	return "http"
}

// Host returns the host and port that the request asked for, in lower case: "shop.example", "localhost:8000". [Hosts] has
// checked it; without that middleware it is whatever the client wrote.
func Host(r *http.Request) string {
	if g := guardOf(r.Context()); g != nil && g.host != "" {
		return g.host
	}
	return strings.ToLower(r.Host)
}

// Origin returns the origin of the site as the request reached it, in the form of the header Origin: "https://shop.example".
func Origin(r *http.Request) string { return originOf(Scheme(r), Host(r)) }

// AbsoluteURL returns the whole address of a path of the site, for mails and feeds: "https://shop.example/products/". The
// host has been checked by [Hosts]. A path that does not begin with exactly one slash is put behind one.
func AbsoluteURL(r *http.Request, path string) string {
	return Origin(r) + safeHeader("/"+strings.TrimLeft(path, `/\`))
}

// originOf writes an origin without the port that the scheme implies.
func originOf(scheme, host string) string {
	if scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	} else {
		host = strings.TrimSuffix(host, ":80")
	}
	return scheme + "://" + host
}
