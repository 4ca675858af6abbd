package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
			return web.JSON(w, 201, map[string]string{"a": "</script>"})
		})
		r.Get("/nan/", func(w http.ResponseWriter, _ *http.Request) error { return web.JSON(w, 200, math.NaN()) })
	})
	w := get(h, "GET", "/")
	if w.Code != 201 || w.Header().Get("Content-Type") != "application/json; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if got := w.Body.String(); got != `{"a":"\u003c/script\u003e"}`+"\n" {
		t.Errorf("%s", got)
	}
	if w := get(h, "GET", "/nan/"); w.Code != 500 || strings.Contains(w.Body.String(), "NaN") {
		t.Errorf("NaN: %d %s", w.Code, w.Body)
	}
}

type order struct {
	Name  string    `json:"name"`
	Count int8      `json:"count"`
	At    time.Time `json:"at"`
	Paid  bool      `json:"paid"`
	Lines []struct {
		Price float64 `json:"price"`
		N     uint    `json:"n"`
	} `json:"lines"`
}

// decode sends text as JSON to a handler that decodes it.
func decode(t testing.TB, limits web.Limits, contentType, text string) (order, error) {
	t.Helper()
	var out order
	var got error
	h := build(t, web.Options{Limits: limits}, func(r *web.Router) {
		r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
			got = web.DecodeJSON(r, &out)
			return say("x")(w, nil)
		})
	})
	req := httptest.NewRequest("POST", "/", strings.NewReader(text))
	req.Header.Set("Content-Type", contentType)
	h.ServeHTTP(httptest.NewRecorder(), req)
	return out, got
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	out, err := decode(t, web.Limits{}, "application/json; charset=utf-8", ` {"name": "ä", "count": 3, "lines": [{"price": 1.5}], "at": "2026-01-02T03:04:05Z"} `)
	if err != nil || out.Name != "ä" || out.Count != 3 || len(out.Lines) != 1 || out.At.Year() != 2026 {
		t.Errorf("%+v, %v", out, err)
	}
	for text, want := range map[string]string{
		`{"nam": "x"}`:                            "nam: There is no field of this name.",
		`{"name": 1}`:                             "name: This is a number, and text is expected.",
		`{"count": 1000}`:                         "count: This is a number, and a whole number in its range is expected.",
		`{"paid": "yes"}`:                         "paid: This is a string, and true or false is expected.",
		`{"lines": {"a": 1}}`:                     "lines: This is an object, and a list is expected.",
		`{"lines": [{"n": -1}]}`:                  "lines.n: This is a number, and a whole number that is not negative, in its range, is expected.",
		`{"name": "a", "count": 1, "name": "b"}`:  "name: This field occurs twice.",
		`{"lines": [{"n": 1}, {"n": 1, "n": 2}]}`: "lines.n: This field occurs twice.",
		`[]`: "This is an array, and an object is expected.",
	} {
		_, err := decode(t, web.Limits{}, "application/json", text)
		var v *problem.ValidationError
		if !errors.As(err, &v) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		``: "it ends too early", `{`: "it ends too early", `{"a" 1}`: "byte 6", `{} {}`: "byte 4", "{\"name\":\"\xff\"}": "not valid JSON",
		strings.Repeat("[", 101): "nests deeper than 100", strings.Repeat(`{"a":`, 100_000): "nests deeper than 100", `{"at": "yesterday"}`: "not valid JSON",
	} {
		_, err := decode(t, web.Limits{}, "application/json", text)
		if problem.Of(err) != problem.BadRequest || !strings.Contains(problem.Public(err), want) {
			t.Errorf("%.40s: %v (%s), want %s", text, err, problem.Of(err), want)
		}
	}
	if _, err := decode(t, web.Limits{Body: 10}, "application/json", `{"name": "0123456789"}`); err != nil { // refused before the handler
		t.Error(err)
	}
	if _, err := decode(t, web.Limits{}, "text/plain", `{}`); web.StatusOf(err) != 415 {
		t.Errorf("text/plain: %v", err)
	}
	if _, err := decode(t, web.Limits{Depth: -1}, "application/json", `{"lines":`+strings.Repeat("[", 500)+strings.Repeat("]", 500)+"}"); strings.Contains(err.Error(), "deeper") {
		t.Errorf("no limit: %v", err)
	}
}

func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(`{"name":"a","lines":[{"n":1}]}`))
	f.Add([]byte(`{"a":{"a":[],"b":"\"}"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		req := httptest.NewRequest("POST", "/", bytes.NewReader(data))
		req.Header.Set("Content-Type", "application/json")
		var got any
		err := web.DecodeJSON(req, &got)
		var want any
		dec := json.NewDecoder(bytes.NewReader(data))
		wantErr := dec.Decode(&want)
		if _, more := dec.Token(); wantErr == nil && more != io.EOF {
			wantErr = errors.New("text behind it")
		}
		if err == nil && wantErr != nil {
			t.Errorf("%q was taken: %v", data, wantErr)
		}
		if err != nil && web.StatusOf(err) != 400 {
			t.Errorf("%q: %v", data, err)
		}
	})
}
