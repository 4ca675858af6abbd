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

// ServeHTTP finds the route, then runs the middleware, which ends in dispatch.
func (m *mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	st := &state{parent: r.Context(), mux: m, start: time.Now()}
	st.rec.ResponseWriter = w
	st.search.values = st.inline[:0]
	m.match(st, r)
	timeout := m.opt.Timeout
	if rt := st.search.route; rt != nil && rt.timeout != 0 {
		timeout = rt.timeout
	}
	st.setDeadline(timeout)
	defer st.release()
	r = r.WithContext(st)
	if rt := st.search.route; rt != nil {
		r.Pattern = rt.pat.text
	}
	m.entry.ServeHTTP(&st.rec, r)
}

// match fills st.search. It only looks and writes no answer.
func (m *mux) match(st *state, r *http.Request) {
	path := r.URL.Path
	if path == "" || path[0] != '/' || len(path) > m.opt.MaxQuery || !cleanText(path) {
		return
	}
	st.search.method = m.methodIndex(r.Method)
	if m.find(&st.search, path) || st.search.mask != 0 {
		return
	}
	if path[len(path)-1] == '/' || st.search.method != idxGet && st.search.method != idxHead {
		return
	}
	probe := search{method: idxGet}
	if m.find(&probe, path+"/") {
		st.redirect = slashed(r.URL)
	}
}

func (m *mux) find(s *search, path string) bool {
	if e := m.static[path]; e != nil && s.accept(e) {
		return true
	}
	return s.find(&m.tree, path[1:])
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
	if len(r.URL.RawQuery) > m.opt.MaxQuery || len(r.URL.Path) > m.opt.MaxQuery {
		Fail(w, r, NewError(http.StatusRequestURITooLong, "The address of this request is too long."))
		return
	}
	if rt := st.search.route; rt != nil {
		if m.limit(w, r, rt) {
			rt.final.ServeHTTP(w, r)
		}
		return
	}
	m.unmatched(w, r, st)
}

// limit bounds the body. It answers and returns false when the declared length is beyond the limit.
func (m *mux) limit(w http.ResponseWriter, r *http.Request, rt *Route) bool {
	limit := m.opt.BodyLimit
	if rt.bodyLimit != 0 {
		limit = rt.bodyLimit
	}
	if limit < 0 || r.Body == nil || r.Body == http.NoBody {
		return true
	}
	if r.ContentLength > limit {
		Fail(w, r, &http.MaxBytesError{Limit: limit})
		return false
	}
	r.Body = http.MaxBytesReader(base(w), r.Body, limit)
	return true
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
		Fail(w, r, problem.New(problem.NotFound, "There is no page at this address."))
	case r.Method == http.MethodOptions:
		w.Header().Set("Allow", m.allow(st.search.mask))
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", m.allow(st.search.mask))
		Fail(w, r, problem.New(problem.MethodNotAllowed, "This address does not take this method."))
	}
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
