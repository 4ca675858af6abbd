package render_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	texttemplate "text/template"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// xssContexts are the places in which a hostile value may stand: the eight of the experiment, more of html/template, and what the
// package's own functions make.
const xssContexts = `
<div>{{.}}</div>
<div title="{{.}}" data-x='{{.}}'></div>
<style class={{.}}></style><div class={{.}}></div>
<a href="{{.}}">a</a><a href={{.}}>b</a><a href="/x?q={{.}}#{{.}}">c</a>
<img alt="" src="{{.}}"><form action="{{.}}"><button formaction="{{.}}"></button></form>
<script>x = {{.}}; y = '{{.}}'; z = "{{.}}"; w = [{{.}}, {"k": {{.}}}];</script><script>v = ` + "`{{.}}`" + `;</script>
<div onclick="f({{.}})" onmouseover='f("{{.}}")'></div>
<style>p { color: {{.}}; background: url("{{.}}"); font-family: '{{.}}' }</style><div style="color: {{.}}; width: {{.}}"></div>
<textarea>{{.}}</textarea><select><option value="{{.}}">{{.}}</option></select>
<script type="application/json">{{.}}</script><template>{{.}}</template>
<div>{{truncate 9999 .}}{{linebreaks .}}{{linebreaksbr .}}{{urlize .}}{{urlizetrunc 20 .}}</div>
<div>{{formatHTML "<a href='%s' title=\"%s\" onclick='f(%s)'>%s</a>" . . . .}}{{json_script "j" .}}{{json_script . 1}}</div>
<a href="{{url "catalog:name" (print "a" (urlquery .))}}">{{querystring "q" .}}</a><a href="{{querystring "q" .}}">d</a><a href="{{static .}}">e</a>
`

// xssHead is what watches for executions.
const xssHead = `<!doctype html><meta charset="utf-8"><script>
var hits = [], f = function () {}, x, y, z, v, w;
["alert", "confirm", "prompt", "print", "open", "fetch"].forEach(function (n) { window[n] = function () { hits.push(n); return Promise.resolve(); }; });
XMLHttpRequest.prototype.open = XMLHttpRequest.prototype.send = function () { hits.push("xhr"); };
navigator.sendBeacon = function () { hits.push("beacon"); };
window.addEventListener("error", function (e) { if (e instanceof ErrorEvent) hits.push("error " + e.message); });
</script><body>`

// xssTail provokes handlers, looks for addresses that run and for elements that no template has, and writes the result down.
const xssTail = `<script>
addEventListener("load", function () {
	var known = " DIV STYLE A IMG FORM BUTTON SCRIPT TEXTAREA SELECT OPTION TEMPLATE P BR MAIN ";
	document.querySelectorAll("main *").forEach(function (e) {
		if (known.indexOf(" " + e.tagName + " ") < 0) hits.push("element " + e.tagName);
		for (var a of e.attributes) if (/^on/.test(a.name) && a.name != "onclick" && a.name != "onmouseover") hits.push("attribute " + a.name);
		["href", "action", "formAction", "src"].forEach(function (p) { if (/^\s*(javascript|vbscript|data):/i.test(e[p] || "")) hits.push(p + " " + e[p]); });
		["click", "mouseover", "focus", "error", "load", "animationstart"].forEach(function (n) { e.dispatchEvent(new Event(n, {cancelable: true})); });
	});
	setTimeout(function () { document.body.textContent = "RESULT " + hits.length + " " + hits.slice(0, 20).join("; ") + " END"; }, 200);
});
addEventListener("submit", function (e) { e.preventDefault(); }, true);
addEventListener("click", function (e) { if (e.target.tagName == "A" && !/^javascript:/i.test(e.target.href)) e.preventDefault(); }, true);
</script>`

// xssPayloads combines ways out of a context with things to run, in several encodings.
func xssPayloads() []string {
	exits := []string{"", `">`, `'>`, "-->", "</script>", "</style></textarea></title>", `';`, `");`, "`;", `\';`, "\n", " ", "*/", "]]>", "}", `\`}
	cores := []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "alert(1)//", "${alert(1)}", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
		"java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:alert(1)", "url(javascript:alert(1))", " onmouseover=alert(1) ",
		" autofocus onfocus=alert(1) x=", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", `\u003cscript\u003ealert(1)\u003c/script\u003e`, "&#60;img src=x onerror=alert(1)&#62;",
		"\u2028alert(1)//", "<\x00script>alert(1)</script>", "\xc0\xbcscript\xc0\xbealert(1)", "＜script＞alert(1)＜/script＞", "fetch('/beacon')", "<!--<script>", "<a href=javascript:alert(1)>x</a>",
		"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
		"<math><mi xlink:href=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "{{constructor.constructor('alert(1)')()}}",
	}
	var out []string
	for _, core := range cores {
		for _, exit := range exits {
			out = append(out, exit+core, html.EscapeString(exit+core), url.QueryEscape(exit+core))
		}
	}
	return out
}

// chromium opens an address and returns the text of the page's body when it has settled.
func chromium(t *testing.T, program, address string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=20000", "--dump-dom", address)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium: %v\n%.2000s", err, errs.String())
	}
	return out.String()
}

// executions is how many executions a page reports, with what they were.
func executions(t *testing.T, dom string) (n int, what string) {
	t.Helper()
	_, rest, ok := strings.Cut(dom, "RESULT ")
	if !ok {
		t.Fatalf("the page has no result:\n%.3000s", dom)
	}
	if _, err := fmt.Sscanf(rest, "%d", &n); err != nil {
		t.Fatal(err)
	}
	what, _, _ = strings.Cut(rest, " END")
	return n, what
}

// TestXSSInChromium shows hostile values in all places to a browser, which must not run any of them (TPL-02, SEC-01, X55). It
// takes every payload at the full level and a part of them otherwise.
func TestXSSInChromium(t *testing.T) {
	t.Parallel()
	program := testenv.Chromium(t)
	e := newEngine(t, render.Options{URLs: names(t), Static: func(p string) (string, error) { return p, nil }},
		"case.html", xssContexts, "page.html", xssHead+`{{range .}}<main>{{template "case.html" .}}</main>{{end}}`+xssTail)
	payloads := xssPayloads()
	if len(payloads) < 1000 {
		t.Fatalf("%d payloads, want at least 1000", len(payloads))
	}
	step, batch := 13, 110
	if testenv.Full() {
		step = 1
	}
	var chosen []string
	for i := 0; i < len(payloads); i += step {
		chosen = append(chosen, payloads[i])
	}
	var pages []string
	for len(chosen) > 0 {
		n := min(batch, len(chosen))
		text, err := execute(e, guarded(t, httptest.NewRequest("GET", "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", nil)), "page.html", chosen[:n])
		if err != nil {
			t.Fatal(err)
		}
		pages, chosen = append(pages, text), chosen[n:]
	}
	pages = append(pages, control(t)...)
	h := web.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		var i int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &i); err != nil || i >= len(pages) {
			return web.NewError(404, "nothing here")
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := w.Write([]byte(pages[i]))
		return err
	})
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	for i := range pages {
		n, what := executions(t, chromium(t, program, fmt.Sprintf("%s/%d", server.URL, i)))
		if isControl := i >= len(pages)-len(control(t)); isControl != (n > 0) {
			t.Errorf("page %d of %d (a control: %t) has %s", i, len(pages), isControl, what)
		}
	}
}

// control are pages by text/template, which escapes nothing: in each the browser must report executions, or the test could not
// fail.
func control(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, c := range [][2]string{{`<div>{{.}}</div>`, "<img src=x onerror=alert(1)>"}, {`<a href="{{.}}">x</a>`, "javascript:alert(1)"}} {
		var b strings.Builder
		if err := texttemplate.Must(texttemplate.New("").Parse(xssHead+"<main>"+c[0]+"</main>"+xssTail)).Execute(&b, c[1]); err != nil {
			t.Fatal(err)
		}
		out = append(out, b.String())
	}
	return out
}
