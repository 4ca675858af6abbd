package devloop

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

//go:embed dev.js
var devScript []byte

//go:embed dev.css
var devStyle []byte

// backend is the running site, as a request sees it.
type backend struct {
	url *url.URL
	use *usage
	// ended is closed when its process has ended.
	ended <-chan struct{}
	// debugging is called when the site has shown that it is in debug, where it reads its pages from the disk.
	debugging func()
}

// answer is what a request gets from the loop: a site, or why there is none.
type answer struct {
	site    *backend
	failure *Failure
}

// asker is what the proxy knows of the loop.
type asker interface {
	ask(ctx context.Context, at time.Time) (answer, error)
}

// proxy stands in front of the site.
type proxy struct {
	loop      asker
	hub       *hub
	anywhere  bool // other machines may ask
	transport http.RoundTripper
}

func newProxy(loop asker, h *hub, anywhere bool) *proxy {
	return &proxy{loop: loop, hub: h, anywhere: anywhere, transport: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		DisableCompression:  true, // bodies pass as they are
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     30 * time.Second,
	}}
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, prefix) {
		p.own(w, r)
		return
	}
	var at time.Time
	if !isPart(r) {
		at = time.Now()
	}
	a, err := p.loop.ask(r.Context(), at)
	if err != nil { // the browser has gone, or musette dev ends
		http.Error(w, "musette dev is stopping", http.StatusServiceUnavailable)
		return
	}
	if a.failure != nil {
		p.fail(w, r, a.failure)
		return
	}
	defer a.site.use.done()
	p.forward(a.site).ServeHTTP(w, r)
}

// forward passes requests on as they are: to the site the proxy is not there.
func (p *proxy) forward(b *backend) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport: p.transport,
		ErrorLog:  log.New(io.Discard, "", 0), // what fails is shown in the answer
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.Out.URL.Scheme, pr.Out.URL.Host = b.url.Scheme, b.url.Host
			pr.Out.URL.RawQuery = pr.In.URL.RawQuery // what cannot be read is for the site to refuse
			pr.Out.Host = pr.In.Host
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if v, ok := pr.In.Header[name]; ok { // from a tunnel in front
					pr.Out.Header[name] = v
				}
			}
			if isNavigation(pr.In) { // the page is changed on its way
				for _, name := range []string{"Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range"} {
					pr.Out.Header.Del(name)
				}
			}
		},
		ModifyResponse: func(res *http.Response) error {
			if res.Header.Get("X-Musette-Queries") != "" {
				b.debugging()
			}
			v, _ := p.hub.now()
			inject(res, v)
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil {
				return // the browser has gone
			}
			b.settle(r.Context(), err)
			f := &Failure{Title: "The site broke off", Text: "The site ended, or broke the connection off, before it had answered:\n" + err.Error()}
			if a, err := p.loop.ask(r.Context(), time.Time{}); err == nil {
				if a.failure != nil {
					f = a.failure
				} else {
					a.site.use.done()
				}
			}
			p.fail(w, r, f)
		},
	}
}

// settle waits for the end of a process that listens no more, so that the loop can tell why.
func (b *backend) settle(ctx context.Context, err error) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "dial" {
		return
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-b.ended:
	case <-ctx.Done():
	case <-timer.C:
	}
}

// own serves the script, its events, and the style of the page of failures.
func (p *proxy) own(w http.ResponseWriter, r *http.Request) {
	if !p.trusted(r) {
		http.Error(w, "musette dev answers under the names of this machine only", http.StatusBadRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	ownHeaders(w.Header())
	switch strings.TrimPrefix(r.URL.Path, prefix) {
	case "dev.js":
		send(w, "text/javascript; charset=utf-8", http.StatusOK, devScript)
	case "dev.css":
		send(w, "text/css; charset=utf-8", http.StatusOK, devStyle)
	case "events":
		p.hub.ServeHTTP(w, r)
	default:
		http.NotFound(w, r)
	}
}

// fail shows a failure: as a page to people, as text to programs. It shows source code, so not to a name that an attacker
// made lead to this machine.
func (p *proxy) fail(w http.ResponseWriter, r *http.Request, f *Failure) {
	ownHeaders(w.Header())
	if !p.trusted(r) {
		http.Error(w, f.Title, http.StatusInternalServerError)
		return
	}
	if !isNavigation(r) {
		send(w, "text/plain; charset=utf-8", http.StatusInternalServerError, []byte(f.Title+"\n\n"+f.Text+"\n"))
		return
	}
	v, _ := p.hub.now()
	b, err := f.page(v)
	if err != nil {
		b = []byte(f.Title)
	}
	send(w, "text/html; charset=utf-8", http.StatusInternalServerError, b)
}

func ownHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
}

func send(w http.ResponseWriter, kind string, status int, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the browser may have gone
}

// trusted reports whether a request names this machine, which a page from elsewhere cannot make a browser do.
func (p *proxy) trusted(r *http.Request) bool {
	if p.anywhere {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// errStopping means that the loop has ended.
var errStopping = errors.New("devloop: stopping")
