package plaintext

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth is how deep elements may be nested, maxHTML how many bytes a page may have, and maxText its text: a list in a list in a
// list is longer than its tags.
const (
	maxDepth = 200
	maxHTML  = 2 << 20
	maxText  = 2 * maxHTML
)

// FromHTML writes a page as text: paragraphs with empty lines between them, headings underlined, lists with dashes or numbers, links as
// "text (address)", images as their alt text, cells of a table with " | " between them. Styles, scripts and what is hidden are left out.
func FromHTML(page string) (string, error) {
	if len(page) > maxHTML {
		return "", fmt.Errorf("the page has %d bytes, more than %d", len(page), maxHTML)
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", err
	}
	w := &writer{}
	if !w.node(doc, 0) {
		return "", errors.New("elements are nested too deeply, or their text is too long")
	}
	text := strings.Trim(w.out.String(), "\n ")
	if text != "" {
		text += "\n"
	}
	return text, nil
}

// Links lists the addresses that a page leads to, each once, without those within the page.
func Links(page string) []string {
	var out []string
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(maxHTML)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom != atom.A {
				continue
			}
			if href := attr(t.Attr, "href"); href != "" && href[0] != '#' && !slices.Contains(out, href) {
				out = append(out, href)
			}
		}
	}
}

func attr(list []html.Attribute, name string) string {
	for _, a := range list {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// writer collects text. Blank lines and spaces are written when something follows them.
type writer struct {
	out    strings.Builder
	breaks int    // line ends to write before the next text
	space  bool   // a space to write before the next text
	begun  bool   // there is text already
	indent string // of lines in lists and quotations
	bullet string // to write before the next text
	pre    int    // depth of pre
}

// block ends a line, and leaves n-1 empty ones.
func (w *writer) block(n int) {
	w.space = false
	if w.begun && w.bullet == "" { // a paragraph that begins an item begins beside its dash
		w.breaks = max(w.breaks, n)
	}
}

// word writes text that holds no space to break at.
func (w *writer) word(s string) {
	if w.breaks > 0 || !w.begun || w.bullet != "" {
		if w.breaks == 0 && w.begun { // the item follows its list's text directly
			w.breaks = 1
		}
		w.out.WriteString(strings.Repeat("\n", w.breaks))
		indent := w.indent
		if w.bullet != "" {
			indent = indent[:max(0, len(indent)-len(w.bullet))] + w.bullet
			w.bullet = ""
		}
		w.out.WriteString(indent)
		w.breaks, w.space, w.begun = 0, false, true
	}
	if w.space {
		w.out.WriteByte(' ')
		w.space = false
	}
	w.out.WriteString(s)
}

// text writes text as a browser shows it: any white space is one space.
func (w *writer) text(s string) {
	if w.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.breaks++
			}
			if line != "" {
				w.word(line)
			}
		}
		return
	}
	for i, word := range strings.FieldsFunc(s, isSpace) {
		if i > 0 || isSpace(rune(s[0])) {
			w.space = w.begun && w.breaks == 0
		}
		w.word(word)
	}
	if s != "" && isSpace(rune(s[len(s)-1])) {
		w.space = w.begun && w.breaks == 0
	}
}

// isSpace reports whether HTML takes the character for white space; the no-break space is text.
func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f'
}

// children writes what an element holds.
func (w *writer) children(n *html.Node, depth int) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !w.node(c, depth+1) {
			return false
		}
	}
	return true
}

// node writes a node. It reports false when the page is nested too deeply or too long.
func (w *writer) node(n *html.Node, depth int) bool {
	if depth > maxDepth || w.out.Len() > maxText {
		return false
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return true
	case html.ElementNode:
		return hidden(n) || w.element(n, depth)
	case html.DocumentNode:
		return w.children(n, depth)
	}
	return true
}

// hidden reports whether readers of the page do not see the element: the preview text of many mails is one such.
func hidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Style, atom.Script, atom.Template, atom.Noscript:
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n.Attr, "style")), " ", "")
	return strings.Contains(style, "display:none") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" })
}

func (w *writer) element(n *html.Node, depth int) bool {
	switch n.DataAtom {
	case atom.Br:
		w.space = false
		if w.begun {
			w.breaks++
		}
		return true
	case atom.Hr:
		w.block(2)
		w.word(strings.Repeat("-", 40))
		w.block(2)
		return true
	case atom.Img:
		if alt := attr(n.Attr, "alt"); alt != "" {
			w.text(alt)
		}
		return true
	case atom.A:
		return w.link(n, depth)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return w.heading(n, depth)
	case atom.Ul, atom.Ol:
		return w.list(n, depth)
	case atom.Blockquote:
		return w.within("> ", n, depth)
	case atom.Pre:
		w.block(2)
		w.pre++
		ok := w.children(n, depth)
		w.pre--
		w.block(2)
		return ok
	}
	return w.plain(n, depth)
}

// plain writes an element that has no mark of its own.
func (w *writer) plain(n *html.Node, depth int) bool {
	lines := 0
	switch n.DataAtom {
	case atom.P, atom.Table, atom.Dl, atom.Figure, atom.Fieldset:
		lines = 2
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav,
		atom.Aside, atom.Address, atom.Body, atom.Center, atom.Figcaption, atom.Caption:
		lines = 1
	case atom.Td, atom.Th:
		if n.PrevSibling != nil && w.begun && w.breaks == 0 && cellBefore(n) {
			w.space = true
			w.word("|")
			w.space = true
		}
	}
	if lines > 0 {
		w.block(lines)
	}
	ok := w.children(n, depth)
	if lines > 0 {
		w.block(lines)
	}
	return ok
}

// cellBefore reports whether another cell stands before the cell in its row.
func cellBefore(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th {
			return true
		}
	}
	return false
}
