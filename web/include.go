package web

import "strings"

// Include registers the routes of an app below prefix as an instance of it, so that one app can stand in a site more than
// once:
//
//	r.Include("/shop", "shop", catalog.Routes)
//	r.Include("/wholesale", "wholesale", catalog.Routes)
//
// A route that the app names "catalog:list" is then "shop:list" and "wholesale:list". The app's own name leads back as well:
// in a request of an instance to that instance, elsewhere to the one that is named like the app, or else to the one that was
// included first, as in Django. Includes nest: "outer:inner:list".
func (r *Router) Include(prefix, instance string, routes func(r *Router)) {
	if !isIdent(strings.ReplaceAll(instance, "-", "_")) {
		panic("web: the name of an instance is letters, digits, - and _, not " + quoted(instance))
	}
	if r.instance != "" {
		instance = r.instance + ":" + instance
	}
	routes(&Router{site: r.site, parent: r, prefix: joinPattern(r.prefix, prefix), instance: instance})
}

// fullName is the name that leads to this route alone.
func (rt *Route) fullName() string {
	if rt.name == "" || rt.group.instance == "" {
		return rt.name
	}
	_, local, found := strings.Cut(rt.name, ":")
	if !found {
		local = rt.name
	}
	return rt.group.instance + ":" + local
}

// nearest returns the candidate whose instance shares the most with that of the current route, the first of equals, or nil
// when none shares anything.
func nearest(candidates []*Route, current *Route) *Route {
	if current == nil || current.group.instance == "" {
		return nil
	}
	var best *Route
	most := 0
	for _, rt := range candidates {
		if n := shared(rt.group.instance, current.group.instance); n > most {
			best, most = rt, n
		}
	}
	return best
}

// shared counts the names that two paths of instances have in common from the left. Equal paths count one more, so that an
// instance is nearer to itself than to what it contains.
func shared(a, b string) int {
	n := 0
	x, y := strings.Split(a, ":"), strings.Split(b, ":")
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	if a == b {
		n++
	}
	return n
}
