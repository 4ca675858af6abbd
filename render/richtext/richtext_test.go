package richtext_test

import (
	"html/template"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/render/richtext"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"# Tea\n\n*Green* & **black**":                       "<h1>Tea</h1>\n<p><em>Green</em> &amp; <strong>black</strong></p>\n",
		"[a](https://a.example/?x=1&y=2 \"t\") ![b](/b.png)": `<p><a href="https://a.example/?x=1&amp;y=2" title="t" rel="nofollow">a</a> <img src="/b.png" alt="b"></p>` + "\n",
		"[x](javascript:alert(1)) <javascript:alert(1)>":     "<p>x javascript:alert(1)</p>\n",
		"a <script>alert(1)</script> <b>c</b>":               "<p>a alert(1) c</p>\n",
		"| a | b |\n|--:|---|\n| 1 | ~~2~~ |":                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td><del>2</del></td>\n</tr>\n</tbody>\n</table>\n",
		"```go\nx := \"<\"\n```":                             "<pre><code class=\"language-go\">x := &#34;&lt;&#34;\n</code></pre>\n",
		"www.example.com":                                    `<p><a href="http://www.example.com" rel="nofollow">www.example.com</a></p>` + "\n",
		"3. three":                                           "<ol start=\"3\">\n<li>three</li>\n</ol>\n",
		"":                                                   "",
	} {
		if got, err := richtext.Markdown(source); err != nil || string(got) != want {
			t.Errorf("%q gives\n%q (%v), want\n%q", source, got, err, want)
		}
	}
}

func TestSanitize(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`<p class="x" id="y" style="color:red" onclick="z()">a <b>b</b></p>`: `<p>a <b>b</b></p>`,
		`<a href="mailto:a@b.example" target="_blank">m</a>`:                 `<a href="mailto:a@b.example" rel="nofollow">m</a>`,
		`<img src="data:image/png;base64,x" alt="a"><img src=x.png width=9>`: `<img alt="a"><img src="x.png" width="9">`,
		`<form><input name=a>text</form><!-- c --><style>p{}</style>`:        `text`,
		`a < b & c`: `a &lt; b &amp; c`,
	} {
		if got, err := richtext.Sanitize(source); err != nil || string(got) != want {
			t.Errorf("%q gives\n%q (%v), want\n%q", source, got, err, want)
		}
	}
	for name, fn := range map[string]func(string) (template.HTML, error){"Markdown": richtext.Markdown, "Sanitize": richtext.Sanitize} {
		if _, err := fn(strings.Repeat("x", richtext.MaxBytes+1)); err == nil || !strings.Contains(err.Error(), "1048576") {
			t.Errorf("%s of too much: %v", name, err)
		}
	}
}

// vectors are attacks, one on each line, in the manner of the OWASP list; \n, \t, \r and \0 stand for themselves.
func vectors(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/xss.txt")
	must(t, err)
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' {
			out = append(out, strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r", `\0`, "\x00").Replace(line))
		}
	}
	return out
}

// executable looks for what could run, by the tree that a browser makes of the text.
func executable(t testing.TB, text string) (bad []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader("<body>" + text))
	must(t, err)
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.CommentNode {
			bad = append(bad, "a comment")
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button", "link", "meta", "base", "svg", "math", "template", "video", "audio", "textarea", "select", "noscript", "isindex":
				bad = append(bad, "<"+n.Data+">")
			}
			for _, a := range n.Attr {
				bad = append(bad, badAttribute(a)...)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	for head := root.FirstChild.FirstChild; head != nil; head = head.NextSibling {
		if head.Data == "body" {
			visit(head)
		}
	}
	return bad
}

func badAttribute(a html.Attribute) []string {
	switch a.Key {
	case "href", "src":
		clean := strings.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, a.Val)
		u, err := url.Parse(clean)
		if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
			return []string{a.Key + "=" + a.Val}
		}
	case "alt", "title", "width", "height", "rel", "class", "lang", "dir", "start", "align", "colspan", "rowspan":
	default:
		return []string{"the attribute " + a.Key}
	}
	return nil
}

// TestVectors wants no executable node in what comes out, of HTML and of Markdown, alone and around other text (TPL-15).
func TestVectors(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	if len(all) < 100 {
		t.Fatalf("%d vectors, want at least 100", len(all))
	}
	found := 0
	for _, v := range all {
		if len(executable(t, v)) > 0 {
			found++
		}
		for _, text := range []string{v, "<p>" + v + "</p>", "a\n\n" + v + "\n\nb", "<b title='" + v + "'>", "[x](" + v + ")", "![" + v + "](" + v + ")", "<" + v + ">", "`" + v} {
			for name, fn := range map[string]func(string) (template.HTML, error){"Markdown": richtext.Markdown, "Sanitize": richtext.Sanitize} {
				out, err := fn(text)
				must(t, err)
				if bad := executable(t, string(out)); len(bad) > 0 {
					t.Errorf("%s of %q\nlets through %q:\n%s", name, text, bad, out)
				}
			}
		}
	}
	if found < len(all)/2 {
		t.Errorf("the test itself finds only %d of %d vectors executable as they are", found, len(all))
	}
}

func FuzzSanitize(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		for _, fn := range []func(string) (template.HTML, error){richtext.Markdown, richtext.Sanitize} {
			out, err := fn(text)
			must(t, err)
			if bad := executable(t, string(out)); len(bad) > 0 {
				t.Errorf("%q lets through %q: %s", text, bad, out)
			}
		}
	})
}

// TestFuncs uses the functions in a template.
func TestFuncs(t *testing.T) {
	t.Parallel()
	e, err := render.New(render.Options{Funcs: richtext.Funcs(), Sources: []render.Source{{Name: "a", FS: fstest.MapFS{"p.html": {Data: []byte(`<div>{{markdown .}}|{{sanitize .}}</div>`)}}}}})
	must(t, err)
	var b strings.Builder
	must(t, e.Execute(&b, nil, "p.html", "*x* <b>y</b><script>z</script>"))
	if want := "<div><p><em>x</em> yz</p>\n|*x* <b>y</b></div>"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// TestLargeTexts wants hostile texts to be done in seconds; a reader that goes back takes much longer (X33).
func TestLargeTexts(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"*a ", "[", "![", "`", "<", "<b>", "> ", ">", "- ", "+ ", "1. ", "<!--", "&", "|a", "\n\n", "_a_ ", "http://a.b/(", "]("} {
		text := strings.Repeat(part, 1<<16/len(part))
		start := time.Now()
		_, err := richtext.Markdown(text)
		must(t, err)
		_, err = richtext.Sanitize(text)
		must(t, err)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("64 KiB of %q took %s", part, took)
		}
	}
}
