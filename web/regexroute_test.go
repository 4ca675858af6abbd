package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

func TestRegexp(t *testing.T) {
	t.Parallel()
	show := web.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		_, err := fmt.Fprintf(w, "%s/%s", web.Param(r, "year"), web.Param(r, "week"))
		return err
	})
	r := web.New(web.Options{})
	r.Regexp("GET", `/archive/(?P<year>[0-9]{4})-(?P<week>[0-9]{2})/`, show).Name("week")
	r.Regexp("POST", `/archive/(?P<year>[0-9]{4})-(?P<week>[0-9]{2})/`, show)
	r.Regexp("GET", `/x(?:/|)(?P<rest>.*)`, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "plain "+r.PathValue("rest")) }))
	r.Get("/archive/2024-01/", say("pattern"))
	r.Group("/shop/{id:int}/", func(r *web.Router) {
		r.Regexp("GET", `/v(?P<n>[0-9]+)`, web.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			_, err := fmt.Fprint(w, web.Int(r, "id"), " ", web.Param(r, "n"))
			return err
		})).Name("version")
	})
	r.Mount("/", say("mount"))
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/archive/2024-02/":     "2024/02",
		"/archive/2024-01/":     "pattern", // patterns come first
		"/archive/2024-2/":      "mount",   // mounts come last
		"/xtra":                 "plain tra",
		"/x/a/b":                "plain a/b",
		"/shop/12/v3":           "12 3",
		"/shop/012/v3":          "mount", // the parameter of the prefix is checked as well
		"/a/archive/2024-02/":   "mount",
		"/archive/2024-02/more": "mount",
	} {
		if got := get(h, "GET", path).Body.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if w := get(h, "HEAD", "/archive/2024-02/"); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if _, err := r.Build(); err != nil {
		t.Errorf("building again: %v", err)
	}
	urls := r.URLs()
	if got, err := urls.Reverse("week", "2024", "07"); got != "/archive/2024-07/" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := urls.Reverse("version", 12, 3); got != "/shop/12/v3" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range [][]any{{"24", "07"}, {"2024", "07/../.."}, {"2024-07/", ""}} {
		if got, err := urls.Reverse("week", bad...); err == nil {
			t.Errorf("%q gave %q", bad, got)
		}
	}
}

func TestRegexpMethods(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Regexp("GET", `/r(?P<n>[0-9])/`, say("get"))
		r.Regexp("PUT", `/r(?P<n>[0-9])/`, say("put"))
	})
	if w := get(h, "OPTIONS", "/r1/"); w.Header().Get("Allow") != "GET, HEAD, PUT, OPTIONS" || w.Code != 204 {
		t.Errorf("%d %q", w.Code, w.Header().Get("Allow"))
	}
	if w := get(h, "POST", "/r1/"); w.Code != 405 {
		t.Errorf("%d", w.Code)
	}
	if w := get(h, "GET", "/r1"); w.Code != 301 || w.Header().Get("Location") != "/r1/" {
		t.Errorf("%d %q", w.Code, w.Header().Get("Location"))
	}
}

// TestRegexpIsLinear would take years with an engine that backtracks.
func TestRegexpIsLinear(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) { r.Regexp("GET", `/(?:a+)+b`, say("x")) })
	start := time.Now()
	if w := get(h, "GET", "/"+strings.Repeat("a", 8000)); w.Code != 404 {
		t.Error(w.Code)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %s", took)
	}
}

func TestRegexpMistakes(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		`/(unclosed`:             "does not compile",
		`/(x)`:                   "every group of the expression needs a name",
		`no/slash`:               "begins with a slash",
		`/(?P<id>x)/(?P<id>y)`:   `"id" occurs twice`,
		`/named/(?P<id>x)?`:      "literal text and named groups only",
		`/back/(?P<a>x)(?P=a)`:   "does not compile",
		`/{id}/(?P<year>[0-9]{4`: "does not compile",
	} {
		r := web.New(web.Options{})
		r.Regexp("GET", expr, say("x")).Name("named")
		_, err := r.Build()
		wantErr(t, err, want, "regexroute_test.go")
	}
	r := web.New(web.Options{})
	r.Group("/{id:int}", func(r *web.Router) { r.Regexp("GET", `/(?P<id>x)`, say("x")) })
	_, err := r.Build()
	wantErr(t, err, `"id" occurs twice`)
}
