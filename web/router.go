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
	// Limits bound what a request may send; [Route.Limits] changes them for one route. Defaults to what [Limits] says.
	Limits Limits
	// ErrorPages write the pages of single statuses (404, 413, 503 …) in the place of ErrorPage. Defaults to none.
	ErrorPages map[int]ErrorPage
	// StrictSlash leaves /a and /a/ two different addresses. Defaults to false: GET /a is led to /a/ where only that resolves.
	StrictSlash bool
	// DebugSections returns what else the page of an error shows in debug: the statements of the request, the settings.
	// Values of names that look secret ([Secret]) are masked. Defaults to none.
	DebugSections func(r *http.Request) []DebugSection
}

// DefaultTimeout is the default of Options.Timeout.
const DefaultTimeout = 30 * time.Second

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
	o.Limits = o.Limits.over(defaultLimits())
	return o
}

// Middleware wraps a handler. It is an alias: any func(http.Handler) http.Handler is one.
type Middleware = func(http.Handler) http.Handler

// HandlerFunc is a handler that returns what went wrong; [Fail] answers it. It is an http.Handler.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP calls h and passes its error to [Fail]. A handler that returns nil and has not answered has forgotten to: that
// is an error too, answered with 500. An empty answer is written by w.WriteHeader.
func (h HandlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, r, err)
		return
	}
	if rec, ok := w.(*recorder); !ok || rec.status == 0 {
		silent(w, r, ok)
	}
}

// A Router collects routes until [Router.Build] turns them into a handler. It is used while wiring, by one goroutine;
// changing it after Build panics.
type Router struct {
	site   *site
	parent *Router
	prefix string
	mw     []Middleware

	instance string // of Include, with those it stands in: "outer:inner"
	access   *Access
}

// site is what a router shares with its groups.
type site struct {
	opt        Options
	routes     []*Route
	converters []*Converter // in the order in which they are tried
	required   []required
	errs       []error // mistakes made while wiring, which Build reports
	built      bool
}

// New returns an empty router.
func New(opt Options) *Router { return &Router{site: &site{opt: opt}} }

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
	fn(&Router{site: r.site, parent: r, prefix: joinPattern(r.prefix, prefix), instance: r.instance})
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
