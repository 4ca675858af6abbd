package render

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/musette-go/musette/web"
)

// requestBuiltins are the functions that need the request.
func requestBuiltins() map[string]RequestFunc {
	return map[string]RequestFunc{
		"querystring": func(get func() *http.Request) any {
			return func(pairs ...any) (string, error) {
				r := get()
				if r == nil {
					return "", errNoRequest
				}
				return querystring(r.URL.RawQuery, pairs)
			}
		},
		"request": func(get func() *http.Request) any {
			return func() (Request, error) {
				r := get()
				if r == nil {
					return Request{}, errNoRequest
				}
				return Request{r}, nil
			}
		},
		"csrf":  PerRequest(func(r *http.Request) (template.HTML, error) { return csrfField(r), nil }),
		"nonce": PerRequest(func(r *http.Request) (string, error) { return web.Nonce(r), nil }),
	}
}

// csrfField is the hidden field of a form with the token against forged requests, or nothing where no such check is on.
func csrfField(r *http.Request) template.HTML {
	token := web.CSRFToken(r)
	if token == "" {
		return ""
	}
	return FormatHTML(`<input type="hidden" name="%s" value="%s">`, web.CSRFField, token)
}

var errNoRequest = errors.New("this template is executed without a request")

// Request is what templates may know of the request, as {{request.Path}}.
type Request struct{ r *http.Request }

// Path returns the decoded path.
func (q Request) Path() string { return q.r.URL.Path }

// Under reports whether the path is prefix or lies below it: {{if request.Under (url "catalog:list")}} marks a menu entry.
func (q Request) Under(prefix string) bool {
	rest, ok := strings.CutPrefix(q.r.URL.Path, prefix)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(prefix, "/"))
}

// FullPath returns the path and the query, as they were sent: "/products/?page=2".
func (q Request) FullPath() string { return q.r.URL.RequestURI() }

// Method returns the method.
func (q Request) Method() string { return q.r.Method }

// Query returns the first value of a parameter of the query string, or "".
func (q Request) Query(name string) string { return q.r.URL.Query().Get(name) }

// querystring is the current query with some parameters replaced: {{querystring "page" 2}} keeps all others, in their order.
// nil removes a parameter, a list gives it several values. The result begins with "?", also when nothing is left, so that
// a link drops the query.
func querystring(raw string, pairs []any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("querystring takes pairs of a key and a value, not %d arguments", len(pairs))
	}
	list := parseQuery(raw)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return "", fmt.Errorf("querystring takes keys of text, not the %T %v", pairs[i], pairs[i])
		}
		values, err := queryValues(pairs[i+1])
		if err != nil {
			return "", fmt.Errorf("querystring %q: %w", key, err)
		}
		list = replaceParam(list, key, values)
	}
	var b strings.Builder
	b.WriteByte('?')
	for i, p := range list {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.key) + "=" + url.QueryEscape(p.value))
	}
	return b.String(), nil
}

type queryParam struct{ key, value string }

// parseQuery reads a query string, keeping order and leaving out what is not encoded correctly.
func parseQuery(raw string) []queryParam {
	var list []queryParam
	for pair := range strings.SplitSeq(raw, "&") {
		k, v, _ := strings.Cut(pair, "=")
		key, err1 := url.QueryUnescape(k)
		value, err2 := url.QueryUnescape(v)
		if pair != "" && err1 == nil && err2 == nil {
			list = append(list, queryParam{key, value})
		}
	}
	return list
}

func replaceParam(list []queryParam, key string, values []string) []queryParam {
	at := slices.IndexFunc(list, func(p queryParam) bool { return p.key == key })
	list = slices.DeleteFunc(list, func(p queryParam) bool { return p.key == key })
	if at < 0 {
		at = len(list)
	}
	var add []queryParam
	for _, v := range values {
		add = append(add, queryParam{key, v})
	}
	return slices.Insert(list, at, add...)
}

// queryValues gives the values of a parameter as text.
func queryValues(v any) ([]string, error) {
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
		return nil, nil
	case rv.Kind() == reflect.Pointer && rv.IsNil():
		return nil, nil
	case rv.Kind() == reflect.Slice:
		var out []string
		for i := range rv.Len() {
			one, err := queryValues(rv.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			out = append(out, one...)
		}
		return out, nil
	case rv.Kind() == reflect.Map || rv.Kind() == reflect.Struct && !rv.Type().Implements(reflect.TypeFor[fmt.Stringer]()) ||
		rv.Kind() == reflect.Func || rv.Kind() == reflect.Chan:
		return nil, fmt.Errorf("a %T is no value of a parameter", v)
	}
	return []string{fmt.Sprint(v)}, nil
}
