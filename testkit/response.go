package testkit

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/musette-go/musette/db"
)

// Response is what came back. Its methods check it and return it, so that they chain; each failure shows what was there.
type Response struct {
	Code    int
	Header  http.Header
	Body    string
	Aborted bool // the site broke the connection off

	k   *Kit
	req *http.Request
	rec *db.Recorder
}

func (r *Response) what() string { return r.req.Method + " " + r.req.URL.RequestURI() }

// Status fails the test unless the status is code.
func (r *Response) Status(code int) *Response {
	r.k.t.Helper()
	if r.Code != code {
		r.k.t.Errorf("testkit: %s: status %d, want %d; the body is\n%s", r.what(), r.Code, code, cut(r.Body))
	}
	return r
}

// Contains fails the test unless each text occurs in the body.
func (r *Response) Contains(texts ...string) *Response {
	r.k.t.Helper()
	for _, s := range texts {
		if !strings.Contains(r.Body, s) {
			r.k.t.Errorf("testkit: %s: %q does not occur in\n%s", r.what(), s, cut(r.Body))
		}
	}
	return r
}

// Lacks fails the test when one of the texts occurs in the body.
func (r *Response) Lacks(texts ...string) *Response {
	r.k.t.Helper()
	for _, s := range texts {
		if strings.Contains(r.Body, s) {
			r.k.t.Errorf("testkit: %s: %q occurs in\n%s", r.what(), s, cut(r.Body))
		}
	}
	return r
}

// HasHeader fails the test unless the header has that value.
func (r *Response) HasHeader(name, value string) *Response {
	r.k.t.Helper()
	if got := r.Header.Get(name); got != value {
		r.k.t.Errorf("testkit: %s: header %s is %q, want %q", r.what(), name, got, value)
	}
	return r
}

// Redirects fails the test unless the response redirects to that address.
func (r *Response) Redirects(to string) *Response {
	r.k.t.Helper()
	if r.Code < 300 || r.Code > 399 || r.Header.Get("Location") != to {
		r.k.t.Errorf("testkit: %s: status %d with Location %q, want a redirect to %q", r.what(), r.Code, r.Header.Get("Location"), to)
	}
	return r
}

// Follow asks for what the response redirects to, until something is no redirect. It fails the test when the redirects
// lead to another host or do not end.
func (r *Response) Follow() *Response {
	r.k.t.Helper()
	for range maxRedirects {
		loc := r.Header.Get("Location")
		if r.Code < 300 || r.Code > 399 || loc == "" {
			return r
		}
		u, err := r.req.URL.Parse(loc)
		if err != nil || u.Host != host {
			r.k.t.Errorf("testkit: %s redirects to %q, away from the site", r.what(), loc)
			return r
		}
		r = r.k.Get((&url.URL{Path: u.Path, RawQuery: u.RawQuery}).RequestURI())
	}
	r.k.t.Errorf("testkit: more than %d redirects, the last to %s", maxRedirects, r.what())
	return r
}

// Queries fails the test unless the request ran exactly n statements.
func (r *Response) Queries(n int) *Response {
	r.k.t.Helper()
	if got := r.rec.Count(); got != n {
		r.k.t.Errorf("testkit: %s ran %d statements, want %d:%s", r.what(), got, n, list(r.rec))
	}
	return r
}

// Decode reads the body as JSON into v.
func (r *Response) Decode(v any) *Response {
	r.k.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.k.t.Fatalf("testkit: %s: the body is not JSON for %T: %v\n%s", r.what(), v, err, cut(r.Body))
	}
	return r
}

// cut shortens a body for a message.
func cut(s string) string {
	const most = 2000
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
