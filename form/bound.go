package form

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

// BoundField is a field of a form as templates see it: with its value, its errors and its HTML. Its methods only read.
type BoundField struct {
	name, label, help  string
	widget             Widget
	required, disabled bool
	attrs              []attr
	options            []Option
	ptr                any

	htmlName, id string
	texts        []string
	errs         []problem.FieldError
	changed      bool
	guard        bool // not a value of the form
	note         string
	lost         string // the file that was sent and that no browser keeps
	clearName    string // of the checkbox that removes a stored file
	inner        template.HTML
}

type attr struct{ name, value string }

// Option is one choice of a field as templates see it.
type Option struct {
	Key      string // what the browser sends
	Label    string
	Group    string // "" for none
	ID       string
	Selected bool
}

// Name is the name under which the browser sends the field, the prefix of the form included.
func (b *BoundField) Name() string { return b.htmlName }

// ID is the id of the input.
func (b *BoundField) ID() string { return b.id }

// Label is the field's name for people.
func (b *BoundField) Label() string { return b.label }

// Help is the line of help, or "".
func (b *BoundField) Help() string { return b.help }

// HelpID is the id of the line of help.
func (b *BoundField) HelpID() string { return b.id + "_help" }

// ErrorID is the id of the list of errors.
func (b *BoundField) ErrorID() string { return b.id + "_error" }

// Errors are what is wrong with the field.
func (b *BoundField) Errors() []problem.FieldError { return b.errs }

// Required reports whether the field must be filled in.
func (b *BoundField) Required() bool { return b.required }

// Disabled reports whether what is sent for the field is ignored.
func (b *BoundField) Disabled() bool { return b.disabled }

// Hidden reports whether the field is not to be seen.
func (b *BoundField) Hidden() bool { return b.widget == HiddenInput }

// Kind is the field's widget.
func (b *BoundField) Kind() Widget { return b.widget }

// Options are the choices, each with whether it is chosen.
func (b *BoundField) Options() []Option {
	for i := range b.options {
		o := &b.options[i]
		o.ID = fmt.Sprintf("%s_%d", b.id, i)
		o.Selected = slices.Contains(b.texts, o.Key)
	}
	return b.options
}

// Value is what the input shows: what was typed, or else the value. A password is never shown again.
func (b *BoundField) Value() string {
	if b.widget == PasswordInput || len(b.texts) == 0 {
		return ""
	}
	return b.texts[0]
}

// Values are what the inputs show where a field has several values.
func (b *BoundField) Values() []string { return b.texts }

// Checked reports whether a checkbox is ticked.
func (b *BoundField) Checked() bool { return ticked(b.texts) }

// Note says which file is stored already.
func (b *BoundField) Note() string { return b.note }

// Again names the file that was sent and has nothing wrong with it, but must be chosen once more when the form is shown again, since
// browsers keep everything but files; "" for none.
func (b *BoundField) Again() string {
	if len(b.errs) > 0 {
		return ""
	}
	return b.lost
}

// ClearName is the name of the checkbox that removes the stored file, or "".
func (b *BoundField) ClearName() string { return b.clearName }

// Inner is HTML that another service gave for the field, such as a CAPTCHA's.
func (b *BoundField) Inner() template.HTML { return b.inner }

// Attrs are the attributes of the input that depend on the field: required, limits, and what ties it to its help and its errors for
// those who do not see them.
func (b *BoundField) Attrs() template.HTMLAttr {
	var s strings.Builder
	add := func(name, value string) {
		s.WriteString(" " + name + `="` + template.HTMLEscapeString(value) + `"`)
	}
	if b.required && b.note == "" && !b.widget.grouped() {
		s.WriteString(" required")
	}
	if b.disabled {
		s.WriteString(" disabled")
	}
	for _, a := range b.attrs {
		add(a.name, a.value)
	}
	if len(b.errs) > 0 {
		add("aria-invalid", "true")
	}
	if d := b.describedBy(); d != "" && !b.widget.grouped() {
		add("aria-describedby", d)
	}
	return template.HTMLAttr(s.String()) //nolint:gosec // names are checked in Define, values are escaped
}

// GroupAttrs are the attributes of the element around several inputs.
func (b *BoundField) GroupAttrs() template.HTMLAttr {
	s := ""
	if b.widget == RadioSelect && len(b.errs) > 0 {
		s += ` aria-invalid="true"`
	}
	if b.widget == RadioSelect && b.required {
		s += ` aria-required="true"`
	}
	if d := b.describedBy(); d != "" {
		s += ` aria-describedby="` + template.HTMLEscapeString(d) + `"`
	}
	return template.HTMLAttr(s) //nolint:gosec // made of escaped parts
}

func (b *BoundField) describedBy() string {
	var ids []string
	if b.help != "" {
		ids = append(ids, b.HelpID())
	}
	if len(b.errs) > 0 {
		ids = append(ids, b.ErrorID())
	}
	if b.Again() != "" {
		ids = append(ids, b.id+"_again")
	}
	return strings.Join(ids, " ")
}

// Target is the id that a link to the field goes to.
func (b *BoundField) Target() string {
	if b.widget.grouped() && len(b.options) > 0 {
		return b.id + "_0"
	}
	return b.id
}

func (b *BoundField) addError(code, message string) {
	b.errs = append(b.errs, problem.FieldError{Code: code, Message: message})
}

func (b *BoundField) setAttr(name, value string) {
	if i := slices.IndexFunc(b.attrs, func(a attr) bool { return a.name == name }); i >= 0 {
		b.attrs[i].value = value
		return
	}
	b.attrs = append(b.attrs, attr{name, value})
}

// check refuses names that could break out of their place in HTML, and those that the package writes itself.
func (b *BoundField) check() error {
	for _, a := range b.attrs {
		if a.name == "" || strings.Trim(a.name, "abcdefghijklmnopqrstuvwxyz-") != "" || strings.HasPrefix(a.name, "on") || a.name == "style" {
			return fmt.Errorf("the attribute %q: expected lower-case letters and hyphens, no style and no on… (a content security policy blocks both)", a.name)
		}
		if slices.Contains([]string{"id", "name", "type", "value", "required", "disabled", "checked"}, a.name) {
			return fmt.Errorf("the attribute %q is written by the form: use the method for it", a.name)
		}
	}
	if !b.widget.known() {
		return fmt.Errorf("the widget %q: expected one of the package's constants", string(b.widget))
	}
	return nil
}

// name gives the field its names in a form with a prefix.
func (b *BoundField) rename(prefix string) {
	b.htmlName = b.name
	if prefix != "" {
		b.htmlName = prefix + "-" + b.name
	}
	b.id = "id_" + b.htmlName
	if b.clearName != "" {
		b.clearName = b.htmlName + "-clear"
	}
}
