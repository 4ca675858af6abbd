package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// TestHeadersOnEverything: SEC-04, 06, 09, 10, 12: every kind of answer has every header.
func TestHeadersOnEverything(t *testing.T) {
	t.Parallel()
	h := secured(t, stack{}, func(r *web.Router) {
		r.Use(web.Recover())
		r.Get("/page/", say("<p>"))
		r.Get("/json/", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", "application/json")
			return say("{}")(w, r)
		})
		r.Get("/file.css", func(w http.ResponseWriter, r *http.Request) error {
			http.ServeContent(w, r, "file.css", time.Time{}, strings.NewReader("p{}"))
			return nil
		})
		r.Get("/to/", func(w http.ResponseWriter, r *http.Request) error { return web.RedirectNext(w, r, "/page/") })
		r.Get("/fails/", fails(errors.New("inside")))
		r.Get("/denied/", fails(problem.New(problem.Denied, "No.")))
		r.Get("/panics/", func(http.ResponseWriter, *http.Request) error { panic("on purpose") })
		r.Get("/empty/", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(204); return nil })
	})
	want := map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Strict-Transport-Security":    "max-age=31536000; includeSubDomains",
		"Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self' " + web.ErrorStyleHash() +
			"; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"X-Xss-Protection": "",
	}
	for _, c := range []struct {
		method, path, accept string
		status               int
	}{
		{"GET", "/page/", "", 200}, {"HEAD", "/page/", "", 200}, {"GET", "/json/", "", 200}, {"GET", "/file.css", "", 200},
		{"GET", "/to/", "", 303}, {"GET", "/page", "", 301}, {"GET", "/nowhere/", "", 404}, {"GET", "/nowhere/", "application/json", 404},
		{"POST", "/page/", "", 405}, {"OPTIONS", "/page/", "", 204}, {"GET", "/fails/", "", 500}, {"GET", "/denied/", "application/json", 403},
		{"GET", "/panics/", "", 500}, {"GET", "/empty/", "", 204}, {"GET", "/x%01y", "", 400},
	} {
		w := do(h, request(c.method, c.path, "", "Accept", c.accept))
		if w.Code != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.status)
		}
		pages := c.path != "/json/" && c.path != "/file.css" && c.accept == ""
		for name, value := range want {
			switch name {
			case "X-Frame-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy":
				if !pages {
					value = ""
				}
			}
			if got := w.Header().Get(name); got != value || len(w.Header().Values(name)) > 1 {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.path, name, got, value)
			}
		}
		if w.Header()["Set-Cookie"] != nil || strings.Contains(strings.Join(w.Header()["Vary"], ","), "Cookie") {
			t.Errorf("%s %s: an answer without a form sets cookies: %v", c.method, c.path, w.Header())
		}
	}
	r := request("GET", "/page/", "")
	r.TLS = nil
	if got := do(h, r).Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS over HTTP: %q", got)
	}
}

func TestHeaderOptions(t *testing.T) {
	t.Parallel()
	h := secured(t, stack{headers: web.HeaderOptions{
		CSP: web.CSP{Image: []string{web.CSPSelf, web.CSPData}, Script: []string{web.CSPNonce}, Style: []string{}, Sandbox: []string{"allow-forms"},
			ReportURI: "/csp-report", ReportOnly: true},
		Frames: web.FrameSameOrigin, Referrer: web.NoReferrer, Opener: web.OpenerAllowPopups, Resource: web.ResourceCrossOrigin,
		Embedder: web.EmbedderRequireCORP, Permissions: map[string][]string{"geolocation": {"self", "https://Maps.example"}, "camera": nil},
		HSTSMaxAge: time.Hour, HSTSWithoutSubDomains: true, HSTSPreload: true,
	}}, func(r *web.Router) { r.Get("/", say("ok")) })
	w := do(h, request("GET", "/", ""))
	for name, value := range map[string]string{
		"X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
		"Cross-Origin-Resource-Policy": "cross-origin", "Cross-Origin-Embedder-Policy": "require-corp",
		"Permissions-Policy":        `camera=(), geolocation=(self "https://maps.example")`,
		"Strict-Transport-Security": "max-age=3600; preload", "Content-Security-Policy": "",
		"Content-Security-Policy-Report-Only": "default-src 'self'; script-src 'none'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
			"form-action 'self'; frame-ancestors 'none'; sandbox allow-forms; report-uri /csp-report",
	} {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	h = secured(t, stack{headers: web.HeaderOptions{HSTSMaxAge: -1, Permissions: map[string][]string{}}}, func(r *web.Router) { r.Get("/", say("ok")) })
	w = do(h, request("GET", "/", ""))
	if w.Header()["Strict-Transport-Security"] != nil || w.Header()["Permissions-Policy"] != nil {
		t.Errorf("switched off, and sent: %v", w.Header())
	}
}

// TestHeadersRefuse: nothing that is not well-formed gets into a header.
func TestHeadersRefuse(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]web.HeaderOptions{
		`"SAMEORIGEN" is not a value of X-Frame-Options`:     {Frames: "SAMEORIGEN"},
		`"unsafe-url" is not a value of Referrer-Policy`:     {Referrer: "unsafe-url"},
		`"x" is not a value of Cross-Origin-Opener-Policy`:   {Opener: "x"},
		`"x" is not a value of Cross-Origin-Resource-Policy`: {Resource: "x"},
		`"x" is not a value of Cross-Origin-Embedder-Policy`: {Embedder: "x"},
		`"a b" is not a feature of Permissions-Policy`:       {Permissions: map[string][]string{"a b": nil}},
		`"*" of Permissions-Policy is neither`:               {Permissions: map[string][]string{"camera": {"*"}}},
		`"a; script-src *" cannot be a source of img-src`:    {CSP: web.CSP{Image: []string{"a; script-src *"}}},
		`"a\nb" cannot be a source of font-src`:              {CSP: web.CSP{Font: []string{"a\nb"}}},
		`"a,b" cannot be a source of media-src`:              {CSP: web.CSP{Media: []string{"a,b"}}},
		`"" cannot be a source of frame-src`:                 {CSP: web.CSP{Frame: []string{""}}},
		`"https://\xe4" cannot be a source of script-src`:    {CSP: web.CSP{Script: []string{"https://\xe4"}}},
		`object-src names 'none' beside others`:              {CSP: web.CSP{Object: []string{web.CSPNone, web.CSPSelf}}},
		`self of default-src is written with quotes: 'self'`: {CSP: web.CSP{Default: []string{"self"}}},
		`script-src has a fixed nonce`:                       {CSP: web.CSP{Script: []string{"'nonce-abc'"}}},
		`"allow-forms; x" is not a word of sandbox`:          {CSP: web.CSP{Sandbox: []string{"allow-forms; x"}}},
		`"/r; script-src *" is no address for reports`:       {CSP: web.CSP{ReportURI: "/r; script-src *"}},
	} {
		if _, err := web.Headers(opt); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %s, got: %v", name, err)
		}
	}
}

// TestNonce: SEC-07: one nonce per answer, in the header if and only if somebody asked for it.
func TestNonce(t *testing.T) {
	t.Parallel()
	nonce := func(w http.ResponseWriter, r *http.Request) error { return say(web.Nonce(r)+" "+web.Nonce(r))(w, r) }
	h := secured(t, stack{}, func(r *web.Router) {
		r.Get("/", nonce)
		r.Get("/own/", nonce).With(web.WithCSP(web.CSP{Script: []string{web.CSPNonce, web.CSPStrictDynamic}, Style: []string{web.CSPSelf}, ReportOnly: true}))
		r.Mount("/inner/", build(t, web.Options{}, func(r *web.Router) { r.Get("/", nonce) }))
	})
	seen := map[string]bool{}
	for range 100 {
		w := do(h, request("GET", "/", ""))
		a, b, _ := strings.Cut(w.Body.String(), " ")
		if a != b || len(a) != 22 || seen[a] {
			t.Fatalf("the nonces are %q and %q", a, b)
		}
		seen[a] = true
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "script-src 'self' 'nonce-"+a+"';") || strings.Count(csp, "'nonce-"+a+"'") != 2 {
			t.Fatalf("nonce %s, policy %s", a, csp)
		}
	}
	w := do(h, request("GET", "/own/", ""))
	a, _, _ := strings.Cut(w.Body.String(), " ")
	if got := w.Header().Get("Content-Security-Policy-Report-Only"); !strings.Contains(got, "script-src 'nonce-"+a+"' 'strict-dynamic'; style-src 'self';") ||
		w.Header()["Content-Security-Policy"] != nil {
		t.Errorf("a route's own policy: %v", w.Header())
	}
	w = do(h, request("GET", "/inner/", ""))
	if a, _, _ := strings.Cut(w.Body.String(), " "); a == "" || !strings.Contains(w.Header().Get("Content-Security-Policy"), a) {
		t.Errorf("in a mounted router: %q and %v", a, w.Header())
	}
	if got := do(build(t, web.Options{}, func(r *web.Router) { r.Get("/", nonce) }), request("GET", "/", "")).Body.String(); got != " " {
		t.Errorf("without a policy: %q", got)
	}
}

func TestNonceIsUniqueInParallel(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(secured(t, stack{hosts: []string{"127.0.0.1"}}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error { return say(web.Nonce(r))(w, r) })
	}))
	t.Cleanup(srv.Close)
	got := make(chan string)
	for range 20 {
		go func() {
			resp, err := srv.Client().Get(srv.URL)
			if err != nil {
				got <- err.Error()
				return
			}
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			if !strings.Contains(resp.Header.Get("Content-Security-Policy"), string(b)) {
				b = nil
			}
			got <- string(b)
		}()
	}
	seen := map[string]bool{}
	for range 20 {
		n := <-got
		if len(n) != 22 || seen[n] {
			t.Errorf("nonce %q", n)
		}
		seen[n] = true
	}
}

func TestAllowFraming(t *testing.T) {
	t.Parallel()
	h := secured(t, stack{}, func(r *web.Router) {
		r.Get("/self/", say("ok")).With(web.AllowFraming(web.CSPSelf))
		r.Get("/other/", say("ok")).With(web.AllowFraming("https://partner.example"))
	})
	for path, want := range map[string][2]string{
		"/self/":    {"SAMEORIGIN", "frame-ancestors 'self'"},
		"/other/":   {"", "frame-ancestors https://partner.example"},
		"/nowhere/": {"DENY", "frame-ancestors 'none'"},
	} {
		for range 2 {
			w := do(h, request("GET", path, ""))
			if got := w.Header().Get("X-Frame-Options"); got != want[0] || !strings.HasSuffix(w.Header().Get("Content-Security-Policy"), want[1]) {
				t.Errorf("%s: %q and %q", path, got, w.Header().Get("Content-Security-Policy"))
			}
		}
	}
	for _, by := range [][]string{nil, {"self"}, {"a;b"}, {web.CSPNone, web.CSPSelf}} {
		if !panics(func() { web.AllowFraming(by...) }) {
			t.Errorf("AllowFraming took %q", by)
		}
	}
}

// TestHeadersOfPages: what may be a page has the headers of pages, unless its handler has decided.
func TestHeadersOfPages(t *testing.T) {
	t.Parallel()
	h := secured(t, stack{headers: web.HeaderOptions{Embedder: web.EmbedderRequireCORP}}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			if typ := r.URL.Query().Get("type"); typ != "" {
				w.Header().Set("Content-Type", typ)
			}
			w.Header().Set("Cross-Origin-Opener-Policy", "unsafe-none")
			return say("x")(w, r)
		})
	})
	for typ, page := range map[string]bool{"": true, "text/html": true, "text/html; charset=utf-8": true, "application/xhtml+xml": true, "image/svg+xml": true,
		"application/pdf": true, "text/xml": true, "x/unknown": true, "TEXT/HTML": true, "text/plain": false, "application/json": false, "text/css": false, "image/png": false,
		"font/woff2": false, "text/javascript": false} {
		w := do(h, request("GET", "/?type="+url.QueryEscape(typ), ""))
		for _, name := range []string{"X-Frame-Options", "Cross-Origin-Embedder-Policy", "Permissions-Policy"} {
			if (w.Header().Get(name) != "") != page {
				t.Errorf("%q: %s is %q", typ, name, w.Header().Get(name))
			}
		}
		if got := w.Header().Get("Cross-Origin-Opener-Policy"); got != "unsafe-none" {
			t.Errorf("%q: the handler's header became %q", typ, got)
		}
	}
}

func panics(fn func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	fn()
	return false
}

func TestCSPWeak(t *testing.T) {
	t.Parallel()
	if weak := (web.CSP{}).Weak(); weak != nil {
		t.Errorf("the default is weak: %v", weak)
	}
	weak := web.CSP{Script: []string{"'self'", "'unsafe-inline'", "https:"}, Style: []string{"'unsafe-inline'"}, Image: []string{"*", "data:"},
		Default: []string{"*"}}.Weak()
	if got := strings.Join(weak, "; "); got != "default-src *; script-src 'unsafe-inline'; script-src https:; style-src 'unsafe-inline'" {
		t.Errorf("weak: %s", got)
	}
}

// FuzzCSP: SEC-17: no source changes the structure of the header.
func FuzzCSP(f *testing.F) {
	f.Add("https://a.example")
	f.Add("a; script-src *")
	f.Add("'nonce'")
	f.Fuzz(func(t *testing.T, source string) {
		mw, err := web.Headers(web.HeaderOptions{CSP: web.CSP{Image: []string{source}}})
		if err != nil {
			return
		}
		w := do(mw(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})), request("GET", "/", ""))
		csp := w.Header().Get("Content-Security-Policy")
		if n := strings.Count(csp, ";"); n != 7 || strings.ContainsAny(csp, ",\r\n\x00") {
			t.Errorf("%q gives %q", source, csp)
		}
	})
}

// BenchmarkSecurityStack measures what the whole stack adds to a plain answer; without a nonce and a form it allocates nothing.
func BenchmarkSecurityStack(b *testing.B) {
	for name, mw := range map[string][]web.Middleware{"bare": nil, "stack": stack{}.middleware(b)} {
		b.Run(name, func(b *testing.B) {
			h := build(b, web.Options{}, func(r *web.Router) {
				r.Use(mw...)
				r.Get("/", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(204); return nil })
			})
			r := request("GET", "/", "", "Accept", "*/*", "User-Agent", "x")
			w := &headerWriter{h: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(w, r)
			}
		})
	}
}

type headerWriter struct{ h http.Header }

func (w *headerWriter) Header() http.Header         { return w.h }
func (w *headerWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *headerWriter) WriteHeader(int)             {}
