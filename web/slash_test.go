package web_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// slashSite has a route for nearly everything with a slash at its end.
func slashSite(t testing.TB, opt web.Options) http.Handler {
	return build(t, opt, func(r *web.Router) {
		r.Get("/a/", say("a"))
		r.Get("/{one}/", say("one"))
		r.Get("/{one}/{two}/", say("two"))
		r.Get("/deep/{rest:path}", say("rest"))
		r.Regexp("GET", `/re:(?P<rest>.*)/`, say("re"))
		r.Mount("/mount/", say("mount"))
	})
}

func TestSlash(t *testing.T) {
	t.Parallel()
	h := slashSite(t, web.Options{})
	for path, want := range map[string]string{
		"/a":           "/a/",
		"/a?x=1&y=%20": "/a/?x=1&y=%20",
		"/x/y":         "/x/y/",
		"/%C3%A4":      "/%C3%A4/",
		"/none/x/y/z":  "",
		"/a/":          "",
	} {
		w := get(h, "GET", path)
		if got := w.Header().Get("Location"); got != want || (want != "") != (w.Code == 301) {
			t.Errorf("%s: %d %q, want %q", path, w.Code, got, want)
		}
	}
	if w := get(h, "POST", "/a"); w.Code != 404 {
		t.Errorf("POST was redirected, its body would be lost: %d", w.Code)
	}
	if w := get(slashSite(t, web.Options{StrictSlash: true}), "GET", "/a"); w.Code != 200 || w.Header().Get("Location") != "" {
		if w.Code != 404 {
			t.Errorf("StrictSlash: %d %q", w.Code, w.Header().Get("Location"))
		}
	}
	if w := get(slashSite(t, web.Options{Debug: true}), "POST", "/a"); !strings.Contains(w.Body.String(), "with a slash at its end") {
		t.Errorf("debug does not tell about the slash: %s", w.Body)
	}
}

// openRedirect reports whether a browser on https://good.example would leave it by this Location.
func openRedirect(location string) bool {
	if strings.HasPrefix(location, "//") || strings.HasPrefix(location, "/\\") || strings.ContainsAny(location, "\r\n\t\\\x00") {
		return true
	}
	base, _ := url.Parse("https://good.example/")
	u, err := base.Parse(location)
	return err != nil || u.Host != "good.example"
}

// FuzzSlash sends the path as the request line has it and looks where the answer leads.
func FuzzSlash(f *testing.F) {
	for _, s := range []string{
		"/a", "//evil.example/a", "///evil.example/a", "/%2Fevil.example/a", "/%2F%2Fevil.example", "/\\evil.example", "/%5Cevil.example/a",
		"/a%0d%0aLocation:%20//evil.example", "//evil.example/a?b", "/.//evil.example/a", "/..//evil.example", "http://evil.example/a",
		"/%09/evil.example", "/re://evil.example", "/re:a", "/mount", "/deep//evil", "/a;//evil.example", "//evil.example%2f..", "/%2e%2e",
	} {
		f.Add(s)
	}
	h := slashSite(f, web.Options{})
	f.Fuzz(func(t *testing.T, target string) {
		req, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + target + " HTTP/1.1\r\nHost: good.example\r\n\r\n")))
		if err != nil {
			return
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if to := w.Header().Get("Location"); to != "" && openRedirect(to) {
			t.Errorf("%q leads to %q", target, to)
		}
	})
}
