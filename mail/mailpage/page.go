package mailpage

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/render"
)

// Templates holds the layout "mailpage/base.html", for a source of render.Options: its blocks are subject, preview (the line that lists
// of mails show beside the subject), content, footer and text.
//
//go:embed templates
var Templates embed.FS

// A Page is a mail whose data has the type T. Make it with [New]. It is a page for the checks of package render and for app.App's
// Pages.
type Page[T any] struct{ name string }

// New declares a mail: its template and the type of its data. It is a value, made once in a package variable.
func New[T any](name string) *Page[T] { return &Page[T]{name: name} }

// Template returns the name of the template.
func (p *Page[T]) Template() string { return p.name }

// DataType returns the type of the data.
func (p *Page[T]) DataType() reflect.Type { return reflect.TypeFor[T]() }

// Message returns the mail with subject, text and HTML; who gets it is left to fill in. The engine is the one in ctx (render.With).
func (p *Page[T]) Message(ctx context.Context, data T) (*mail.Message, error) {
	engine := render.From(ctx)
	if engine == nil {
		return nil, errors.New("mailpage: the context has no engine: put it there with render.With")
	}
	var page bytes.Buffer
	if err := engine.Execute(&page, nil, p.name, data); err != nil {
		return nil, err
	}
	m, err := message(&page)
	if err != nil {
		return nil, fmt.Errorf("mailpage: %s: %w", p.name, err)
	}
	return m, nil
}

// maxPage is the most bytes of the HTML of a mail.
const maxPage = 2 << 20

// message makes a mail of a rendered page.
func message(page *bytes.Buffer) (*mail.Message, error) {
	if page.Len() > maxPage {
		return nil, fmt.Errorf("the page has %d bytes, more than %d", page.Len(), maxPage)
	}
	doc, err := html.Parse(page)
	if err != nil {
		return nil, err
	}
	m := &mail.Message{}
	if m.Subject, err = subject(doc); err != nil {
		return nil, err
	}
	m.Text = ownText(doc)
	if err := errors.Join(checkAddresses(doc)...); err != nil {
		return nil, err
	}
	if err := inline(doc); err != nil {
		return nil, err
	}
	var out strings.Builder
	if err := html.Render(&out, doc); err != nil {
		return nil, err
	}
	m.HTML = out.String()
	return m, nil
}

// subject returns what stands in the title. White space around it is the template's; what is within is the data's and stays, so that
// a line break in it is refused when the mail is sent.
func subject(doc *html.Node) (string, error) {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Title && n.Namespace == "" {
			if s := strings.TrimSpace(textOf(n)); s != "" {
				return s, nil
			}
			break
		}
	}
	return "", errors.New(`there is no subject: define the block "subject", and let the layout show it in <title>`)
}

// ownText takes the text that the mail brings along out of the page: what stands in <template id="text">.
func ownText(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Template || attribute(n, "id") != "text" {
			continue
		}
		text := strings.Trim(textOf(n), "\r\n\t ")
		n.Parent.RemoveChild(n)
		if text != "" {
			text += "\n"
		}
		return text
	}
	return ""
}

// textOf joins the text in an element.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val
		}
	}
	return ""
}

// checkAddresses refuses what cannot work in a mail: addresses without a host, and scripts.
func checkAddresses(doc *html.Node) []error {
	var errs []error
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Script {
			errs = append(errs, errors.New("it has a script, which no program that shows mails runs"))
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "action", "background", "poster":
				if !absolute(a.Val) {
					errs = append(errs, fmt.Errorf(`<%s %s=%q> has no host, and leads nowhere in a mail: write {{absurl "name"}} or {{absstatic "file"}}`, n.Data, a.Key, a.Val))
				}
			}
		}
	}
	return errs
}

// absolute reports whether an address works without the page that it stands in.
func absolute(address string) bool {
	address = strings.ToLower(strings.TrimSpace(address))
	for _, prefix := range []string{"https://", "http://", "mailto:", "tel:", "cid:", "#"} {
		if strings.HasPrefix(address, prefix) && address != prefix {
			return true
		}
	}
	return false
}
