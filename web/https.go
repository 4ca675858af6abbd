package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

// HTTPSOptions configure [HTTPS]. The zero value suits a site whose API lies below /api/.
type HTTPSOptions struct {
	// API are the beginnings of paths where programs ask. Defaults to "/api/".
	API []string
	// Exempt are paths that answer over HTTP, for probes: "/healthz". Defaults to none.
	Exempt []string
}

// HTTPS leads browsers that ask over HTTP to HTTPS, with 301 and the same address. Programs are not led there, since they
// would send their secrets in the clear again and again without anybody noticing (OWASP ASVS 4.1.2): below [HTTPSOptions].API, for those
// that ask for JSON, and for every method but GET and HEAD the answer is 403. It belongs inside [Hosts], which has checked
// the name that stands in the redirect.
func HTTPS(opt HTTPSOptions) Middleware {
	if opt.API == nil {
		opt.API = []string{"/api/"}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if Secure(r) || slices.Contains(opt.Exempt, r.URL.Path) {
				next.ServeHTTP(w, r)
				return
			}
			if !opt.page(r) {
				Fail(w, r, problem.New(problem.Denied, "This site answers over HTTPS only."))
				return
			}
			name, _, _ := splitHost(Host(r))
			w.Header().Set("Location", "https://"+name+safeHeader(requestURI(r)))
			w.WriteHeader(http.StatusMovedPermanently)
		})
	}
}

// page reports whether the request is a browser's for a page.
func (o HTTPSOptions) page(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || wantsJSON(r) {
		return false
	}
	return !slices.ContainsFunc(o.API, func(prefix string) bool { return strings.HasPrefix(r.URL.Path, prefix) })
}

// requestURI is path and query as they were sent, from the slash on.
func requestURI(r *http.Request) string {
	uri := r.URL.EscapedPath()
	if !strings.HasPrefix(uri, "/") {
		uri = "/" + uri
	}
	if r.URL.RawQuery != "" {
		uri += "?" + r.URL.RawQuery
	}
	return uri
}
