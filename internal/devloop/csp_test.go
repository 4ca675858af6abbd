package devloop

import (
	"net/http"
	"testing"
)

func TestPoliciesAllowTheScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, policy, want, nonce string }{
		{"the default", "default-src 'self'; script-src 'self'; object-src 'none'", "default-src 'self'; script-src 'self'; object-src 'none'", ""},
		{"a nonce", "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'", "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'", "abc"},
		{"nothing at all", "default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self'", ""},
		{"no scripts", "default-src 'self'; script-src 'none'", "default-src 'self'; script-src 'self'", ""},
		{"a host", "script-src https://cdn.example", "script-src https://cdn.example 'self'", ""},
		{"elements", "script-src 'none'; script-src-elem https://a.example", "script-src 'none'; script-src-elem https://a.example 'self'", ""},
		{"inline scripts stay allowed", "script-src 'unsafe-inline'", "script-src 'unsafe-inline' 'self'", ""},
		{"connections", "default-src *; connect-src https://api.example", "default-src *; connect-src https://api.example 'self'", ""},
		{"no sources", "frame-ancestors 'none'", "frame-ancestors 'none'", ""},
		{"two policies", "default-src 'self', script-src 'none'", "default-src 'self',script-src 'self'", ""},
		{"the first of two directives counts", "script-src 'self'; script-src 'none'", "script-src 'self'; script-src 'none'", ""},
		{"empty", ";; ", ";; ", ""},
	} {
		for _, name := range policyHeaders() {
			h := http.Header{name: {c.policy}}
			if nonce := allow(h); nonce != c.nonce || h.Get(name) != c.want {
				t.Errorf("%s: %s: %q with the nonce %q, want %q with %q", c.name, name, h.Get(name), nonce, c.want, c.nonce)
			}
		}
	}
}

func FuzzPolicy(f *testing.F) {
	for _, s := range []string{"default-src 'self'", "script-src 'none'; connect-src", ";;,", "script-src 'nonce-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, policy string) {
		fixed, nonce := allowIn(policy)
		if again, n := allowIn(fixed); again != fixed || n != nonce {
			t.Errorf("%q becomes %q, and that %q", policy, fixed, again)
		}
	})
}
