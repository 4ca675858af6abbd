// Package personal keeps answers that are for one person out of caches that others use (RFC 9111).
package personal

import (
	"net/http"
	"slices"
	"strings"
)

// Private takes back what an answer's Cache-Control permits shared caches, and reports whether that was said aloud: public or
// s-maxage. Other directives stay. An answer without Cache-Control gets one that lets only the browser keep it, which then asks before
// it shows it again. Headers that certain caches obey before Cache-Control go in any case.
func Private(h http.Header) (wasShared bool) {
	for _, name := range []string{"Cdn-Cache-Control", "Surrogate-Control", "X-Accel-Expires"} { // RFC 9213, and nginx
		delete(h, name)
	}
	values := h["Cache-Control"]
	if len(values) == 0 {
		h.Set("Cache-Control", "private, no-cache")
		return false
	}
	if Kept(h) {
		return false
	}
	out := []string{"private"}
	for _, d := range directives(values) {
		switch directiveName(d) {
		case "public", "s-maxage":
			wasShared = true
		case "private": // the form with names of headers, which shared caches may store
		default:
			out = append(out, d)
		}
	}
	h.Set("Cache-Control", strings.Join(out, ", "))
	return wasShared
}

// Kept reports whether Cache-Control keeps the answer out of shared caches already.
func Kept(h http.Header) bool {
	return slices.ContainsFunc(directives(h["Cache-Control"]), func(d string) bool {
		return strings.EqualFold(d, "private") || strings.EqualFold(d, "no-store")
	})
}

// directives are the parts of Cache-Control. A comma within quotes is no border.
func directives(values []string) []string {
	var out []string
	for _, v := range values {
		quoted, begin := false, 0
		for i := 0; i <= len(v); i++ {
			switch {
			case i < len(v) && v[i] == '"':
				quoted = !quoted
			case i == len(v) || v[i] == ',' && !quoted:
				if d := strings.TrimSpace(v[begin:i]); d != "" {
					out = append(out, d)
				}
				begin = i + 1
			}
		}
	}
	return out
}

func directiveName(d string) string {
	name, _, _ := strings.Cut(d, "=")
	return strings.ToLower(strings.TrimSpace(name))
}

// Vary says that the answer depends on the header Cookie, unless it says so already.
func Vary(h http.Header) {
	for _, v := range h["Vary"] {
		for name := range strings.SplitSeq(v, ",") {
			if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "Cookie") {
				return
			}
		}
	}
	h.Add("Vary", "Cookie")
}
