package mailpage

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestInline(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ css, body, want string }{
		"element":        {"p { color: red }", "<p>a</p>", `<p style="color: red">a</p>`},
		"list":           {"p, b{color:red;}", "<p><b>a</b></p>", `<p style="color: red"><b style="color: red">a</b></p>`},
		"class, id":      {".a { x: 1 } #b { y: 2 }", `<p class="a" id="b"></p>`, `<p class="a" id="b" style="x: 1; y: 2"></p>`},
		"specificity":    {"#b { x: id } .a { x: class } p { x: element }", `<p class="a" id="b"></p>`, `<p class="a" id="b" style="x: id"></p>`},
		"order":          {"p { x: 1 } p { x: 2 }", `<p></p>`, `<p style="x: 2"></p>`},
		"own style wins": {"p { x: 1; y: 1 }", `<p style="x: 2"></p>`, `<p style="y: 1; x: 2"></p>`},
		"but not over !": {"p { x: 1 !IMPORTANT }", `<p style="x: 2"></p>`, `<p style="x: 1 !important"></p>`},
		"own ! wins":     {"p { x: 1 !important }", `<p style="x: 2 !important"></p>`, `<p style="x: 2 !important"></p>`},
		"shorthand":      {"p { margin-top: 1px } p.a { margin: 0 }", `<p class=a></p>`, `<p class="a" style="margin-top: 1px; margin: 0"></p>`},
		"descendant":     {"div > p b { x: 1 }", `<div><p><b></b></p></div><b></b>`, `<div><p><b style="x: 1"></b></p></div><b></b>`},
		"attribute":      {`[data-x="},;{"] { x: 1 }`, `<p data-x="},;{"></p>`, `<p data-x="},;{" style="x: 1"></p>`},
		"strings":        {`p { content: "}; /* no */"; x: url(a;b) }`, `<p></p>`, `<p style="content: &#34;}; /* no */&#34;; x: url(a;b)"></p>`},
		"comments":       {`/* p { x: 0 } */ p /* a */ { /* b */ x: 1 }`, `<p></p>`, `<p style="x: 1"></p>`},
		"media":          {"@media print { p { x: 1 } } p { y: 2 }", "<p></p>", `<style>` + "\n@media print { p { x: 1 } }\n" + `</style><p style="y: 2"></p>`},
		"hover":          {"a:hover, a { x: 1 }", "<a></a>", `<style>` + "\na:hover { x: 1 }\n" + `</style><a style="x: 1"></a>`},
		"pseudo-element": {"p::before { x: 1 }", "<p></p>", `<style>` + "\np::before { x: 1 }\n" + `</style><p></p>`},
		"not, nth":       {"p:not(.a), li:nth-child(3) { x: 1 }", `<p class="a"></p><li></li>`, `<p class="a"></p><li style="x: 1"></li>`},
		"import":         {`@import url("a.css"); p { x: 1 }`, "<p></p>", "<style>\n@import url(\"a.css\");\n</style><p style=\"x: 1\"></p>"},
		"nonsense":       {"p { x; : ; y: 1 } q; p { z: 2 }", "<p></p>", "<style>\nq; p { z: 2 }\n</style><p style=\"y: 1\"></p>"},
	} {
		doc, err := html.Parse(strings.NewReader("<head></head><body><style>" + tt.css + "</style>" + tt.body))
		if err != nil {
			t.Fatal(err)
		}
		if err := inline(doc); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var b strings.Builder
		if err := html.Render(&b, doc); err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSuffix(strings.TrimPrefix(b.String(), "<html><head></head><body>"), "</body></html>")
		if got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, tt.want)
		}
	}
}

func TestUnreadableStyles(t *testing.T) {
	t.Parallel()
	for _, css := range []string{"p {", "p { x: 'a }", "/* a", "p", "@media print { p { }", strings.Repeat("p{x:1}", maxRules+1)} {
		if _, err := splitCSS(css); err == nil {
			t.Errorf("%.40q was accepted", css)
		}
	}
}

func FuzzStyles(f *testing.F) {
	f.Add("p{color:red}")
	f.Add("@media x{a{b:c}}/*'*/q\\{:hover{\"")
	f.Fuzz(func(t *testing.T, css string) {
		blocks, err := splitCSS(css)
		if err != nil {
			return
		}
		for _, b := range blocks {
			declarations(b.body)
			splitSelectors(b.prelude)
		}
	})
}
