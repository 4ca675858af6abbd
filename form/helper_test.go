package form_test

import (
	"bytes"
	"errors"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
)

// post is a request that sends values, given in pairs.
func post(t testing.TB, pairs ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(values(pairs...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// sent is a file of a request.
type sent struct{ field, name, content string }

// upload is a request that sends files and values.
func upload(t testing.TB, files []sent, pairs ...string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// from fails the test when the form cannot be made.
func from[T any](t testing.TB, d *form.Definition[T], r *http.Request, v *T) *form.Form[T] {
	t.Helper()
	f, err := d.From(r, v)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// codes are the codes of a form's errors, "field: code" each.
func codes(err error) []string {
	var out []string
	var v *problem.ValidationError
	if !errors.As(err, &v) {
		return nil
	}
	for _, name := range v.Names() {
		for _, e := range v.Fields[name] {
			out = append(out, name+": "+e.Code)
		}
	}
	return out
}

func wantCodes(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := codes(err); !slices.Equal(got, want) {
		t.Errorf("errors %q, want %q (%v)", got, want, err)
	}
}

// page is the HTML of a form.
func page[H ~string](t testing.TB, h H, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(h)
}

var (
	tagPattern  = regexp.MustCompile(`(?s)<(input|select|textarea|option|datalist|/select|/datalist)((?:"[^"]*"|[^">])*)>([^<]*)`)
	attrPattern = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// browser reads a page as a browser does and returns what pressing the button sends.
func browser(page string) url.Values {
	out := url.Values{}
	selected, list := "", false
	for _, tag := range tagPattern.FindAllStringSubmatch(page, -1) {
		a := map[string]string{}
		for _, m := range attrPattern.FindAllStringSubmatch(tag[2], -1) {
			a[m[1]] = html.UnescapeString(m[2])
		}
		_, on := a["checked"]
		_, chosen := a["selected"]
		_, off := a["disabled"]
		switch {
		case off:
		case tag[1] == "input" && (a["type"] == "checkbox" || a["type"] == "radio"):
			if v, ok := a["value"]; on && ok {
				out.Add(a["name"], v)
			} else if on {
				out.Add(a["name"], "on")
			}
		case tag[1] == "input" && a["type"] != "file":
			out.Add(a["name"], a["value"])
		case tag[1] == "textarea":
			out.Add(a["name"], html.UnescapeString(strings.TrimPrefix(tag[3], "\n")))
		case tag[1] == "select":
			selected = a["name"]
			if _, many := a["multiple"]; !many {
				out.Set(selected, "")
			}
		case tag[1] == "datalist":
			list = true
		case tag[1] == "/datalist":
			list = false
		case tag[1] == "option" && chosen && !list:
			if out.Get(selected) == "" {
				out.Del(selected)
			}
			out.Add(selected, a["value"])
		}
	}
	return out
}
