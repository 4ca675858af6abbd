package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/musette-go/musette/problem"
)

// A RateKey says which bucket a request takes from; ok is false for requests that are not limited.
type RateKey func(r *http.Request) (key string, ok bool)

// ByIP gives each address a bucket of its own, as [ClientIP] knows it. Of IPv6 it takes the first 64 bits, which is what one
// customer gets. Requests without an address share one.
func ByIP(r *http.Request) (string, bool) {
	a := ClientIP(r)
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr().String(), true
		}
	}
	if a == (netip.Addr{}) {
		return "-", true
	}
	return a.String(), true
}

// ByRoute gives each route a bucket, for all who ask; requests that match none share one.
func ByRoute(r *http.Request) (string, bool) {
	info, _ := Current(r)
	return info.Method + " " + info.Pattern, true
}

// ByHeader gives each value of a header a bucket, such as that of a key of an API; without the header a request is not
// limited. Values that somebody can make up do not limit them: check the key first.
func ByHeader(name string) RateKey {
	return func(r *http.Request) (string, bool) {
		v := r.Header.Get(name)
		return v, v != ""
	}
}

// Both gives each pair of keys a bucket: each address on each route.
func Both(a, b RateKey) RateKey {
	return func(r *http.Request) (string, bool) {
		x, ok := a(r)
		if !ok {
			return "", false
		}
		y, ok := b(r)
		return strconv.Itoa(len(x)) + ":" + x + y, ok
	}
}

// RateOptions configure [RateLimit]. Only Rate is required.
type RateOptions struct {
	// Rate is how often.
	Rate Rate
	// Name tells limits apart: those of one name and key share their buckets, wherever they stand. It also stands in the
	// header RateLimit-Policy. Letters, digits, "-" and "_". Defaults to "default".
	Name string
	// Key says whose bucket it is. Defaults to [ByIP].
	Key RateKey
	// Store keeps the buckets. Defaults to one in memory for this limit.
	Store RateStore
	// Logger is told when the store fails. Defaults to slog.Default().
	Logger *slog.Logger
}

// RateLimit answers 429 with Retry-After when somebody asks too often. Every answer tells where it stands in RateLimit and
// RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers). When the store fails, this process counts alone, so that
// a limit becomes as many times looser as there are processes, and does not vanish. A rate that is none panics, since it is
// a mistake in the program.
//
//	r.Post("/login/", login).With(web.RateLimit(web.RateOptions{Name: "login", Rate: web.Rate{Limit: 5, Per: time.Minute}}))
func RateLimit(opt RateOptions) Middleware {
	l := newLimiter(opt)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			key, limited := l.opt.Key(r)
			if !limited {
				next.ServeHTTP(w, r)
				return
			}
			took := l.take(r, key)
			h := w.Header()
			h.Add("Ratelimit-Policy", l.policy)
			h.Add("Ratelimit", l.standing(took))
			if !took.Allowed {
				Fail(w, r, rateError{took.RetryAfter})
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

type limiter struct {
	opt    RateOptions
	policy string
	spare  RateStore
	failed atomic.Bool // the store's last answer was an error
}

func newLimiter(opt RateOptions) *limiter {
	if err := opt.Rate.Check(); err != nil {
		panic(err.Error())
	}
	if opt.Name == "" {
		opt.Name = "default"
	}
	if !isSlug(opt.Name) {
		panic("web: the name of a rate limit is letters, digits, - and _, not " + quoted(opt.Name))
	}
	if opt.Key == nil {
		opt.Key = ByIP
	}
	l := &limiter{spare: NewRateMemory(0)}
	if opt.Store == nil {
		opt.Store = l.spare
	}
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	l.opt = opt
	l.policy = fmt.Sprintf("%q;q=%d;w=%d", opt.Name, opt.Rate.burst(), wholeSeconds(opt.Rate.interval()*time.Duration(opt.Rate.burst())))
	return l
}

// take asks the store, and the spare one when it fails.
func (l *limiter) take(r *http.Request, key string) Took {
	key = l.opt.Name + ":" + key
	if len(key) > 256 {
		key = key[:256] // what is longer is nothing that somebody was given
	}
	took, err := l.opt.Store.Take(r.Context(), key, l.opt.Rate, 1)
	if err == nil {
		l.failed.Store(false)
		return took
	}
	if !l.failed.Swap(true) {
		l.opt.Logger.LogAttrs(r.Context(), slog.LevelError, "the store of rate limits failed: this process counts alone",
			slog.String("limit", l.opt.Name), slog.String("error", logText(err.Error(), 1<<10)))
	}
	took, _ = l.spare.Take(r.Context(), key, l.opt.Rate, 1) // fails for rates that are none only
	return took
}

func (l *limiter) standing(t Took) string {
	wait := t.Reset
	if !t.Allowed {
		wait = t.RetryAfter
	}
	return `"` + l.opt.Name + `";r=` + strconv.Itoa(t.Remaining) + ";t=" + strconv.Itoa(wholeSeconds(wait))
}

// wholeSeconds rounds up.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// rateError is a request too many.
type rateError struct{ after time.Duration }

func (e rateError) Error() string {
	return "web: the rate limit is reached; try again in " + e.after.String()
}
func (e rateError) Kind() problem.Kind        { return problem.TooMany }
func (e rateError) RetryAfter() time.Duration { return e.after }
func (e rateError) Public() string            { return "" }
