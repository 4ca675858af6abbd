package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// maxMethods bounds the number of methods of a site, since they are bits of a word.
const maxMethods = 32

// standardMethods are the methods whose index is a constant.
func standardMethods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
}

// The indexes of standardMethods that the code names.
const (
	idxGet     = 0
	idxHead    = 1
	idxOptions = 6
)

// builder checks the routes and fills a mux, collecting every mistake.
type builder struct {
	mux  *mux
	errs []error
}

func (b *builder) errorf(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf("web: "+format, args...))
}

// Build checks all routes and returns the handler. The error joins everything that is wrong: bad patterns, routes that
// match the same paths, names used twice. It may be called on any group and builds the whole site; calling it again builds anew.
func (r *Router) Build() (http.Handler, error) {
	root := r
	for root.parent != nil {
		root = root.parent
	}
	b := &builder{mux: &mux{opt: root.site.opt.withDefaults(), methods: standardMethods(), static: make(map[string]*endpoint)}}
	b.errs = append(b.errs, root.site.errs...)
	var good []*Route
	for _, rt := range root.site.routes {
		if b.prepare(rt) {
			good = append(good, rt)
		}
	}
	for _, rt := range good {
		b.insert(rt)
	}
	b.clashes(&b.mux.tree)
	b.names(good)
	b.mux.urls = newURLs(good)
	b.links(root.site, good)
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	root.site.built = true
	b.finish(&b.mux.tree)
	for _, x := range b.mux.regexps {
		x.finish()
	}
	b.statics(good)
	b.mux.entry = wrap(http.HandlerFunc(b.mux.dispatch), root.mw)
	return b.mux, nil
}

// prepare parses the pattern of rt and wraps its handler in the middleware of its groups.
func (b *builder) prepare(rt *Route) bool {
	before := len(b.errs)
	text := rt.pat.text
	pat, err := rt.group.site.parse(rt)
	if err != nil {
		b.errorf("bad pattern %q of %s: %w", text, rt, err)
	}
	rt.pat = pat
	if !rt.mount && !isToken(rt.method) {
		b.errorf("%s: %q is not a method: write it in capitals, such as GET", rt, rt.method)
	}
	if rt.name != "" && !isName(rt.name) {
		b.errorf("%s: %q is not a route name: use letters, digits and _ - . : as in catalog:detail", rt, rt.name)
	}
	if rt.rule().Rule == "" {
		b.errorf("%s: its access rule has no word: set Access.Rule", rt)
	}
	if isNil(rt.handler) {
		b.errorf("%s has no handler: it is nil", rt)
	}
	if len(b.errs) > before {
		return false
	}
	b.wrapAll(rt)
	return true
}

// parse reads the pattern or the expression of a route.
func (s *site) parse(rt *Route) (pattern, error) {
	if !rt.regexp {
		return s.parsePattern(rt.pat.text)
	}
	pat, err := s.parseRegexp(rt.pat)
	if err == nil && rt.name != "" && len(pat.regexp.parts) == 0 {
		err = fmt.Errorf("an expression with a name is literal text and named groups only, so that Reverse can write it: "+
			"remove the name %q, or say the rest inside groups", rt.name)
	}
	return pat, err
}

// wrapAll puts around the handler of rt, from the inside: its own middleware, its access rule, the middleware of its groups.
// That of the root router stands around dispatch.
func (b *builder) wrapAll(rt *Route) {
	h := rt.handler
	if _, ours := h.(HandlerFunc); !ours && len(rt.pat.params) > 0 {
		h = pathValues(rt, h)
	}
	if rt.mount {
		h = stripped(h)
	}
	h = wrap(h, rt.mw)
	if guard := rt.rule().Guard; guard != nil {
		h = guard(h)
	}
	for g := rt.group; g.parent != nil; g = g.parent {
		h = wrap(h, g.mw)
	}
	rt.final = h
	rt.limits = rt.limits.over(b.mux.opt.Limits)
}

func isNil(h http.Handler) bool {
	f, ok := h.(HandlerFunc)
	return h == nil || ok && f == nil
}

func wrap(h http.Handler, mw []Middleware) http.Handler {
	for _, m := range slices.Backward(mw) {
		h = m(h)
	}
	return h
}

// endpoint returns the place of rt in the tree, or among the expressions.
func (m *mux) endpoint(rt *Route) *endpoint {
	if !rt.regexp {
		return m.tree.insert(&rt.pat, rt.mount)
	}
	for _, x := range m.regexps {
		if x.pat.text == rt.pat.text {
			return &x.endpoint
		}
	}
	x := &regexEndpoint{pat: rt.pat}
	m.regexps = append(m.regexps, x)
	return &x.endpoint
}

func (b *builder) insert(rt *Route) {
	e := b.mux.endpoint(rt)
	if rt.mount {
		if e.any != nil {
			b.errorf("%s and %s match the same paths: remove one, or give it another prefix", e.any, rt)
			return
		}
		e.any = rt
		return
	}
	i := b.mux.methodIndex(rt.method)
	if i < 0 {
		if len(b.mux.methods) == maxMethods {
			b.errorf("%s: a site has at most %d methods", rt, maxMethods)
			return
		}
		i = len(b.mux.methods)
		b.mux.methods = append(b.mux.methods, rt.method)
	}
	for len(e.routes) <= i {
		e.routes = append(e.routes, nil)
	}
	if old := e.routes[i]; old != nil {
		b.errorf("%s and %s match the same paths: remove one, or change its pattern or method", old, rt)
		return
	}
	e.routes[i] = rt
}

// clashes reports parameters with text around them of which neither is more specific.
func (b *builder) clashes(n *node) {
	for i, e := range n.edges {
		for _, f := range n.edges[i+1:] {
			if e.clashes(f) {
				b.errorf("%s and %s take the same segments in some paths, and neither is more specific: change one pattern", e.to.some(), f.to.some())
			}
		}
	}
	n.each(b.clashes)
}

// each calls fn for every child of n, in a stable order.
func (n *node) each(fn func(*node)) {
	keys := make([]string, 0, len(n.literal))
	for k := range n.literal {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		fn(n.literal[k])
	}
	for _, e := range n.edges {
		fn(e.to)
	}
}

// some returns a route at or below n, for messages.
func (n *node) some() *Route {
	for _, e := range []*endpoint{n.here, n.rest, n.mount} {
		if e == nil {
			continue
		}
		if e.any != nil {
			return e.any
		}
		for _, rt := range e.routes {
			if rt != nil {
				return rt
			}
		}
	}
	var found *Route
	n.each(func(c *node) {
		if found == nil {
			found = c.some()
		}
	})
	return found
}

// names refuses a name that stands for two patterns, and instances of an app that cannot share a name.
func (b *builder) names(routes []*Route) {
	seen, apps := make(map[string]*Route), make(map[string]*Route)
	for _, rt := range routes {
		if rt.name == "" {
			continue
		}
		full := rt.fullName()
		if old := seen[full]; old != nil && (old.pat.text != rt.pat.text || old.mount != rt.mount) {
			b.errorf("the name %q stands for %s and for %s: give one of them another name", full, old, rt)
			continue
		}
		seen[full] = rt
		if rt.group.instance == "" {
			continue
		}
		if old := apps[rt.name]; old != nil && old.pat.signature() != rt.pat.signature() {
			b.errorf("%q takes other parameters in %s than in %s: give the prefixes of the instances the same parameters", rt.name, rt, old)
		}
		apps[rt.name] = rt
	}
	for _, rt := range routes {
		if app := apps[rt.fullName()]; app != nil && app.name != rt.name {
			b.errorf("the name %q stands for %s and, as an app writes it, for %s: give the instance another name", rt.fullName(), rt, app)
		}
	}
}

// finish lets GET answer HEAD and computes what Allow says.
func (b *builder) finish(n *node) {
	for _, e := range []*endpoint{n.here, n.rest, n.mount} {
		if e != nil {
			e.finish()
		}
	}
	n.each(b.finish)
}

func (e *endpoint) finish() {
	if len(e.routes) > idxGet && e.routes[idxGet] != nil {
		for len(e.routes) <= idxHead {
			e.routes = append(e.routes, nil)
		}
		if e.routes[idxHead] == nil {
			e.routes[idxHead] = e.routes[idxGet]
		}
	}
	e.mask = 1 << idxOptions
	for i, rt := range e.routes {
		if rt != nil {
			e.mask |= 1 << i
		}
	}
}

// statics notes the endpoints that a map finds faster than the tree.
func (b *builder) statics(routes []*Route) {
	for _, rt := range routes {
		if len(rt.pat.params) == 0 && !rt.mount && !rt.regexp {
			b.mux.static[rt.pat.text] = b.mux.tree.insert(&rt.pat, false)
		}
	}
}

func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	return s != ""
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("_-.:", rune(c)) {
			return false
		}
	}
	return s != ""
}
