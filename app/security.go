package app

import "github.com/musette-go/musette/web"

// Security is how careful a site is. The zero value is the strictest that a site with pages can be; what makes it less
// strict is named so, and the command check --deploy reports it.
//
// What depends on where the site runs, and not on what it is, comes from the environment: SECRET_KEY, ALLOWED_HOSTS,
// TRUSTED_PROXIES.
type Security struct {
	// Headers make browsers careful: the content security policy, HSTS, framing and others. Outside production there is no
	// HSTS. Defaults to the strict ones of web.HeaderOptions.
	Headers web.HeaderOptions
	// WithoutCSPReports leaves out the page /csp-report, to which browsers report violations of the policy. Defaults to false.
	WithoutCSPReports bool
	// TrustedOrigins are other sites whose pages may send forms here: "https://pay.example". Defaults to none.
	TrustedOrigins []string
	// WithoutCSRF leaves out the check for forged requests. Only for sites that no browser logs in to. Defaults to false.
	WithoutCSRF bool
	// CSRFStore keeps the secrets of that check. Defaults to a signed cookie.
	CSRFStore web.CSRFStore
	// AllowHTTP answers over HTTP in production, without leading to HTTPS. Defaults to false.
	AllowHTTP bool
	// InsecureCookies sends cookies over HTTP in production. Defaults to false.
	InsecureCookies bool
	// API are the beginnings of paths where programs ask: over HTTP they are refused and not led to HTTPS. Defaults to "/api/".
	API []string
	// ForwardedHeader reads the header Forwarded of trusted proxies (RFC 7239) in the place of X-Forwarded-For and
	// X-Forwarded-Proto. Defaults to false.
	ForwardedHeader bool
	// ForwardedHost takes the name of the site from trusted proxies too. Defaults to false.
	ForwardedHost bool
	// CORS lets scripts of other sites use an API. Defaults to none.
	CORS *web.CORSOptions
	// RateLimit bounds how often somebody may ask for anything; single routes have limits of their own by Route.With.
	// Defaults to none.
	RateLimit *web.RateOptions
}
