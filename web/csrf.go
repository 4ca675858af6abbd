package web

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Where a request carries its CSRF token: in a field of its form, or in a header, as Django has them. The field must stand
// within the first 64 KiB of the body, so it is best the first one of the form.
const (
	CSRFField  = "csrfmiddlewaretoken"
	CSRFHeader = "X-Csrftoken"
)

// A CSRFStore keeps the secret of a browser's CSRF tokens between requests. The package keeps it in a signed cookie; a site
// with sessions may keep it there.
type CSRFStore interface {
	// Secret returns what Save kept for the browser, or "".
	Secret(r *http.Request) string
	// Save keeps a secret, 22 letters, digits, "-" and "_" unless the store is a [CSRFTokens], for the browser that gets the answer with
	// this header.
	Save(h http.Header, r *http.Request, secret string)
}

// CSRFTokens makes tokens of another kind. A [CSRFStore] that has these methods too brings its own, so that a site can share its forms
// with another framework: see package django.
type CSRFTokens interface {
	// NewSecret returns a new secret of a browser, of at least 128 random bits.
	NewSecret() string
	// Mask returns a token for a form: text that hides the secret and looks different each time. It is "" for what is no secret.
	Mask(secret string) (token string)
	// Matches reports, in a time that does not depend on where they differ, whether a token that came with a request hides the secret.
	// Both come from outside and may be anything.
	Matches(token, secret string) bool
}

// CSRFOptions configure [CSRF]. The zero value works.
type CSRFOptions struct {
	// TrustedOrigins are other sites whose pages may send forms here: "https://pay.example", with the scheme, and the port
	// if it is not the scheme's own. Defaults to none.
	TrustedOrigins []string
	// Store keeps the secrets. Defaults to a signed cookie named csrf (with the prefix __Host- where [Cookies] are secure)
	// that lasts a year.
	Store CSRFStore
}

type csrf struct {
	trusted map[string]bool
	store   CSRFStore
	tokens  CSRFTokens
}

// CSRF refuses requests that another site made a browser send (cross-site request forgery). A request with a method other than GET, HEAD,
// OPTIONS and TRACE is let through only when
//
//   - the browser says that a page of this site made it, or of a trusted one, in Origin and Sec-Fetch-Site; a request that
//     has neither is refused, and
//   - it carries a token that [CSRFToken] made for this browser, in the field [CSRFField] or the header [CSRFHeader].
//
// Everything else is 403. A page gets its token from [CSRFToken], in templates from the function csrf; a page that asks for none sets no cookie. Routes that
// are for programs, not for browsers, are left out by [Route.CSRFExempt]. It belongs inside [Proxies], [Hosts] and [Cookies].
// The error names origins that are not well-formed.
func CSRF(opt CSRFOptions) (Middleware, error) {
	c := &csrf{trusted: make(map[string]bool), store: opt.Store, tokens: ownTokens{}}
	if c.store == nil {
		c.store = csrfCookie{}
	}
	if t, ok := c.store.(CSRFTokens); ok {
		c.tokens = t
	}
	var errs []error
	for _, o := range opt.TrustedOrigins {
		origin, ok := parseOrigin(o)
		if !ok {
			errs = append(errs, fmt.Errorf("web: the trusted origin %s is none: write https://pay.example, with the scheme and without a path", quoted(o)))
		}
		c.trusted[origin] = true
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			g.csrf, g.header = c, w.Header()
			if !safeMethod(r.Method) && !exempt(r) {
				if err := c.check(r); err != nil {
					Fail(w, r, err)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}, errors.Join(errs...)
}

func safeMethod(m string) bool {
	return m == http.MethodGet || m == http.MethodHead || m == http.MethodOptions || m == http.MethodTrace
}

// exempt reports whether the route does without the check, or there is none, so that no handler runs.
func exempt(r *http.Request) bool {
	st := stateOf(r.Context())
	return st != nil && (st.search.route == nil || st.search.route.csrfExempt != "")
}

// CSRFExempt leaves the route out of the check for forged requests, because of the reason given: "called by the payment
// service, which signs its requests". Only routes that do not take a browser's cookie for a login may do so. The command
// check --deploy lists them.
func (rt *Route) CSRFExempt(reason string) *Route {
	rt.group.mustBeOpen()
	if strings.TrimSpace(reason) == "" {
		panic("web: CSRFExempt wants a reason, for those who read the list of such routes")
	}
	rt.csrfExempt = reason
	return rt
}

// csrfError is a refused request. The log says why; who made it learns what to do.
type csrfError string

func (e csrfError) Error() string      { return "web: CSRF: " + string(e) }
func (e csrfError) Kind() problem.Kind { return problem.Denied }
func (e csrfError) Public() string {
	return "This form could not be checked. Please go back, load the page again and send it once more; cookies must be allowed."
}

func (c *csrf) check(r *http.Request) error {
	if verdict := madeBy(r, c.trusted); verdict != fromSite {
		return csrfError(fmt.Sprintf("%s (Origin %s, Sec-Fetch-Site %s, this site is %s)", verdict,
			quoted(r.Header.Get("Origin")), quoted(r.Header.Get("Sec-Fetch-Site")), Origin(r)))
	}
	secret := c.store.Secret(r)
	if secret == "" {
		return csrfError("the browser sent no cookie with the secret of its tokens")
	}
	token := r.Header.Get(CSRFHeader)
	var tooLarge error
	if token == "" {
		token, tooLarge = formToken(r)
	}
	switch {
	case token == "" && tooLarge != nil:
		return tooLarge // a person who chose too large a file learns that, and not that the page is to be loaded again
	case token == "":
		return csrfError("the request has no token in the field " + CSRFField + " or the header X-CSRFToken")
	case !c.tokens.Matches(token, secret):
		return csrfError("the token is not this browser's")
	}
	return nil
}

// CSRFToken returns the token for the forms of a page: it belongs in a hidden field named [CSRFField], or in the header
// [CSRFHeader] of requests that scripts make. It looks different in every answer, so that compression cannot give it away
// (BREACH). The first call may set a cookie and adds Vary: Cookie, so it must come before the answer's header is sent. A
// request that did not pass [CSRF] has no token, and the result is "".
func CSRFToken(r *http.Request) string {
	g := guardOf(r.Context())
	if g == nil || g.csrf == nil {
		return ""
	}
	if g.token != "" {
		return g.token
	}
	g.header.Add("Vary", "Cookie")
	if g.secret == "" {
		g.secret = g.csrf.store.Secret(r)
	}
	if g.secret == "" {
		g.secret = g.csrf.tokens.NewSecret()
		g.csrf.store.Save(g.header, r, g.secret)
	}
	g.token = g.csrf.tokens.Mask(g.secret)
	return g.token
}

// RotateCSRF gives the browser a new secret: its earlier tokens are worthless. It belongs where somebody logs in, before the
// answer's header is sent.
func RotateCSRF(r *http.Request) {
	g := guardOf(r.Context())
	if g == nil || g.csrf == nil {
		return
	}
	g.secret, g.token = g.csrf.tokens.NewSecret(), ""
	g.csrf.store.Save(g.header, r, g.secret)
}

// ownTokens are those of this package.
type ownTokens struct{}

func (ownTokens) NewSecret() string                 { return randomText() }
func (ownTokens) Mask(secret string) string         { return maskSecret(secret) }
func (ownTokens) Matches(token, secret string) bool { return maskedBy(token, secret) }

const secretBytes = 16

var secretText = base64.RawURLEncoding.Strict()

// maskSecret hides a secret behind random bytes: base64 of them, and of the secret XORed with them.
func maskSecret(secret string) string {
	plain, err := secretText.DecodeString(secret)
	if err != nil || len(plain) != secretBytes {
		return ""
	}
	over, _ := secretText.DecodeString(randomText()) // our own
	both := append(over, plain...)
	subtle.XORBytes(both[secretBytes:], both[secretBytes:], both[:secretBytes])
	return secretText.EncodeToString(both)
}

// maskedBy reports whether a token hides the secret.
func maskedBy(token, secret string) bool {
	if len(token) != secretText.EncodedLen(2*secretBytes) {
		return false
	}
	both, err := secretText.DecodeString(token)
	plain, err2 := secretText.DecodeString(secret)
	if err != nil || err2 != nil || len(both) != 2*secretBytes || len(plain) != secretBytes {
		return false
	}
	subtle.XORBytes(both[secretBytes:], both[secretBytes:], both[:secretBytes])
	return subtle.ConstantTimeCompare(both[secretBytes:], plain) == 1
}

// csrfCookie keeps the secret in a signed cookie. The signature keeps others from making one up; the prefix __Host- keeps
// sub-domains from setting one.
type csrfCookie struct{}

func (csrfCookie) cookie() Cookie { return Cookie{Name: "csrf", MaxAge: OneYear, Signed: true} }

func (c csrfCookie) Secret(r *http.Request) string {
	secret, ok := c.cookie().Get(r)
	if !ok || len(secret) != secretText.EncodedLen(secretBytes) {
		return ""
	}
	return secret
}

func (c csrfCookie) Save(h http.Header, r *http.Request, secret string) {
	_ = c.cookie().Set(headerOnly{h}, r, secret) // fails without the middleware Cookies only, and then nothing can be checked
}

// headerOnly is a writer of headers.
type headerOnly struct{ h http.Header }

func (w headerOnly) Header() http.Header         { return w.h }
func (w headerOnly) Write(p []byte) (int, error) { return len(p), nil }
func (w headerOnly) WriteHeader(int)             {}
