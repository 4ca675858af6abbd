package testkit

import (
	"bytes"
	"encoding/json"
	"testing"
)

// EqualHTML fails the test unless both are the same HTML, whatever their spaces between tags and their order of attributes and
// classes: Django's assertHTMLEqual.
func EqualHTML(t testing.TB, got, want string) {
	t.Helper()
	if text := htmlDifference(got, want); text != "" {
		t.Errorf("testkit: %s", text)
	}
}

// EqualJSON fails the test unless got is the same JSON as want, whatever its order of keys and its spaces. want is a value to be
// written as JSON, or a string that holds some.
func EqualJSON(t testing.TB, got string, want any) {
	t.Helper()
	if text := jsonDifference(got, want); text != "" {
		t.Errorf("testkit: %s", text)
	}
}

// jsonDifference says how two pieces of JSON differ, "" when they do not.
func jsonDifference(got string, want any) string {
	text, isText := want.(string)
	if !isText {
		b, err := json.Marshal(want)
		if err != nil {
			return "the wanted value cannot be written as JSON: " + err.Error()
		}
		text = string(b)
	}
	w, err := indented(text)
	if err != nil {
		return "what is wanted is not JSON: " + err.Error() + "\n" + cut(text)
	}
	g, err := indented(got)
	if err != nil {
		return "the body is not JSON: " + err.Error() + "\n" + cut(got)
	}
	if g == w {
		return ""
	}
	return "the JSON differs:\n" + diff(g, w)
}

// indented writes JSON in one form: a key a line, sorted, numbers as they are.
func indented(text string) (string, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	if d.More() {
		return "", errMore
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.String(), err
}
