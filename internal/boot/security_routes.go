package boot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/web"
)

// checkRoutes looks at what single routes allow.
func (b *Site) checkRoutes(context.Context) []check.Message {
	var f findings
	for _, rt := range b.Router.Routes() {
		object := rt.Method + " " + rt.Pattern
		if rt.CSRFExempt != "" && rt.CSRFExempt != reportReason {
			f.info("security.I111", object, "is not checked for forged requests ("+rt.Where+"): "+rt.CSRFExempt)
		}
		if rt.Opened && !ownRoute(rt.Name) {
			f.info("security.I115", object, "is open to everybody, although what is around it is not ("+rt.Where+")")
		}
		if high := highLimits(rt.Limits); high != nil {
			f.warn(true, "security.W116", object, "takes almost anything ("+rt.Where+"): "+strings.Join(high, ", ")+": a few requests can fill the memory or the disk",
				"set what the route needs, and let nobody in who need not send that much")
		}
		f.warn(rt.Public() && forOperators(rt), "security.W117", object, "shows everybody how the process works ("+rt.Where+")",
			"give it an access rule, or serve it at another port that only operators reach")
	}
	return f
}

// ownRoute reports whether a route is the framework's own, which must be open to do its work.
func ownRoute(name string) bool {
	return slices.Contains([]string{"healthz", "readyz", "csp-report", "static"}, name)
}

// forOperators finds the pages of net/http/pprof and expvar, by their handlers and by where they usually stand, and metrics.
func forOperators(rt web.RouteInfo) bool {
	return strings.HasPrefix(rt.Handler, "pprof.") || strings.HasPrefix(rt.Handler, "expvar.") || strings.HasPrefix(rt.Pattern, "/debug/") ||
		strings.TrimSuffix(rt.Pattern, "/") == "/metrics"
}

// Above what a limit is reported: a body, which goes to the disk, in bytes, and the others, which are held in memory, as a
// multiple of their defaults.
const (
	highBody = 4 << 30
	highRest = 10
)

// highLimits names the limits that are off, or far beyond their defaults. FileBytes is none by default: Body bounds it.
func highLimits(l web.Limits) []string {
	var out []string
	for _, one := range []struct {
		name        string
		value, high int64
	}{
		{"Body", l.Body, highBody},
		{"Query", int64(l.Query), highRest * web.DefaultQuery},
		{"HeaderLines", int64(l.HeaderLines), highRest * web.DefaultHeaderLines},
		{"Fields", int64(l.Fields), highRest * web.DefaultFields},
		{"FieldBytes", l.FieldBytes, highRest * web.DefaultFieldBytes},
		{"Values", l.Values, highRest * web.DefaultValues},
		{"Files", int64(l.Files), highRest * web.DefaultFiles},
		{"Memory", l.Memory, highRest * web.DefaultMemory},
		{"Depth", int64(l.Depth), highRest * web.DefaultDepth},
	} {
		switch {
		case one.value < 0:
			out = append(out, "no limit of "+one.name)
		case one.value > one.high:
			out = append(out, fmt.Sprintf("%s %d", one.name, one.value))
		}
	}
	return out
}
