package form

import (
	"context"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/musette-go/musette/schema"
)

// Choice is one value that a field may have, with what people see.
type Choice[T any] struct {
	Value T
	Label string
	Group string // a heading above it; "" for none
}

// Choices are values whose text is also their label.
func Choices[T any](values ...T) []Choice[T] {
	out := make([]Choice[T], len(values))
	for i, v := range values {
		out[i] = Choice[T]{Value: v, Label: fmt.Sprint(v)}
	}
	return out
}

// Source gives the choices of a field for one request, once for each form.
type Source[T any] func(ctx context.Context) ([]Choice[T], error)

// MaxChoices is the most choices that a field can have. For more, search first: a page of that many options is of use to nobody.
const MaxChoices = 10_000

// Select is one of several choices, shown as a drop-down list; [RadioSelect] and [Autocomplete] are other widgets for it.
func Select[T comparable](p *T, choices ...Choice[T]) *Field[T] {
	return SelectFrom(p, static(choices))
}

func static[T any](choices []Choice[T]) Source[T] {
	return func(context.Context) ([]Choice[T], error) { return choices, nil }
}

// SelectFrom is [Select] with choices that are made for each request.
func SelectFrom[T comparable](p *T, source Source[T]) *Field[T] {
	var known choiceSet[T]
	f := newField[T](p, SelectInput, nil, nil)
	f.parse = func(texts []string) (T, error) {
		return known.find(texts[len(texts)-1], f.b.widget == Autocomplete)
	}
	f.list = func(ctx context.Context, f *Field[T]) error {
		if err := known.load(ctx, source); err != nil {
			return err
		}
		var zero T
		f.b.options = known.options
		if _, ok := known.values[keyText(zero)]; !ok && f.needsBlank() {
			f.b.options = append([]Option{{Key: "", Label: "---------"}}, known.options...)
		}
		return nil
	}
	f.format = func(v T) []string {
		if _, ok := known.values[keyText(v)]; !ok {
			return nil // the zero value of a new form is no choice
		}
		key := keyText(v)
		if f.b.widget == Autocomplete { // which shows labels
			return []string{known.label(key)}
		}
		return []string{key}
	}
	return f
}

// needsBlank reports whether there must be an option for no choice.
func (f *Field[T]) needsBlank() bool {
	return f.b.widget == SelectInput || f.b.widget == RadioSelect && !f.b.required
}

// SelectMany is any number of several choices, shown as a list; [CheckboxSelectMultiple] is another widget for it.
func SelectMany[T comparable](p *[]T, choices ...Choice[T]) *Field[[]T] {
	return SelectManyFrom(p, static(choices))
}

// SelectManyFrom is [SelectMany] with choices that are made for each request.
func SelectManyFrom[T comparable](p *[]T, source Source[T]) *Field[[]T] {
	var known choiceSet[T]
	f := newField(p, SelectMultiple, nil, nil)
	f.list = func(ctx context.Context, f *Field[[]T]) error {
		err := known.load(ctx, source)
		f.b.options = known.options
		return err
	}
	f.parse = func(texts []string) ([]T, error) {
		out := make([]T, 0, min(len(texts), len(known.values)))
		for _, text := range texts {
			v, err := known.find(text, false)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		return out, nil
	}
	f.format = func(vs []T) []string {
		out := make([]string, len(vs))
		for i, v := range vs {
			out[i] = keyText(v)
		}
		return out
	}
	return f
}

// Enum is one of the values of a type that lists its own, as enumerations of models do.
func Enum[T interface {
	comparable
	Choices() []schema.Choice
}](p *T) *Field[T] {
	return SelectFrom(p, func(context.Context) ([]Choice[T], error) { return FromSchemaChoices[T]((*p).Choices()) })
}

// FromSchemaChoices gives the choices of a model's field the type of its value.
func FromSchemaChoices[T any](choices []schema.Choice) ([]Choice[T], error) {
	out := make([]Choice[T], len(choices))
	for i, c := range choices {
		r, want := reflect.ValueOf(c.Value), reflect.TypeFor[T]()
		if !r.IsValid() || !r.CanConvert(want) {
			return nil, fmt.Errorf("form: a choice of type %T where %s is expected", c.Value, want)
		}
		out[i] = Choice[T]{Value: r.Convert(want).Interface().(T), Label: c.Label, Group: c.Group}
	}
	return out, nil
}

// choiceSet are the choices of one field in one form.
type choiceSet[T any] struct {
	options []Option
	values  map[string]T
	labels  map[string]T // by label, as an autocomplete sends them
}

func (s *choiceSet[T]) load(ctx context.Context, source Source[T]) error {
	choices, err := source(ctx)
	if err != nil {
		return err
	}
	if len(choices) > MaxChoices {
		return fmt.Errorf("form: a field has %d choices, at most %d are possible: let people search first", len(choices), MaxChoices)
	}
	s.values, s.labels = make(map[string]T, len(choices)), make(map[string]T, len(choices))
	s.options = make([]Option, 0, len(choices))
	for _, c := range choices {
		key := keyText(c.Value)
		if _, taken := s.labels[c.Label]; taken {
			c.Label += " (" + key + ")"
		}
		s.values[key], s.labels[c.Label] = c.Value, c.Value
		s.options = append(s.options, Option{Key: key, Label: c.Label, Group: c.Group})
	}
	return nil
}

// find finds a choice by its key; by its label first, where people type that.
func (s *choiceSet[T]) find(text string, labelled bool) (T, error) {
	if v, ok := s.labels[text]; ok && labelled {
		return v, nil
	}
	if v, ok := s.values[text]; ok {
		return v, nil
	}
	var none T
	return none, fail("invalid_choice", textChoice)
}

// label is what people see for a key.
func (s *choiceSet[T]) label(key string) string {
	for _, o := range s.options {
		if o.Key == key {
			return o.Label
		}
	}
	return key
}

// keyText is a value as browsers send it, without regard to a String method, which is for people.
func keyText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case encoding.TextMarshaler:
		if b, err := v.MarshalText(); err == nil {
			return string(b)
		}
	}
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return ""
	case r.Kind() == reflect.String:
		return r.String()
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10)
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10)
	}
	return strings.TrimSpace(fmt.Sprint(v))
}

// Groups are the choices in the order of their headings, for templates.
func (b *BoundField) Groups() []OptionGroup {
	var out []OptionGroup
	for _, o := range b.Options() {
		if n := len(out); n == 0 || out[n-1].Label != o.Group {
			out = append(out, OptionGroup{Label: o.Group})
		}
		out[len(out)-1].Options = append(out[len(out)-1].Options, o)
	}
	return out
}

// OptionGroup are choices under one heading.
type OptionGroup struct {
	Label   string // "" for none
	Options []Option
}
