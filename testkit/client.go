package testkit

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// host is the name under which the client asks for pages.
const host = "testserver"

// maxRedirects is how many redirects Follow goes after.
const maxRedirects = 10

// Client asks the site for pages, without a socket, through its whole handler: Django's Client. It keeps cookies and does
// not follow redirects by itself. A [Kit] is a client; [Kit.NewClient] gives another one, for a second person.
type Client struct {
	kit     *Kit
	handler http.Handler
	jar     http.CookieJar
	header  http.Header
	origin  *url.URL // where the site is

	enforceCSRF bool
}

// NewClient returns a client of the site without cookies.
func (k *Kit) NewClient() *Client { return k.clientOf(k.site.Handler) }

func (k *Kit) clientOf(h http.Handler) *Client {
	jar, _ := cookiejar.New(nil) // fails for wrong options only
	c := &Client{kit: k, handler: h, jar: jar, header: http.Header{}, origin: &url.URL{Scheme: "http", Host: host, Path: "/"}}
	if k.site.Config.Mode == app.Production && !k.site.Security.AllowHTTP {
		c.origin.Scheme = "https"
	}
	return c
}

// Header sets a header for all further requests; the empty value removes it.
func (c *Client) Header(name, value string) {
	if value == "" {
		c.header.Del(name)
		return
	}
	c.header.Set(name, value)
}

// Cookie returns the value of a cookie that the client would send to the site's front page, "" when there is none.
func (c *Client) Cookie(name string) string {
	for _, cookie := range c.jar.Cookies(c.origin) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// SetCookie gives the client a cookie, as if the site had set it.
func (c *Client) SetCookie(cookie *http.Cookie) {
	copied := *cookie
	if copied.Path == "" {
		copied.Path = "/"
	}
	c.jar.SetCookies(c.origin, []*http.Cookie{&copied})
}

// Get asks for a page.
func (c *Client) Get(path string) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodGet, path, nil, "")
}

// Head asks for the headers of a page.
func (c *Client) Head(path string) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodHead, path, nil, "")
}

// Options asks what may be done with a page.
func (c *Client) Options(path string) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodOptions, path, nil, "")
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodPost, path, strings.NewReader(form.Encode()), formType)
}

// Put sends a form with the method PUT; for a body of another type see [Client.JSON] and [Client.Do].
func (c *Client) Put(path string, form url.Values) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodPut, path, strings.NewReader(form.Encode()), formType)
}

// Patch sends a form with the method PATCH.
func (c *Client) Patch(path string, form url.Values) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodPatch, path, strings.NewReader(form.Encode()), formType)
}

// Delete sends a request with the method DELETE and no body.
func (c *Client) Delete(path string) *Response {
	c.kit.t.Helper()
	return c.send(http.MethodDelete, path, nil, "")
}

const formType = "application/x-www-form-urlencoded"

// JSON sends a value as JSON with that method; nil sends no body.
func (c *Client) JSON(method, path string, value any) *Response {
	c.kit.t.Helper()
	if value == nil {
		return c.send(method, path, nil, "")
	}
	b, err := json.Marshal(value)
	if err != nil {
		c.kit.t.Fatalf("testkit: the value for %s %s cannot be written as JSON: %v", method, path, err)
	}
	return c.send(method, path, bytes.NewReader(b), "application/json")
}

func (c *Client) send(method, path string, body io.Reader, contentType string) *Response {
	c.kit.t.Helper()
	r := c.Request(method, path, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return c.Do(r)
}

// Request makes a request with the site's context: database, models, templates, names of pages. Send it with [Client.Do], or call
// with it what takes a request: Django's RequestFactory. For a handler alone, with the parameters of its route, see
// [Kit.View].
func (c *Client) Request(method, path string, body io.Reader) *http.Request {
	c.kit.t.Helper()
	r, err := http.NewRequestWithContext(c.kit.ctx, method, c.origin.Scheme+"://"+host+path, body)
	if err != nil {
		c.kit.t.Fatalf("testkit: %s %s: %v", method, path, err)
	}
	r.RequestURI = path
	r.RemoteAddr = "192.0.2.1:1234" // a documentation address
	if c.origin.Scheme == "https" {
		r.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, ServerName: host}
	}
	return r
}

// EnforceCSRF makes the client send no CSRF tokens by itself from now on, so that a test sees what the site does with a form
// that lacks one. Until then it sends with every POST, PUT, PATCH and DELETE what a browser sends from a page of the site with
// a form on it: Origin, Sec-Fetch-Site, and a token. Headers that the test sets itself are kept.
func (c *Client) EnforceCSRF() { c.enforceCSRF = true }

// asBrowser adds what a browser sends with a form of the site.
func (c *Client) asBrowser(r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return
	}
	if r.Header["Origin"] == nil && r.Header["Sec-Fetch-Site"] == nil {
		r.Header.Set("Origin", c.origin.Scheme+"://"+c.origin.Host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.enforceCSRF || r.Header[web.CSRFHeader] != nil {
		return
	}
	page := c.Request(http.MethodGet, "/", nil).WithContext(r.Context())
	for _, cookie := range c.jar.Cookies(c.origin) {
		page.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	if token := c.kit.site.Token(w, page); token != "" {
		c.jar.SetCookies(c.origin, w.Result().Cookies())
		r.Header.Set(web.CSRFHeader, token)
	}
}

// Do sends a request through the site's whole handler, without a socket, with what a browser would add ([Client.EnforceCSRF]). A
// place in the code that goes over the budget of statements fails the test.
func (c *Client) Do(r *http.Request) *Response {
	k := c.kit
	k.t.Helper()
	if k.opt.Rollback {
		if !k.one.TryLock() {
			k.t.Errorf("testkit: %s %s while another request is running: a test with Rollback has one connection, so one goroutine asks at a time; leave Rollback out for a database of its own", r.Method, r.URL.Path)
			return &Response{c: c, req: r, rec: k.recorder(), Header: http.Header{}, Aborted: true}
		}
		defer k.one.Unlock()
	}
	res := &Response{c: c, rec: k.recorder()}
	ctx := db.Record(k.within(r.Context()), res.rec)
	r = r.WithContext(render.Observe(ctx, res.pages.add))
	if r.Body == nil {
		r.Body = http.NoBody // as a server does
	}
	res.req = r
	for name, values := range c.header {
		r.Header[name] = values
	}
	c.asBrowser(r)
	at := &url.URL{Scheme: c.origin.Scheme, Host: host, Path: r.URL.Path} // whatever address a request of the test's own has
	for _, cookie := range c.jar.Cookies(at) {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	res.Aborted = serve(c.handler, w, r)
	c.jar.SetCookies(at, w.Result().Cookies())
	k.overBudget(res.rec, r.Method+" "+r.URL.Path)
	res.Code, res.Header, res.Body = w.Code, w.Header(), w.Body.String()
	return res
}

// serve runs the handler and reports whether it broke the connection off.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		if v := recover(); v != nil {
			if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			aborted = true
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

// View returns a client of one handler alone, without the middleware and the other routes of the site, but with its context.
// The pattern is that of the route, for the parameters:
//
//	kit.View("/products/{id:int}/", productDetail).Get("/products/3/").Status(200)
func (k *Kit) View(pattern string, h web.HandlerFunc) *Client {
	k.t.Helper()
	r := web.New(web.Options{Debug: k.site.Config.Debug, Logger: k.site.Log, ErrorPage: k.site.ErrorPage})
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		r.Handle(method, pattern, h)
	}
	handler, err := r.Build()
	if err != nil {
		k.t.Fatalf("testkit: %v", err)
	}
	return k.clientOf(withURLs(handler, k.site.Router.URLs()))
}

// withURLs gives the handler the names of the site's pages, whatever router is around it.
func withURLs(h http.Handler, urls *web.URLs) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(web.WithURLs(r.Context(), urls)))
	})
}
