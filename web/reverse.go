package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/internal/suggest"
)

// URLs leads from the names of routes to paths. It does not change and may be used by many goroutines. The zero value
// knows no name.
type URLs struct {
	byName  map[string]*Route
	shared  map[string][]*Route // names as an app writes them, where it is included as an instance
	current *Route              // of the request, for names that several instances share
}

func newURLs(routes []*Route) *URLs {
	u := &URLs{byName: make(map[string]*Route), shared: make(map[string][]*Route)}
	for _, rt := range routes {
		if rt.name == "" {
			continue
		}
		full := rt.fullName()
		u.byName[full] = rt
		if rt.group.instance != "" {
			u.shared[rt.name] = append(u.shared[rt.name], rt)
		}
	}
	return u
}

// URLs returns the names of all routes registered so far. Routes with a bad pattern, which Build reports, are left out.
func (r *Router) URLs() *URLs {
	var good []*Route
	for _, rt := range r.site.routes {
		pat, err := r.site.parse(rt)
		if err == nil {
			copied := *rt
			copied.pat = pat
			good = append(good, &copied)
		}
	}
	return newURLs(good)
}

// For returns the names as they are in the request of ctx: a name that an app shares between its instances ([Router.Include])
// leads to the instance that handles the request. Outside requests it returns u.
func (u *URLs) For(ctx context.Context) *URLs {
	st := stateOf(ctx)
	if u == nil || st == nil || st.search.route == nil || st.search.route.group.instance == "" {
		return u
	}
	own := *u
	own.current = st.search.route
	return &own
}

// PerInstance reports whether the name leads to different routes in the requests of different instances of an app, so that
// [URLs.For] makes a difference to it.
func (u *URLs) PerInstance(name string) bool {
	if u == nil || len(u.shared[name]) == 0 {
		return false
	}
	outside := u.byName[name]
	return len(u.shared[name]) > 1 || outside != nil && outside != u.shared[name][0]
}

// Names returns all names, sorted, those that instances share among them.
func (u *URLs) Names() []string {
	if u == nil {
		return nil
	}
	names := make([]string, 0, len(u.byName))
	for n := range u.byName {
		names = append(names, n)
	}
	for n := range u.shared {
		if u.byName[n] == nil {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

// Check returns an error when the name is unknown or takes another number of arguments than nargs.
func (u *URLs) Check(name string, nargs int) error {
	rt, err := u.route(name, nil)
	if err != nil {
		return err
	}
	return rt.arity(name, nargs)
}

// route finds the route with that name, as seen from the current route.
func (u *URLs) route(name string, current *Route) (*Route, error) {
	if u == nil || len(u.byName) == 0 {
		return nil, fmt.Errorf("web: no route has the name %q: the router has no named routes", name)
	}
	instances := u.shared[name]
	if rt := nearest(instances, current); rt != nil {
		return rt, nil
	}
	if rt := u.byName[name]; rt != nil {
		return rt, nil
	}
	if len(instances) > 0 {
		return instances[0], nil
	}
	hint := "named routes are listed by the command routes"
	if near := suggest.Nearest(name, u.Names()); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return nil, fmt.Errorf("web: no route has the name %q: %s", name, hint)
}

func (rt *Route) arity(name string, nargs int) error {
	if want := len(rt.pat.params); nargs != want {
		return fmt.Errorf("web: the route %q (%s) takes %s (%s), not %d", name, rt.pat.text, plural(want, "argument"), rt.pat.signature(), nargs)
	}
	return nil
}

// Reverse returns the path of the route with that name, its parameters replaced by args in order and escaped. Arguments
// are text, whole numbers of any type, or a fmt.Stringer. The result always leads back to the route: an argument that the
// parameter would not match is an error. [WithQuery] and [WithFragment] may stand behind the arguments.
func (u *URLs) Reverse(name string, args ...any) (string, error) {
	if u == nil {
		return u.reverse(nil, name, args)
	}
	return u.reverse(u.current, name, args)
}

func (u *URLs) reverse(current *Route, name string, args []any) (string, error) {
	rt, err := u.route(name, current)
	if err != nil {
		return "", err
	}
	args, suffixes := cutSuffixes(args)
	if err := rt.arity(name, len(args)); err != nil {
		return "", err
	}
	path, err := rt.path(name, args)
	if err != nil || len(suffixes) == 0 {
		return path, err
	}
	return appendSuffixes(path, suffixes)
}

// path puts the arguments, whose number is right, in their places.
func (rt *Route) path(name string, args []any) (string, error) {
	var inline [4]string
	texts := inline[:0]
	for i, p := range rt.pat.params {
		text, err := p.conv.format(args[i])
		if err == nil && (!cleanText(text) || !p.conv.match(text)) {
			err = fmt.Errorf("%q", shorten(text, 40))
		}
		if err != nil {
			return "", fmt.Errorf("web: the route %q (%s) takes for %s %s, not %w", name, rt.pat.text, p.name, p.conv.want, err)
		}
		texts = append(texts, text)
	}
	path := rt.pat.build(texts)
	if path == "" {
		return "", fmt.Errorf("web: the route %q (%s) would not match these arguments: %s", name, rt.pat.text, quoted(strings.Join(texts, ", ")))
	}
	return path, nil
}

// Reverse is [URLs.Reverse] for the router that handles the request to which ctx belongs, and within its instance.
func Reverse(ctx context.Context, name string, args ...any) (string, error) {
	u := URLsOf(ctx)
	if u == nil {
		return "", errors.New("web: Reverse needs the context of a request that a web.Router handles, or one made by web.WithURLs")
	}
	current := u.current
	if st := stateOf(ctx); st != nil {
		current = st.search.route
	}
	return u.reverse(current, name, args)
}

type urlsKey struct{}

// WithURLs returns a context in which [Reverse] works outside requests, for instance in a task that writes a mail.
func WithURLs(ctx context.Context, u *URLs) context.Context {
	return context.WithValue(ctx, urlsKey{}, u)
}

// URLsOf returns the names that [Reverse] uses in ctx, or nil.
func URLsOf(ctx context.Context) *URLs {
	if st := stateOf(ctx); st != nil {
		return st.mux.urls
	}
	u, _ := ctx.Value(urlsKey{}).(*URLs)
	return u
}
