package testkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/musette-go/musette/db"
)

// host is the name under which the client asks for pages.
const host = "testserver"

// maxRedirects is how many redirects Follow goes after.
const maxRedirects = 10

// Header sets a header for all further requests; the empty value removes it.
func (k *Kit) Header(name, value string) {
	if value == "" {
		k.header.Del(name)
		return
	}
	k.header.Set(name, value)
}

// Get asks for a page. The client keeps cookies and does not follow redirects.
func (k *Kit) Get(path string) *Response {
	k.t.Helper()
	return k.Do(k.request(http.MethodGet, path, nil, ""))
}

// Head asks for the headers of a page.
func (k *Kit) Head(path string) *Response {
	k.t.Helper()
	return k.Do(k.request(http.MethodHead, path, nil, ""))
}

// Post sends a form.
func (k *Kit) Post(path string, form url.Values) *Response {
	k.t.Helper()
	return k.Do(k.request(http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"))
}

// JSON sends a value as JSON with that method; nil sends no body.
func (k *Kit) JSON(method, path string, value any) *Response {
	k.t.Helper()
	if value == nil {
		return k.Do(k.request(method, path, nil, ""))
	}
	b, err := json.Marshal(value)
	if err != nil {
		k.t.Fatalf("testkit: the value for %s %s cannot be written as JSON: %v", method, path, err)
	}
	return k.Do(k.request(method, path, bytes.NewReader(b), "application/json"))
}

func (k *Kit) request(method, path string, body io.Reader, contentType string) *http.Request {
	k.t.Helper()
	r, err := http.NewRequestWithContext(k.ctx, method, "http://"+host+path, body)
	if err != nil {
		k.t.Fatalf("testkit: %s %s: %v", method, path, err)
	}
	r.RequestURI = path
	r.RemoteAddr = "192.0.2.1:1234" // a documentation address
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

// Do sends a request through the site's whole handler, without a socket. A place in the code that goes over the budget of
// statements fails the test.
func (k *Kit) Do(r *http.Request) *Response {
	k.t.Helper()
	rec := k.recorder()
	ctx := db.Record(k.site.Context(r.Context()), rec)
	r = r.WithContext(ctx)
	for name, values := range k.header {
		r.Header[name] = values
	}
	u := &url.URL{Scheme: "http", Host: host, Path: "/"}
	for _, c := range k.jar.Cookies(u) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	aborted := serve(k.site.Handler, w, r)
	k.jar.SetCookies(u, w.Result().Cookies())
	k.overBudget(rec, r.Method+" "+r.URL.Path)
	return &Response{k: k, req: r, Code: w.Code, Header: w.Header(), Body: w.Body.String(), Aborted: aborted, rec: rec}
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
