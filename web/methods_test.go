package web_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestOptionsAndHead asks every route of a site that has all kinds of them.
func TestOptionsAndHead(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Get("/get/", say("body"))
	r.Post("/post/", say("x"))
	r.Get("/both/{id:int}/", say("both"))
	r.Post("/both/{id:int}/", say("x"))
	r.Delete("/both/{id:int}/", say("x"))
	r.Handle("GET", "/plain/{name}/", http.NotFoundHandler())
	r.Handle("PURGE", "/purge/", say("x"))
	r.Regexp("GET", `/re/(?P<x>[a-z]+)`, say("re"))
	r.Include("/in", "in", func(r *web.Router) { r.Patch("/p/", say("x")).Name("app:p") })
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	allow := map[string]string{
		"/get/": "GET, HEAD, OPTIONS", "/post/": "POST, OPTIONS", "/both/{id:int}/": "GET, HEAD, POST, DELETE, OPTIONS",
		"/plain/{name}/": "GET, HEAD, OPTIONS", "/purge/": "OPTIONS, PURGE", `/re/(?P<x>[a-z]+)`: "GET, HEAD, OPTIONS", "/in/p/": "PATCH, OPTIONS",
	}
	path := strings.NewReplacer("{id:int}", "1", "{name}", "n", "(?P<x>[a-z]+)", "x")
	for _, rt := range r.Routes() {
		at := path.Replace(rt.Pattern)
		if w := get(h, "OPTIONS", at); w.Code != 204 || w.Header().Get("Allow") != allow[rt.Pattern] {
			t.Errorf("OPTIONS %s: %d %q, want %q", at, w.Code, w.Header().Get("Allow"), allow[rt.Pattern])
		}
		if w := get(h, "TRACE", at); w.Code != 405 || w.Header().Get("Allow") != allow[rt.Pattern] {
			t.Errorf("TRACE %s: %d %q", at, w.Code, w.Header().Get("Allow"))
		}
		if rt.Method != "GET" {
			continue
		}
		whole, body, err1 := ask(t, "GET", url+at)
		head, none, err2 := ask(t, "HEAD", url+at)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		whole.Header.Del("Date") // a second may have begun
		head.Header.Del("Date")
		if whole.StatusCode != head.StatusCode || !reflect.DeepEqual(whole.Header, head.Header) || whole.ContentLength != head.ContentLength || body == "" || none != "" {
			t.Errorf("HEAD %s: %d %v %q, GET %d %v", at, head.StatusCode, head.Header, none, whole.StatusCode, whole.Header)
		}
	}
}

func TestMethodsGuard(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Mount("/m/", web.Methods("POST")(say("ran")))
		r.Mount("/g/", web.Methods("GET", "PUT")(say("ran")))
	})
	for _, tt := range []struct {
		method, path, allow string
		code                int
	}{
		{"POST", "/m/", "", 200},
		{"GET", "/m/", "POST, OPTIONS", 405},
		{"OPTIONS", "/m/", "POST, OPTIONS", 204},
		{"HEAD", "/g/", "", 200},
		{"PUT", "/g/", "", 200},
		{"DELETE", "/g/", "GET, HEAD, PUT, OPTIONS", 405},
	} {
		if w := get(h, tt.method, tt.path); w.Code != tt.code || w.Header().Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d %q, want %d %q", tt.method, tt.path, w.Code, w.Header().Get("Allow"), tt.code, tt.allow)
		}
	}
}
