package web

import (
	"errors"
	"fmt"
	"reflect"
)

// A Converter is a type of parameter that a site adds to int, str, slug, uuid and path: {name:type}. [NewConverter] makes it,
// [Router.Converters] registers it with one site, and [Value] reads what it made of the address.
type Converter struct {
	name  string
	typ   reflect.Type
	match func(s string) bool
	value func(s string) any
	text  func(v any) (string, error)
}

// NewConverter returns a converter for values of the type T. Parse turns the text between two slashes into a value, format
// a value into text. A text matches when parse takes it and format leads back to the very same text, so that each value has
// one address, and what [Reverse] writes is always found again. Both are called by many goroutines.
func NewConverter[T any](name string, parse func(s string) (T, error), format func(v T) string) *Converter {
	if !isIdent(name) || parse == nil || format == nil {
		panic("web: NewConverter needs a name of letters, digits and _, and both functions; the name is " + quoted(name))
	}
	return &Converter{
		name: name,
		typ:  reflect.TypeFor[T](),
		match: func(s string) bool {
			v, err := parse(s)
			return err == nil && format(v) == s
		},
		value: func(s string) any {
			v, _ := parse(s) // it matched, so it parses
			return v
		},
		text: func(v any) (string, error) {
			own, ok := v.(T)
			if !ok {
				return argText(v)
			}
			return format(own), nil
		},
	}
}

// Converters registers converters with the site, whichever group r is. Where two of them may stand at the same place of a
// path, the one that was registered first is tried first; all of them come after int and uuid and before slug. A name stands
// for one converter: a second one by that name, or one of a built-in type, is an error of Build.
func (r *Router) Converters(list ...*Converter) {
	r.mustBeOpen()
	for _, c := range list {
		if err := r.site.addConverter(c); err != nil {
			r.site.errs = append(r.site.errs, err)
		}
	}
}

func (s *site) addConverter(c *Converter) error {
	if c == nil {
		return errors.New("web: a nil converter was registered: make it with web.NewConverter")
	}
	if _, taken := builtinConverter(c.name); taken {
		return fmt.Errorf("web: the converter %q has the name of a built-in type: give it another name", c.name)
	}
	for _, old := range s.converters {
		if old == c {
			return nil
		}
		if old.name == c.name {
			return fmt.Errorf("web: two converters have the name %q (of %s and of %s): give one of them another name", c.name, old.typ, c.typ)
		}
	}
	s.converters = append(s.converters, c)
	return nil
}

// converter finds a type of parameter by name.
func (s *site) converter(name string) (converter, bool) {
	if c, ok := builtinConverter(name); ok {
		return c, true
	}
	for i, c := range s.converters {
		if c.name == name {
			match := func(text string) bool { return isStr(text) && c.match(text) }
			return converter{name: name, rank: rankOwn + i, match: match, want: "what the converter " + name + " takes", own: c}, true
		}
	}
	return converter{}, false
}

// converterNames lists the types of parameters for messages.
func (s *site) converterNames() string {
	names := "int, uuid, slug, str, path"
	for _, c := range s.converters {
		names += ", " + c.name
	}
	return names
}

// format gives an argument of Reverse as the text of this parameter.
func (c converter) format(arg any) (string, error) {
	if c.own != nil {
		return c.own.text(arg)
	}
	return argText(arg)
}
