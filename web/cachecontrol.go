package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// NeverCache keeps browsers and proxies from storing an answer: Cache-Control is max-age=0, no-cache, no-store,
// must-revalidate, private, as in Django. A handler may say otherwise.
func NeverCache() Middleware {
	return header("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
}

// A CachePolicy says who may store an answer and for how long (RFC 9111). The zero value says "no-cache": it may be stored,
// and is asked for again each time.
type CachePolicy struct {
	Private   bool          // only the browser, no proxy
	Public    bool          // also when the request carried credentials; not together with Private
	MaxAge    time.Duration // in whole seconds
	Immutable bool          // never asked for again while it is fresh
	// StaleWhileRevalidate is for how long an answer may be used while it is being asked for again (RFC 5861).
	StaleWhileRevalidate time.Duration
}

// String is the value of Cache-Control.
func (p CachePolicy) String() string {
	var parts []string
	add := func(yes bool, text string) {
		if yes {
			parts = append(parts, text)
		}
	}
	add(p.Private, "private")
	add(p.Public && !p.Private, "public")
	add(p.MaxAge > 0, "max-age="+seconds(p.MaxAge))
	add(p.MaxAge <= 0, "no-cache")
	add(p.Immutable, "immutable")
	add(p.StaleWhileRevalidate > 0, "stale-while-revalidate="+seconds(p.StaleWhileRevalidate))
	return strings.Join(parts, ", ")
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// CacheControl sets Cache-Control on every answer, which a handler may change. Errors are never stored: [Fail] says so.
func CacheControl(p CachePolicy) Middleware { return header("Cache-Control", p.String()) }

// VaryOn adds names of request headers to Vary, for answers that depend on them.
func VaryOn(names ...string) Middleware {
	list := strings.Join(names, ", ")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Vary", list)
			next.ServeHTTP(w, r)
		})
	}
}

// header sets a header before the handler runs.
func header(name, value string) Middleware {
	values := []string{value}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()[name] = values[:1:1]
			next.ServeHTTP(w, r)
		})
	}
}
