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
// is kept when it is at most 64 letters, digits, "-" and "_"; else a new one is made.
func RequestIDs() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := ""
			if in := r.Header["X-Request-Id"]; len(in) == 1 && len(in[0]) <= maxRequestID && isSlug(in[0]) {
				id = in[0]
			} else {
				id = newRequestID()
			}
			if st := stateOf(r.Context()); st != nil {
				st.id[0] = id
				w.Header()["X-Request-Id"] = st.id[:1:1]
			} else {
				w.Header().Set("X-Request-Id", id)
				r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
			}
			next.ServeHTTP(w, r)
		})
	}
}

// newRequestID is 128 random bits in hexadecimal. It has to be unique, not secret.
func newRequestID() string {
	const hex = "0123456789abcdef"
	var b [32]byte
	for half := range 2 {
		n := rand.Uint64()
		for i := range 16 {
			b[half*16+i] = hex[n&15]
			n >>= 4
		}
	}
	return string(b[:])
}

// maxLogPath is how many bytes of a path a log line shows.
const maxLogPath = 256

// AccessLog writes one line for each request when it is finished, also when it panicked: method, path, route, status, bytes
// of the body, duration and request id. The query is left out, since it may hold secrets. Text from the client is cut and
// its control characters are escaped. Statuses of 500 and above are logged at error, the rest at info.
func AccessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start, path := time.Now(), r.URL.Path
			rec, known := w.(*recorder)
			if !known {
				rec = &recorder{ResponseWriter: w}
			}
			done := false
			defer func() { logAccess(log, r, rec, path, time.Since(start), done) }()
			next.ServeHTTP(rec, r)
			done = true
		})
	}
}

func logAccess(log *slog.Logger, r *http.Request, rec *recorder, path string, took time.Duration, done bool) {
	status, level := rec.status, slog.LevelInfo
	switch {
	case status == 0 && done:
		status = http.StatusOK // net/http sends it for a handler that writes nothing
	case status == 0:
		status = http.StatusInternalServerError
	}
	if status >= 500 {
		level = slog.LevelError
	}
	ctx := r.Context()
	if !log.Enabled(ctx, level) {
		return
	}
	name := ""
	if st := stateOf(ctx); st != nil && st.search.route != nil {
		if name = st.search.route.name; name == "" {
			name = st.search.route.pat.text
		}
	}
	log.LogAttrs(ctx, level, "request",
		slog.String("method", logText(r.Method, 16)), slog.String("path", logText(path, maxLogPath)), slog.String("route", name),
		slog.Int("status", status), slog.Int64("bytes", rec.bytes), slog.Duration("duration", took),
		slog.String("request_id", RequestID(ctx)))
}

// SecurityHeaders sets on every answer the headers that are right for any site: no content sniffing, no framing by others,
// no referrer and no window handle to other origins. A handler may change them.
func SecurityHeaders() Middleware {
	nosniff, deny, sameOrigin := []string{"nosniff"}, []string{"DENY"}, []string{"same-origin"}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h["X-Content-Type-Options"] = nosniff[:1:1]
			h["X-Frame-Options"] = deny[:1:1]
			h["Referrer-Policy"] = sameOrigin[:1:1]
			h["Cross-Origin-Opener-Policy"] = sameOrigin[:1:1]
			next.ServeHTTP(w, r)
		})
	}
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
