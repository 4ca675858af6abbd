// Package richtext makes HTML of what people write: Markdown, or HTML that is not to be trusted. It is a package of its own, so
// that only programs that use it carry its parsers (goldmark and bluemonday).
//
// What comes out has elements for text, lists, tables, links and images, and nothing that runs, looks like another part of the
// page, or is found by scripts: no scripts, styles, forms, frames, event handlers, ids, names or comments. Addresses are
// relative or http, https and mailto. Links say nofollow.
//
//	engine, err := render.New(render.Options{Funcs: richtext.Funcs(), …})
//
// adds the functions markdown and sanitize to templates.
package richtext

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// MaxBytes is the longest text that is read; a longer one is refused.
const MaxBytes = 1 << 20

// Sanitize takes out of HTML whatever is not in the list above. Text stays, also that of elements that are taken out, but for
// scripts and styles. It refuses more than [MaxBytes].
func Sanitize(html string) (template.HTML, error) {
	if err := checkSize(len(html)); err != nil {
		return "", err
	}
	return template.HTML(policy().Sanitize(html)), nil
}

// Markdown makes HTML of Markdown (CommonMark, with tables, strikethrough and links without brackets as GitHub has them), and
// sanitises it. HTML in the text is left out, and quotes and lists nested more than a
// hundred deep are text. It refuses more than [MaxBytes].
func Markdown(source string) (template.HTML, error) {
	if err := checkSize(len(source)); err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := markdown().Convert(flatten([]byte(source)), &b); err != nil {
		return "", fmt.Errorf("richtext: %w", err)
	}
	return template.HTML(policy().SanitizeBytes(b.Bytes())), nil
}

// Funcs are the template functions markdown and sanitize: {{markdown .Text}}.
func Funcs() template.FuncMap {
	return template.FuncMap{"markdown": Markdown, "sanitize": Sanitize}
}

func checkSize(n int) error {
	if n > MaxBytes {
		return fmt.Errorf("richtext: the text has %d bytes, more than %d: limit what people can send", n, MaxBytes)
	}
	return nil
}

// markdown is made once and does not change.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify))
})

// policy is made once and does not change.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "span", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "details", "summary")
	p.AllowElements("b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "code", "kbd", "samp", "var", "q", "cite", "abbr", "dfn", "wbr")
	p.AllowElements("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(`^[0-9]{1,2}$`)).OnElements("td", "th")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("td", "th")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[a-z0-9+#-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("title").OnElements("abbr", "dfn", "a", "img")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,3}$`)).Globally()
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(regexp.MustCompile(`^[0-9]{1,4}$`)).OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	return p
})
