package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxRedirect is the longest address that a request may ask to be led to.
const maxRedirect = 2 << 10

// SafeRedirect reports whether an address that came with the request, such as ?next=, leads back to this site, or to one of
// the hosts named ("accounts.shop.example", with a port where there is one). It takes
//
//   - addresses without scheme and host: "/products/", "page?x=1", "?page=2";
//   - whole addresses whose host is this site's ([Host]) or listed, over HTTPS, or over HTTP when the request came over HTTP.
//
// Everything that browsers may read otherwise than this program is refused: backslashes, control characters, spaces, characters beyond ASCII,
// two slashes at the beginning, logins, other schemes. It does what Django's url_has_allowed_host_and_scheme does.
func SafeRedirect(r *http.Request, target string, hosts ...string) bool {
	if target == "" || len(target) > maxRedirect || strings.HasPrefix(target, "//") {
		return false
	}
	for i := 0; i < len(target); i++ {
		if c := target[i]; c <= ' ' || c >= 0x7f || c == '\\' {
			return false
		}
	}
	u, err := url.Parse(target)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	if u.Scheme == "" && u.Host == "" {
		return true
	}
	if u.Scheme != "https" && (u.Scheme != "http" || Secure(r)) {
		return false
	}
	if !strings.HasPrefix(target[len(u.Scheme):], "://") {
		return false // the standard of browsers takes any number of slashes
	}
	host := strings.ToLower(u.Host)
	_, _, ok := splitHost(host)
	return ok && (sameHost(u.Scheme, host, Host(r)) || slices.ContainsFunc(hosts, func(h string) bool { return sameHost(u.Scheme, host, strings.ToLower(h)) }))
}

// sameHost compares hosts without the port that the scheme implies.
func sameHost(scheme, a, b string) bool { return originOf(scheme, a) == originOf(scheme, b) }

// Next returns the address that the query parameter "next", or the form's field of that name when its body has been read, asks to be led to, if
// [SafeRedirect] takes it, and else fallback.
func Next(r *http.Request, fallback string, hosts ...string) string {
	next := ""
	if r.PostForm != nil {
		next = r.PostForm.Get("next")
	}
	if next == "" {
		next, _ = Query(r, "next") // what is malformed is none
	}
	if SafeRedirect(r, next, hosts...) {
		return next
	}
	return fallback
}

// RedirectNext leads to [Next] with 303 See Other, which makes browsers ask with GET: the end of a form.
func RedirectNext(w http.ResponseWriter, r *http.Request, fallback string, hosts ...string) error {
	w.Header().Set("Location", safeHeader(Next(r, fallback, hosts...)))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
