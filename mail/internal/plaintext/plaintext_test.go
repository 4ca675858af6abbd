package plaintext

import (
	"slices"
	"strings"
	"testing"
)

func TestFromHTML(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ html, want string }{
		"nothing":          {"", ""},
		"only spaces":      {" \n\t ", ""},
		"a paragraph":      {"<p>Hello\n   there,  <b>you</b>!</p>", "Hello there, you!\n"},
		"paragraphs":       {"<p>a</p>\n<p>b</p>c<div>d</div><div>e</div>", "a\n\nb\n\nc\nd\ne\n"},
		"line breaks":      {"a<br>b<br><br>c<br>", "a\nb\n\nc\n"},
		"headings":         {"<h1>Grüße</h1><p>a</p><h2>Two words</h2>b<h3>c</h3>d", "Grüße\n=====\n\na\n\nTwo words\n---------\n\nb\n\nc\n\nd\n"},
		"a link":           {`see <a href="https://shop.example/?a=1&amp;b=2">the  page</a>.`, "see the page (https://shop.example/?a=1&b=2).\n"},
		"a link, its text": {`<a href="https://shop.example/">https://shop.example/</a>`, "https://shop.example/\n"},
		"a link to mail":   {`<a href="mailto:ada@example.com">ada@example.com</a> <a href="mailto:a@b.c">write</a>`, "ada@example.com write (a@b.c)\n"},
		"a link, a picture": {`<a href="https://shop.example/"><img src="x" alt="Shop"></a><a href="https://b.example"><img src="x"></a>`,
			"Shop (https://shop.example/) https://b.example\n"},
		"a link in a block":   {`<p>x</p><a href="https://b.example"><div>go</div></a><p>y</p>`, "x\n\ngo\n(https://b.example)\n\ny\n"},
		"a link inside":       {`<a href="#top">top</a> <a>none</a>`, "top none\n"},
		"a list":              {"a<ul><li>one<li>two <b>three</b></ul>b", "a\n\n- one\n- two three\n\nb\n"},
		"numbers":             {"<ol><li>one</li><li><p>two</p><p>more</p></li></ol>", "1. one\n2. two\n\n   more\n"},
		"a list within":       {"<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>", "- one\n  - deep\n- two\n"},
		"a table":             {"<table><tr><th>Book</th><th>Price</th></tr><tr><td>Dune</td>\n<td>9 €</td></tr></table>", "Book | Price\nDune | 9 €\n"},
		"a quotation":         {"<blockquote><p>a</p></blockquote>b", "> a\n\nb\n"},
		"preformatted":        {"<pre>a  b\n  c</pre>", "a  b\n  c\n"},
		"a rule":              {"a<hr>b", "a\n\n----------------------------------------\n\nb\n"},
		"what is not shown":   {"<head><title>x</title><style>p{}</style></head><script>x</script><p hidden>x</p><p style='display: none'>x</p><p>a</p><!-- x -->", "a\n"},
		"entities":            {"<p>a &amp; b &lt;c&gt; &nbsp;d</p>", "a & b <c> \u00a0d\n"},
		"text beside a block": {"a<p>b</p>c", "a\n\nb\n\nc\n"},
	} {
		if got, err := FromHTML(tt.html); got != tt.want || err != nil {
			t.Errorf("%s: got\n%q (%v), want\n%q", name, got, err, tt.want)
		}
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	if _, err := FromHTML(strings.Repeat("<div>", 400) + "x"); err == nil {
		t.Error("elements nested 400 deep were accepted")
	}
	if _, err := FromHTML(strings.Repeat("<ul><li>", 90) + strings.Repeat("<p>x", 50_000)); err == nil {
		t.Error("50,000 lines, each indented by 180 spaces, were accepted")
	}
	if _, err := FromHTML(strings.Repeat("x", maxHTML+1)); err == nil {
		t.Error("a page beyond the limit was accepted")
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	got := Links(`<a href="https://a.example/?x=1&amp;y=2">a</a><a href="#b">b</a><a>c</a><a href="https://a.example/?x=1&amp;y=2">d</a><a href=mailto:e@f.g>e</a>`)
	if want := []string{"https://a.example/?x=1&y=2", "mailto:e@f.g"}; !slices.Equal(got, want) {
		t.Errorf("the links are %q, want %q", got, want)
	}
}

func FuzzFromHTML(f *testing.F) {
	f.Add("<h1>a</h1><ul><li>b<ol><li>c</ul><a href=d>e")
	f.Add("<pre>\n\n</pre><blockquote><li>x<br><br>")
	f.Fuzz(func(t *testing.T, page string) {
		if text, err := FromHTML(page); err == nil && len(text) > 200*(len(page)+10) {
			t.Errorf("%d bytes of HTML became %d of text", len(page), len(text))
		}
	})
}
