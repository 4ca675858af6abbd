package testkit

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Form returns what a browser would send when somebody pressed the button of the page's form without changing anything: the
// values of its inputs, hidden ones among them. The form is the first one with the method post in the page's main element, else
// the first one with that method, else the first one. A page without a form fails the test.
//
//	form := kit.Get("/contact/").Form()
//	form.Set("email", "ada@example.com")
//	kit.Post("/contact/", form).Redirects("/thanks/")
func (r *Response) Form() url.Values {
	r.c.kit.t.Helper()
	var forms, inMain []*html.Node
	for _, root := range parseHTML(r.Body) {
		walkHTML(root, func(n *html.Node) bool {
			switch n.Data {
			case "main":
				inMain = append(inMain, n)
			case "form":
				forms = append(forms, n)
			}
			return true
		})
	}
	if len(forms) == 0 {
		r.c.kit.t.Fatalf("testkit: %s: the page has no form:\n%s", r.what(), cut(r.Body))
	}
	return formValues(theForm(forms, inMain))
}

// theForm chooses among the forms of a page: those of its layout, such as one to log out, stand outside of main.
func theForm(forms, inMain []*html.Node) *html.Node {
	posts := slices.DeleteFunc(slices.Clone(forms), func(f *html.Node) bool { return !strings.EqualFold(attribute(f, "method"), "post") })
	for _, f := range posts {
		for up := f.Parent; up != nil; up = up.Parent {
			if slices.Contains(inMain, up) {
				return f
			}
		}
	}
	if len(posts) > 0 {
		return posts[0]
	}
	return forms[0]
}

// formValues reads the successful controls of a form (HTML Living Standard, 4.10.21.4), but for buttons and files.
func formValues(form *html.Node) url.Values {
	values := url.Values{}
	walkHTML(form, func(n *html.Node) bool {
		name := attribute(n, "name")
		if hasAttribute(n, "disabled") {
			return false
		}
		if name == "" {
			return true
		}
		switch n.Data {
		case "input":
			if value, sent := inputValue(n); sent {
				values.Add(name, value)
			}
		case "textarea":
			values.Add(name, strings.TrimPrefix(rawText(n), "\n"))
		case "select":
			values[name] = append(values[name], chosen(n)...)
		}
		return true
	})
	return values
}

func inputValue(n *html.Node) (value string, sent bool) {
	switch strings.ToLower(attribute(n, "type")) {
	case "submit", "button", "image", "reset", "file":
		return "", false
	case "checkbox", "radio":
		if !hasAttribute(n, "value") {
			return "on", hasAttribute(n, "checked")
		}
		return attribute(n, "value"), hasAttribute(n, "checked")
	}
	return attribute(n, "value"), true
}

// chosen are the values of the options that are chosen: in a list of one line the last marked one, else the first one.
func chosen(list *html.Node) (values []string) {
	first, marked := "", []string(nil)
	options := 0
	walkHTML(list, func(n *html.Node) bool {
		if n.Data != "option" || hasAttribute(n, "disabled") {
			return true
		}
		value := textOf(n)
		if hasAttribute(n, "value") {
			value = attribute(n, "value")
		}
		if options++; options == 1 {
			first = value
		}
		if hasAttribute(n, "selected") {
			marked = append(marked, value)
		}
		return true
	})
	switch {
	case hasAttribute(list, "multiple"):
		return marked
	case len(marked) > 0:
		return marked[len(marked)-1:]
	case options > 0:
		return []string{first}
	}
	return nil
}

// rawText is the text of an element as it stands.
func rawText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
