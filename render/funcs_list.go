package render

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// join joins the elements of a list as text: {{join ", " .Tags}}.
func join(sep string, list any) (string, error) {
	if s, ok := list.([]string); ok {
		return strings.Join(s, sep), nil
	}
	rv, err := listOf("join", list)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i := range rv.Len() {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(text(rv.Index(i).Interface()))
	}
	return b.String(), nil
}

// listOf is a slice or array, empty for nil.
func listOf(name string, list any) (reflect.Value, error) {
	rv := reflect.ValueOf(list)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	switch {
	case !rv.IsValid():
		return reflect.ValueOf([]any(nil)), nil
	case rv.Kind() == reflect.Slice || rv.Kind() == reflect.Array:
		return rv, nil
	}
	return rv, fmt.Errorf("%s takes a list, not a %T", name, list)
}

// first is the first element of a list, or the first character of a text; nil and "" when it is empty.
func first(list any) (any, error) {
	if s, ok := asText(list); ok {
		_, n := utf8.DecodeRuneInString(s)
		return s[:n], nil
	}
	rv, err := listOf("first", list)
	if err != nil || rv.Len() == 0 {
		return nil, err
	}
	return rv.Index(0).Interface(), nil
}

// last is the last element of a list, or the last character of a text.
func last(list any) (any, error) {
	if s, ok := asText(list); ok {
		_, n := utf8.DecodeLastRuneInString(s)
		return s[len(s)-n:], nil
	}
	rv, err := listOf("last", list)
	if err != nil || rv.Len() == 0 {
		return nil, err
	}
	return rv.Index(rv.Len() - 1).Interface(), nil
}

func asText(v any) (string, bool) {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.String {
		return "", false
	}
	return rv.String(), true
}

// take is the first n elements of a list, or characters of a text, or all when there are fewer: {{range take 5 .Newest}}.
func take(n int, list any) (any, error) {
	if n < 0 {
		return nil, fmt.Errorf("take takes a number of at least 0, not %d", n)
	}
	if s, ok := asText(list); ok {
		for i := range s {
			if n == 0 {
				return s[:i], nil
			}
			n--
		}
		return s, nil
	}
	rv, err := listOf("take", list)
	if err != nil {
		return nil, err
	}
	if rv.Kind() == reflect.Array {
		whole := reflect.MakeSlice(reflect.SliceOf(rv.Type().Elem()), rv.Len(), rv.Len())
		reflect.Copy(whole, rv)
		rv = whole
	}
	return rv.Slice(0, min(n, rv.Len())).Interface(), nil
}

// random is some element of a list, nil of an empty one. It is not fit for secrets.
func random(list any) (any, error) {
	rv, err := listOf("random", list)
	if err != nil || rv.Len() == 0 {
		return nil, err
	}
	return rv.Index(rand.IntN(rv.Len())).Interface(), nil
}

// cycle is the i-th of some values, starting again after the last: {{cycle $i "odd" "even"}}.
func cycle(i int, values ...any) (any, error) {
	if len(values) == 0 || i < 0 {
		return nil, errors.New(`cycle takes a count from 0 on and the values, as in {{cycle $i "odd" "even"}}`)
	}
	return values[i%len(values)], nil
}

// Group is some elements of a list that have a value in common, as the function regroup makes it.
type Group struct {
	Grouper any // the value
	List    []any
}

// regroup divides a list where the value of a field changes: {{range regroup "Country" .Cities}}{{.Grouper}}: {{range
// .List}}…. The list must be in the order of that field.
func regroup(path string, list any) ([]Group, error) {
	rv, err := listOf("regroup", list)
	if err != nil {
		return nil, err
	}
	var groups []Group
	for i := range rv.Len() {
		v, err := at(rv.Index(i), path)
		if err != nil {
			return nil, fmt.Errorf("regroup: %w", err)
		}
		key := v.Interface()
		if n := len(groups); n == 0 || !reflect.DeepEqual(groups[n-1].Grouper, key) {
			groups = append(groups, Group{Grouper: key})
		}
		g := &groups[len(groups)-1]
		g.List = append(g.List, rv.Index(i).Interface())
	}
	return groups, nil
}

// dictSort is a list in the order of a field: {{range dictsort "Name" .People}}. The field may be reached by a path, as in
// "Owner.Name".
func dictSort(path string, list any) ([]any, error) { return sortBy("dictsort", path, list, 1) }

// dictSortReversed is a list in the opposite order.
func dictSortReversed(path string, list any) ([]any, error) {
	return sortBy("dictsortreversed", path, list, -1)
}

func sortBy(name, path string, list any, sign int) ([]any, error) {
	rv, err := listOf(name, list)
	if err != nil {
		return nil, err
	}
	type row struct {
		key   reflect.Value
		value any
	}
	rows := make([]row, rv.Len())
	for i := range rows {
		key, err := at(rv.Index(i), path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rows[i] = row{key, rv.Index(i).Interface()}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		n, e := compare(a.key, b.key)
		if e != nil {
			err = fmt.Errorf("%s: %w", name, e)
		}
		return sign * n
	})
	out := make([]any, len(rows))
	for i, r := range rows {
		out[i] = r.value
	}
	return out, err
}

// at follows a path of fields, methods without arguments, and keys of maps.
func at(v reflect.Value, path string) (reflect.Value, error) {
	for name := range strings.SplitSeq(path, ".") {
		next, err := step(v, name)
		if err != nil {
			return v, err
		}
		v = next
	}
	return v, nil
}

func step(v reflect.Value, name string) (reflect.Value, error) {
	whole := v
	for {
		if m := v.MethodByName(name); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
			return m.Call(nil)[0], nil
		}
		if v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface || v.IsNil() {
			break
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Struct:
		if f, ok := v.Type().FieldByName(name); ok && f.IsExported() {
			return v.FieldByIndexErr(f.Index)
		}
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		if e := v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key())); e.IsValid() {
			return e, nil
		}
	}
	return v, fmt.Errorf("a %s has no field, method or key %q", whole.Type(), name)
}

// compare orders numbers, text, times and false before true; nil comes first.
func compare(a, b reflect.Value) (int, error) {
	a, b = bare(a), bare(b)
	if !a.IsValid() || !b.IsValid() {
		return cmp.Compare(boolInt(a.IsValid()), boolInt(b.IsValid())), nil
	}
	if t, ok := a.Interface().(time.Time); ok {
		if u, ok := b.Interface().(time.Time); ok {
			return t.Compare(u), nil
		}
	}
	switch {
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String()), nil
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int()), nil
	case a.Kind() == reflect.Bool && b.Kind() == reflect.Bool:
		return cmp.Compare(boolInt(a.Bool()), boolInt(b.Bool())), nil
	}
	x, err1 := toFloat(a.Interface())
	y, err2 := toFloat(b.Interface())
	if err := errors.Join(err1, err2); err != nil {
		return 0, fmt.Errorf("a %s and a %s cannot be put in order", a.Type(), b.Type())
	}
	return cmp.Compare(x, y), nil
}

// bare is what pointers and interfaces hold, invalid for nil.
func bare(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
