package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/problem"
)

// Query returns the last value of a parameter of the query string, decoded, or "" when there is none. Text with NUL, invalid
// UTF-8 or a bad escape is a problem of the kind BadRequest that names the parameter. Parameters are separated by "&" only.
func Query(r *http.Request, name string) (string, error) {
	value, _, err := queryValue(r, name)
	return value, err
}

func queryValue(r *http.Request, name string) (value string, found bool, err error) {
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		rawKey, rawValue, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(rawKey); err != nil || key != name {
			continue // a broken key is no name that anybody asks for
		}
		value, err = url.QueryUnescape(rawValue)
		if err != nil {
			return "", true, badQuery(name, rawValue, "is not percent-encoded correctly")
		}
		found = true
	}
	if strings.IndexByte(value, 0) >= 0 {
		return "", true, badQuery(name, value, "holds a NUL character")
	}
	if !utf8.ValidString(value) {
		return "", true, badQuery(name, value, "is not valid UTF-8")
	}
	return value, found, nil
}

// QueryInt returns a parameter of the query string as a whole number, or def when it is missing or empty. Anything else is a
// problem of the kind BadRequest that names the parameter.
func QueryInt(r *http.Request, name string, def int64) (int64, error) {
	value, _, err := queryValue(r, name)
	if err != nil || value == "" {
		return def, err
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return def, badQuery(name, value, "is not a whole number")
	}
	return n, nil
}

// Page returns the number of the page that the query string asks for in "page", 1 when it does not. Zero, negative numbers,
// text and numbers beyond 2147483647 (so that a page times its size is always a number) are a problem of the kind BadRequest.
func Page(r *http.Request) (int, error) {
	value, _, err := queryValue(r, "page")
	if err != nil || value == "" {
		return 1, err
	}
	n, err := strconv.ParseInt(value, 10, 32)
	switch {
	case errors.Is(err, strconv.ErrRange) && value[0] != '-':
		return 1, badQuery("page", value, "is larger than any page number")
	case err != nil || n < 1:
		return 1, badQuery("page", value, "is not a whole number ≥ 1")
	}
	return int(n), nil
}

// badQuery names the parameter and what it holds, cut and with everything unprintable escaped.
func badQuery(name, value, what string) error {
	return problem.New(problem.BadRequest, fmt.Sprintf("%q: %q %s.", name, shorten(value, 40), what))
}
