package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Methods lets only these methods through and answers 405 with Allow to all others, for handlers that were not registered for
// one method: mounted ones, and those that a package hands out. HEAD is let through with GET, and OPTIONS is answered.
// RequirePOST of Django is Methods("POST").
func Methods(allowed ...string) Middleware {
	if slices.Contains(allowed, http.MethodGet) && !slices.Contains(allowed, http.MethodHead) {
		allowed = append([]string{http.MethodGet, http.MethodHead}, slices.DeleteFunc(slices.Clone(allowed), func(m string) bool { return m == http.MethodGet })...)
	}
	list := strings.Join(append(slices.Clone(allowed), http.MethodOptions), ", ")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case slices.Contains(allowed, r.Method):
				next.ServeHTTP(w, r)
			case r.Method == http.MethodOptions:
				w.Header().Set("Allow", list)
				w.WriteHeader(http.StatusNoContent)
			default:
				w.Header().Set("Allow", list)
				Fail(w, r, problem.New(problem.MethodNotAllowed, "This address does not take this method."))
			}
		})
	}
}
