package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/problem"
)

// DecodeJSON reads the body of a request, which must be one JSON value, into the struct (or slice, or map) that v points to.
//
// What is wrong with the whole is a problem of the kind BadRequest: another Content-Type than JSON (415), broken JSON, text
// behind it, invalid UTF-8, nesting beyond [Limits.Depth]; a body beyond [Limits.Values] is 413. What is wrong with one field
// is a *problem.ValidationError under the path of the field ("price", "lines.2.count"): a field that v does not have, one
// that occurs twice, a value of the wrong type.
func DecodeJSON(r *http.Request, v any) error {
	if typ := mediaType(r.Header.Get("Content-Type")); !isJSON(typ) {
		return NewError(http.StatusUnsupportedMediaType, "This address takes JSON: send it with Content-Type: application/json.")
	}
	if r.Body == nil {
		return badJSON(io.ErrUnexpectedEOF)
	}
	limits := limitsOf(r)
	data, err := readAll(r, limits)
	if err != nil {
		return fmt.Errorf("web: reading the body: %w", err)
	}
	if !utf8.Valid(data) {
		return badJSON(errors.New("the body is not valid UTF-8"))
	}
	if err := scanJSON(data, limits.Depth); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return fieldError(dec.Decode(v), v)
}

func badJSON(err error) error {
	text := "The body is not valid JSON."
	var syn *json.SyntaxError
	switch {
	case errors.As(err, &syn) && !strings.HasPrefix(syn.Error(), "unexpected end"):
		text = fmt.Sprintf("The body is not valid JSON: byte %d does not fit.", syn.Offset)
	case syn != nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		text = "The body is not valid JSON: it ends too early."
	}
	return &inputError{fmt.Errorf("web: the body is not valid JSON: %w", err), text}
}

// scanJSON looks at the whole before anything is built from it: one value, not too deep, no name twice in an object.
func scanJSON(data []byte, depth int) error {
	if err := tooDeep(data, depth); err != nil {
		return err
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return badJSON(err)
	}
	return duplicates(data)
}

// tooDeep counts the brackets outside strings.
func tooDeep(data []byte, limit int) error {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; exceeds(depth, limit) {
				return problem.New(problem.BadRequest, fmt.Sprintf("The JSON nests deeper than %d levels.", limit))
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// duplicates refuses a name that occurs twice in one object, of which parsers disagree which one counts.
func duplicates(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var names []map[string]bool // of the open objects; nil for an array
	var path []string
	isName := false
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil // the end; the data is valid
		}
		switch tok := tok.(type) {
		case json.Delim:
			if tok == '{' || tok == '[' {
				names, path = append(names, nil), append(path, "")
				if tok == '{' {
					names[len(names)-1] = make(map[string]bool)
				}
			} else {
				names, path = names[:len(names)-1], path[:len(path)-1]
			}
			isName = len(names) > 0 && names[len(names)-1] != nil
			continue
		case string:
			if isName {
				seen := names[len(names)-1]
				path[len(path)-1] = tok
				if seen[tok] {
					return oneField(joinPath(path), "duplicate", "This field occurs twice.")
				}
				seen[tok], isName = true, false
				continue
			}
		}
		isName = len(names) > 0 && names[len(names)-1] != nil
	}
}

func joinPath(path []string) string {
	var parts []string
	for _, p := range path {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return shorten(strings.Join(parts, "."), 100)
}

// fieldError turns what encoding/json says into an error of a field.
func fieldError(err error, v any) error {
	var typ *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &typ):
		return oneField(typ.Field, "invalid", "This is "+article(typ.Value)+", and "+wanted(typ.Type)+" is expected.")
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name := strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`)
		return oneField(shorten(name, 100), "unknown", "There is no field of this name.")
	}
	var invalid *json.InvalidUnmarshalError
	if errors.As(err, &invalid) {
		return fmt.Errorf("web: DecodeJSON needs a pointer to a value, not %T: %w", v, err)
	}
	var known problem.Kinder
	if errors.As(err, &known) {
		return err
	}
	return badJSON(err)
}

func oneField(name, code, message string) error {
	var v problem.ValidationError
	v.Add(name, code, message)
	return v.Err()
}

func article(value string) string {
	kind, _, _ := strings.Cut(value, " ") // "number 1.5"
	switch kind {
	case "object", "array":
		return "an " + kind
	case "bool":
		return "true or false"
	}
	return "a " + kind
}

// wanted names what JSON a Go type takes.
func wanted(t reflect.Type) string {
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return "true or false"
	case k >= reflect.Int && k <= reflect.Int64:
		return "a whole number in its range"
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return "a whole number that is not negative, in its range,"
	case k == reflect.Float32 || k == reflect.Float64:
		return "a number"
	case k == reflect.String:
		return "text"
	case k == reflect.Slice || k == reflect.Array:
		return "a list"
	}
	return "an object"
}
