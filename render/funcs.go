package render

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// builtins are the functions that need no request.
func (e *Engine) builtins() template.FuncMap {
	return template.FuncMap{
		"url":       e.url,
		"static":    e.opt.Static,
		"date":      formatDate,
		"number":    formatNumber,
		"pluralize": pluralize,
		"truncate":  truncate,
		"default":   defaultTo,
		"dict":      dict,
		"lower":     strings.ToLower,
		"upper":     strings.ToUpper,
		"join":      join,
	}
}

// url is the path of a named route: {{url "catalog:detail" .ID}}.
func (e *Engine) url(name string, args ...any) (string, error) {
	if e.opt.URLs == nil {
		return "", errors.New("the engine knows no routes: set render.Options.URLs")
	}
	return e.opt.URLs.Reverse(name, args...)
}

// defaultStatic is where static files are by default.
func defaultStatic(file string) (string, error) {
	clean := path.Clean("/" + file)[1:]
	if clean != file || file == "" {
		return "", fmt.Errorf("%q is not the path of a static file: write it relative and clean, such as css/site.css", file)
	}
	return "/static/" + strings.ReplaceAll(url.PathEscape(file), "%2F", "/"), nil
}

// formatDate formats a time: {{date "2 January 2006" .Created}}. The layout is Go's, or one of "date", "time", "datetime",
// "iso". The zero time and a nil pointer give "".
func formatDate(layout string, value any) (string, error) {
	var t time.Time
	switch v := value.(type) {
	case time.Time:
		t = v
	case *time.Time:
		if v != nil {
			t = *v
		}
	case nil:
	default:
		return "", fmt.Errorf("date formats a time.Time, not a %T", value)
	}
	if t.IsZero() {
		return "", nil
	}
	switch layout {
	case "date":
		layout = time.DateOnly
	case "time":
		layout = "15:04"
	case "datetime":
		layout = "2006-01-02 15:04"
	case "iso":
		layout = time.RFC3339
	}
	return t.Format(layout), nil
}

// formatNumber groups the digits of a number by thousands: {{number .Count}} gives 1,234,567. {{number 2 .Price}} shows two
// places after the point, rounded half away from zero, for whole numbers, floats, and decimals that print as digits.
func formatNumber(args ...any) (string, error) {
	places := -1
	if len(args) == 2 {
		n, ok := toInt(args[0])
		if !ok || n < 0 || n > 30 {
			return "", fmt.Errorf("number takes 0 to 30 places, not %v", args[0])
		}
		places = int(n)
	} else if len(args) != 1 {
		return "", fmt.Errorf("number takes a value, or the number of places and a value, not %d arguments", len(args))
	}
	text, err := digits(args[len(args)-1], places)
	if err != nil {
		return "", err
	}
	if places >= 0 {
		text = roundDigits(text, places)
	}
	return group(text), nil
}

func toInt(v any) (int64, bool) {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() || !rv.CanInt() {
		return 0, false
	}
	return rv.Int(), true
}

// digits writes a number as -123.45. Floats are rounded to places, or shown as short as possible.
func digits(v any, places int) (string, error) {
	if s, ok := v.(fmt.Stringer); ok {
		if text := s.String(); isNumber(text) {
			return text, nil
		}
	}
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10), nil
	case rv.CanUint():
		return strconv.FormatUint(rv.Uint(), 10), nil
	case rv.CanFloat():
		text := strconv.FormatFloat(rv.Float(), 'f', places, 64)
		if isNumber(text) {
			return text, nil
		}
	case rv.Kind() == reflect.String && isNumber(rv.String()):
		return rv.String(), nil
	}
	return "", fmt.Errorf("number formats a number, not a %T", v)
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+frac, "0123456789") == "" && (!point || frac != "")
}

// roundDigits rounds half away from zero, or fills with zeros.
func roundDigits(text string, places int) string {
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) <= places {
		frac += strings.Repeat("0", places-len(frac))
		return strings.TrimSuffix(whole+"."+frac, ".")
	}
	up := frac[places] >= '5'
	all := []byte(whole + frac[:places])
	for i := len(all) - 1; up && i >= 0 && all[i] != '-'; i-- {
		if up = all[i] == '9'; up {
			all[i] = '0'
		} else {
			all[i]++
		}
	}
	text = string(all)
	if up { // every digit was a nine
		sign := text[:len(text)-len(strings.TrimPrefix(text, "-"))]
		text = sign + "1" + text[len(sign):]
	}
	return strings.TrimSuffix(text[:len(text)-places]+"."+text[len(text)-places:], ".")
}

// group puts commas between thousands.
func group(text string) string {
	sign := ""
	if rest, neg := strings.CutPrefix(text, "-"); neg {
		sign, text = "-", rest
	}
	whole, frac, _ := strings.Cut(text, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}

// pluralize gives the ending for a number or the length of a list: {{pluralize .N}} is "" for 1 and else "s"; {{pluralize
// "y,ies" .N}} chooses between two endings, {{pluralize "es" .N}} names the plural's.
func pluralize(args ...any) (string, error) {
	one, many := "", "s"
	if len(args) == 2 {
		text, ok := args[0].(string)
		if !ok {
			return "", fmt.Errorf("pluralize takes endings as text, such as \"y,ies\", not %v", args[0])
		}
		if a, b, both := strings.Cut(text, ","); both {
			one, many = a, b
		} else {
			many = text
		}
	} else if len(args) != 1 {
		return "", fmt.Errorf("pluralize takes a number, or endings and a number, not %d arguments", len(args))
	}
	single, err := isOne(args[len(args)-1])
	if err != nil {
		return "", err
	}
	if single {
		return one, nil
	}
	return many, nil
}

func isOne(v any) (bool, error) {
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
	case rv.CanInt():
		return rv.Int() == 1, nil
	case rv.CanUint():
		return rv.Uint() == 1, nil
	case rv.Kind() == reflect.Slice || rv.Kind() == reflect.Map || rv.Kind() == reflect.Array:
		return rv.Len() == 1, nil
	}
	return false, fmt.Errorf("pluralize takes a whole number or a list, not a %T", v)
}

// truncate cuts text to n characters, the last of which becomes "…": {{truncate 80 .Text}}.
func truncate(n int, text string) (string, error) {
	if n < 1 {
		return "", fmt.Errorf("truncate takes a length of at least 1, not %d", n)
	}
	if len(text) <= n || utf8.RuneCountInString(text) <= n {
		return text, nil
	}
	cut := 0
	for i := range text {
		if cut == n-1 {
			return text[:i] + "…", nil
		}
		cut++
	}
	return text, nil
}

// defaultTo gives the value, or the fallback when the value is empty as {{if}} understands it: {{default "none" .Note}}.
func defaultTo(fallback, value any) any {
	if truth, ok := template.IsTrue(value); !ok || !truth {
		return fallback
	}
	return value
}

// dict makes a map for a partial that takes several values: {{template "_x.html" (dict "Item" . "Big" true)}}.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes pairs of a key and a value, not %d arguments", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict takes keys of text, not the %T %v", pairs[i], pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

// join joins a list of text: {{join ", " .Tags}}.
func join(sep string, list []string) string { return strings.Join(list, sep) }
