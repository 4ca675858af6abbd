package web

// Access is the rule of who may come in to a route. [Router.Access] sets one for all routes of a group, [Route.Access] for
// one route; the nearest wins. The rule of the root router is therefore the policy of the site: with one that asks for a
// login, every new route does, unless it says [Route.Public].
type Access struct {
	// Rule is the word for it in lists: "public", "login", "permission catalog.change_product". Required.
	Rule string
	// Guard lets a request in or answers it: a redirect to the login page, or [Fail] with problem.Denied. It runs inside the
	// middleware of the router and its groups, and outside that of the route itself. Nil lets everybody in.
	Guard Middleware
}

// Public is the rule of routes that are open to everybody.
func Public() Access { return Access{Rule: publicRule} }

const publicRule = "public"

// Access sets the rule for all routes of r and of the groups in it that have none of their own, those registered before
// included. Without any rule a route is public.
func (r *Router) Access(a Access) {
	r.mustBeOpen()
	r.access = &a
}

// Access sets the rule of this route.
func (rt *Route) Access(a Access) *Route {
	rt.group.mustBeOpen()
	rt.access = &a
	return rt
}

// Public opens the route to everybody, whatever the rule of its router says. [RouteInfo.Public] lists such routes.
func (rt *Route) Public() *Route { return rt.Access(Public()) }

// rule returns what holds for the route.
func (rt *Route) rule() Access {
	if rt.access != nil {
		return *rt.access
	}
	for g := rt.group; g != nil; g = g.parent {
		if g.access != nil {
			return *g.access
		}
	}
	return Public()
}

// opened reports whether the route is public although a router around it is not.
func (rt *Route) opened() bool {
	if rt.rule().Rule != publicRule {
		return false
	}
	for g := rt.group; g != nil; g = g.parent {
		if g.access != nil && g.access.Rule != publicRule {
			return true
		}
	}
	return false
}

// Public reports whether everybody may come in to the route.
func (i RouteInfo) Public() bool { return i.Access == publicRule }
