package wire

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// Field is a text that a body must have.
type Field struct {
	Name string
	Trim bool // without white space around it, as DRF's CharField has it
}

// Body is the most that a body may have: room for a token of eight KiB.
const Body = 16 << 10

// Read returns the fields of a body, which is JSON or a form. What is missing or no text is an error in DRF's words, all of it at once.
func Read(r *http.Request, fields ...Field) ([]string, error) {
	get, err := source(r)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(fields))
	var wrong Object
	for i, f := range fields {
		text, problem := textOf(get(f.Name))
		switch {
		case problem != "":
		case strings.TrimSpace(text) == "" && (f.Trim || text == ""):
			problem = "This field may not be blank."
		case strings.ContainsRune(text, 0):
			problem = "Null characters are not allowed."
		}
		if f.Trim {
			text = strings.TrimSpace(text)
		}
		if out[i] = text; problem != "" {
			wrong = append(wrong, Pair{f.Name, []string{problem}})
		}
	}
	if wrong != nil {
		return nil, &Failure{Of: problem.Invalid, Detail: "Invalid input.", Body: wrong}
	}
	return out, nil
}

// missing is what no field has.
type missing struct{}

// textOf is a value as text, or what is wrong with it.
func textOf(v any) (text, problem string) {
	switch v := v.(type) {
	case missing:
		return "", "This field is required."
	case nil:
		return "", "This field may not be null."
	case string:
		return v, ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), ""
	}
	return "", "Not a valid string."
}

// source is what finds a field in the body.
func source(r *http.Request) (func(name string) any, error) {
	typ, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.ContentLength == 0 || r.Body == http.NoBody:
		return func(string) any { return missing{} }, nil
	case typ == "application/json" || strings.HasSuffix(typ, "+json"):
		return fromJSON(r)
	case typ == "application/x-www-form-urlencoded" || typ == "multipart/form-data":
		form, err := web.ReadForm(r)
		if err != nil {
			return nil, asFailure(err)
		}
		return func(name string) any {
			if !form.Has(name) {
				return missing{}
			}
			return form.Text(name)
		}, nil
	}
	text := fmt.Sprintf("Unsupported media type %q in request.", cut(r.Header.Get("Content-Type")))
	return nil, &Failure{Of: problem.BadRequest, Detail: text, Status: http.StatusUnsupportedMediaType}
}

func cut(s string) string { return s[:min(len(s), 200)] }

func fromJSON(r *http.Request) (func(name string) any, error) {
	var v any
	if err := web.DecodeJSON(r, &v); err != nil {
		return nil, asFailure(err)
	}
	if v == nil {
		return nil, NonField("No data provided")
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, NonField("Invalid data. Expected a dictionary, but got " + pythonType(v) + ".")
	}
	return func(name string) any {
		if v, ok := object[name]; ok {
			return v
		}
		return missing{}
	}, nil
}

// pythonType is the word for a value in DRF's text.
func pythonType(v any) string {
	switch v := v.(type) {
	case []any:
		return "list"
	case string:
		return "str"
	case bool:
		return "bool"
	case float64:
		if v == float64(int64(v)) {
			return "int"
		}
	}
	return "float"
}

// asFailure words what is wrong with a body.
func asFailure(err error) error {
	var v *problem.ValidationError
	if errors.As(err, &v) {
		var body Object
		for _, name := range v.Names() {
			var texts []string
			for _, f := range v.Fields[name] {
				texts = append(texts, f.Message)
			}
			body = append(body, Pair{name, texts})
		}
		return &Failure{Of: problem.Invalid, Detail: "Invalid input.", Body: body}
	}
	if status := web.StatusOf(err); status < 500 {
		return &Failure{Of: problem.BadRequest, Detail: web.ErrorText(status, err), Status: status}
	}
	return err
}
