package web_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// csrfSite is a site with a form, over HTTPS to shop.example.
func csrfSite(t testing.TB, s stack) http.Handler {
	t.Helper()
	return secured(t, s, func(r *web.Router) {
		r.Get("/form/", func(w http.ResponseWriter, r *http.Request) error { return say(web.CSRFToken(r))(w, r) })
		r.Post("/form/", func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseMultipartForm(1 << 20); err != nil && err != http.ErrNotMultipart {
				return err
			}
			return say("done "+r.PostForm.Get("a")+fmt.Sprint(len(r.PostForm)))(w, r)
		})
		r.Put("/form/", say("put"))
		r.Delete("/form/", say("deleted"))
		r.Post("/hook/", say("hook")).CSRFExempt("signed by the payment service")
		r.Post("/login/", func(w http.ResponseWriter, r *http.Request) error {
			web.RotateCSRF(r)
			return say(web.CSRFToken(r))(w, r)
		})
	})
}

// visit gets the form: the browser's cookie, as Cookie header, and a token.
func visit(t testing.TB, h http.Handler) (cookie, token string) {
	t.Helper()
	w := do(h, request("GET", "/form/", ""))
	set := w.Result().Cookies()
	if w.Code != 200 || len(set) != 1 {
		t.Fatalf("the form is answered with %d %v", w.Code, w.Header())
	}
	return set[0].Name + "=" + set[0].Value, w.Body.String()
}

const urlencoded = "application/x-www-form-urlencoded"

// TestCSRFMatrix: SEC-02, 03 and X47: one request is let through, and whatever differs from it in one point is not.
func TestCSRFMatrix(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	h := csrfSite(t, stack{keys: keys, trusted: []string{"https://pay.example", "http://plain.example", "https://port.example:8443"}})
	cookie, token := visit(t, h)
	_, foreign := visit(t, h) // another browser's token
	secret := strings.Repeat("A", 22)
	forged := "__Host-csrf=" + secret
	other, err := sign.RandomKeys().Signer("web.cookie", "csrf").Sign(secret)
	if err != nil {
		t.Fatal(err)
	}
	wrongName, err := keys.Signer("web.cookie", "other").Sign(secret)
	if err != nil {
		t.Fatal(err)
	}
	zeroMask := base64.RawURLEncoding.EncodeToString(make([]byte, 32)) // hides 16 zero bytes, which is AAAA…
	good := map[string]string{"Origin": "https://shop.example", "Sec-Fetch-Site": "same-origin", "Cookie": cookie, "Content-Type": urlencoded,
		"body": web.CSRFField + "=" + token + "&a=1", "method": "POST", "path": "/form/", "want": "200"}
	for name, change := range map[string]map[string]string{
		"the good form":                         {},
		"an old browser":                        {"Sec-Fetch-Site": ""},
		"a browser that sends no Origin":        {"Origin": ""},
		"a reload":                              {"Sec-Fetch-Site": "none"},
		"a header":                              {"body": `{"a":1}`, "Content-Type": "application/json", "X-CSRFToken": token},
		"the scheme's port":                     {"Origin": "https://shop.example:443"},
		"a trusted origin":                      {"Origin": "https://pay.example", "Sec-Fetch-Site": "cross-site"},
		"a trusted origin over HTTP":            {"Origin": "http://plain.example", "Sec-Fetch-Site": "cross-site"},
		"a trusted origin with a port":          {"Origin": "https://port.example:8443", "Sec-Fetch-Site": "cross-site"},
		"a safe method":                         {"method": "GET", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Cookie": "", "body": ""},
		"an exempt route":                       {"path": "/hook/", "Origin": "", "Sec-Fetch-Site": "", "Cookie": "", "body": ""},
		"PUT":                                   {"method": "PUT", "X-CSRFToken": token},
		"another site":                          {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "want": "403"},
		"another site, an old browser":          {"Origin": "https://evil.example", "Sec-Fetch-Site": "", "want": "403"},
		"a sub-domain":                          {"Origin": "https://evil.shop.example", "Sec-Fetch-Site": "same-site", "want": "403"},
		"a sub-domain that hides its origin":    {"Origin": "", "Sec-Fetch-Site": "same-site", "want": "403"},
		"only Sec-Fetch-Site accuses":           {"Sec-Fetch-Site": "cross-site", "want": "403"},
		"a fetch site that is none":             {"Sec-Fetch-Site": "Same-Origin, cross-site", "want": "403"},
		"the null origin":                       {"Origin": "null", "Sec-Fetch-Site": "cross-site", "want": "403"},
		"the null origin, an old browser":       {"Origin": "null", "Sec-Fetch-Site": "", "want": "403"},
		"our name over HTTP":                    {"Origin": "http://shop.example", "Sec-Fetch-Site": "", "want": "403"},
		"another port":                          {"Origin": "https://shop.example:8443", "Sec-Fetch-Site": "", "want": "403"},
		"a name that begins like ours":          {"Origin": "https://shop.example.evil.example", "Sec-Fetch-Site": "", "want": "403"},
		"a name that ends like ours":            {"Origin": "https://evilshop.example", "Sec-Fetch-Site": "", "want": "403"},
		"an origin with a login":                {"Origin": "https://shop.example@evil.example", "Sec-Fetch-Site": "", "want": "403"},
		"an origin with a path":                 {"Origin": "https://shop.example/", "Sec-Fetch-Site": "", "want": "403"},
		"a trusted origin, the other scheme":    {"Origin": "http://pay.example", "Sec-Fetch-Site": "cross-site", "want": "403"},
		"a trusted origin, HTTPS for HTTP":      {"Origin": "https://plain.example", "Sec-Fetch-Site": "cross-site", "want": "403"},
		"a trusted origin, without its port":    {"Origin": "https://port.example", "Sec-Fetch-Site": "cross-site", "want": "403"},
		"no headers at all":                     {"Origin": "", "Sec-Fetch-Site": "", "want": "403"},
		"no headers but a referrer":             {"Origin": "", "Sec-Fetch-Site": "", "Referer": "https://shop.example/form/", "want": "403"},
		"no cookie":                             {"Cookie": "", "want": "403"},
		"a forged cookie":                       {"Cookie": forged, "body": web.CSRFField + "=" + zeroMask, "want": "403"},
		"a cookie signed by another key":        {"Cookie": "__Host-csrf=" + other, "body": web.CSRFField + "=" + zeroMask, "want": "403"},
		"a cookie signed for another name":      {"Cookie": "__Host-csrf=" + wrongName, "body": web.CSRFField + "=" + zeroMask, "want": "403"},
		"a tossed cookie without the prefix":    {"Cookie": strings.TrimPrefix(cookie, "__Host-"), "want": "403"},
		"a tossed cookie besides":               {"Cookie": cookie + "; " + cookie, "want": "403"},
		"another browser's token":               {"body": web.CSRFField + "=" + foreign, "want": "403"},
		"no token":                              {"body": "a=1", "want": "403"},
		"no body":                               {"body": "", "want": "403"},
		"an empty token":                        {"body": web.CSRFField + "=", "want": "403"},
		"the bare secret":                       {"body": web.CSRFField + "=" + token[:22], "want": "403"},
		"a changed token":                       {"body": web.CSRFField + "=" + flip(token), "want": "403"},
		"a long token":                          {"body": web.CSRFField + "=" + strings.Repeat(token, 50), "want": "403"},
		"a token that is not base64":            {"body": web.CSRFField + "=" + strings.Repeat("%", 43), "want": "403"},
		"a token in the query":                  {"path": "/form/?" + web.CSRFField + "=" + token, "body": "", "want": "403"},
		"a token in a name that ends like ours": {"body": "x" + web.CSRFField + "=" + token, "want": "403"},
		"text/plain that looks like JSON":       {"Content-Type": "text/plain", "body": `{"a":"=` + token + `"}`, "want": "403"},
		"text/plain that looks like a form":     {"Content-Type": "text/plain", "want": "403"},
		"no content type":                       {"Content-Type": "", "want": "403"},
		"JSON without a token":                  {"Content-Type": "application/json", "body": `{}`, "want": "403"},
		"a method override":                     {"X-HTTP-Method-Override": "GET", "X-Http-Method": "GET", "body": "_method=GET", "want": "403"},
		"PUT without a token":                   {"method": "PUT", "want": "403", "body": ""},
		"DELETE from another site":              {"method": "DELETE", "X-CSRFToken": token, "Origin": "https://evil.example", "want": "403"},
		"a token beyond the first 64 KiB":       {"body": "a=" + strings.Repeat("x", 64<<10) + "&" + web.CSRFField + "=" + token, "want": "403"},
		"a route that is not there":             {"path": "/nowhere/", "Origin": "https://evil.example", "want": "404"},
	} {
		c := map[string]string{}
		for k, v := range good {
			c[k] = v
		}
		for k, v := range change {
			c[k] = v
		}
		r := request(c["method"], c["path"], c["body"])
		for k, v := range c {
			if v != "" && (k[0] >= 'A' && k[0] <= 'Z') {
				r.Header.Set(k, v)
			}
		}
		if w := do(h, r); fmt.Sprint(w.Code) != c["want"] {
			t.Errorf("%s: %d, want %s: %s", name, w.Code, c["want"], w.Body)
		}
	}
	r := request("POST", "/form/", web.CSRFField+"="+token, "Cookie", cookie, "Content-Type", urlencoded, "Origin", "https://shop.example", "Origin", "https://evil.example")
	if w := do(h, r); w.Code != 403 {
		t.Errorf("two origins: %d", w.Code)
	}
}

// flip changes one character.
func flip(s string) string {
	if s[30] == 'A' {
		return s[:30] + "B" + s[31:]
	}
	return s[:30] + "A" + s[31:]
}

// TestCSRFToken: masked anew in every answer, the same secret for the same browser.
func TestCSRFToken(t *testing.T) {
	t.Parallel()
	h := csrfSite(t, stack{})
	w := do(h, request("GET", "/form/", ""))
	set := w.Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-csrf=", "; Path=/;", "; Max-Age=31536000;", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(set+";", want) {
			t.Errorf("the cookie %s lacks %q", set, want)
		}
	}
	if got := w.Header().Values("Vary"); len(got) != 1 || got[0] != "Cookie" {
		t.Errorf("Vary is %q", got)
	}
	cookie, _, _ := strings.Cut(set, ";")
	seen := map[string]bool{w.Body.String(): true}
	for range 20 {
		again := do(h, request("GET", "/form/", "", "Cookie", cookie))
		token := again.Body.String()
		if seen[token] || len(token) != 43 || again.Header()["Set-Cookie"] != nil || again.Header().Get("Vary") != "Cookie" {
			t.Fatalf("token %s, headers %v", token, again.Header())
		}
		seen[token] = true
		post := request("POST", "/form/", web.CSRFField+"="+token, "Cookie", cookie, "Content-Type", urlencoded, "Origin", "https://shop.example")
		if w := do(h, post); w.Code != 200 {
			t.Fatalf("the token %s is refused: %s", token, w.Body)
		}
	}
	renewed := do(h, request("GET", "/form/", "", "Cookie", "__Host-csrf=nonsense"))
	if renewed.Header()["Set-Cookie"] == nil {
		t.Error("a cookie that is none was kept")
	}
}

func TestRotateCSRF(t *testing.T) {
	t.Parallel()
	h := csrfSite(t, stack{})
	cookie, token := visit(t, h)
	send := func(path, cookie, token string) *httptest.ResponseRecorder {
		return do(h, request("POST", path, web.CSRFField+"="+token, "Cookie", cookie, "Content-Type", urlencoded, "Origin", "https://shop.example"))
	}
	w := send("/login/", cookie, token)
	set := w.Result().Cookies()
	if w.Code != 200 || len(set) != 1 {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	after := set[0].Name + "=" + set[0].Value
	if w := send("/form/", after, w.Body.String()); w.Code != 200 {
		t.Errorf("the new token is refused: %s", w.Body)
	}
	if w := send("/form/", after, token); w.Code != 403 {
		t.Error("a token from before the login is taken")
	}
}

// TestCSRFBodies: what the check reads, the handler reads too.
func TestCSRFBodies(t *testing.T) {
	t.Parallel()
	h := csrfSite(t, stack{})
	cookie, token := visit(t, h)
	form := func(build func(m *multipart.Writer)) (string, string) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		build(m)
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String(), m.FormDataContentType()
	}
	file := func(m *multipart.Writer, n int) {
		w, err := m.CreateFormFile("file", "x.bin")
		if err == nil {
			_, err = w.Write(bytes.Repeat([]byte("x"), n))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	field := func(m *multipart.Writer, name, value string) {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	first, firstType := form(func(m *multipart.Writer) { field(m, web.CSRFField, token); field(m, "a", "1"); file(m, 1<<20) })
	last, lastType := form(func(m *multipart.Writer) { field(m, "a", "1"); file(m, 1000); field(m, web.CSRFField, token) })
	late, lateType := form(func(m *multipart.Writer) { file(m, 100<<10); field(m, web.CSRFField, token) })
	asFile, asFileType := form(func(m *multipart.Writer) {
		w, err := m.CreateFormFile(web.CSRFField, "x")
		if err == nil {
			_, err = io.WriteString(w, token)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	long := web.CSRFField + "=" + token + "&a=1&b=" + strings.Repeat("x", 200<<10)
	for name, c := range map[string]struct {
		body, typ string
		status    int
		want      string
	}{
		"a form":                   {"a=1&" + web.CSRFField + "=" + token, urlencoded, 200, "done 12"},
		"a form, its type in full": {"a=1&" + web.CSRFField + "=" + token, urlencoded + "; charset=UTF-8", 200, "done 12"},
		"a long form":              {long, urlencoded, 200, "done 13"},
		"an escaped token":         {web.CSRFField + "=" + url.QueryEscape(token) + "&a=1", urlencoded, 200, "done 12"},
		"the token first":          {first, firstType, 200, "done 12"},
		"the token last":           {last, lastType, 200, "done 12"},
		"the token too late":       {late, lateType, 403, ""},
		"the token as a file":      {asFile, asFileType, 403, ""},
		"no boundary":              {first, "multipart/form-data", 403, ""},
		"another boundary":         {first, "multipart/form-data; boundary=x", 403, ""},
		"half a form":              {first[:80], firstType, 403, ""},
	} {
		r := request("POST", "/form/", c.body, "Cookie", cookie, "Content-Type", c.typ, "Origin", "https://shop.example")
		if w := do(h, r); w.Code != c.status || c.want != "" && w.Body.String() != c.want {
			t.Errorf("%s: %d %.100s, want %d %s", name, w.Code, w.Body, c.status, c.want)
		}
	}
}

// TestCSRFInDevelopment: over HTTP the cookie has no prefix, and nothing else is weaker.
// TestCSRFTooLarge: a form of this site whose body is too large is told so, and one of another site is refused as ever.
func TestCSRFTooLarge(t *testing.T) {
	t.Parallel()
	h := csrfSite(t, stack{})
	cookie, token := visit(t, h)
	for origin, want := range map[string]int{"https://shop.example": http.StatusRequestEntityTooLarge, "https://evil.example": http.StatusForbidden} {
		for typ, body := range map[string]string{
			urlencoded:                        web.CSRFField + "=" + token,
			"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"" + web.CSRFField + "\"\r\n\r\n" + token + "\r\n--x--\r\n",
		} {
			r := request("POST", "/form/", body)
			r.ContentLength = 1 << 40
			r.Header.Set("Origin", origin)
			r.Header.Set("Cookie", cookie)
			r.Header.Set("Content-Type", typ)
			if w := do(h, r); w.Code != want {
				t.Errorf("%s from %s: status %d, want %d", typ, origin, w.Code, want)
			}
		}
	}
}

func TestCSRFInDevelopment(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(csrfSite(t, stack{insecure: true, hosts: []string{"127.0.0.1"}}))
	t.Cleanup(srv.Close)
	resp, err := srv.Client().Get(srv.URL + "/form/")
	if err != nil {
		t.Fatal(err)
	}
	token, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	c := resp.Cookies()
	if len(c) != 1 || c[0].Name != "csrf" || c[0].Secure || !c[0].HttpOnly {
		t.Fatalf("the cookies are %v", c)
	}
	for origin, want := range map[string]int{srv.URL: 200, "https://" + strings.TrimPrefix(srv.URL, "http://"): 403, "http://127.0.0.1": 403, "http://evil.example": 403, "null": 403, "": 403} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/form/", strings.NewReader(web.CSRFField+"="+string(token)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", urlencoded)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		r.AddCookie(c[0])
		resp, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("origin %q over a socket: %d, want %d", origin, resp.StatusCode, want)
		}
	}
}

func TestCSRFRefuses(t *testing.T) {
	t.Parallel()
	for _, o := range []string{"pay.example", "https://pay.example/", "https://*.pay.example", "null", "", "ftp://pay.example", "https://", "https://a b"} {
		if _, err := web.CSRF(web.CSRFOptions{TrustedOrigins: []string{o}}); err == nil {
			t.Errorf("the trusted origin %q was taken", o)
		}
	}
	r := web.New(web.Options{})
	if !panics(func() { r.Post("/x/", say("x")).CSRFExempt(" ") }) {
		t.Error("an exemption without a reason was taken")
	}
	r.Post("/y/", say("x")).CSRFExempt("because")
	if got := r.Routes(); got[1].CSRFExempt != "because" || got[0].CSRFExempt != "" {
		t.Errorf("the list of routes is %v", got)
	}
	if got := web.CSRFToken(request("GET", "/", "")); got != "" {
		t.Errorf("a token from nowhere: %q", got)
	}
}

// reversed is a store with tokens of its own: a token is the secret backwards.
type reversed struct{ secret *string }

func (s reversed) Secret(*http.Request) string                      { return *s.secret }
func (s reversed) Save(_ http.Header, _ *http.Request, text string) { *s.secret = text }
func (reversed) NewSecret() string                                  { return "live" }
func (s reversed) Mask(secret string) string                        { return "evil"[4-len(secret):] }
func (reversed) Matches(token, secret string) bool                  { return secret == "live" && token == "evil" }

// A store that makes tokens of its own is asked for them, and decides which ones are good.
func TestCSRFTokens(t *testing.T) {
	t.Parallel()
	var secret string
	mw, err := web.CSRF(web.CSRFOptions{Store: reversed{&secret}})
	if err != nil {
		t.Fatal(err)
	}
	r := web.New(web.Options{})
	r.Use(mw)
	r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte(web.CSRFToken(r)))
		return err
	})
	r.Post("/", say("posted"))
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	if w := do(h, request("GET", "/", "")); w.Body.String() != "evil" || secret != "live" {
		t.Errorf("the page has the token %q of %q", w.Body, secret)
	}
	for token, want := range map[string]int{"evil": 200, "live": 403, "": 403} {
		if w := do(h, request("POST", "/", "", "X-CSRFToken", token, "Origin", "https://shop.example")); w.Code != want {
			t.Errorf("the token %q: %d, want %d", token, w.Code, want)
		}
	}
}

func FuzzCSRFForm(f *testing.F) {
	h := csrfSite(f, stack{})
	cookie, token := visit(f, h)
	f.Add("a=1&"+web.CSRFField+"=x", urlencoded)
	f.Add("--b\r\nContent-Disposition: form-data; name=\""+web.CSRFField+"\"\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b")
	f.Fuzz(func(t *testing.T, body, typ string) {
		if strings.Contains(body, token) {
			return
		}
		r := request("POST", "/form/", body, "Cookie", cookie, "Content-Type", typ, "Origin", "https://shop.example")
		if w := do(h, r); w.Code != 403 {
			t.Errorf("%q as %q: %d", body, typ, w.Code)
		}
	})
}
