package mailpage

import (
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// styled is a declaration that applies to an element, with what decides which of several wins (CSS Cascading Level 4).
type styled struct {
	declaration
	inline      bool // from the attribute style
	specificity cascadia.Specificity
}

// wins orders declarations: the last one wins.
func wins(a, b styled) int {
	switch {
	case a.important != b.important:
		return order(a.important)
	case a.inline != b.inline:
		return order(a.inline)
	case a.specificity.Less(b.specificity):
		return -1
	case b.specificity.Less(a.specificity):
		return 1
	}
	return 0
}

func order(last bool) int {
	if last {
		return 1
	}
	return -1
}

// inline moves the styles of a page into its elements. A style sheet for some media only is left alone.
func inline(doc *html.Node) error {
	found := make(map[*html.Node][]styled)
	var elements []*html.Node // in the order in which they were found, for the same output each time
	var sheets []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Style && attribute(n, "media") == "" {
			sheets = append(sheets, n)
		}
	}
	for _, sheet := range sheets {
		blocks, err := splitCSS(textOf(sheet))
		if err != nil {
			return err
		}
		var kept []string
		for _, b := range blocks {
			rest := apply(doc, b, func(n *html.Node, s styled) {
				if found[n] == nil {
					elements = append(elements, n)
				}
				found[n] = append(found[n], s)
			})
			if rest != "" {
				kept = append(kept, rest)
			}
		}
		replaceSheet(sheet, kept)
	}
	for _, n := range elements {
		setStyle(n, found[n])
	}
	return nil
}

// apply finds the elements of a rule. It returns what cannot go into elements: at-rules, and selectors for a state or a part of an
// element.
func apply(doc *html.Node, b block, add func(*html.Node, styled)) (rest string) {
	if b.at {
		if b.body == "" {
			return b.prelude + ";"
		}
		return b.prelude + " { " + b.body + " }"
	}
	list := declarations(b.body)
	var kept []string
	for _, selector := range splitSelectors(b.prelude) {
		sel, err := cascadia.Parse(selector)
		if err != nil || dynamic(selector) {
			kept = append(kept, selector)
			continue
		}
		for _, n := range cascadia.QueryAll(doc, sel) {
			for _, d := range list {
				add(n, styled{declaration: d, specificity: sel.Specificity()})
			}
		}
	}
	if len(kept) == 0 || len(list) == 0 {
		return ""
	}
	return strings.Join(kept, ", ") + " { " + b.body + " }"
}

// dynamic reports whether a selector depends on what a reader does.
func dynamic(selector string) bool {
	return slices.ContainsFunc([]string{":hover", ":active", ":focus", ":visited", ":link", ":target"}, func(s string) bool {
		return strings.Contains(strings.ToLower(selector), s)
	})
}

// replaceSheet leaves in a style sheet what could not go into elements.
func replaceSheet(sheet *html.Node, kept []string) {
	for c := sheet.FirstChild; c != nil; c = sheet.FirstChild {
		sheet.RemoveChild(c)
	}
	if len(kept) == 0 {
		sheet.Parent.RemoveChild(sheet)
		return
	}
	sheet.AppendChild(&html.Node{Type: html.TextNode, Data: "\n" + strings.Join(kept, "\n") + "\n"})
}

// setStyle writes the attribute style of an element: its own declarations win over those of rules, unless these are important.
func setStyle(n *html.Node, list []styled) {
	if hiddenElement(n) {
		return
	}
	for _, d := range declarations(attribute(n, "style")) {
		list = append(list, styled{declaration: d, inline: true})
	}
	slices.SortStableFunc(list, wins)
	last := make(map[string]int) // a later declaration replaces an earlier one of the same property
	for i, s := range list {
		last[s.property] = i
	}
	var parts []string
	for i, s := range list {
		if last[s.property] != i {
			continue
		}
		part := s.property + ": " + s.value
		if s.important {
			part += " !important"
		}
		parts = append(parts, part)
	}
	style := strings.Join(parts, "; ")
	for i, a := range n.Attr {
		if a.Namespace == "" && a.Key == "style" {
			n.Attr[i].Val = style
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: "style", Val: style})
}

// hiddenElement reports whether an element is never shown: * matches them too.
func hiddenElement(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Meta, atom.Title, atom.Style, atom.Link, atom.Base, atom.Script, atom.Template:
		return true
	}
	return false
}
