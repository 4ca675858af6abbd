package form

import (
	"slices"
	"strings"
)

// Widget is how a field is shown. Every widget reads back what it shows.
type Widget string

// The widgets, by Django's names.
const (
	TextInput      Widget = "text"
	Textarea       Widget = "textarea"
	EmailInput     Widget = "email"
	URLInput       Widget = "url"
	PasswordInput  Widget = "password" // never shows what was typed
	SearchInput    Widget = "search"
	TelInput       Widget = "tel"
	ColorInput     Widget = "color"
	NumberInput    Widget = "number"
	DateInput      Widget = "date"
	TimeInput      Widget = "time"
	DateTimeInput  Widget = "datetime-local"
	HiddenInput    Widget = "hidden"
	FileInput      Widget = "file"
	CheckboxInput  Widget = "checkbox"
	SelectInput    Widget = "select"
	RadioSelect    Widget = "radio"
	SelectMultiple Widget = "select-multiple"
	// CheckboxSelectMultiple shows a checkbox for each choice.
	CheckboxSelectMultiple Widget = "checkboxes"
	// Autocomplete is a text input that suggests the choices while one types. It needs no script.
	Autocomplete Widget = "autocomplete"

	trapInput   Widget = "trap"
	custom      Widget = "inner"
	markedInput Widget = "management"
)

func (w Widget) multiple() bool { return w == SelectMultiple || w == CheckboxSelectMultiple }

// grouped reports whether the widget is several inputs under one legend.
func (w Widget) grouped() bool { return w == RadioSelect || w == CheckboxSelectMultiple }

// known reports whether the widget is one of the package's.
func (w Widget) known() bool {
	return w.simple() || slices.Contains([]Widget{Textarea, FileInput, CheckboxInput, SelectInput, RadioSelect, SelectMultiple,
		CheckboxSelectMultiple, Autocomplete, HiddenInput, PasswordInput, trapInput, custom, markedInput}, w)
}

// simple reports whether the widget is an input whose type is its name.
func (w Widget) simple() bool {
	return slices.Contains([]Widget{TextInput, EmailInput, URLInput, PasswordInput, SearchInput, TelInput, ColorInput, NumberInput, DateInput,
		TimeInput, DateTimeInput}, w)
}

// ticked reads a checkbox: browsers send "on" or nothing, programs send what they like.
func ticked(texts []string) bool {
	if len(texts) == 0 {
		return false
	}
	switch strings.ToLower(texts[len(texts)-1]) {
	case "", "0", "false", "off", "no":
		return false
	}
	return true
}
