package rest

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// What is no JSON is told in Python's words, with line, column and character.
func TestJSONErrors(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		``:              "Expecting value: line 1 column 1 (char 0)",
		`{`:             "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
		`{"a"`:          "Expecting ':' delimiter: line 1 column 5 (char 4)",
		`{"a":1,}`:      "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
		`[1,]`:          "Expecting value: line 1 column 4 (char 3)",
		`[1 2]`:         "Expecting ',' delimiter: line 1 column 4 (char 3)",
		`"abc`:          "Unterminated string starting at: line 1 column 1 (char 0)",
		"\"a\x01\"":     "Invalid control character at: line 1 column 3 (char 2)",
		`"\q"`:          `Invalid \escape: line 1 column 2 (char 1)`,
		`"\u12"`:        `Invalid \uXXXX escape: line 1 column 3 (char 2)`,
		`{"a":}`:        "Expecting value: line 1 column 6 (char 5)",
		`01`:            "Extra data: line 1 column 2 (char 1)",
		`1.`:            "Extra data: line 1 column 2 (char 1)",
		`nul`:           "Expecting value: line 1 column 1 (char 0)",
		`-`:             "Expecting value: line 1 column 1 (char 0)",
		"[\"ä\",\n\n x": "Expecting value: line 3 column 2 (char 8)",
		"\ufeff{}":      "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
		`-Infinity`:     "Out of range float values are not JSON compliant: '-Infinity'",
	} {
		if _, err := readJSON([]byte(in), maxDepth); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// Whatever this parser takes, encoding/json takes too and means the same; and what is written is JSON.
func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.50,-0,1e5,"x\u00e9\ud83d\ude00",null,true]}`, `"\ud800"`, `{"a":1,"a":2}`, `[[[]]]`, `1.`, `"\\`, "\ufeff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := readJSON(in, 50)
		if err != nil {
			return
		}
		if !json.Valid(in) {
			t.Fatalf("%q was taken for JSON", in)
		}
		out := v.append(nil)
		if !json.Valid(out) {
			t.Fatalf("%q became %q", in, out)
		}
		again, err := readJSON(out, 50)
		if err != nil || string(again.append(nil)) != string(out) {
			t.Fatalf("%q is not stable: %v", out, err)
		}
		_ = v.str()
	})
}

// Values of each type from text, whatever it is: no panic, and what is taken is in range.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"12.50", "1e400", "2024-02-30", "P1DT2H", "1 02:03:04", "-1_000", "0x1p3", "{urn:uuid:0}", "::1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := &value{kind: textValue, text: s}
		if d, wrong := parseDecimal(v, &schema.Field{MaxDigits: 10, DecimalPlaces: 2}); wrong == nil && (d.Digits() > 12 || d.Scale() != 2) {
			t.Errorf("%q became %s", s, d)
		}
		if x, wrong := parseFloat(v); wrong == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Errorf("%q became %v", s, x)
		}
		if at, wrong := parseTime(v); wrong == nil && (at.Year() < 1 || at.Year() > 9999) {
			t.Errorf("%q became %v", s, at)
		}
		_, _ = parseInt(v, schema.IntegerField)
		_, _ = parseDate(v)
		_, _ = parseClock(v)
		_, _ = parseDuration(v)
		_, _ = parseUUID(v)
		_, _ = parseIP(v)
		_, _ = parseJSON(v)
		_ = harmless(s)
	})
}

// Whatever stands in a query string or in Accept: no panic, and pages stay within their bounds.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"page=2&page_size=9", "cursor=cD0xMDA%3D", "cursor=bz0y&ordering=-a,,b", "format=json", "limit=-1&offset=99999999999999999999", "page=\u0662"} {
		f.Add(s, "text/html, application/*;q=0.5; indent=4")
	}
	f.Fuzz(func(t *testing.T, query, accept string) {
		rq := &Request{R: &http.Request{URL: &url.URL{Path: "/api/", RawQuery: query}, Host: "h", Header: http.Header{"Accept": {accept}}}}
		_ = rq.negotiate([]renderer{asJSON, asProblem, asCSV})
		if n := rq.indent(); n < 0 || n > 8 {
			t.Errorf("indent %d", n)
		}
		if n := size(rq, "page_size", 10, 50); n < 1 || n > 50 {
			t.Errorf("size %d", n)
		}
		c := &cursorPage{rq: rq}
		if err := c.parseMark(); err == nil && c.from != nil && (c.from.offset < 0 || c.from.offset > maxCursorOffset) {
			t.Errorf("offset %d", c.from.offset)
		}
		if len(rq.ordering(map[string]*orm.ColRef{"a": nil})) > maxOrderKeys {
			t.Error("too many keys")
		}
		if u, err := url.Parse(rq.link("page", "3")); err != nil || u.Query().Get("page") != "3" {
			t.Errorf("%v %v", u, err)
		}
		for _, typ := range []schema.Type{schema.DateTimeField, schema.DecimalField, schema.BigIntegerField, schema.UUIDField, schema.CharField, schema.FloatField, schema.TimeField} {
			_, _ = parsePosition(&schema.Field{Type: typ}, query)
		}
	})
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"3600": `"01:00:00"`, "1 02:03:04.5": `"1 02:03:04.500000"`, "02:03": `"00:02:03"`, "-1 00:00:01": `"-1 00:00:01"`, "-00:00:01": `"-1 23:59:59"`,
		"P1DT2H": `"1 02:00:00"`, "-PT1.5S": `"-1 23:59:58.500000"`, "1 days, 00:00:01": `"1 00:00:01"`, "": "", "1:": "", "P": `"00:00:00"`,
	} {
		d, ok := readDuration(in)
		if got := string(appendDuration(nil, d)); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s %v, want %s", in, got, ok, want)
		}
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{0: "0.0", 1: "1.0", 0.1: "0.1", 1e15: "1000000000000000.0", 1e16: "1e+16", 1e-5: "1e-05", 123456.789: "123456.789", -2.5e22: "-2.5e+22"} {
		if got := string(appendFloat(nil, f)); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
	for s, want := range map[string]string{"<é&>": `"<é&>"`, "\x00\x1f\n\"\\": `"\u0000\u001f\n\"\\"`, "a\u2028b": `"a\u2028b"`, "a\xffb": "\"a\ufffdb\""} {
		if got := string(appendText(nil, s)); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
	if got := string(appendTime(nil, time.Date(2024, 1, 2, 3, 4, 5, 1000, time.FixedZone("", 3600)))); got != `"2024-01-02T02:04:05.000001Z"` {
		t.Error(got)
	}
	if got := string(appendCompact(nil, []byte(`{"a b": [1, "x \" y"] }`))); got != `{"a b":[1,"x \" y"]}` {
		t.Error(got)
	}
	for in, want := range map[string]string{"=1": "'=1", "-5.5": "-5.5", "-a": "'-a", "@x": "'@x", "ok": "ok", "": ""} {
		if got := harmless(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if strings.Contains(string((&value{kind: listValue, list: []value{{kind: textValue, text: "it's"}, {kind: boolValue}}}).appendRepr(nil)), `\`) {
		t.Error("repr escapes too much")
	}
}
