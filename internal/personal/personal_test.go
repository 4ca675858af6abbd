package personal_test

import (
	"net/http"
	"testing"

	"github.com/musette-go/musette/internal/personal"
)

// The tables of the package session hold the rest.
func TestPrivate(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]struct {
		control string
		kept    bool
		shared  bool
	}{
		"private":                    {"private", true, false},
		"public, max-age=5":          {"private, max-age=5", false, true},
		`private="a, no-store", x=1`: {"private, x=1", false, false},
		"max-age=5, NO-STORE":        {"max-age=5, NO-STORE", true, false},
	} {
		h := http.Header{"Cache-Control": {said}, "Vary": {"Accept, cookie"}}
		if got := personal.Kept(h); got != want.kept {
			t.Errorf("%q is kept out of shared caches: %v", said, got)
		}
		if got := personal.Private(h); got != want.shared || h.Get("Cache-Control") != want.control {
			t.Errorf("%q became %q, shared %v", said, h.Get("Cache-Control"), got)
		}
		if personal.Vary(h); len(h["Vary"]) != 1 {
			t.Errorf("Vary is %q", h["Vary"])
		}
	}
}

// What certain caches obey before Cache-Control goes, whatever that says, or if it says nothing.
func TestPrivateForAllCaches(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"CDN-Cache-Control", "Surrogate-Control", "X-Accel-Expires"} {
		for _, said := range []string{"", "private", "no-store", "public, max-age=5"} {
			h := http.Header{}
			if said != "" {
				h.Set("Cache-Control", said)
			}
			h.Set(name, "max-age=600")
			if personal.Private(h); h.Get(name) != "" {
				t.Errorf("with Cache-Control %q, %s stays %q", said, name, h.Get(name))
			}
		}
	}
}
