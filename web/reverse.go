package web

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/musette-go/musette/internal/suggest"
)

// URLs leads from the names of routes to paths. It does not change and may be used by many goroutines. The zero value
// knows no name.
type URLs struct {
	byName map[string]*Route
}

func newURLs(routes []*Route) *URLs {
	u := &URLs{byName: make(map[string]*Route)}
	for _, rt := range routes {
		if rt.name != "" {
			u.byName[rt.name] = rt
		}
	}
	return u
}

// URLs returns the names of all routes registered so far. Routes with a bad pattern, which Build reports, are left out.
func (r *Router) URLs() *URLs {
	var good []*Route
	for _, rt := range r.site.routes {
		pat, err := parsePattern(rt.pat.text)
		if err == nil {
			copied := *rt
			copied.pat = pat
			good = append(good, &copied)
		}
	}
	return newURLs(good)
}

// Names returns all names, sorted.
func (u *URLs) Names() []string {
	if u == nil {
		return nil
	}
	names := make([]string, 0, len(u.byName))
	for n := range u.byName {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Check returns an error when the name is unknown or takes another number of arguments than nargs.
func (u *URLs) Check(name string, nargs int) error {
	rt, err := u.route(name)
	if err != nil {
		return err
	}
	return rt.arity(name, nargs)
}

func (u *URLs) route(name string) (*Route, error) {
	if u == nil || len(u.byName) == 0 {
		return nil, fmt.Errorf("web: no route has the name %q: the router has no named routes", name)
	}
	if rt := u.byName[name]; rt != nil {
		return rt, nil
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
// parameter would not match is an error.
func (u *URLs) Reverse(name string, args ...any) (string, error) {
	rt, err := u.route(name)
	if err != nil {
		return "", err
	}
	if err := rt.arity(name, len(args)); err != nil {
		return "", err
	}
	var inline [4]string
	texts := inline[:0]
	for i, p := range rt.pat.params {
		text, err := argText(args[i])
		if err == nil && (!cleanText(text) || !p.conv.match(text)) {
			err = fmt.Errorf("%q", shorten(text, 40))
		}
		if err != nil {
			return "", fmt.Errorf("web: the route %q (%s) takes for %s %s, not %w", name, rt.pat.text, p.name, p.conv.want, err)
		}
		texts = append(texts, text)
	}
	return rt.pat.build(texts), nil
}

// Reverse is [URLs.Reverse] for the router that handles the request to which ctx belongs.
func Reverse(ctx context.Context, name string, args ...any) (string, error) {
	u := URLsOf(ctx)
	if u == nil {
		return "", errors.New("web: Reverse needs the context of a request that a web.Router handles, or one made by web.WithURLs")
	}
	return u.Reverse(name, args...)
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
