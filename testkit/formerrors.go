package testkit

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// formErrors reads the errors that forms on the page show, by the name of the field, as package form renders them: a list
// with the id of the field, and a summary whose entries without a link belong to the form.
func formErrors(page string) map[string][]string {
	errs := map[string][]string{}
	note := func(list *html.Node, field string) {
		walkHTML(list, func(n *html.Node) bool {
			if n.Data != "li" {
				return true
			}
			if field != "" || !hasChild(n, "a") {
				errs[field] = append(errs[field], textOf(n))
			}
			return false
		})
	}
	for _, root := range parseHTML(page) {
		walkHTML(root, func(n *html.Node) bool {
			id := attribute(n, "id")
			name, isField := strings.CutPrefix(strings.TrimSuffix(id, "_error"), "id_")
			switch {
			case isField && strings.HasSuffix(id, "_error"):
				note(n, name)
			case hasClass(n, "error-summary"), hasClass(n, "errorlist") && attribute(n, "role") == "alert":
				note(n, "")
			default:
				return true
			}
			return false
		})
	}
	return errs
}

func at(field string) string {
	if field == "" {
		return " for the form as a whole"
	}
	return fmt.Sprintf(" at the field %q", field)
}

func listErrors(errs map[string][]string) string {
	if len(errs) == 0 {
		return " no errors"
	}
	out := ""
	for _, field := range sortedKeys(errs) {
		for _, text := range errs[field] {
			out += fmt.Sprintf("\n\t%q%s", text, at(field))
		}
	}
	return out
}

// walkHTML calls fn with every element, and goes into it when fn returns true.
func walkHTML(n *html.Node, fn func(n *html.Node) bool) {
	if n.Type == html.ElementNode && !fn(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walkHTML(c, fn)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attribute(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

func hasChild(n *html.Node, name string) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == name {
			return true
		}
	}
	return false
}

// textOf is the text of an element, with its spaces folded.
func textOf(n *html.Node) string {
	var b strings.Builder
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
