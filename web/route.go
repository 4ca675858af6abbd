package web

import (
	"fmt"
	"net/http"
	"time"
)

// A Route is one registered handler. Its methods change it while wiring and return it.
type Route struct {
	method, name, where string
	pat                 pattern
	group               *Router
	handler, final      http.Handler
	mount, regexp       bool
	gzip                bool
	mw                  []Middleware
	access              *Access
	link                Link
	timeout             time.Duration // 0 means the site's
	limits              Limits        // zero fields mean the site's; Build fills them in
	csrfExempt          string        // why, "" for a route that is not
}

// Name names the route for [Reverse]: "catalog:detail", the namespace of the app first. A name belongs to one pattern;
// routes of the same pattern with different methods may share it. In a router of [Router.Include] the instance takes the
// place of the app's namespace.
func (rt *Route) Name(name string) *Route {
	rt.group.mustBeOpen()
	rt.name = name
	return rt
}

// With adds middleware for this route alone, outermost first. It runs inside that of the route's groups and its [Access] rule.
func (rt *Route) With(mw ...Middleware) *Route {
	rt.group.mustBeOpen()
	rt.mw = append(rt.mw, mw...)
	return rt
}

// Timeout sets how long a request of this route may take before its context ends; negative means without end.
func (rt *Route) Timeout(d time.Duration) *Route {
	rt.group.mustBeOpen()
	rt.timeout = d
	return rt
}

// Limits sets limits for this route alone; fields that are zero stay the site's.
func (rt *Route) Limits(l Limits) *Route {
	rt.group.mustBeOpen()
	rt.limits = l
	return rt
}

// GzipBody lets the route read bodies that were sent with Content-Encoding: gzip. They are unpacked as they are read, and
// [Limits.Body] bounds what comes out as well as what goes in. All other routes refuse packed bodies with 415.
func (rt *Route) GzipBody() *Route {
	rt.group.mustBeOpen()
	rt.gzip = true
	return rt
}

// String describes the route for messages: `GET /products/ "catalog:list" (catalog/routes.go:12)`.
func (rt *Route) String() string {
	method := rt.method
	if rt.mount {
		method = "Mount"
	}
	if rt.name == "" {
		return fmt.Sprintf("%s %s (%s)", method, rt.pat.text, rt.where)
	}
	return fmt.Sprintf("%s %s %q (%s)", method, rt.pat.text, rt.fullName(), rt.where)
}

// RouteInfo describes one route for people and checks.
type RouteInfo struct {
	Method     string   // "GET"; "*" for a mounted handler
	Pattern    string   // "/products/{id:int}/"; of a regex route the expression
	Name       string   // "catalog:detail", or ""; within an instance "eu:detail"
	Instance   string   // "eu", or "" outside [Router.Include]
	Handler    string   // "catalog.productDetail"
	Middleware []string // "web.AccessLog" …, outermost first, those of the groups included
	Access     string   // the word of its [Access] rule: "public", "login"
	Opened     bool     // it is public although a router around it has another rule
	Limits     Limits   // what its requests may send; before Build what it says itself
	Where      string   // "catalog/routes.go:12": where it was registered
	CSRFExempt string   // why the route goes without the check against forged requests, or ""
}

// Routes lists the routes of the whole site in the order of registration.
func (r *Router) Routes() []RouteInfo {
	out := make([]RouteInfo, 0, len(r.site.routes))
	for _, rt := range r.site.routes {
		out = append(out, rt.info())
	}
	return out
}

func (rt *Route) info() RouteInfo {
	info := RouteInfo{
		Method: rt.method, Pattern: rt.pat.text, Name: rt.fullName(), Instance: rt.group.instance, Access: rt.rule().Rule, Where: rt.where,
		CSRFExempt: rt.csrfExempt, Opened: rt.opened(), Limits: rt.limits,
	}
	if rt.mount {
		info.Method = "*"
	}
	if rt.handler != nil {
		info.Handler = handlerName(rt.handler)
	}
	for _, mw := range rt.allMiddleware() {
		info.Middleware = append(info.Middleware, funcName(mw))
	}
	return info
}

// allMiddleware returns what stands around the handler, outermost first.
func (rt *Route) allMiddleware() []Middleware {
	all := rt.mw
	for g := rt.group; g != nil; g = g.parent {
		all = append(g.mw[:len(g.mw):len(g.mw)], all...)
	}
	return all
}
