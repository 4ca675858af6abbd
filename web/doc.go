// Package web routes requests to handlers and answers when something goes wrong. It is net/http inside out: a route ends
// in an http.Handler, middleware is func(http.Handler) http.Handler, and [Router.Build] gives one http.Handler.
//
// # Routes
//
// A [Router] collects routes; [Router.Build] checks them all and returns the handler:
//
//	r := web.New(web.Options{})
//	r.Get("/products/{id:int}/", productDetail).Name("catalog:detail")
//	h, err := r.Build()
//
// A pattern is a path whose segments are literal or hold one parameter, {name} or {name:type}. The types are
//
//	str    any text without a slash, not empty, not "." or ".."; the default
//	int    0 or digits without leading zeros, at most 9223372036854775807
//	slug   letters A–Z and a–z, digits, "-" and "_"
//	uuid   a UUID in lower case with hyphens
//	path   the rest of the path, slashes included; only as the last segment
//
// and those that a site adds by [NewConverter]. Text that does not convert does not match, so that a route is simply not found. Patterns are matched against the decoded
// path, decoded once. Where several patterns match, the most specific one is taken, segment by segment: literal text, then
// a parameter with literal text around it, then int, uuid, slug, str, and path last. The order of registration never
// matters; two routes that match exactly the same paths are refused by Build. [Router.Regexp] takes a regular expression
// instead, [Router.Include] the routes of an app as an instance of it.
//
// [Int], [Param], [UUID] and [Value] read parameters in a handler. A plain http.Handler registered by [Router.Handle] reads them
// with r.PathValue as well.
//
// # What the router answers by itself
//
// 404 when nothing matches, 405 with Allow when only the method does not, HEAD wherever there is GET, OPTIONS everywhere,
// and for GET and HEAD a permanent redirect from /a to /a/ where only the latter resolves. A path with control characters or
// invalid UTF-8 is 400; what is beyond its [Limits] is 413, 414 or 431. The route is found before the middleware runs, so that
// middleware can ask for it with [Current]; middleware of the root router also sees the requests that match nothing.
//
// # Requests and answers
//
// [QueryValues], [ReadForm], [DecodeJSON], [Header] and [CookieValue] read what a request brings, each from its own source and
// within its [Limits]. [JSON], [File], [Attachment] and [Negotiate] help to answer; [Condition], [ConditionalGet],
// [CacheControl], [NeverCache] and [Methods] are middleware for [Route.With], in any order. [Router.Access] says who may come in.
//
// # Errors
//
// A [HandlerFunc] returns an error instead of writing one. [Fail] is the only place that turns errors into answers: the
// status comes from problem.Of, the form (page or JSON) from Accept, and the text only from what the error declares to be
// public. What happened inside stays in the log, except in debug.
//
// # Reverse
//
// Names lead back to paths: [Reverse] in a handler, [Router.URLs] everywhere else, for instance in templates. A [Link] is a
// name that knows the types of its arguments.
//
// # Serving
//
// [Server] is http.Server with time-outs and limits set, which gives slow clients time as long as they make progress and drains
// before it stops. [Health] answers /healthz and
// /readyz.
package web
