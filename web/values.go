package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/problem"
)

// Values are the named texts of one source of a request: its query string ([QueryValues]) or its form ([ReadForm]). A source
// is always named, none is looked into in the place of another. A name may have several values, of which the getters of a
// single one take the last, as in Django. The getters of types return def when the name is missing or its value empty, and a
// problem of the kind BadRequest that names it when the value does not convert.
type Values struct {
	source string
	all    map[string][]string
}

// QueryValues returns the parameters of the query string. Bad escapes, NUL and invalid UTF-8 anywhere in it are a problem of
// the kind BadRequest.
func QueryValues(r *http.Request) (Values, error) {
	return parseValues("query", r.URL.RawQuery, limitsOf(r).Fields)
}

// parseValues parses text of the form a=b&c=d.
func parseValues(source, text string, limit int) (Values, error) {
	v := Values{source: source, all: make(map[string][]string)}
	n := 0
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		if n++; exceeds(n, limit) {
			return v, tooMany("fields")
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return v, badQuery(rawName, rawValue, "is not percent-encoded correctly")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return v, badQuery(name, rawValue, "is not percent-encoded correctly")
		}
		if err := cleanValue(name, value); err != nil {
			return v, err
		}
		v.all[name] = append(v.all[name], value)
	}
	return v, nil
}

// cleanValue refuses what no text of a request holds.
func cleanValue(name, value string) error {
	for _, s := range []string{name, value} {
		if strings.IndexByte(s, 0) >= 0 {
			return badQuery(name, value, "holds a NUL character")
		}
		if !utf8.ValidString(s) {
			return badQuery(name, value, "is not valid UTF-8")
		}
	}
	return nil
}

// Has reports whether the name occurs, even with an empty value.
func (v Values) Has(name string) bool { return len(v.all[name]) > 0 }

// Text returns the last value of the name, "" when there is none.
func (v Values) Text(name string) string {
	if list := v.all[name]; len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// All returns a copy of all values of the name, in the order in which they came.
func (v Values) All(name string) []string { return slices.Clone(v.all[name]) }

// Names returns the names, sorted.
func (v Values) Names() []string { return slices.Sorted(maps.Keys(v.all)) }

// URL returns a copy in the type of net/url.
func (v Values) URL() url.Values {
	out := make(url.Values, len(v.all))
	for name, list := range v.all {
		out[name] = slices.Clone(list)
	}
	return out
}

// Int returns the value as a whole number.
func (v Values) Int(name string, def int64) (int64, error) {
	return convert(v, name, def, "is not a whole number", func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
}

// Float returns the value as a number. NaN and infinities are refused.
func (v Values) Float(name string, def float64) (float64, error) {
	return convert(v, name, def, "is not a number", func(s string) (float64, error) {
		f, err := strconv.ParseFloat(s, 64)
		if err == nil && (f-f != 0 || strings.ContainsAny(s, "xX_")) { // f-f is 0 for finite numbers alone
			err = strconv.ErrSyntax
		}
		return f, err
	})
}

// Bool returns the value as true (1, true, on, yes) or false (0, false, off, no), whatever its case.
func (v Values) Bool(name string, def bool) (bool, error) {
	return convert(v, name, def, "is neither true nor false", func(s string) (bool, error) {
		switch strings.ToLower(s) {
		case "1", "true", "on", "yes":
			return true, nil
		case "0", "false", "off", "no":
			return false, nil
		}
		return false, strconv.ErrSyntax
	})
}

// Date returns the value as a day, 2006-01-02, at midnight UTC, as an input of the type date sends it.
func (v Values) Date(name string, def time.Time) (time.Time, error) {
	return convert(v, name, def, "is not a date such as 2006-01-02", func(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) })
}

func convert[T any](v Values, name string, def T, what string, parse func(string) (T, error)) (T, error) {
	text := v.Text(name)
	if text == "" {
		return def, nil
	}
	value, err := parse(text)
	if err != nil {
		return def, badQuery(name, text, what)
	}
	return value, nil
}

// Header returns the value of a request header, "" when it is missing. One that occurs more than once, has control characters
// or invalid UTF-8 is a problem of the kind BadRequest.
func Header(r *http.Request, name string) (string, error) {
	list := r.Header.Values(name)
	switch {
	case len(list) == 0:
		return "", nil
	case len(list) > 1:
		return "", problem.New(problem.BadRequest, fmt.Sprintf("The header %s occurs more than once.", name))
	case !cleanText(list[0]):
		return "", problem.New(problem.BadRequest, fmt.Sprintf("The header %s holds text that it must not.", name))
	}
	return list[0], nil
}

// CookieValue returns the value of a cookie of the request, and false when there is none. Of several by the same name, which come
// from other paths or hosts, the first counts, as in browsers the one of the longest path.
func CookieValue(r *http.Request, name string) (string, bool) {
	c, err := r.Cookie(name)
	if err != nil {
		return "", false
	}
	return c.Value, true
}
