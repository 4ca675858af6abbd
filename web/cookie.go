package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/musette-go/musette/sign"
)

// CookieOptions configure [Cookies]. The zero value suits production.
type CookieOptions struct {
	// Keys sign the cookies that are declared Signed, and those of the package. Defaults to random ones, which end with the
	// process.
	Keys *sign.Keys
	// Insecure leaves out what browsers take over HTTPS only: the attribute Secure, and with it the prefix __Host-. For
	// development. Defaults to false.
	Insecure bool
}

// Cookies says how the cookies of a site are made: those of [Cookie] and of the package itself. Without it they are secure
// when the request came over HTTPS, and signed ones cannot be made.
func Cookies(opt CookieOptions) Middleware {
	if opt.Keys == nil {
		opt.Keys = sign.RandomKeys()
	}
	p := &cookiePolicy{keys: opt.Keys, secure: !opt.Insecure, signers: new(sync.Map)}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			g.cookies = p
			next.ServeHTTP(w, r)
		})
	}
}

type cookiePolicy struct {
	keys    *sign.Keys
	secure  bool
	signers *sync.Map // name → *sign.Signer, since deriving takes longer than signing; names are the program's own
}

func cookiesOf(r *http.Request) cookiePolicy {
	if g := guardOf(r.Context()); g != nil && g.cookies != nil {
		return *g.cookies
	}
	return cookiePolicy{secure: Secure(r)}
}

// A Cookie declares a cookie of the site; it is a value, made once in a package variable. What is not said is the safe
// choice: sent over HTTPS only (Secure), hidden from scripts (HttpOnly), not sent with requests that other sites make
// (SameSite=Lax), and for this host alone, which the prefix __Host- makes browsers enforce.
type Cookie struct {
	// Name is the cookie's name, without prefix. Required.
	Name string
	// MaxAge is how long the browser keeps it, and how long a signed one is taken. Defaults to the end of the browser's
	// session; a signed one is then taken for ever.
	MaxAge time.Duration
	// Signed makes the cookie unchangeable, not unreadable. Its value may be any text, and no cookie of another name can
	// take its place.
	Signed bool
	// Readable lets scripts of the page read it. Defaults to false.
	Readable bool
	// Strict does not send it with the first request that comes from another site either (SameSite=Strict). Defaults to false.
	Strict bool
	// Path is where it is sent. With another one than "/" its prefix is __Secure-, which protects less. Defaults to "/".
	Path string
	// Domain sends it to that host and all its sub-domains, with the prefix __Secure-. Defaults to this host alone.
	Domain string
	// WithoutPrefix leaves the prefix out, for a cookie that another program on the host reads and writes too, such as Django.
	// Other hosts of the domain can then set it. Defaults to false.
	WithoutPrefix bool
}

// maxCookie is the longest cookie that browsers keep: name and value in bytes (RFC 6265bis).
const maxCookie = 4096

// name is the cookie's name with its prefix.
func (c Cookie) name(secure bool) string {
	switch {
	case !secure || c.WithoutPrefix:
		return c.Name
	case c.Domain == "" && (c.Path == "" || c.Path == "/"):
		return "__Host-" + c.Name
	}
	return "__Secure-" + c.Name
}

// signer is bound to the name, so that a cookie signed for (a, bc) never passes for (ab, c).
func (p cookiePolicy) signer(c Cookie) (*sign.Signer, error) {
	if p.keys == nil {
		return nil, fmt.Errorf("web: the cookie %s is signed, and there are no keys: use the middleware web.Cookies", c.Name)
	}
	if s, ok := p.signers.Load(c.Name); ok {
		return s.(*sign.Signer), nil
	}
	s := p.keys.Signer("web.cookie", c.Name)
	p.signers.Store(c.Name, s)
	return s, nil
}

// Set sends the cookie with the answer. It fails when the value is longer than browsers keep or, unless it is signed, holds
// anything but letters, digits and !#$%&'()*+-./:<=>?@[]^_`{|}~, so that text must be encoded first.
func (c Cookie) Set(w http.ResponseWriter, r *http.Request, value string) error {
	p := cookiesOf(r)
	if c.Signed {
		s, err := p.signer(c)
		if err != nil {
			return err
		}
		if value, err = s.Sign(value); err != nil {
			return fmt.Errorf("web: the cookie %s: %w", c.Name, err)
		}
	}
	out := c.cookie(p)
	out.Value = value
	if err := errors.Join(c.check(), out.Valid()); err != nil {
		return fmt.Errorf("web: the cookie %s cannot be set: %w", c.Name, err)
	}
	if strings.ContainsAny(value, " ,") {
		return fmt.Errorf("web: the cookie %s cannot be set: its value holds a space or a comma: encode it, or declare it Signed", c.Name)
	}
	if n := len(out.Name) + len(value); n > maxCookie {
		return fmt.Errorf("web: the cookie %s has %d bytes, and browsers keep %d: keep the value on the server", c.Name, n, maxCookie)
	}
	setCookie(w, out)
	return nil
}

// cookie is the cookie without a value.
func (c Cookie) cookie(p cookiePolicy) *http.Cookie {
	out := &http.Cookie{Name: c.name(p.secure), Path: c.Path, Domain: c.Domain, Secure: p.secure, HttpOnly: !c.Readable,
		SameSite: http.SameSiteLaxMode, MaxAge: int(c.MaxAge / time.Second)}
	if out.Path == "" {
		out.Path = "/"
	}
	if c.Strict {
		out.SameSite = http.SameSiteStrictMode
	}
	return out
}

// check finds mistakes of the declaration.
func (c Cookie) check() error {
	if c.Name == "" {
		return errors.New("it has no name")
	}
	if strings.HasPrefix(c.Name, "__") {
		return errors.New("its name begins with __: the prefix is added where it is right")
	}
	if c.MaxAge < 0 || c.MaxAge > 0 && c.MaxAge < time.Second {
		return fmt.Errorf("it is kept for %s: use Delete to remove it", c.MaxAge)
	}
	return nil
}

// Get returns the cookie's value as the request brought it, and false when there is none, when it comes more than once, so
// that somebody else set one of them, or when its signature is not valid or older than MaxAge.
func (c Cookie) Get(r *http.Request) (value string, ok bool) {
	p := cookiesOf(r)
	value, ok = onlyCookie(r, c.name(p.secure))
	if !ok || !c.Signed {
		return value, ok
	}
	s, err := p.signer(c)
	if err != nil {
		return "", false
	}
	maxAge := sign.Forever
	if c.MaxAge > 0 {
		maxAge = c.MaxAge
	}
	value, err = s.Unsign(value, maxAge)
	return value, err == nil
}

// Delete makes the browser forget the cookie.
func (c Cookie) Delete(w http.ResponseWriter, r *http.Request) {
	out := c.cookie(cookiesOf(r))
	out.MaxAge = -1
	setCookie(w, out)
}

// onlyCookie returns the cookie of that name if there is exactly one.
func onlyCookie(r *http.Request, name string) (string, bool) {
	found := r.CookiesNamed(name)
	if len(found) != 1 {
		return "", false
	}
	return found[0].Value, true
}

// setCookie adds the cookie to the answer, in the place of one of the same name that was set before.
func setCookie(w interface{ Header() http.Header }, c *http.Cookie) {
	h := w.Header()
	text := c.String()
	prefix := c.Name + "="
	kept := h["Set-Cookie"][:0:0]
	for _, old := range h["Set-Cookie"] {
		if !strings.HasPrefix(old, prefix) {
			kept = append(kept, old)
		}
	}
	h["Set-Cookie"] = append(kept, text)
}
