package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// Options configure a [Router]. The zero value serves.
type Options struct {
	// Debug shows errors to whoever made the request. Never on in production. Defaults to false.
	Debug bool
	// Logger gets errors and panics. Defaults to slog.Default() at the time of Build.
	Logger *slog.Logger
	// ErrorPage writes the page of an error. Defaults to [DefaultErrorPage].
	ErrorPage ErrorPage
	// Timeout ends the context of a request; [Route.Timeout] sets it for one route. Negative means none. Defaults to 30 s.
	Timeout time.Duration
	// BodyLimit is the largest body in bytes that a handler can read; [Route.BodyLimit] sets it for one route. Negative
	// means no limit. Defaults to 2.5 MiB.
	BodyLimit int64
	// MaxQuery is the longest query string in bytes, and the longest path. Defaults to 8 KiB.
	MaxQuery int
}

// The defaults of Options.
const (
	DefaultTimeout   = 30 * time.Second
	DefaultBodyLimit = 5 << 19 // 2.5 MiB
	DefaultMaxQuery  = 8 << 10
)

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.ErrorPage == nil {
		o.ErrorPage = DefaultErrorPage
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.BodyLimit == 0 {
		o.BodyLimit = DefaultBodyLimit
	}
	if o.MaxQuery <= 0 {
		o.MaxQuery = DefaultMaxQuery
	}
	return o
}

// Middleware wraps a handler. It is an alias: any func(http.Handler) http.Handler is one.
type Middleware = func(http.Handler) http.Handler

// HandlerFunc is a handler that returns what went wrong; [Fail] answers it. It is an http.Handler.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP calls h and passes its error to [Fail].
func (h HandlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, r, err)
	}
}

// A Router collects routes until [Router.Build] turns them into a handler. It is used while wiring, by one goroutine;
// changing it after Build panics.
type Router struct {
	site   *site
	parent *Router
	prefix string
	mw     []Middleware
}

// site is what a router shares with its groups.
type site struct {
	opt    Options
	routes []*Route
	built  bool
}

// New returns an empty router.
func New(opt Options) *Router { return &Router{site: &site{opt: opt}} }

// A Route is one registered handler. Its methods change it while wiring and return it.
type Route struct {
	method, name, where string
	pat                 pattern
	group               *Router
	handler, final      http.Handler
	mount               bool
	timeout             time.Duration // 0 means the site's
	bodyLimit           int64         // 0 means the site's
}

// Get registers h for GET, and with it for HEAD.
func (r *Router) Get(pattern string, h HandlerFunc) *Route {
	return r.add(http.MethodGet, pattern, h, false)
}

// Post registers h for POST.
func (r *Router) Post(pattern string, h HandlerFunc) *Route {
	return r.add(http.MethodPost, pattern, h, false)
}

// Put registers h for PUT.
func (r *Router) Put(pattern string, h HandlerFunc) *Route {
	return r.add(http.MethodPut, pattern, h, false)
}

// Patch registers h for PATCH.
func (r *Router) Patch(pattern string, h HandlerFunc) *Route {
	return r.add(http.MethodPatch, pattern, h, false)
}

// Delete registers h for DELETE.
func (r *Router) Delete(pattern string, h HandlerFunc) *Route {
	return r.add(http.MethodDelete, pattern, h, false)
}

// Handle registers a plain handler for a method. Its parameters are also at r.PathValue.
func (r *Router) Handle(method, pattern string, h http.Handler) *Route {
	return r.add(method, pattern, h, false)
}

// Mount gives everything below prefix, for every method, to h, which sees the path without the prefix but with its
// leading slash. Paths with empty, "." or ".." segments do not reach h. Reverse gives the prefix.
func (r *Router) Mount(prefix string, h http.Handler) *Route {
	return r.add("", strings.TrimSuffix(prefix, "/")+"/", h, true)
}

// Group calls fn with a router whose patterns all begin with prefix and whose middleware ([Router.Use]) is its own.
// Groups nest; a prefix may hold parameters. Prefix "" only groups.
func (r *Router) Group(prefix string, fn func(r *Router)) {
	fn(&Router{site: r.site, parent: r, prefix: joinPattern(r.prefix, prefix)})
}

// Use adds middleware, outermost first, for all routes of r and of the groups in it, those registered before included. On
// the root router it also wraps the answers to requests that match no route.
func (r *Router) Use(mw ...Middleware) {
	r.mustBeOpen()
	r.mw = append(r.mw, mw...)
}

func (r *Router) mustBeOpen() {
	if r.site.built {
		panic("web: the router has been built: register routes and middleware before Build")
	}
}

func (r *Router) add(method, path string, h http.Handler, mount bool) *Route {
	r.mustBeOpen()
	rt := &Route{method: method, group: r, handler: h, mount: mount, where: caller(3)}
	rt.pat.text = joinPattern(r.prefix, path)
	r.site.routes = append(r.site.routes, rt)
	return rt
}

func joinPattern(prefix, path string) string {
	if strings.HasSuffix(prefix, "/") && strings.HasPrefix(path, "/") {
		path = path[1:]
	}
	return prefix + path
}

// caller names the file and line that registers a route.
func caller(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	if !ok {
		return "unknown place"
	}
	if i := strings.LastIndexByte(file, '/'); i >= 0 {
		if j := strings.LastIndexByte(file[:i], '/'); j >= 0 {
			file = file[j+1:]
		}
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// Name names the route for [Reverse]: "catalog:detail". A name belongs to one pattern; routes of the same pattern with
// different methods may share it.
func (rt *Route) Name(name string) *Route {
	rt.group.mustBeOpen()
	rt.name = name
	return rt
}

// Timeout sets how long a request of this route may take before its context ends; negative means without end.
func (rt *Route) Timeout(d time.Duration) *Route {
	rt.group.mustBeOpen()
	rt.timeout = d
	return rt
}

// BodyLimit sets the largest body in bytes for this route; negative means no limit.
func (rt *Route) BodyLimit(n int64) *Route {
	rt.group.mustBeOpen()
	rt.bodyLimit = n
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
	return fmt.Sprintf("%s %s %q (%s)", method, rt.pat.text, rt.name, rt.where)
}

// RouteInfo describes one route for people and checks.
type RouteInfo struct {
	Method  string // "GET"; "*" for a mounted handler
	Pattern string // "/products/{id:int}/"
	Name    string // "catalog:detail", or ""
	Where   string // "catalog/routes.go:12": where it was registered
}

// Routes lists the routes in the order of registration.
func (r *Router) Routes() []RouteInfo {
	out := make([]RouteInfo, 0, len(r.site.routes))
	for _, rt := range r.site.routes {
		out = append(out, rt.info())
	}
	return out
}

func (rt *Route) info() RouteInfo {
	method := rt.method
	if rt.mount {
		method = "*"
	}
	return RouteInfo{Method: method, Pattern: rt.pat.text, Name: rt.name, Where: rt.where}
}
