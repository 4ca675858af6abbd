package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// positioned is an error that knows its place, as one of a template does.
type positioned struct{ error }

func (positioned) Position() (string, int) { return "debug.html", 3 } // tests run in the folder of the package

// debugSite fails in every way.
func debugSite(t testing.TB, debug bool) http.Handler {
	sections := func(r *http.Request) []web.DebugSection {
		return []web.DebugSection{
			{Title: "Statements", Header: []string{"#", "statement", "time"}, Rows: [][]string{{"1", "SELECT '<b>' FROM t", "2 ms"}}},
			{Title: "Settings", Rows: [][]string{{"SECRET_KEY", "hunter2"}, {"MAIN_DATABASE_URL", "postgres://u:hunter2@h/db"}, {"CACHE", "redis://u:hunter2@h"}, {"ADDR", ":8000"}}},
			{Title: r.Header.Get("X-Title"), Rows: [][]string{{r.Header.Get("X-Row"), r.Header.Get("X-Cell")}}},
		}
	}
	return build(t, web.Options{Debug: debug, DebugSections: sections}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Get("/panic/{name}/", func(_ http.ResponseWriter, r *http.Request) error {
			panic("broken: " + web.Param(r, "name")) // the failing line
		}).Name("panic")
		r.Get("/error/", func(_ http.ResponseWriter, r *http.Request) error {
			return fmt.Errorf("shop: the order is lost: %w", errors.New(r.Header.Get("X-Error")))
		})
		r.Get("/positioned/", fails(positioned{errors.New("template: x")}))
		r.Post("/form/", func(_ http.ResponseWriter, r *http.Request) error {
			if _, err := web.ReadForm(r); err != nil {
				return err
			}
			return errors.New("after the form")
		})
		r.Get("/wrapped/", fails(problem.Wrap(problem.Internal, errors.New("inside"))))
	})
}

// withoutSource removes the lines of this file from the page.
func withoutSource(page string) string {
	return regexp.MustCompile(`(?s)<code>.*?</code>`).ReplaceAllString(page, "")
}

func TestDebugPage(t *testing.T) {
	t.Parallel()
	h := debugSite(t, true)
	w := get(h, "GET", "/panic/x/?q=find&token=hunter2", "Cookie", "session=hunter2", "Authorization", "Bearer hunter2", "X-Custom", "seen")
	body := w.Body.String()
	for _, want := range []string{
		"panic: broken: x", `class="failing"`, "// the failing line", "debugpage_test.go:", "GET /panic/{name}/", "SELECT &#39;&lt;b&gt;&#39; FROM t",
		"find", "seen", web.Masked, "SECRET_KEY", ":8000", "web.RequestIDs", w.Header().Get("X-Request-Id"),
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if shown := withoutSource(body); w.Code != 500 || strings.Contains(shown, "hunter2") {
		t.Errorf("%d, and it shows a secret: %s", w.Code, shown)
	}
	if n := strings.Count(body, "<details open>"); n != 1 || strings.Contains(body[:strings.Index(body, "<details open>")], "<details>") {
		t.Errorf("%d places are open, or not the first one of the site", n)
	}
	if failing := regexp.MustCompile(`class="failing"><i>\d+</i><code>(.*?)</code>`).FindStringSubmatch(body); failing == nil || !strings.Contains(failing[1], "the failing line") {
		t.Errorf("the first marked line is %q", failing)
	}
	if body := get(h, "GET", "/error/", "X-Error", "inner").Body.String(); !strings.Contains(body, "shop: the order is lost: inner") ||
		!strings.Contains(body, "*errors.errorString") && !strings.Contains(body, "errors.errorString") || !strings.Contains(body, "debugpage_test.go") {
		t.Errorf("an error: %s", body)
	}
	if body := get(h, "GET", "/positioned/").Body.String(); !strings.Contains(body, "debug.html:3") {
		t.Error("the place that an error knows is not shown")
	}
	if body := get(h, "GET", "/error/", "Accept", "application/json", "X-Error", "inner").Body.String(); strings.Contains(body, "<") || !strings.Contains(body, "inner") {
		t.Errorf("JSON: %s", body)
	}
}

func TestDebugPageShowsTheForm(t *testing.T) {
	t.Parallel()
	req := httptest.NewRequest("POST", "/form/", strings.NewReader("title=Tea&password=hunter2&credit_card=hunter2&cardNumber=hunter2&cvv=hunter2&iban=hunter2&user-ssn=hunter2&PIN=hunter2&otp=hunter2&shipping=post"))
	req.Header.Set("Content-Type", formEncoded)
	w := httptest.NewRecorder()
	debugSite(t, true).ServeHTTP(w, req)
	if body := withoutSource(w.Body.String()); !strings.Contains(body, "Tea") || !strings.Contains(body, "post") || strings.Contains(body, "hunter2") {
		t.Errorf("%s", body)
	}
}

// TestDebugPageUnderCSP shows that the page needs no script and only the style that its policy allows.
func TestDebugPageUnderCSP(t *testing.T) {
	t.Parallel()
	w := get(debugSite(t, true), "GET", "/panic/x/")
	body, csp := w.Body.String(), w.Header().Get("Content-Security-Policy")
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(body)
	if style == nil {
		t.Fatal("no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(csp, "style-src "+hash) || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("%q does not allow %s", csp, hash)
	}
	if found := regexp.MustCompile(`(?i)<script|\son\w+=|style=|<img|<link|src=|href=|javascript:`).FindString(withoutSource(strings.Replace(body, style[1], "", 1))); found != "" {
		t.Errorf("the page holds %q", found)
	}
}

// TestDebugPageNeverInProduction asks a site without debug for the same.
func TestDebugPageNeverInProduction(t *testing.T) {
	t.Parallel()
	h := debugSite(t, false)
	for _, path := range []string{"/panic/x/", "/error/", "/positioned/", "/wrapped/"} {
		for _, accept := range []string{"text/html", "application/json"} {
			body := get(h, "GET", path, "Accept", accept, "X-Error", "inner", "X-Debug", "1").Body.String()
			for _, secret := range []string{"broken", "lost", "inner", "inside", ".go", "SECRET_KEY", "SELECT", "template"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s %s shows %q", path, accept, secret)
				}
			}
		}
	}
}

func TestDebugSectionsMayFail(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{Debug: true, DebugSections: func(*http.Request) []web.DebugSection { panic("sections") }}, func(r *web.Router) {
		r.Get("/", fails(errors.New("first")))
	})
	if w := get(h, "GET", "/"); w.Code != 500 || !strings.Contains(w.Body.String(), "first") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// FuzzDebugPage puts text into every place that comes from outside; it must add no markup.
func FuzzDebugPage(f *testing.F) {
	f.Add("<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`)
	f.Add("</style><script>", "</title>{{.}}\x00\xff")
	h := debugSite(f, true)
	page := func(a, b string) string {
		req := httptest.NewRequest("GET", "/error/", nil)
		req.Host, req.RemoteAddr, req.Method = a, b, "GET"
		req.URL.RawQuery = url.Values{"a" + a: {b}, "b": {a}}.Encode()
		req.Header = http.Header{"X-Error": {a}, "X-Title": {b}, "X-Row": {a}, "X-Cell": {b}, "User-Agent": {a}, "Cookie": {b}, "X": {a, b}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return withoutSource(w.Body.String())
	}
	tags := regexp.MustCompile(`<[^>]*>?`)
	want := strings.Join(tags.FindAllString(page("plain", "text"), -1), "")
	f.Fuzz(func(t *testing.T, a, b string) {
		got := strings.Join(tags.FindAllString(page(a, b), -1), "")
		if got != want {
			t.Errorf("%q and %q change the markup:\n%s\n%s", a, b, got, want)
		}
	})
}

func TestSecret(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"SECRET_KEY": true, "Authorization": true, "Cookie": true, "api-token": true, "Password2": true, "SENTRY_DSN": true, "DATABASE_URL": true,
		"sessionid": true, "X-Csrf": true, "ADDR": false, "Host": false, "title": false, "User-Agent": false,
		"credit_card": true, "creditcard": true, "card-number": true, "cardNumber": true, "CardNumber": true, "CARD": true, "cc": true, "cc_num": true,
		"cvv": true, "cvv2": true, "cvc": true, "card[cvc]": true, "payment.iban": true, "IBAN": true, "ssn": true, "userSSN": true, "pin": true,
		"pin2": true, "PIN": true, "otp": true, "otpCode": true, "totp_1": true, "form-0-card": true, "securityCode": true, "mfa code": true, "tan": true,
		"shipping": false, "opinion": false, "cardigan": false, "discard": false, "postcard": false, "standard": false, "spinner": false, "tangent": false, "account": false,
		"ccy": false, "security_code": true, "one-time-code": true, "account_number": true, "Social Security": true, "address_id": false, "tin": false, "pants": false, "singular": false, "martini": false, "option": false, "": false, "_": false, "Pint": false,
	} {
		if got := web.Secret(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
