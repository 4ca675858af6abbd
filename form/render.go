package form

import (
	_ "embed"
	"html/template"
	"strings"
	"sync"
)

//go:embed widgets.html
var widgets string

// templates are parsed once, on first use.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(widgets))
})

func execute(name string, data any) (template.HTML, error) {
	var b strings.Builder
	if err := templates().ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil //nolint:gosec // html/template has escaped it
}

// HTML is the input alone, without label and errors.
func (b *BoundField) HTML() (template.HTML, error) {
	name := string(b.widget)
	if b.widget.simple() {
		name = "input"
	}
	return execute("widget-"+name, b)
}

// LabelTag is the label, for the templates that set it apart.
func (b *BoundField) LabelTag() (template.HTML, error) { return execute("label", b) }

// Group is the label, the help, the errors and the input: a field group.
func (b *BoundField) Group() (template.HTML, error) { return execute("group", b) }

// Grouped reports whether the field is several inputs, which stand in a fieldset of their own.
func (b *BoundField) Grouped() bool { return b.widget.grouped() }

// Trap reports whether the field is there for bots.
func (b *BoundField) Trap() bool { return b.widget == trapInput }

// IsCheckbox reports whether the field is one checkbox, whose label stands behind it.
func (b *BoundField) IsCheckbox() bool { return b.widget == CheckboxInput }
