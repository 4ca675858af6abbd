package testkit

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/musette-go/musette/db"
)

// Response is what came back. Its methods check it and return it, so that they chain; each failure shows what was there.
type Response struct {
	Code    int
	Header  http.Header
	Body    string
	Aborted bool // the site broke the connection off

	c     *Client
	req   *http.Request
	rec   *db.Recorder
	pages names
}

// names collects names from many goroutines.
type names struct {
	mu   sync.Mutex
	list []string
}

func (n *names) add(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, name)
}

func (r *Response) what() string { return r.req.Method + " " + r.req.URL.RequestURI() }

// errorf fails the test with what was asked for before the text.
func (r *Response) errorf(format string, args ...any) {
	t := r.c.kit.t
	t.Helper()
	t.Errorf("testkit: %s: "+format, append([]any{r.what()}, args...)...)
}

// Status fails the test unless the status is code.
func (r *Response) Status(code int) *Response {
	r.c.kit.t.Helper()
	if r.Code != code {
		r.errorf("status %d, want %d; the body is\n%s", r.Code, code, cut(r.Body))
	}
	return r
}

// Contains fails the test unless each text occurs in the body.
func (r *Response) Contains(texts ...string) *Response {
	r.c.kit.t.Helper()
	for _, s := range texts {
		if !strings.Contains(r.Body, s) {
			r.errorf("%q does not occur in\n%s", s, cut(r.Body))
		}
	}
	return r
}

// ContainsCount fails the test unless the text occurs n times in the body.
func (r *Response) ContainsCount(text string, n int) *Response {
	r.c.kit.t.Helper()
	if got := strings.Count(r.Body, text); got != n {
		r.errorf("%q occurs %d times, want %d, in\n%s", text, got, n, cut(r.Body))
	}
	return r
}

// Lacks fails the test when one of the texts occurs in the body.
func (r *Response) Lacks(texts ...string) *Response {
	r.c.kit.t.Helper()
	for _, s := range texts {
		if strings.Contains(r.Body, s) {
			r.errorf("%q occurs in\n%s", s, cut(r.Body))
		}
	}
	return r
}

// HasHeader fails the test unless the header has that value.
func (r *Response) HasHeader(name, value string) *Response {
	r.c.kit.t.Helper()
	if got := r.Header.Get(name); got != value {
		r.errorf("header %s is %q, want %q", name, got, value)
	}
	return r
}

// Redirects fails the test unless the response redirects to that address.
func (r *Response) Redirects(to string) *Response {
	r.c.kit.t.Helper()
	if r.Code < 300 || r.Code > 399 || r.Header.Get("Location") != to {
		r.errorf("status %d with Location %q, want a redirect to %q", r.Code, r.Header.Get("Location"), to)
	}
	return r
}

// Follow asks for what the response redirects to, until something is no redirect. A request whose method the redirect keeps (307,
// 308) is not sent again. It fails the test when the redirects lead to another host or do not end.
func (r *Response) Follow() *Response {
	r.c.kit.t.Helper()
	for range maxRedirects {
		loc := r.Header.Get("Location")
		if r.Code < 300 || r.Code > 399 || loc == "" {
			return r
		}
		u, err := r.req.URL.Parse(loc)
		if err != nil || u.Host != host {
			r.errorf("redirects to %q, away from the site", loc)
			return r
		}
		r = r.c.Get((&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).RequestURI())
	}
	r.errorf("more than %d redirects, the last to here", maxRedirects)
	return r
}

// UsesTemplate fails the test unless the page was made with that file: as its own template, as a layout, or as a part that
// one of them includes (also where it includes it under a condition that did not hold).
func (r *Response) UsesTemplate(name string) *Response {
	r.c.kit.t.Helper()
	if used := r.templates(); !slices.Contains(used, name) {
		r.errorf("was not made with the template %q but with %q", name, used)
	}
	return r
}

// templates lists the files that the pages of the response are made of.
func (r *Response) templates() (used []string) {
	r.pages.mu.Lock()
	defer r.pages.mu.Unlock()
	for _, page := range r.pages.list {
		used = append(used, page)
		files, err := r.c.kit.site.Engine.Files(page)
		if err == nil { // a component has no files
			used = append(used, files...)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// Queries fails the test unless the request ran exactly n statements.
func (r *Response) Queries(n int) *Response {
	r.c.kit.t.Helper()
	if got := r.rec.Count(); got != n {
		r.errorf("%d statements, want %d:%s", got, n, list(r.rec))
	}
	return r
}

// Decode reads the body as JSON into v.
func (r *Response) Decode(v any) *Response {
	r.c.kit.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.c.kit.t.Fatalf("testkit: %s: the body is not JSON for %T: %v\n%s", r.what(), v, err, cut(r.Body))
	}
	return r
}

// IsJSON fails the test unless the body is that JSON, whatever its order of keys and its spaces. want is a value to be
// written as JSON, or a string that holds some.
func (r *Response) IsJSON(want any) *Response {
	r.c.kit.t.Helper()
	if text := jsonDifference(r.Body, want); text != "" {
		r.errorf("%s", text)
	}
	return r
}

// IsHTML fails the test unless the body is that HTML, whatever its spaces between tags and its order of attributes and
// classes.
func (r *Response) IsHTML(want string) *Response {
	r.c.kit.t.Helper()
	if text := htmlDifference(r.Body, want); text != "" {
		r.errorf("%s", text)
	}
	return r
}

// ContainsHTML fails the test unless the elements stand in the body, one after the other, compared as [Response.IsHTML]
// does.
func (r *Response) ContainsHTML(want string) *Response {
	r.c.kit.t.Helper()
	if text := htmlMissing(r.Body, want); text != "" {
		r.errorf("%s", text)
	}
	return r
}

// FormError fails the test unless the form on the page shows that error at the field with that name, as package form
// renders it; "" means the form as a whole. The name is the one that the browser sends.
func (r *Response) FormError(field, message string) *Response {
	r.c.kit.t.Helper()
	errs := formErrors(r.Body)
	if !slices.Contains(errs[field], message) {
		r.errorf("the form does not show the error %q%s; it shows%s", message, at(field), listErrors(errs))
	}
	return r
}

// NoFormErrors fails the test when a form on the page shows an error.
func (r *Response) NoFormErrors() *Response {
	r.c.kit.t.Helper()
	if errs := formErrors(r.Body); len(errs) > 0 {
		r.errorf("the form shows%s", listErrors(errs))
	}
	return r
}

// ValidHTML fails the test for each mistake in the page that browsers forgive and people may not: tags that are not closed or
// overlap, ids and attributes that occur twice, labels that point to nothing, pictures without alt, a page without title
// or language.
func (r *Response) ValidHTML() *Response {
	r.c.kit.t.Helper()
	for _, mistake := range htmlMistakes(r.Body) {
		r.errorf("%s", mistake)
	}
	return r
}

// cut shortens a body for a message: styles and scripts are left out, and what is longer than a screen.
func cut(s string) string {
	const most = 2000
	for _, name := range []string{"style", "script"} {
		s = without(s, "<"+name, "</"+name+">")
	}
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// without leaves out what stands between a start and an end.
func without(s, start, end string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, start)
		_, after, ended := strings.Cut(rest, end)
		if b.WriteString(before); !found || !ended {
			b.WriteString(s[len(before):])
			return b.String()
		}
		b.WriteString(start + ">…" + end)
		s = after
	}
}
