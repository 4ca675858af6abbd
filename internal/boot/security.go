package boot

import (
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
	"github.com/musette-go/musette/web/compress"
)

// reportPath is where browsers report violations of the content security policy.
const reportPath = "/csp-report"

// probes are the paths that answer over HTTP and under any name, since probes know nothing but an address.
func probes() []string { return []string{"/healthz", "/readyz"} }

// middleware is what stands around every request of the site, outermost first:
//
//	Proxies         who asks, over which scheme, for which host: everything further in relies on it
//	RequestIDs
//	AccessLog       sees the status of all that follows
//	Headers         on every answer, refusals and errors included
//	Recover
//	Hosts           before anything uses the name
//	HTTPS           in production: its redirects hold a name that has been checked
//	Responses       packs bodies
//	CORS            answers browsers' questions before the limits and the check for forged requests
//	RateLimit
//	Cookies         how cookies are signed
//	CSRF
//	Sessions        and messages, for a site with the app of sessions
//	App.Middleware  of each app: who is logged in
//	Site.Middleware
func (b *Site) middleware() ([]web.Middleware, error) {
	s, production := b.Security, b.Config.Mode == app.Production
	var errs []error
	add := func(list []web.Middleware, mw web.Middleware, err error) []web.Middleware {
		errs = append(errs, err)
		return append(list, mw)
	}
	list := []web.Middleware{
		web.Proxies(web.ProxyOptions{Trusted: b.Config.TrustedProxies, TrustUnix: b.Config.TrustUnix, Forwarded: s.ForwardedHeader,
			ForwardedHost: s.ForwardedHost, Logger: b.Log}),
		web.RequestIDs(),
		web.AccessLog(b.Log),
	}
	headers, err := web.Headers(b.headers())
	list = append(add(list, headers, err), web.Recover())
	hosts, err := web.Hosts(web.HostOptions{Allowed: b.hosts(), Exempt: probes()})
	list = add(list, hosts, err)
	if production && !s.AllowHTTP {
		list = append(list, web.HTTPS(web.HTTPSOptions{API: s.API, Exempt: probes()}))
	}
	list = append(list, compress.Responses(compress.Options{}))
	if s.CORS != nil {
		cors, err := web.CORS(*s.CORS)
		list = add(list, cors, err)
	}
	if s.RateLimit != nil {
		list = append(list, web.RateLimit(*s.RateLimit))
	}
	inner, err := b.forms()
	errs = append(errs, err)
	list = append(list, inner...)
	sessions, err := b.sessions()
	errs = append(errs, err)
	list = append(list, sessions...)
	list = append(list, b.appMiddleware()...)
	return append(list, b.Middleware...), errors.Join(errs...)
}

// forms is the middleware that signs cookies and checks where requests come from.
func (b *Site) forms() ([]web.Middleware, error) {
	s := b.Security
	cookies := web.Cookies(web.CookieOptions{Keys: b.Keys, Insecure: b.Config.Mode != app.Production || s.InsecureCookies})
	if s.WithoutCSRF {
		return []web.Middleware{cookies}, nil
	}
	csrf, err := web.CSRF(web.CSRFOptions{TrustedOrigins: s.TrustedOrigins, Store: s.CSRFStore})
	return []web.Middleware{cookies, csrf}, err
}

// Token makes a CSRF token for a browser that asks with r, as a page with a form would, for the client of tests. The header
// gets the cookies that belong to it. It is "" for a site without the check.
func (b *Site) Token(w http.ResponseWriter, r *http.Request) (token string) {
	h := http.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { token = web.CSRFToken(r) }))
	stack, err := b.forms()
	if err != nil { // the site would not have been built
		return ""
	}
	for _, mw := range slices.Backward(stack) {
		h = mw(h)
	}
	h.ServeHTTP(w, r)
	return token
}

// Visit runs a handler inside what stands around those of the site that know people: cookies, sessions, apps. The client of tests logs
// somebody in with it.
func (b *Site) Visit(h http.Handler) (http.Handler, error) {
	stack, err := b.forms()
	if err != nil {
		return nil, err
	}
	sessions, err := b.sessions()
	if err != nil {
		return nil, err
	}
	for _, mw := range slices.Backward(slices.Concat(stack[:1], sessions, b.appMiddleware())) {
		h = mw(h)
	}
	return h, nil
}

// headers are the options of the site as they hold in its mode.
func (b *Site) headers() web.HeaderOptions {
	h := b.Security.Headers
	if b.Config.Mode != app.Production {
		h.HSTSMaxAge = -1 // browsers would insist on HTTPS for localhost
	}
	if h.CSP.ReportURI == "" && !b.Security.WithoutCSPReports {
		h.CSP.ReportURI = reportPath
	}
	return h
}

// hosts are the names of the site. A test that names none may use any.
func (b *Site) hosts() []string {
	if len(b.Config.AllowedHosts) == 0 && b.Config.Mode == app.Test {
		return []string{"*"}
	}
	return b.Config.AllowedHosts
}

// reports registers the page that browsers report to.
func (b *Site) reports() {
	if b.Security.WithoutCSPReports {
		return
	}
	b.Reports = web.NewReports(web.ReportOptions{Logger: b.Log})
	b.Router.Handle("POST", reportPath, b.Reports).Name("csp-report").Public().CSRFExempt(reportReason)
}

// reportReason also tells the check which exempt route is the framework's own.
const reportReason = "browsers send reports of the content security policy by themselves"

// keys are the site's secret keys. Without any, outside production, they end with the process.
func keys(c app.Config) (*sign.Keys, error) {
	if c.SecretKey == "" && c.Mode != app.Production {
		return sign.RandomKeys(), nil
	}
	return sign.NewKeys(c.SecretKey, c.SecretKeyFallbacks...)
}

// DevelopmentKey gives a site in development that has no key one that it keeps: in a file beside its SQLite database, or in
// the folder dir for other databases, unless that is "". When it fails the site can go on, with a key that ends with the process.
func DevelopmentKey(name, dir string, c *app.Config) error {
	if c.Mode != app.Development || c.SecretKey != "" {
		return nil
	}
	file, ok := keyFile(name, dir, c.DatabaseURL)
	if !ok {
		return nil
	}
	key, err := sign.KeyFile(file)
	if err == nil {
		c.SecretKey = key
	}
	return err
}

// keyFile is where the key is kept; a database in memory has no place.
func keyFile(name, dir, databaseURL string) (string, bool) {
	path, sqlite := strings.CutPrefix(databaseURL, "sqlite://")
	path, _, _ = strings.Cut(path, "?")
	switch {
	case !sqlite:
		return filepath.Join(dir, name+".db.key"), dir != ""
	case path == "" || path == ":memory:":
		return "", false
	}
	return filepath.FromSlash(path) + ".key", true
}
