package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// TestErrorPages overrides the page of each status, and asks for both forms.
func TestErrorPages(t *testing.T) {
	t.Parallel()
	kinds := map[int]problem.Kind{
		400: problem.BadRequest, 401: problem.Unauthenticated, 403: problem.Denied, 404: problem.NotFound, 405: problem.MethodNotAllowed, 409: problem.Conflict,
		413: problem.TooLarge, 429: problem.TooMany, 500: problem.Internal, 503: problem.Unavailable,
	}
	own := make(map[int]web.ErrorPage)
	for status := range kinds {
		own[status] = func(w http.ResponseWriter, _ *http.Request, status int, err error) {
			w.WriteHeader(status)
			fmt.Fprintf(w, "own page for %d: %s", status, web.ErrorText(status, err))
		}
	}
	routes := func(r *web.Router) {
		for status, kind := range kinds {
			r.Get(fmt.Sprintf("/%d/", status), fails(problem.New(kind, "said.")))
		}
	}
	plain, owned := build(t, web.Options{}, routes), build(t, web.Options{ErrorPages: own}, routes)
	for status := range kinds {
		path := fmt.Sprintf("/%d/", status)
		if w := get(owned, "GET", path); w.Code != status || w.Body.String() != fmt.Sprintf("own page for %d: said.", status) {
			t.Errorf("%d: %d %s", status, w.Code, w.Body)
		}
		if w := get(plain, "GET", path); w.Code != status || !strings.Contains(w.Body.String(), "said.") || !strings.Contains(w.Body.String(), "<h1>") {
			t.Errorf("%d by default: %d %s", status, w.Code, w.Body)
		}
		if w := get(owned, "GET", path, "Accept", "application/json"); w.Code != status || w.Body.String() != `{"detail":"said."}`+"\n" {
			t.Errorf("%d as JSON: %d %s", status, w.Code, w.Body)
		}
	}
	if w := get(owned, "GET", "/nowhere/"); !strings.Contains(w.Body.String(), "own page for 404") {
		t.Errorf("no route: %s", w.Body)
	}
}
