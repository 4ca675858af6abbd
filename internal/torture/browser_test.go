package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/internal/testenv"
)

// chromium is a tab of a browser of its own, which finds names by these rules and takes any certificate.
type chromium struct {
	t       *testing.T
	ctx     context.Context
	dialogs atomic.Int64 // that scripts have opened
}

func startChromium(t *testing.T, rules string) *chromium {
	t.Helper()
	ctx, cancel := chromedp.NewContext(context.WithoutCancel(t.Context()), chromedp.WithAllocatorOptions(chromedp.ExecPath(testenv.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("host-resolver-rules", rules), chromedp.IgnoreCertErrors), chromedp.WithErrorf(func(string, ...any) {}))
	b := &chromium{t: t, ctx: ctx}
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // it is going away
		cancel()
	})
	must(t, chromedp.Listen(ctx, func(ev any) {
		if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
			b.dialogs.Add(1)
		}
	}))
	return b
}

// open goes to an address.
func (b *chromium) open(address string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil && !strings.Contains(err.Error(), "ERR_ABORTED") { // a page that leads on at once
		b.t.Fatalf("%s: %v", address, err)
	}
}

// eval runs JavaScript in the page, waits for its promise and reads what it gives.
func (b *chromium) eval(javascript string, out any) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => JSON.stringify(await ("+javascript+")))()", chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal([]byte(text), out)
	}
	if err != nil {
		b.t.Fatalf("%.200s: %v", javascript, err)
	}
}

const appURL = "https://app.test.local"

// attacks are pages of a sibling sub-domain that make a browser send a form to the site, each to an address with its name as ?a=.
// TOKEN and COOKIE are the attacker's own.
func attacks() map[string]string {
	const fields = `<input name="csrfmiddlewaretoken" value="TOKEN"><input name="name" value="evil"></form><script>document.forms[0].submit()</script>`
	form := func(name, more string) string {
		return `<form method="post" action="` + appURL + `/form/?a=` + name + `" ` + more + `>` + fields
	}
	fetch := func(path, options string) string {
		return `<script>fetch("` + appURL + path + `", {method: "POST", credentials: "include", ` + options + `}).catch(() => 0)</script>`
	}
	toss := `<script>for (const c of ["csrf=COOKIE; domain=test.local; path=/", "csrf=COOKIE; domain=test.local; path=/form/; secure", "__Host-csrf=COOKIE; domain=test.local; path=/; secure",
		"__Host-csrf=COOKIE; domain=test.local; path=/form/; secure", "__HoSt-csrf=COOKIE; domain=test.local; path=/form/; secure", "=__Host-csrf=COOKIE; domain=test.local; path=/form/; secure"]) document.cookie = c</script>`
	return map[string]string{
		"form":       form("form", ""),
		"multipart":  form("multipart", `enctype="multipart/form-data"`),
		"plain-form": `<form method="post" enctype="text/plain" action="` + appURL + `/json/?a=plain-form"><input name='{"Name":"evil","x":"' value='"}'></form><script>document.forms[0].submit()</script>`,
		"tossed":     toss + form("tossed", ""),
		"no-referrer": `<meta name="referrer" content="no-referrer">` +
			form("no-referrer", ""),
		"sandbox":      `<iframe sandbox="allow-scripts allow-forms" srcdoc='` + form("sandbox", "") + `'></iframe>`,
		"data":         `<iframe src="data:text/html,` + url.PathEscape(form("data", "")) + `"></iframe>`,
		"bounced":      `<form method="post" action="/bounce?a=bounced">` + fields,
		"text-plain":   fetch("/json/?a=text-plain", `mode: "no-cors", headers: {"Content-Type": "text/plain"}, body: JSON.stringify({Name: "evil"})`),
		"no-type":      fetch("/json/?a=no-type", `mode: "no-cors", body: new Blob([JSON.stringify({Name: "evil"})])`),
		"no-cors":      fetch("/form/?a=no-cors", `mode: "no-cors", body: new URLSearchParams({csrfmiddlewaretoken: "TOKEN", name: "evil"})`),
		"beacon":       `<script>navigator.sendBeacon("` + appURL + `/form/?a=beacon", new URLSearchParams({csrfmiddlewaretoken: "TOKEN", name: "evil"}))</script>`,
		"json":         fetch("/json/?a=json", `headers: {"Content-Type": "application/json", "X-CSRFToken": "TOKEN"}, body: JSON.stringify({Name: "evil"})`),
		"override":     `<form method="post" action="` + appURL + `/form/?a=override&_method=GET"><input name="_method" value="GET">` + fields,
		"method-probe": fetch("/form/?a=method-probe", `headers: {"X-HTTP-Method-Override": "GET"}, body: "a=b"`),
	}
}

// sibling is evil.test.local, with the attacker's own token and cookie of the site.
func sibling(t *testing.T, n *nginx) *httptest.Server {
	t.Helper()
	a := get(t, n.client(false), appURL+"/form/")
	_, rest, _ := strings.Cut(a.body, `value="`)
	token, _, _ := strings.Cut(rest, `"`)
	cookie, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Set-Cookie"), "__Host-csrf="), ";")
	if len(token) != 43 || cookie == "" {
		t.Fatalf("the attacker got no token: %v %s", a.header, a.body)
	}
	fill := strings.NewReplacer("TOKEN", token, "COOKIE", cookie)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bounce" {
			http.Redirect(w, r, appURL+"/form/?a="+r.URL.Query().Get("a"), http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/tossed" {
			w.Header().Add("Set-Cookie", fill.Replace("csrf=COOKIE; Domain=test.local; Path=/json/"))
			w.Header().Add("Set-Cookie", fill.Replace("__Host-csrf=COOKIE; Domain=test.local; Path=/; Secure"))
		}
		_, _ = io.WriteString(w, "<!doctype html><title>x</title><body>"+fill.Replace(attacks()[r.URL.Path[1:]]))
	}))
	t.Cleanup(s.Close)
	return s
}

// TestCSRFFromASibling is X47: a browser that knows the site opens pages of a sibling sub-domain, each of which makes it send a form
// in another way. All are refused, and the site's own form is taken, also after cookies were tossed. It is X44 too, since the
// browser is there: no ?next= leads away from the site.
func TestCSRFFromASibling(t *testing.T) {
	t.Parallel()
	p := serveSite(t, "127.0.0.1:0", production(t))
	n := startNginx(t, "app.test.local", p.addr)
	evil := sibling(t, n)
	b := startChromium(t, fmt.Sprintf("MAP app.test.local:443 %s, MAP app.test.local:80 %s, MAP evil.test.local %s", n.https, n.http, evil.Listener.Addr()))
	b.open(appURL + "/form/")
	for name := range attacks() {
		b.open("https://evil.test.local/" + name)
		eventually(t, "the attack "+name+" reaches nginx", func() bool { return len(attempts(t, n, name)) > 0 })
	}
	b.open(appURL + "/form/")
	var seen echoed
	b.eval(`fetch("/who").then(r => r.json())`, &seen)
	if cookies := seen.Header.Get("Cookie"); strings.Count(cookies, "__Host-csrf=") != 1 || !strings.Contains(strings.ReplaceAll(cookies, "__Host-csrf=", ""), "csrf=") {
		t.Errorf("the browser sends the cookies %q, want the site's own and a tossed one", cookies)
	}
	for name := range attacks() {
		for _, r := range attempts(t, n, name) {
			if r.Upstream != "403" && (r.Method != http.MethodOptions || strings.HasPrefix(r.Upstream, "5")) {
				t.Errorf("%s: %s is answered with %s", name, r.Line, r.Status)
			}
		}
	}
	if a := get(t, n.client(false), appURL+"/saved/"); a.body != "0" {
		t.Errorf("%s forged forms were taken", a.body)
	}
	b.good()
	if a := get(t, n.client(false), appURL+"/saved/"); a.body != "1" {
		t.Errorf("%s forms were taken, want the site's own", a.body)
	}
	b.redirects(n)
}

// attempts are the requests of an attack that nginx passed on.
func attempts(t *testing.T, n *nginx, name string) []proxied {
	t.Helper()
	return slices.DeleteFunc(n.requests(t), func(r proxied) bool {
		return !strings.Contains(r.Line+" ", "?a="+name+" ") && !strings.Contains(r.Line, "?a="+name+"&")
	})
}

// good sends the site's own form, as a person does.
func (b *chromium) good() {
	b.t.Helper()
	b.open(appURL + "/form/")
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	must(b.t, chromedp.Do(ctx, chromedp.Click(chromedp.CSS("button"))))
	eventually(b.t, "the form is taken", func() bool {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body ? document.body.innerText : ''"))
		return err == nil && strings.Contains(text, `saved "good", number 1`)
	})
}

// nexts are X44: ways to write an address of another site, some of which only browsers understand.
func nexts() (list []string) {
	for _, scheme := range []string{"", "https:", "http:", "HTTPS:", "hTtp:", "\thttps:", "ht\ntps:", "\x01https:", "javascript:", "data:", "ftp:", "blob:https:", "app.test.local:"} {
		for _, slashes := range []string{"//", "///", "////", `\\`, `/\`, `\/`, "/\t/", "/\n/", "/", `\`, "/ /", "／／", "/./", "/.//", ""} {
			for _, rest := range []string{"evil.example", "evil.example/%2f..", "app.test.local@evil.example/", "app.test.local.evil.example", `evil.example\@app.test.local`, "evil.example#@app.test.local/", "evil%2eexample", "evil。example"} {
				list = append(list, scheme+slashes+rest)
			}
		}
	}
	return append(list, "javascript:alert(1)", "data:text/html,x", "https://app.test.local:8443/", "http://app.test.local/", "/x\r\nLocation: https://evil.example/", "/products/?page=2", "#x")
}

// redirects asks the site to lead to each, and the browser where it would go.
func (b *chromium) redirects(n *nginx) {
	b.t.Helper()
	c := n.client(false)
	asked := nexts()
	locations := make([]string, len(asked))
	for i, next := range asked {
		a := get(b.t, c, appURL+"/go/?next="+url.QueryEscape(next))
		if locations[i] = a.header.Get("Location"); a.status != http.StatusSeeOther || locations[i] == "" {
			b.t.Errorf("?next=%q is answered with %d %q", next, a.status, locations[i])
		}
	}
	origins := func(list []string) (out []string) {
		text, err := json.Marshal(list)
		must(b.t, err)
		b.eval(string(text)+`.map(l => { try { return new URL(l, "`+appURL+`/go/").origin } catch { return "no address" } })`, &out)
		return out
	}
	hostile := 0
	for _, o := range origins(asked) {
		if o != appURL && o != "no address" {
			hostile++
		}
	}
	if hostile < 100 {
		b.t.Errorf("%d of %d cases lead away in a browser, so that nothing was shown", hostile, len(asked))
	}
	for i, o := range origins(locations) {
		if o != appURL {
			b.t.Errorf("?next=%q leads to %q, which is %s to a browser", asked[i], locations[i], o)
		}
	}
	b.t.Logf("%d values of ?next=, of which %d lead away in a browser, and none through the site", len(asked), hostile)
}

// TestDebugPageInChromium is the part of X55 that is the page of errors in debug: hostile text in everything that it shows runs
// nothing and makes no element.
func TestDebugPageInChromium(t *testing.T) {
	t.Parallel()
	p := serveSite(t, "127.0.0.1:0", []string{"DATABASE_URL=" + testenv.SQLite(t), "LOG_LEVEL=error"})
	b := startChromium(t, "MAP evil.example 127.0.0.1")
	for _, hostile := range []string{"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", `"><svg onload=alert(1)>`, `'><iframe src=javascript:alert(1)>`, "</title><script>alert(1)</script>",
		"</textarea></style><img src=x onerror=alert(1)>", "{{.}}<b onmouseover=alert(1)>x", "<math><mi xlink:href=javascript:alert(1)>", "--><script>alert(1)</script>", "\u2028<input autofocus onfocus=alert(1)>"} {
		b.open("http://" + p.addr + "/form/")
		var status int
		b.eval(`(async () => { document.cookie = "a=" + encodeURIComponent(`+quoteJS(hostile)+`) + `+quoteJS("; path=/")+`; document.cookie = "b=" + `+quoteJS(strings.ReplaceAll(hostile, ";", ""))+`; return 1 })()`, &status)
		b.open("http://" + p.addr + "/fail/" + url.PathEscape(strings.ReplaceAll(hostile, "/", "")) + "/?" + url.Values{"q": {hostile}, hostile: {"x"}}.Encode())
		var got struct {
			Title string
			Made  []string
			Shown bool
		}
		b.eval(`({Title: document.title, Shown: document.body.innerText.includes(`+quoteJS(strings.TrimPrefix(hostile, "\u2028"))+`), Made: [...document.querySelectorAll(
			"img,svg,iframe,math,b[onmouseover],input,script:not([nonce]):not([src]),[onerror],[onload],[onfocus],a[href^='javascript:' i]")].map(e => e.outerHTML)})`, &got)
		if len(got.Made) > 0 || !got.Shown {
			t.Errorf("%q on the page %q: shown as text %v, elements made of it %q", hostile, got.Title, got.Shown, got.Made)
		}
	}
	if n := b.dialogs.Load(); n > 0 {
		t.Errorf("%d scripts ran", n)
	}
}

func quoteJS(s string) string {
	b, _ := json.Marshal(s) // text always marshals
	return string(b)
}
