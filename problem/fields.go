package problem

import (
	"sort"
	"strings"
)

// FieldError is one thing that is wrong with one value.
type FieldError struct {
	Code    string // stable and short, as in Django: "required", "max_length", "unique"
	Message string // for people: "This field is required."
}

// NonField is the key under which errors stand that belong to the whole object, as in Django and DRF.
const NonField = "non_field_errors"

// ValidationError collects everything that is wrong with an object. The zero value is empty and ready to use.
type ValidationError struct {
	Model  string                  // "catalog.Product", or "" outside models
	Fields map[string][]FieldError // by field name, NonField for the whole object
	order  []string
}

// Add notes an error of a field; field "" means the whole object.
func (e *ValidationError) Add(field, code, message string) {
	if field == "" {
		field = NonField
	}
	if e.Fields == nil {
		e.Fields = make(map[string][]FieldError)
	}
	if _, ok := e.Fields[field]; !ok {
		e.order = append(e.order, field)
	}
	e.Fields[field] = append(e.Fields[field], FieldError{Code: code, Message: message})
}

// Err returns e when it holds an error, else nil.
func (e *ValidationError) Err() error {
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Names returns the fields with errors in the order they were added; fields set directly come last, sorted.
func (e *ValidationError) Names() []string {
	names := make([]string, 0, len(e.Fields))
	seen := make(map[string]bool, len(e.Fields))
	for _, n := range e.order {
		if _, ok := e.Fields[n]; ok && !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	var rest []string
	for n := range e.Fields {
		if !seen[n] {
			rest = append(rest, n)
		}
	}
	sort.Strings(rest)
	return append(names, rest...)
}

// Error lists every field with its messages on one line.
func (e *ValidationError) Error() string {
	var b strings.Builder
	if e.Model != "" {
		b.WriteString(e.Model)
		b.WriteString(" is not valid: ")
	} else {
		b.WriteString("not valid: ")
	}
	for i, n := range e.Names() {
		if i > 0 {
			b.WriteString("; ")
		}
		if n != NonField {
			b.WriteString(n)
			b.WriteString(": ")
		}
		for j, f := range e.Fields[n] {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(f.Message)
		}
	}
	return b.String()
}

// Kind is always [Invalid].
func (e *ValidationError) Kind() Kind { return Invalid }
