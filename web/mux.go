package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
)

// mux is the built form of a router.
type mux struct {
	opt     Options
	methods []string
	static  map[string]*endpoint
	tree    node
	regexps []*regexEndpoint
	urls    *URLs
	entry   http.Handler // the middleware of the root router around dispatch
}

func (m *mux) methodIndex(method string) int {
	if method == "GET" {
		return idxGet
	}
	for i, s := range m.methods {
		if s == method {
			return i
		}
	}
	return -1
}

// ServeHTTP finds the route, bounds the body, then runs the middleware, which ends in dispatch.
func (m *mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	st := &state{parent: r.Context(), mux: m, start: time.Now()}
	st.rec.ResponseWriter = w
	st.search.values = st.inline[:0]
	m.match(st, r)
	timeout, limits := m.opt.Timeout, &m.opt.Limits
	if rt := st.search.route; rt != nil {
		if rt.timeout != 0 {
			timeout = rt.timeout
		}
		limits = &rt.limits
	}
	st.setDeadline(timeout)
	r = r.WithContext(st)
	defer m.finish(st, r)
	if rt := st.search.route; rt != nil {
		r.Pattern = rt.pat.text
	}
	if b := bound(w, r, limits); b != nil {
		st.extra().body = b
	}
	m.entry.ServeHTTP(&st.rec, r)
	if st.silent && st.rec.status == 0 {
		Fail(&st.rec, r, errSilent)
	}
}

// finish answers a panic that nobody caught, and removes what the request leaves behind.
func (m *mux) finish(st *state, r *http.Request) {
	defer st.release()
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // temporary files of a handler that parsed the form by net/http
	}
	if v := recover(); v != nil {
		recovered(&st.rec, r, v)
	}
	st.body().abandon()
}

// match fills st.search. It only looks and writes no answer.
func (m *mux) match(st *state, r *http.Request) {
	path := r.URL.Path
	if path == "" || path[0] != '/' || exceeds(len(path), m.opt.Limits.Query) || !cleanText(path) {
		return
	}
	st.search.method = m.methodIndex(r.Method)
	if m.find(&st.search, path) || st.search.mask != 0 || m.opt.StrictSlash {
		return
	}
	if path[len(path)-1] == '/' || st.search.method != idxGet && st.search.method != idxHead {
		return
	}
	if m.resolves(path + "/") {
		st.redirect = slashed(r.URL)
	}
}

// resolves reports whether GET of the path finds a route.
func (m *mux) resolves(path string) bool {
	probe := search{method: idxGet}
	return m.find(&probe, path)
}

func (m *mux) find(s *search, path string) bool {
	if e := m.static[path]; e != nil && s.accept(e) {
		return true
	}
	found := s.find(&m.tree, path[1:])
	if len(m.regexps) > 0 && (!found || s.route.mount) && m.findRegexp(s, path) {
		return true
	}
	return found
}

// slashed is the path of u with a slash appended, and its query. The result begins with exactly one slash: paths that begin
// with two match no route, and EscapedPath never holds a backslash.
func slashed(u *url.URL) string {
	to := u.EscapedPath() + "/"
	if u.RawQuery != "" {
		to += "?" + u.RawQuery
	}
	return safeHeader(to)
}

// safeHeader escapes what must not stand in a Location: control characters, spaces, and bytes beyond ASCII.
func safeHeader(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] > 0x20 && s[i] < 0x7f
	}
	if clean {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c > 0x20 && c < 0x7f {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	return b.String()
}

// dispatch runs the route that was found, or answers for the router.
func (m *mux) dispatch(w http.ResponseWriter, r *http.Request) {
	st := stateOf(r.Context())
	if st == nil {
		Fail(w, r, errors.New("web: a middleware replaced the context of the request instead of deriving from it"))
		return
	}
	if err := m.admit(r, st); err != nil {
		if b := st.body(); b != nil {
			b.stop()
		}
		Fail(w, r, err)
		return
	}
	if rt := st.search.route; rt != nil {
		rt.final.ServeHTTP(w, r)
		return
	}
	m.unmatched(w, r, st)
}

// admit returns an error for a request that is beyond its limits before its body has been read.
func (m *mux) admit(r *http.Request, st *state) error {
	l, rt := &m.opt.Limits, st.search.route
	if rt != nil {
		l = &rt.limits
	}
	switch {
	case strings.IndexByte(r.RequestURI, '#') >= 0: // proxies cut it off, and would see another path
		return problem.New(problem.BadRequest, "The address of this request holds a fragment.")
	case exceeds(len(r.URL.RawQuery), l.Query) || exceeds(len(r.URL.Path), l.Query):
		return NewError(http.StatusRequestURITooLong, "The address of this request is too long.")
	case exceeds(len(r.URL.RawQuery), l.Fields) && exceeds(strings.Count(r.URL.RawQuery, "&")+1, l.Fields):
		return problem.New(problem.BadRequest, "The query string holds more parameters than this site accepts.")
	case tooManyLines(r.Header, l.HeaderLines):
		return NewError(http.StatusRequestHeaderFieldsTooLarge, "The request holds more header lines than this site accepts.")
	}
	if rt == nil {
		return nil
	}
	if b := st.body(); b != nil && b.large {
		return &http.MaxBytesError{Limit: b.limit}
	}
	return unpack(r, st, rt)
}

func tooManyLines(h http.Header, limit int) bool {
	n := 0
	for _, values := range h {
		n += len(values)
	}
	return exceeds(n, limit)
}

func (m *mux) unmatched(w http.ResponseWriter, r *http.Request, st *state) {
	switch path := r.URL.Path; {
	case !cleanText(path):
		Fail(w, r, problem.New(problem.BadRequest, "The path holds control characters or text that is not UTF-8."))
	case st.redirect != "":
		h := w.Header()
		h.Set("Location", st.redirect)
		w.WriteHeader(http.StatusMovedPermanently)
	case st.search.mask == 0:
		Fail(w, r, m.notFound(path))
	case r.Method == http.MethodOptions:
		w.Header().Set("Allow", m.allow(st.search.mask))
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", m.allow(st.search.mask))
		Fail(w, r, problem.New(problem.MethodNotAllowed, "This address does not take this method."))
	}
}

// notFound says, in debug, when a slash would have made the difference: what was sent to /a is not led to /a/, since it would
// be lost on the way.
func (m *mux) notFound(path string) error {
	if m.opt.Debug && !m.opt.StrictSlash && path != "" && path[0] == '/' && m.resolves(path+"/") {
		return NewError(http.StatusNotFound, "There is no page at this address, but there is one with a slash at its end. Only GET and HEAD are led there.")
	}
	return problem.New(problem.NotFound, "There is no page at this address.")
}

// allow lists the methods of a mask.
func (m *mux) allow(mask uint32) string {
	var list []string
	for i, s := range m.methods {
		if mask&(1<<i) != 0 {
			list = append(list, s)
		}
	}
	return strings.Join(list, ", ")
}

// pathValues gives a plain handler its parameters where net/http puts them.
func pathValues(rt *Route, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if st := stateOf(r.Context()); st != nil {
			for i, p := range rt.pat.params {
				r.SetPathValue(p.name, st.search.values[i])
			}
		}
		h.ServeHTTP(w, r)
	})
}

// stripped lets a mounted handler see the path behind its prefix.
func stripped(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := stateOf(r.Context())
		u := *r.URL
		cut := len(u.Path) - st.search.rest - 1
		u.Path, u.RawPath = u.Path[cut:], ""
		r2 := *r
		r2.URL = &u
		h.ServeHTTP(w, &r2)
	})
}
