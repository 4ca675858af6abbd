package web

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// Defaults returns the middleware that every site starts with, outermost first: request ids, the access log, security
// headers, recovery. Limits and time-outs belong to the router itself ([Options]).
func Defaults(log *slog.Logger) []Middleware {
	return []Middleware{RequestIDs(), AccessLog(log), SecurityHeaders(), Recover()}
}

// maxRequestID is the longest request id taken from a client.
const maxRequestID = 64

type requestIDKey struct{}

// RequestID returns the id that [RequestIDs] gave the request, or "".
func RequestID(ctx context.Context) string {
	for st := stateOf(ctx); st != nil; st = stateOf(st.parent) { // a mounted router stands within another one
		if st.id[0] != "" {
			return st.id[0]
		}
	}
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// RequestIDs gives every request an id, found by [RequestID] and sent back as X-Request-ID. An id that came with the request
// is kept when it is at most 64 letters, digits, "-" and "_"; else a new one is made. The header traceparent of W3C Trace
// Context is read as well, for [TraceOf], [Propagate] and [LogHandler].
func RequestIDs() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id, trace := "", parseTrace(r.Header)
			if in := r.Header["X-Request-Id"]; len(in) == 1 && len(in[0]) <= maxRequestID && isSlug(in[0]) {
				id = in[0]
			} else {
				id = newRequestID()
			}
			if st := stateOf(r.Context()); st != nil {
				st.id[0] = id
				if trace != nil {
					st.extra().trace = trace
				}
				w.Header()["X-Request-Id"] = st.id[:1:1]
			} else {
				w.Header().Set("X-Request-Id", id)
				ctx := context.WithValue(r.Context(), requestIDKey{}, id)
				r = r.WithContext(context.WithValue(ctx, traceKey{}, trace))
			}
			next.ServeHTTP(w, r)
		})
	}
}

// newRequestID is 128 random bits in hexadecimal. It has to be unique, not secret.
func newRequestID() string {
	var b [32]byte
	hexDigits(b[:16], rand.Uint64())
	hexDigits(b[16:], rand.Uint64())
	return string(b[:])
}

// Timeout ends the context of a request after d. It can only shorten what the router allows ([Options.Timeout],
// [Route.Timeout]); the handler learns of it through its context and returns the error, which [Fail] answers with 503.
func Timeout(d time.Duration) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), d)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
