package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
)

// ProxyOptions configure [Proxies]. The zero value trusts nobody.
type ProxyOptions struct {
	// Trusted are the networks of the proxies in front of the site. Defaults to none.
	Trusted []netip.Prefix
	// TrustUnix trusts whoever connects by a Unix socket. Defaults to false.
	TrustUnix bool
	// Forwarded reads the header Forwarded (RFC 7239) in the place of X-Forwarded-For and X-Forwarded-Proto. Only one of the
	// two is ever read: a proxy passes on what it does not set, and so what the client wrote. Defaults to false.
	Forwarded bool
	// ForwardedHost takes the host from the proxy (X-Forwarded-Host, or host= in Forwarded) in the place of the header Host.
	// Only for proxies that set it always. Defaults to false.
	ForwardedHost bool
	// Logger is told, once, that somebody who is not trusted sends such headers. Defaults to slog.Default().
	Logger *slog.Logger
}

// maxHops is how many proxies one behind the other are looked at.
const maxHops = 16

// Proxies finds out where a request comes from when proxies stand in front. Of what they report it takes the right-most
// address that is not one of theirs: what stands left of it, the client may have written. All headers of this kind that it
// does not take are removed, and so are those with an underscore in their name, which other programs confuse with them.
// [ClientIP], [Secure] and [Host] give what was found.
//
// It belongs outermost.
func Proxies(opt ProxyOptions) Middleware {
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	p := &proxies{ProxyOptions: opt}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			p.resolve(g, r)
			next.ServeHTTP(w, r)
		})
	}
}

type proxies struct {
	ProxyOptions
	warned atomic.Bool
}

func (p *proxies) resolve(g *guard, r *http.Request) {
	g.resolved = true
	g.client, g.https = peerAddr(r.RemoteAddr), r.TLS != nil
	trusted := p.trusts(g.client)
	p.clean(r, trusted)
	if !trusted {
		return
	}
	if p.Forwarded {
		p.takeForwarded(g, r.Header["Forwarded"])
		return
	}
	hops := p.takeClient(g, r.Header["X-Forwarded-For"])
	switch fromRight(r.Header["X-Forwarded-Proto"], hops) {
	case "https", "HTTPS":
		g.https = true
	case "http", "HTTP":
		g.https = false
	}
	if host := fromRight(r.Header["X-Forwarded-Host"], hops); p.ForwardedHost && host != "" {
		g.host = host
	}
}

// trusts reports whether an address is that of a proxy.
func (p *proxies) trusts(a netip.Addr) bool {
	if !a.IsValid() {
		return p.TrustUnix
	}
	for _, n := range p.Trusted {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// clean removes the headers that nobody may rely on.
func (p *proxies) clean(r *http.Request, trusted bool) {
	for name := range r.Header {
		family := isForwarding(name)
		if strings.IndexByte(name, '_') < 0 && (!family || trusted && p.reads(name)) {
			continue
		}
		if family && !trusted && p.warned.CompareAndSwap(false, true) {
			p.Logger.LogAttrs(r.Context(), slog.LevelWarn, "headers of a proxy come from an address that is not trusted and are ignored: if it is a proxy of yours, name it in TRUSTED_PROXIES",
				slog.String("header", name), slog.String("peer", logText(r.RemoteAddr, 64)))
		}
		delete(r.Header, name)
	}
}

// reads reports whether the header is one that is taken from a proxy.
func (p *proxies) reads(name string) bool {
	switch name {
	case "Forwarded":
		return p.Forwarded
	case "X-Forwarded-For", "X-Forwarded-Proto":
		return !p.Forwarded
	}
	return name == "X-Forwarded-Host" && !p.Forwarded && p.ForwardedHost
}

// isForwarding reports whether a header, in canonical form, is one that proxies set.
func isForwarding(name string) bool {
	return strings.HasPrefix(name, "X-Forwarded-") || name == "Forwarded" || name == "X-Real-Ip"
}

// takeClient goes from right to left over the addresses that the proxies report, and returns how many of them were proxies.
func (p *proxies) takeClient(g *guard, lines []string) (hops int) {
	for item := range itemsFromRight(lines) {
		a, ok := hopAddr(item)
		if !ok || hops == maxHops {
			return hops
		}
		g.client = a
		if !p.trusts(a) {
			return hops
		}
		hops++
	}
	return hops
}

// itemsFromRight gives the items of comma lists from the last to the first.
func itemsFromRight(lines []string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, line := range slices.Backward(lines) {
			for more := true; more; {
				item := line
				i := strings.LastIndexByte(line, ',')
				if more = i >= 0; more {
					item, line = line[i+1:], line[:i]
				}
				if !yield(strings.TrimSpace(item)) {
					return
				}
			}
		}
	}
}

// fromRight is the n-th item from the right, or the left-most of a shorter list.
func fromRight(lines []string, n int) (value string) {
	for item := range itemsFromRight(lines) {
		value = item
		if n == 0 {
			break
		}
		n--
	}
	return value
}

// peerAddr is the address of a connection, without IPv6 disguises and zones.
func peerAddr(remote string) netip.Addr {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// hopAddr reads an address as proxies write it: 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80.
func hopAddr(s string) (netip.Addr, bool) {
	if len(s) > 64 {
		return netip.Addr{}, false
	}
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") {
		s = inner[:len(inner)-1]
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		a = peerAddr(s)
	}
	return a.Unmap().WithZone(""), a.IsValid()
}
