package netguard_test

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/netguard"
)

// TestPublic has a case on each side of the borders.
func TestPublic(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]bool{
		"1.1.1.1": true, "8.8.8.8": true, "9.255.255.255": true, "11.0.0.0": true, "100.63.255.255": true, "100.128.0.0": true, "172.15.0.1": true,
		"172.32.0.0": true, "192.0.1.1": true, "198.17.0.1": true, "198.20.0.0": true, "223.255.255.255": true, "2606:4700::1111": true,
		"2a00:1450::1": true, "2001:200::1": true, "2001:4860:4860::8888": true, "::ffff:8.8.8.8": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "100.127.255.255": false, "127.0.0.1": false, "127.255.255.255": false,
		"169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.1": false, "192.0.2.1": false, "192.88.99.1": false,
		"192.168.1.1": false, "198.18.0.1": false, "198.19.255.255": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false,
		"239.255.255.255": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b:1::1": false,
		"100::1": false, "2001::1": false, "2001:1ff::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "3fff::1": false, "4000::1": false,
		"fc00::1": false, "fd00:ec2::254": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "ff02::1": false, "5f00::1": false,
	} {
		if got := netguard.Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("Public(%s) is %v", addr, got)
		}
	}
	if netguard.Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// target is a server that must not be reached; it counts connections.
func target(t *testing.T) (port string, reached *atomic.Int64) {
	t.Helper()
	reached = new(atomic.Int64)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "secret") }))
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			reached.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, reached
}

func ports(t *testing.T, list ...string) []uint16 {
	t.Helper()
	var out []uint16
	for _, s := range list {
		out = append(out, netip.MustParseAddrPort("127.0.0.1:"+s).Port())
	}
	return out
}

// TestSSRF: SEC-22 and X56: no spelling of an inner address is reached.
func TestSSRF(t *testing.T) {
	t.Parallel()
	port, reached := target(t)
	client := netguard.NewClient(netguard.Options{Ports: append(ports(t, port), 80, 443), Resolver: resolver(t, func(string) netip.Addr { return netip.MustParseAddr("127.0.0.1") })})
	for _, host := range []string{
		"127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.", "127.127.127.127",
		"localhost", "LOCALHOST", "localhost.", "anything.example", "127.0.0.1.nip.example", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "[::1%25lo]", "10.0.0.1", "172.16.0.1",
		"192.168.0.1", "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "metadata.google.internal", "①②⑦.⓪.⓪.①", "127。0。0。1", "user@127.0.0.1",
		"user:pw@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1#@example.com", "%31%32%37.0.0.1", "224.0.0.1", "255.255.255.255",
	} {
		for _, scheme := range []string{"http", "https"} {
			resp, err := client.Get(scheme + "://" + host + ":" + port + "/")
			if err == nil {
				resp.Body.Close()
				t.Errorf("%s://%s was reached", scheme, host)
			}
		}
	}
	for _, address := range []string{"file:///etc/passwd", "gopher://127.0.0.1:" + port, "ftp://127.0.0.1", "data:,x", "//127.0.0.1:" + port, "", "unix:///run/x", "HTTP+unix://x"} {
		if resp, err := client.Get(address); err == nil {
			resp.Body.Close()
			t.Errorf("%s was reached", address)
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
	if _, err := client.Get("http://127.0.0.1:" + port); !errors.Is(err, netguard.ErrBlocked) || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error is %v", err)
	}
}

// TestRebinding: a name that is public when it is looked up and private a moment later.
func TestRebinding(t *testing.T) {
	t.Parallel()
	port, reached := target(t)
	var asked atomic.Int64
	res := resolver(t, func(string) netip.Addr {
		if asked.Add(1) == 1 {
			return netip.MustParseAddr("192.0.2.1") // a documentation address, which nobody answers
		}
		return netip.MustParseAddr("127.0.0.1")
	})
	client := netguard.NewClient(netguard.Options{Ports: ports(t, port), Resolver: res, Timeout: 2 * time.Second})
	for range 5 {
		if resp, err := client.Get("http://rebind.example:" + port); err == nil {
			resp.Body.Close()
			t.Error("the second address was reached")
		}
	}
	if reached.Load() != 0 || asked.Load() < 2 {
		t.Errorf("%d connections after %d questions", reached.Load(), asked.Load())
	}
}

// allowed is a server that may be reached, and a client that may reach it only.
func allowed(t *testing.T, opt netguard.Options, h http.Handler) (string, *http.Client) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	opt.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	opt.Ports = append(opt.Ports, ports(t, port)...)
	return srv.URL, netguard.NewClient(opt)
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	port, reached := target(t)
	base, client := allowed(t, netguard.Options{Ports: ports(t, port)}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		if to == "" {
			_, _ = io.WriteString(w, "here")
			return
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}))
	for _, to := range []string{"http://[::1]:" + port, "http://127.0.0.2:" + port, "//127.0.0.3:" + port, "http://169.254.169.254/latest/", "file:///etc/passwd",
		"gopher://127.0.0.1:" + port} {
		if resp, err := client.Get(base + "/?to=" + url.QueryEscape(to)); err == nil {
			resp.Body.Close()
			t.Errorf("a redirect led to %s", to)
		}
	}
	if reached.Load() != 0 {
		t.Errorf("%d connections were made", reached.Load())
	}
	resp, err := client.Get(base + "/?to=/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if _, err := client.Get(base + "/?to=" + url.QueryEscape("?to=")); err != nil {
		t.Error(err)
	}
	base, client = allowed(t, netguard.Options{}, http.RedirectHandler("/", http.StatusFound))
	if _, err := client.Get(base); err == nil || !strings.Contains(err.Error(), "more than 5 redirects") {
		t.Errorf("without end: %v", err)
	}
	base, client = allowed(t, netguard.Options{MaxRedirects: -1}, http.RedirectHandler("/", http.StatusFound))
	resp, err = client.Get(base)
	if err != nil || resp.StatusCode != 302 {
		t.Errorf("the first answer: %v (%v)", resp, err)
	}
	down := &http.Request{URL: &url.URL{Scheme: "http", Host: "example.com"}}
	if err := client.CheckRedirect(down, []*http.Request{{URL: &url.URL{Scheme: "https"}}}); !errors.Is(err, http.ErrUseLastResponse) {
		t.Errorf("without redirects: %v", err)
	}
	if err := netguard.NewClient(netguard.Options{}).CheckRedirect(down, []*http.Request{{URL: &url.URL{Scheme: "https"}}}); !errors.Is(err, netguard.ErrBlocked) {
		t.Errorf("from https to http: %v", err)
	}
}

// TestBodyIsBounded: also what gzip makes of a small one.
func TestBodyIsBounded(t *testing.T) {
	t.Parallel()
	base, client := allowed(t, netguard.Options{MaxBody: 1000}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := io.Writer(w)
		n := 1000
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer func() { _ = z.Close() }()
			out, n = z, 1<<20
		case "/one-more":
			n = 1001
		}
		_, _ = out.Write(make([]byte, n))
	}))
	for path, want := range map[string]error{"/": nil, "/one-more": netguard.ErrTooLarge, "/bomb": netguard.ErrTooLarge} {
		resp, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !errors.Is(err, want) || len(b) != 1000 {
			t.Errorf("%s: %d bytes (%v), want 1000 (%v)", path, len(b), err, want)
		}
	}
}

func TestPorts(t *testing.T) {
	t.Parallel()
	base, _ := allowed(t, netguard.Options{}, http.NotFoundHandler())
	client := netguard.NewClient(netguard.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if resp, err := client.Get(base); err == nil {
		resp.Body.Close()
		t.Error("a port that is not allowed was reached")
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	base, client := allowed(t, netguard.Options{Timeout: 50 * time.Millisecond}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	_, err := client.Get(base)
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("the error is %v", err)
	}
}

// resolver asks a name server of its own, which answers every question for an IPv4 address.
func resolver(t *testing.T, answer func(name string) netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteTo(dnsAnswer(buf[:n], answer), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// dnsAnswer answers one question (RFC 1035): with an address for type A, with nothing for all others.
func dnsAnswer(q []byte, answer func(name string) netip.Addr) []byte {
	if len(q) < 12 {
		return nil
	}
	end, name := 12, ""
	for end < len(q) && q[end] != 0 {
		name += string(q[end+1:min(len(q), end+1+int(q[end]))]) + "."
		end += 1 + int(q[end])
	}
	end += 5
	if end > len(q) {
		return nil
	}
	out := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	if binary.BigEndian.Uint16(q[end-4:]) != 1 {
		return out
	}
	out[7] = 1
	ip := answer(name).As4()
	return append(append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), ip[:]...)
}
