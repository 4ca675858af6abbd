package web

import "net/http"

// CheckCSRF checks a request against forgery as [CSRF] does, for handlers on routes that are exempt and take a session for a login only
// now and then: an API. Safe methods pass. The error is a problem of the kind Denied; so it is where the site has no [CSRF].
func CheckCSRF(r *http.Request) error {
	if safeMethod(r.Method) {
		return nil
	}
	g := guardOf(r.Context())
	if g == nil || g.csrf == nil {
		return csrfError("the site has no middleware CSRF, so nothing can be checked")
	}
	return g.csrf.check(r)
}
