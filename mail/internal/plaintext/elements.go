package plaintext

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// link writes "text (address)", and the address alone where the text is the same.
func (w *writer) link(n *html.Node, depth int) bool {
	start := w.out.Len()
	if !w.children(n, depth) {
		return false
	}
	href := attr(n.Attr, "href")
	if href == "" || href[0] == '#' {
		return true
	}
	shown := strings.TrimSpace(w.out.String()[start:])
	bare := strings.TrimPrefix(href, "mailto:")
	switch shown {
	case href, bare:
	case "":
		w.space = w.begun && w.breaks == 0
		w.word(bare)
	default:
		w.space = w.breaks == 0
		w.word("(" + bare + ")")
	}
	return true
}

// heading underlines the first two levels.
func (w *writer) heading(n *html.Node, depth int) bool {
	w.block(2)
	start := w.out.Len()
	if !w.children(n, depth) {
		return false
	}
	title := strings.TrimLeft(w.out.String()[start:], "\n")
	if i := strings.LastIndexByte(title, '\n'); i >= 0 {
		title = title[i+1:]
	}
	if width := utf8.RuneCountInString(strings.TrimPrefix(title, w.indent)); width > 0 && (n.DataAtom == atom.H1 || n.DataAtom == atom.H2) {
		mark := "="
		if n.DataAtom == atom.H2 {
			mark = "-"
		}
		w.block(1)
		w.word(strings.Repeat(mark, min(width, 72)))
	}
	w.block(2)
	return true
}

// list writes each item on lines of its own, with a dash or its number.
func (w *writer) list(n *html.Node, depth int) bool {
	lines := 2
	if w.indent != "" {
		lines = 1 // within another list
	}
	w.block(lines)
	number := 1
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			if !w.node(c, depth+1) {
				return false
			}
			continue
		}
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		if !w.item(mark, c, depth+1) {
			return false
		}
	}
	w.block(lines)
	return true
}

// item writes one item of a list.
func (w *writer) item(mark string, n *html.Node, depth int) bool {
	w.block(1)
	outer := w.indent
	w.indent += strings.Repeat(" ", len(mark))
	w.bullet = mark
	ok := w.children(n, depth)
	w.indent, w.bullet = outer, ""
	w.block(1)
	return ok
}

// within writes an element with a mark before each of its lines.
func (w *writer) within(mark string, n *html.Node, depth int) bool {
	w.block(2)
	outer := w.indent
	w.indent += mark
	ok := w.children(n, depth)
	w.indent = outer
	w.block(2)
	return ok
}
