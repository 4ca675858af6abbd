package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
)

// CSPSource is one source of a [CSP]: a constant of this package, a host such as "https://cdn.example" or "*.cdn.example", a
// scheme such as "data:", or a hash such as 'sha256-…' with its quotes.
type CSPSource = string

// The sources that are words. [CSPNonce] stands for the nonce of the answer, made when [Nonce] is first called, and for
// nothing in an answer that needs none.
const (
	CSPSelf          CSPSource = "'self'"
	CSPNone          CSPSource = "'none'"
	CSPNonce         CSPSource = "'nonce'"
	CSPStrictDynamic CSPSource = "'strict-dynamic'"
	CSPData          CSPSource = "data:"
	CSPBlob          CSPSource = "blob:"
	// CSPUnsafeInline allows scripts or styles in the page, and with them those that an attacker brings in. A check
	// reports it.
	CSPUnsafeInline CSPSource = "'unsafe-inline'"
	// CSPUnsafeEval allows text to become code. A check reports it.
	CSPUnsafeEval CSPSource = "'unsafe-eval'"
)

// CSP is a content security policy (W3C Content Security Policy Level 3). A field that is nil has its default, so that the
// zero value is the strict policy and a site names only what differs; a field that is empty and not nil leaves the directive
// out, and default-src takes its place where the standard says so.
type CSP struct {
	Default        []CSPSource // default-src. Defaults to 'self'
	Script         []CSPSource // script-src. Defaults to 'self' and the nonce
	Style          []CSPSource // style-src. Defaults to 'self', the nonce, and the style of [DefaultErrorPage]
	Image          []CSPSource // img-src. Defaults to default-src
	Font           []CSPSource // font-src. Defaults to default-src
	Connect        []CSPSource // connect-src. Defaults to default-src
	Media          []CSPSource // media-src. Defaults to default-src
	Frame          []CSPSource // frame-src. Defaults to default-src
	Worker         []CSPSource // worker-src. Defaults to script-src
	Manifest       []CSPSource // manifest-src. Defaults to default-src
	Object         []CSPSource // object-src. Defaults to 'none'
	Base           []CSPSource // base-uri. Defaults to 'none'
	FormAction     []CSPSource // form-action. Defaults to 'self'
	FrameAncestors []CSPSource // frame-ancestors. Defaults to 'none'
	// Sandbox are the words of the directive sandbox: "allow-forms". Defaults to no sandbox; empty and not nil is the
	// strictest one.
	Sandbox []string
	// ReportURI is where browsers send violations: the path of a [Reports]. Defaults to none.
	ReportURI string
	// ReportOnly reports and forbids nothing. A check reports it. Defaults to false.
	ReportOnly bool
}

// directive is one line of a policy.
type directive struct {
	name    string
	sources []CSPSource
}

// directives lists what the policy says, defaults filled in.
func (c CSP) directives() []directive {
	def := func(have []CSPSource, or ...CSPSource) []CSPSource {
		if have == nil {
			return or
		}
		return have
	}
	return []directive{
		{"default-src", def(c.Default, CSPSelf)},
		{"script-src", def(c.Script, CSPSelf, CSPNonce)},
		{"style-src", def(c.Style, CSPSelf, CSPNonce, ErrorStyleHash())},
		{"img-src", c.Image}, {"font-src", c.Font}, {"connect-src", c.Connect}, {"media-src", c.Media}, {"frame-src", c.Frame},
		{"worker-src", c.Worker}, {"manifest-src", c.Manifest},
		{"object-src", def(c.Object, CSPNone)},
		{"base-uri", def(c.Base, CSPNone)},
		{"form-action", def(c.FormAction, CSPSelf)},
		{"frame-ancestors", def(c.FrameAncestors, CSPNone)},
	}
}

// Weak lists what in the policy lets an attacker's script run: 'unsafe-inline' and 'unsafe-eval', a wildcard or a whole
// scheme for scripts, each with its directive. A strict policy gives none.
func (c CSP) Weak() []string {
	var out []string
	for _, d := range c.directives() {
		script := d.name == "script-src" || d.name == "default-src" || d.name == "object-src" || d.name == "base-uri"
		for _, s := range d.sources {
			switch s {
			case CSPUnsafeInline, CSPUnsafeEval:
				out = append(out, d.name+" "+s)
			case "*", "http:", "https:", CSPData, CSPBlob:
				if script {
					out = append(out, d.name+" "+s)
				}
			}
		}
	}
	return out
}

// policy is a CSP as the header's text.
type policy struct {
	csp    CSP
	header string   // the name of the header
	plain  []string // its value without a nonce
	parts  []string // its value, cut where the nonce stands
}

// compile checks a policy and writes it.
func (c CSP) compile() (*policy, error) {
	p := &policy{csp: c, header: "Content-Security-Policy"}
	if c.ReportOnly {
		p.header += "-Report-Only"
	}
	var errs []error
	var with, without []string
	for _, d := range c.directives() {
		if len(d.sources) == 0 {
			continue
		}
		errs = append(errs, d.check())
		with = append(with, d.name+" "+strings.Join(d.sources, " "))
		without = append(without, d.name+" "+d.withoutNonce())
	}
	tail, err := c.tail()
	errs = append(errs, err)
	with, without = append(with, tail...), append(without, tail...)
	p.plain = []string{strings.Join(without, "; ")}
	p.parts = strings.Split(strings.Join(with, "; "), CSPNonce)
	return p, errors.Join(errs...)
}

// tail is the directives that have no sources.
func (c CSP) tail() (out []string, err error) {
	if c.Sandbox != nil {
		for _, word := range c.Sandbox {
			if !only(word, "abcdefghijklmnopqrstuvwxyz-") || word == "" {
				err = fmt.Errorf("web: the content security policy: %s is not a word of sandbox, such as allow-forms", quoted(word))
			}
		}
		out = append(out, strings.TrimSpace("sandbox "+strings.Join(c.Sandbox, " ")))
	}
	if c.ReportURI != "" {
		if !isSource(c.ReportURI) {
			err = errors.Join(err, fmt.Errorf("web: the content security policy: %s is no address for reports", quoted(c.ReportURI)))
		}
		out = append(out, "report-uri "+c.ReportURI)
	}
	return out, err
}

// isSource reports whether a source can stand in the header without changing its structure.
func isSource(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == ';' || s[i] == ',' {
			return false
		}
	}
	return s != ""
}

func (d directive) check() error {
	for _, s := range d.sources {
		switch {
		case !isSource(s):
			return fmt.Errorf("web: the content security policy: %s cannot be a source of %s: it is empty, or holds a space, a control character, \";\" or \",\"", quoted(s), d.name)
		case s == CSPNone && len(d.sources) > 1:
			return fmt.Errorf("web: the content security policy: %s names 'none' beside others: remove one or the other", d.name)
		case isKeyword(s) && s[0] != '\'':
			return fmt.Errorf("web: the content security policy: %s of %s is written with quotes: '%s'", s, d.name, s)
		case strings.HasPrefix(s, "'nonce-"):
			return fmt.Errorf("web: the content security policy: %s has a fixed nonce, which protects nothing: use web.CSPNonce", d.name)
		}
	}
	return nil
}

// isKeyword reports whether s is one of the words of the standard, with or without the quotes they need.
func isKeyword(s string) bool {
	switch strings.Trim(s, "'") {
	case "self", "none", "unsafe-inline", "unsafe-eval", "strict-dynamic", "unsafe-hashes", "report-sample", "wasm-unsafe-eval", "nonce":
		return true
	}
	return false
}

// withoutNonce is the sources of an answer that has no nonce.
func (d directive) withoutNonce() string {
	var out []string
	for _, s := range d.sources {
		if s != CSPNonce {
			out = append(out, s)
		}
	}
	if out == nil {
		return CSPNone
	}
	return strings.Join(out, " ")
}

// value is the header for an answer; nonce may be "".
func (p *policy) value(nonce string) []string {
	if nonce == "" || len(p.parts) == 1 {
		return p.plain[:1:1]
	}
	return []string{strings.Join(p.parts, "'nonce-"+nonce+"'")}
}

// use puts the policy in force for the answer, in the place of the one before.
func (p *policy) use(g *guard, h http.Header) {
	if g.policy != nil && g.policy.header != p.header {
		h.Del(g.policy.header)
	}
	g.policy, g.header = p, h
	h[p.header] = p.value(g.nonce)
}

// Nonce returns the nonce of the answer, 128 random bits, for script and style elements that stand in the page:
// <script nonce="…">. The first call makes it and puts it into the answer's content security policy, so it must come before
// the answer's header is sent, as it does in a template. Without a policy there is no nonce, and the result is "".
func Nonce(r *http.Request) string {
	g := guardOf(r.Context())
	if g == nil || g.policy == nil {
		return ""
	}
	if g.nonce == "" {
		g.nonce = randomText()
		g.header[g.policy.header] = g.policy.value(g.nonce)
	}
	return g.nonce
}

// WithCSP gives routes a policy of their own, in the place of the site's: r.Get(…).With(web.WithCSP(policy)). A policy that
// is not well-formed panics, since it is a mistake in the program.
func WithCSP(c CSP) Middleware {
	p, err := c.compile()
	if err != nil {
		panic(err.Error())
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			p.use(g, w.Header())
			next.ServeHTTP(w, r)
		})
	}
}

// AllowFraming lets pages stand in frames: of this site ([CSPSelf]), or of the origins named. It changes the frame-ancestors
// of the policy in force, and X-Frame-Options, which can say no more than this site. It panics when an origin is not
// well-formed.
func AllowFraming(by ...CSPSource) Middleware {
	if err := (directive{"frame-ancestors", by}).check(); err != nil || len(by) == 0 {
		panic(fmt.Sprintf("web: AllowFraming wants web.CSPSelf or origins: %v", err))
	}
	options := []string(nil)
	if len(by) == 1 && by[0] == CSPSelf {
		options = []string{string(FrameSameOrigin)}
	}
	var last atomic.Pointer[[2]*policy] // a site has one policy, so the last one is the one
	framing := func(p *policy) *policy {
		if pair := last.Load(); pair != nil && pair[0] == p {
			return pair[1]
		}
		csp := p.csp
		csp.FrameAncestors = by
		changed, err := csp.compile()
		if err != nil { // both halves have been checked
			panic(err.Error())
		}
		last.Store(&[2]*policy{p, changed})
		return changed
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			h := w.Header()
			h["X-Frame-Options"] = options // nil sends none, and says that it has been decided
			if g.policy != nil {
				framing(g.policy).use(g, h)
			}
			next.ServeHTTP(w, r)
		})
	}
}
