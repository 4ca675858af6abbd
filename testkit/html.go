package testkit

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// element is a piece of HTML in the form in which two are compared: attributes and classes sorted, spaces folded.
type element struct {
	tag      string // with its attributes, "" for text
	name     string
	text     string
	children []*element
}

// parseHTML reads a page or a piece of one.
func parseHTML(text string) []*html.Node {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "<!doctype") || strings.Contains(lower, "<html") {
		if doc, err := html.Parse(strings.NewReader(text)); err == nil { // a string is always read to its end
			return []*html.Node{doc}
		}
	}
	// in a template every element may stand, rows of tables too
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "template", DataAtom: atom.Template})
	if err != nil {
		return nil
	}
	return nodes
}

// elements is the HTML in the form for comparing.
func elements(text string) []*element {
	root := &element{}
	for _, n := range parseHTML(text) {
		root.add(n, false)
	}
	return root.children
}

func (e *element) add(n *html.Node, verbatim bool) {
	switch n.Type {
	case html.TextNode:
		text := n.Data
		if !verbatim {
			text = strings.Join(strings.Fields(text), " ")
		}
		if text != "" {
			e.children = append(e.children, &element{text: text})
		}
	case html.ElementNode:
		child := &element{tag: startTag(n), name: n.Data}
		e.children = append(e.children, child)
		child.addAll(n, verbatim || n.DataAtom == atom.Pre || n.DataAtom == atom.Textarea || n.DataAtom == atom.Script || n.DataAtom == atom.Style)
	case html.DocumentNode:
		e.addAll(n, verbatim)
	}
}

func (e *element) addAll(n *html.Node, verbatim bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		e.add(c, verbatim)
	}
}

// startTag writes an element with its attributes in order.
func startTag(n *html.Node) string {
	attrs := make([]string, 0, len(n.Attr))
	for _, a := range n.Attr {
		value := a.Val
		if a.Key == "class" {
			classes := strings.Fields(value)
			slices.Sort(classes)
			value = strings.Join(classes, " ")
		}
		attr := a.Key
		if value != "" && !strings.EqualFold(value, a.Key) { // checked="checked" is checked
			attr += `="` + html.EscapeString(value) + `"`
		}
		attrs = append(attrs, attr)
	}
	slices.Sort(attrs)
	return "<" + strings.Join(append([]string{n.Data}, attrs...), " ") + ">"
}

// lines writes the elements one a line, indented by depth.
func lines(list []*element) (out []string) {
	var visit func(e *element, indent string)
	visit = func(e *element, indent string) {
		if e.tag == "" {
			out = append(out, indent+e.text)
			return
		}
		out = append(out, indent+e.tag)
		for _, c := range e.children {
			visit(c, indent+"  ")
		}
	}
	for _, e := range list {
		visit(e, "")
	}
	return out
}

// htmlDifference says how two pieces of HTML differ, "" when they do not.
func htmlDifference(got, want string) string {
	g, w := strings.Join(lines(elements(got)), "\n"), strings.Join(lines(elements(want)), "\n")
	if g == w {
		return ""
	}
	return "the HTML differs:\n" + diff(g, w)
}

// htmlMissing says that the elements do not stand in the page, with the place that comes closest; "" when they do.
func htmlMissing(page, want string) string {
	needle := elements(want)
	if len(needle) == 0 {
		return "the wanted HTML is empty"
	}
	w := lines(needle)
	var closest []string
	best := 0
	found := eachRun(elements(page), len(needle), func(run []*element) bool {
		g := lines(run)
		if slices.Equal(g, w) {
			return true
		}
		if run[0].name == needle[0].name && len(g)*len(w) < maxDiff/100 {
			d := 100*distance(g, w) - commonAttributes(run[0].tag, needle[0].tag)
			if closest == nil || d < best {
				best, closest = d, g
			}
		}
		return false
	})
	switch {
	case found:
		return ""
	case closest == nil:
		return "the page has no such element:\n" + strings.Join(w, "\n") + "\nin\n" + cut(strings.Join(lines(elements(page)), "\n"))
	}
	return "the page does not contain the HTML; what comes closest differs:\n" + diff(strings.Join(closest, "\n"), strings.Join(w, "\n"))
}

// commonAttributes is how many attributes two tags have in common.
func commonAttributes(a, b string) (n int) {
	other := strings.Split(strings.Trim(b, "<>"), " ")
	for attr := range strings.SplitSeq(strings.Trim(a, "<>"), " ") {
		if slices.Contains(other, attr) {
			n++
		}
	}
	return min(n, 99)
}

// eachRun calls fn with all n elements that stand one after the other, at every depth, until it returns true.
func eachRun(list []*element, n int, fn func(run []*element) bool) bool {
	for i := range list {
		if i+n <= len(list) && fn(list[i:i+n]) || eachRun(list[i].children, n, fn) {
			return true
		}
	}
	return false
}
