package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"sync"
)

// lineBreaks makes paragraphs of text: an empty line ends one, other line ends become <br>.
func lineBreaks(value any) template.HTML {
	var b strings.Builder
	open := false
	for line := range strings.SplitSeq(lines(value), "\n") {
		switch {
		case line == "" && open:
			b.WriteString("</p>")
			open = false
		case line == "":
		case open:
			b.WriteString("<br>" + line)
		default:
			if b.Len() > 0 {
				b.WriteString("\n\n")
			}
			b.WriteString("<p>" + line)
			open = true
		}
	}
	if open {
		b.WriteString("</p>")
	}
	return template.HTML(b.String())
}

// lineBreaksBR makes line ends visible as <br>.
func lineBreaksBR(value any) template.HTML {
	return template.HTML(strings.ReplaceAll(lines(value), "\n", "<br>"))
}

// lines is a value as HTML, escaped unless it is HTML already, with one kind of line end.
func lines(value any) string {
	return strings.ReplaceAll(strings.ReplaceAll(markup(value), "\r\n", "\n"), "\r", "\n")
}

// markup is a value as HTML: escaped unless it is HTML already.
func markup(value any) string {
	if h, ok := value.(template.HTML); ok {
		return string(h)
	}
	return escapeText(text(value))
}

// maxListDepth is how deep lists may stand in lists.
const maxListDepth = 50

// unorderedList makes <li> elements of a list; a list behind an element is its own list, as in {"Tea", {"green", "black"}}.
func unorderedList(list any) (template.HTML, error) {
	var b strings.Builder
	err := listItems(&b, list, 0)
	return template.HTML(b.String()), err
}

func listItems(b *strings.Builder, list any, depth int) error {
	if depth == maxListDepth {
		return fmt.Errorf("unordered_list: lists in lists are more than %d deep", maxListDepth)
	}
	rv, err := listOf("unordered_list", list)
	if err != nil {
		return err
	}
	for i := 0; i < rv.Len(); i++ {
		b.WriteString("<li>" + markup(rv.Index(i).Interface()))
		if i+1 < rv.Len() {
			if below := rv.Index(i + 1).Interface(); reflect.ValueOf(below).Kind() == reflect.Slice {
				b.WriteString("<ul>")
				if err := listItems(b, below, depth+1); err != nil {
					return err
				}
				b.WriteString("</ul>")
				i++
			}
		}
		b.WriteString("</li>")
	}
	return nil
}

// jsonScript puts a value as JSON into a script element that scripts find by its id: {{json_script "cart" .Cart}}. Browsers do
// not run it.
func jsonScript(id string, value any) (template.HTML, error) {
	b, err := json.Marshal(value) // which escapes <, > and &
	if err != nil {
		return "", fmt.Errorf("json_script: %w", err)
	}
	return template.HTML(`<script id="` + escapeText(id) + `" type="application/json">` + string(b) + `</script>`), nil
}

// A markupFormat is a constant: no variable converts to this type by itself, and other packages cannot name it.
type markupFormat string

// FormatHTML makes HTML from a format and arguments, each escaped for the place where it stands. The format must be a
// constant, and each %s in it takes an argument; %% is a percent sign:
//
//	render.FormatHTML(`<a href="%s">%s</a>`, product.Website, product.Name)
//
// Arguments of the type template.HTML stay as they are between tags. There is no other way to put HTML together: adding
// text to a template.HTML in Go needs a conversion that says so, and every template function that combines values gives
// text. FormatHTML panics when the format and the arguments do not fit together, which the first call shows.
func FormatHTML(format markupFormat, args ...any) template.HTML {
	out, err := formatHTML(string(format), args...)
	if err != nil {
		panic("render: " + err.Error())
	}
	return out
}

// formatHTML is the template function; that its format is a constant is checked when a template is read.
func formatHTML(format string, args ...any) (template.HTML, error) {
	f, err := formatOf(format)
	if err != nil {
		return "", err
	}
	if f.args != len(args) {
		return "", fmt.Errorf("formatHTML: the format %q takes %d arguments, not %d", format, f.args, len(args))
	}
	var b strings.Builder
	if err := f.tmpl.Execute(&b, args); err != nil {
		return "", errors.New(strings.TrimPrefix(err.Error(), "html/template:"))
	}
	return template.HTML(b.String()), nil
}

// A parsedFormat is a format as a template.
type parsedFormat struct {
	tmpl *template.Template
	args int
}

// formats keeps what was parsed. It is safe to share and does not grow without end: formats are constants of the program and its
// templates.
var formats sync.Map // format → *parsedFormat

func formatOf(format string) (*parsedFormat, error) {
	if f, ok := formats.Load(format); ok {
		return f.(*parsedFormat), nil
	}
	source, n, err := formatSource(format)
	if err != nil {
		return nil, err
	}
	t, err := template.New("formatHTML").Parse(source)
	if err != nil {
		return nil, err
	}
	f := &parsedFormat{t, n}
	formats.Store(format, f)
	return f, nil
}

// formatSource writes a format as the text of a template, and counts its arguments.
func formatSource(format string) (source string, args int, err error) {
	var b strings.Builder
	for rest := format; ; {
		before, after, found := strings.Cut(rest, "%")
		b.WriteString(strings.ReplaceAll(before, "{{", `{{"{{"}}`))
		switch {
		case !found:
			return b.String(), args, nil
		case strings.HasPrefix(after, "s"):
			fmt.Fprintf(&b, "{{index . %d}}", args)
			args++
		case strings.HasPrefix(after, "%"):
			b.WriteByte('%')
		default:
			return "", 0, fmt.Errorf("formatHTML: the format %q has a %% that is neither %%s nor %%%%", format)
		}
		rest = after[1:]
	}
}
