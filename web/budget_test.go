package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// TestHostileHeadersAreCheap: SEC-30 and X32: whatever stands in the headers that the security middleware reads, a request costs
// little, and no more than twice as much when they are twice as long.
func TestHostileHeadersAreCheap(t *testing.T) {
	t.Parallel()
	opt := trust()
	opt.Forwarded = true
	sites := map[string]http.Handler{
		"X-Forwarded-For": csrfSite(t, stack{proxies: quietly(trust())}),
		"Forwarded":       csrfSite(t, stack{proxies: quietly(opt)}),
	}
	for name, h := range sites {
		for header, unit := range map[string]string{
			"X-Forwarded-For": "10.0.0.1,", "X-Forwarded-Proto": "https,", "Forwarded": "for=10.0.0.1,", "X-Real-Ip": "1", "Origin": "https://a.", "Sec-Fetch-Site": "same-origin,",
			"Cookie": "__Host-csrf=x; ", "X-Csrftoken": "A", "Content-Type": "multipart/form-data; boundary=a;", "Host": "a.", "Accept": "text/html,", "X-Request-Id": "a",
		} {
			cost := func(n int) time.Duration {
				value := strings.Repeat(unit, n/len(unit))
				best := time.Hour
				for range 5 {
					r := request("POST", "/form/", "a=1", header, value)
					r.TLS, r.RemoteAddr = nil, "10.0.0.1:1"
					start := time.Now()
					do(h, r)
					best = min(best, time.Since(start))
				}
				return best
			}
			small, large := cost(32<<10), cost(64<<10)
			if large > 20*time.Millisecond || large > 4*small && large > 2*time.Millisecond {
				t.Errorf("with %s read, 64 KiB of %s cost %s, 32 KiB %s", name, header, large, small)
			}
		}
	}
}

// TestHostileTargetsAreCheap: addresses that people are to be led to.
func TestHostileTargetsAreCheap(t *testing.T) {
	t.Parallel()
	r := request("GET", "/", "")
	for _, unit := range []string{"/", "//", "a", "%2f", "%", "\\", "https://", "@", ":", "?", "#", "[", "../"} {
		target := strings.Repeat(unit, (1<<20)/len(unit))
		best := time.Hour // of several: the machine has other work
		for range 5 {
			start := time.Now()
			if web.SafeRedirect(r, target) || web.SafeRedirect(r, "https://"+target) {
				t.Errorf("a megabyte of %q is taken", unit)
			}
			best = min(best, time.Since(start))
		}
		if best > 50*time.Millisecond {
			t.Errorf("a megabyte of %q costs %s", unit, best)
		}
	}
}
