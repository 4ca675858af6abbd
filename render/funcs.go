package render

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strings"
)

// builtins are the functions that need no request.
func (e *Engine) builtins() template.FuncMap {
	return template.FuncMap{
		"url": e.url, "static": e.opt.Static, "dict": dict, "default": defaultTo, "default_if_none": defaultIfNone, "yesno": yesNo,

		"date": formatDate, "now": e.opt.Now, "timesince": e.timeSince, "timeuntil": e.timeUntil,

		"number": formatNumber, "floatformat": floatFormat, "filesizeformat": fileSize, "add": add, "divisibleby": divisibleBy,
		"widthratio": widthRatio, "pluralize": pluralize,

		"lower": lower, "upper": upper, "title": title, "capfirst": capFirst, "truncate": truncate, "truncatewords": truncateWords,
		"wordcount": wordCount, "wordwrap": wordWrap, "slugify": slugify, "striptags": stripTags, "cut": cut, "addslashes": addSlashes,
		"center": center, "ljust": leftJustify, "rjust": rightJustify, "linenumbers": lineNumbers,

		"join": join, "first": first, "last": last, "take": take, "random": random, "dictsort": dictSort, "dictsortreversed": dictSortReversed,
		"regroup": regroup, "cycle": cycle,

		"linebreaks": lineBreaks, "linebreaksbr": lineBreaksBR, "urlize": urlize, "urlizetrunc": urlizeTruncated, "unordered_list": unorderedList,
		"json_script": jsonScript, "formatHTML": formatHTML,
	}
}

// url is the path of a named route: {{url "catalog:detail" .ID}}.
func (e *Engine) url(name string, args ...any) (string, error) {
	if e.opt.URLs == nil {
		return "", errors.New("the engine knows no routes: set render.Options.URLs")
	}
	return e.opt.URLs.Reverse(name, args...)
}

// urlIn is url within the instance of the app that handles the request, which may be nil.
func (e *Engine) urlIn(r *http.Request, name string, args ...any) (string, error) {
	if r == nil || !e.instanced {
		return e.url(name, args...)
	}
	return e.opt.URLs.For(r.Context()).Reverse(name, args...)
}

// defaultStatic is where static files are by default.
func defaultStatic(file string) (string, error) {
	clean := path.Clean("/" + file)[1:]
	if clean != file || file == "" {
		return "", fmt.Errorf("%q is not the path of a static file: write it relative and clean, such as css/site.css", file)
	}
	return "/static/" + strings.ReplaceAll(url.PathEscape(file), "%2F", "/"), nil
}

// text is a value as the functions for text see it: what fmt prints, "" for nil and nil pointers. What was HTML is text then.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	case template.HTML:
		return string(v)
	}
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer && rv.IsNil() {
		return ""
	}
	if s, ok := v.(fmt.Stringer); ok {
		return s.String()
	}
	switch {
	case rv.Kind() == reflect.String:
		return rv.String()
	case rv.Kind() == reflect.Pointer:
		return text(rv.Elem().Interface())
	}
	return fmt.Sprint(v)
}

// defaultTo gives the value, or the fallback when the value is empty as {{if}} understands it: {{default "none" .Note}}.
func defaultTo(fallback, value any) any {
	if truth, ok := template.IsTrue(value); !ok || !truth {
		return fallback
	}
	return value
}

// defaultIfNone gives the value, or the fallback when the value is nil or a nil pointer.
func defaultIfNone(fallback, value any) any {
	rv := reflect.ValueOf(value)
	if !rv.IsValid() || (rv.Kind() == reflect.Pointer || rv.Kind() == reflect.Map || rv.Kind() == reflect.Slice) && rv.IsNil() {
		return fallback
	}
	return value
}

// yesNo chooses between words for true, false and nil: {{yesno "in stock,sold out" .InStock}}. Without a third word nil counts as
// false.
func yesNo(words string, value any) (string, error) {
	all := strings.Split(words, ",")
	if len(all) != 2 && len(all) != 3 {
		return "", fmt.Errorf("yesno takes two or three words, such as \"yes,no\", not %q", words)
	}
	if truth, ok := template.IsTrue(value); ok && truth {
		return all[0], nil
	}
	if len(all) == 3 && defaultIfNone(nil, value) == nil {
		return all[2], nil
	}
	return all[1], nil
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
