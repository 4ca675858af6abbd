package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/session"
)

type localKey struct{}

// What is kept for a request is made once, and for this request alone.
func TestLocal(t *testing.T) {
	t.Parallel()
	m, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	ask := func(s *session.Session) int {
		return s.Local(localKey{}, func(r *http.Request) any {
			if (r == nil) != (s == nil) {
				t.Errorf("the request is %v", r)
			}
			made++
			return made
		}).(int)
	}
	h := m.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s := session.From(r.Context())
		if first, second := ask(s), ask(s); first != second {
			t.Errorf("%d, then %d", first, second)
		}
		if s.Local("another", func(*http.Request) any { return "x" }) != "x" || s.Accessed() {
			t.Error("keys are mixed up, or the session counts as looked at")
		}
	}))
	for want := 1; want <= 2; want++ {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		if made != want {
			t.Errorf("made %d times after %d requests", made, want)
		}
	}
	if a, b := ask(nil), ask(nil); a == b {
		t.Error("without a session nothing is kept")
	}
}
