package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// TestCORS: HTTP-30: listed origins, whole, and nobody who looks like them.
func TestCORS(t *testing.T) {
	t.Parallel()
	mw := must(t)(web.CORS(web.CORSOptions{Origins: []string{"https://app.example", "http://localhost:3000"}, Credentials: true,
		Expose: []string{"X-Total"}, MaxAge: time.Hour}))
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(mw)
		r.Get("/api/x/", say("ok"))
		r.Get("/page/", say("ok"))
	})
	for origin, allowed := range map[string]bool{
		"https://app.example": true, "http://localhost:3000": true, "https://app.example:443": true,
		"http://app.example": false, "https://app.example.evil.example": false, "https://evil-app.example": false, "https://evilapp.example": false,
		"https://sub.app.example": false, "null": false, "": false, "https://app.example/": false, "https://app.example:444": false,
		"https://localhost:3000": false, "http://localhost": false, "https://user@app.example": false, "*": false, "https://app.exampl": false,
		"https://app.example\x00.evil.example": false, "https://app.example, https://evil.example": false, "file://": false,
	} {
		w := do(h, request("GET", "/api/x/", "", "Origin", origin))
		got := w.Header().Get("Access-Control-Allow-Origin")
		if (got != "") != allowed || got == "*" || (w.Header().Get("Access-Control-Allow-Credentials") == "true") != allowed {
			t.Errorf("%q: %v", origin, w.Header())
		}
		if w.Header().Get("Vary") != "Origin" || w.Code != 200 {
			t.Errorf("%q: %d, Vary %q", origin, w.Code, w.Header().Get("Vary"))
		}
		pre := do(h, request("OPTIONS", "/api/x/", "", "Origin", origin, "Access-Control-Request-Method", "DELETE"))
		if pre.Code != 204 || (pre.Header().Get("Access-Control-Allow-Methods") != "") != allowed || (pre.Header().Get("Access-Control-Allow-Origin") != "") != allowed {
			t.Errorf("%q asks first: %d %v", origin, pre.Code, pre.Header())
		}
	}
	pre := do(h, request("OPTIONS", "/api/x/", "", "Origin", "https://app.example", "Access-Control-Request-Method", "PUT"))
	for name, want := range map[string]string{"Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE", "Access-Control-Max-Age": "3600",
		"Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-CSRFToken", "Access-Control-Expose-Headers": "X-Total"} {
		if got := pre.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	two := do(h, request("GET", "/api/x/", "", "Origin", "https://app.example", "Origin", "https://app.example"))
	page := do(h, request("GET", "/page/", "", "Origin", "https://app.example"))
	if got := fmt.Sprint(two.Header(), page.Header()); strings.Contains(got, "Allow-Origin") {
		t.Errorf("two origins, and another path: %s", got)
	}
	if w := do(h, request("OPTIONS", "/api/x/", "", "Origin", "https://app.example")); w.Header().Get("Allow") == "" {
		t.Errorf("OPTIONS that is no question: %v", w.Header())
	}
}

func TestCORSAnyOrigin(t *testing.T) {
	t.Parallel()
	mw := must(t)(web.CORS(web.CORSOptions{AnyOrigin: true, Paths: []string{"/"}}))
	h := build(t, web.Options{}, func(r *web.Router) { r.Use(mw); r.Get("/", say("ok")) })
	if w := do(h, request("GET", "/", "", "Origin", "https://any.example")); w.Header().Get("Access-Control-Allow-Origin") != "*" ||
		w.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%v", w.Header())
	}
	if w := do(h, request("GET", "/", "", "Origin", "null")); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("null: %v", w.Header())
	}
}

func TestCORSRefuses(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]web.CORSOptions{
		"would let every site act":    {AnyOrigin: true, Credentials: true},
		"no origin is listed":         {},
		`"app.example" is not an or`:  {Origins: []string{"app.example"}},
		`"https://*.example" is not`:  {Origins: []string{"https://*.example"}},
		`"null" is not an origin`:     {Origins: []string{"null"}},
		`"a\r\nb" is not the name of`: {Origins: []string{"https://a.example"}, Headers: []string{"a\r\nb"}},
		`"*" is not the name of`:      {Origins: []string{"https://a.example"}, Methods: []string{"*"}},
	} {
		if _, err := web.CORS(opt); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %s, got %v", name, err)
		}
	}
}
