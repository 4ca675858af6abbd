package web

import (
	"net/http"
	"strings"
)

// parseOrigin reads an origin as the header Origin has it: scheme://host, with a port unless it is the scheme's own. The
// result is in lower case. Anything more or less, "null" included, is none.
func parseOrigin(s string) (origin string, ok bool) {
	lower := strings.ToLower(s)
	scheme, host, found := strings.Cut(lower, "://")
	if !found || scheme != "http" && scheme != "https" {
		return "", false
	}
	name, port, ok := splitHost(host)
	if !ok || name == "" {
		return "", false
	}
	return originOf(scheme, name+port), true
}

// A siteCheck is the outcome of asking where a request was made.
type siteCheck string

const (
	fromSite siteCheck = ""
	fromElse siteCheck = "another site made this request"
	fromNone siteCheck = "the request does not tell which site made it: it has neither Origin nor Sec-Fetch-Site"
)

// madeBy tells whether a request was made by a page of this site, or of one that is trusted, from what the browser says in
// headers that no page can write: Origin, and Sec-Fetch-Site (W3C Fetch Metadata). Both are believed when they accuse. A
// request without either is not acquitted, since nothing speaks for it.
func madeBy(r *http.Request, trusted map[string]bool) siteCheck {
	origins, sites := r.Header["Origin"], r.Header["Sec-Fetch-Site"]
	if len(origins) > 1 || len(sites) > 1 {
		return fromElse
	}
	if len(origins) == 1 {
		origin, ok := parseOrigin(origins[0])
		if !ok {
			return fromElse
		}
		if trusted[origin] {
			return fromSite
		}
		if origin != Origin(r) {
			return fromElse
		}
	}
	if len(sites) == 1 && sites[0] != "same-origin" && sites[0] != "none" {
		return fromElse // "same-site" is a sub-domain, which may be anybody's
	}
	if len(origins) == 0 && len(sites) == 0 {
		return fromNone
	}
	return fromSite
}
