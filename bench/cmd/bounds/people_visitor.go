package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
)

// A visitor is a browser at a site: it keeps the cookies, and sends what a browser sends through the proxy in front of a site in
// production.
type visitor struct {
	client *http.Client
	site   string   // http://127.0.0.1:8000
	origin *url.URL // https://127.0.0.1:8000, as the browser sees it
	ip     string
	jar    *cookiejar.Jar
}

// visitors counts them, so that each has an address of its own: one address may not try to log in a hundred times.
var visitors atomic.Uint32

func newVisitor(client *http.Client, s *site) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	n := visitors.Add(1)
	ip := netip.AddrFrom4([4]byte{198, 18, byte(n >> 8), byte(n)}) // RFC 2544 sets these aside for benchmarks
	origin := &url.URL{Scheme: "https", Host: strings.TrimPrefix(s.url, "http://")}
	return &visitor{client: client, site: s.url, origin: origin, ip: ip.String(), jar: jar}, nil
}

// request is a request as the proxy sends it on, with the visitor's cookies.
func (v *visitor) request(ctx context.Context, method, path string, form url.Values) (*http.Request, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, v.site+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Forwarded-Proto", "https")
	req.Header.Set("X-Forwarded-For", v.ip)
	for _, c := range v.jar.Cookies(v.origin) {
		req.AddCookie(c)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", v.origin.String())
		req.Header.Set("Referer", v.origin.String()+path)
	}
	return req, nil
}

// do sends a request, keeps the cookies of the answer, and follows no redirects.
func (v *visitor) do(req *http.Request) (status int, body string, err error) {
	resp, err := v.client.Transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	v.jar.SetCookies(v.origin, resp.Cookies())
	return resp.StatusCode, string(text), err
}

// page asks for a page, which must be there.
func (v *visitor) page(ctx context.Context, path string) (string, error) {
	req, err := v.request(ctx, http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	status, body, err := v.do(req)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s%s: status %d: %.200s", v.site, path, status, body)
	}
	return body, err
}

// csrfInput is the hidden field of a form.
var csrfInput = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]*)"`)

// loginRequest is the login form, asked for and filled in.
func (v *visitor) loginRequest(ctx context.Context, name, password string) (*http.Request, error) {
	body, err := v.page(ctx, "/login")
	if err != nil {
		return nil, err
	}
	m := csrfInput.FindStringSubmatch(body)
	if m == nil {
		return nil, fmt.Errorf("%s/login has no form with a token: %.300s", v.site, body)
	}
	return v.request(ctx, http.MethodPost, "/login", url.Values{"csrfmiddlewaretoken": {m[1]}, "username": {name}, "password": {password}})
}

// enter sends a login that must succeed.
func (v *visitor) enter(req *http.Request) error {
	status, body, err := v.do(req)
	if err == nil && status != http.StatusFound {
		err = fmt.Errorf("%s/login: status %d, expected a redirect: %.300s", v.site, status, body)
	}
	return err
}

// loggedIn returns a visitor who has just logged in.
func loggedIn(ctx context.Context, client *http.Client, s *site, name string) (*visitor, error) {
	v, err := newVisitor(client, s)
	if err != nil {
		return nil, err
	}
	req, err := v.loginRequest(ctx, name, personPassword)
	if err != nil {
		return nil, err
	}
	return v, v.enter(req)
}

// peopleClient returns a client with so many connections, which closes with the suite.
func (b *bench) peopleClient(conns int) *http.Client {
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns, MaxConnsPerHost: conns, DisableCompression: true}}
	b.onClose(func() error { c.CloseIdleConnections(); return nil })
	return c
}
