package orm

import (
	"fmt"
	"reflect"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// isZeroValue reports whether the value behind a descriptor's pointer is the zero value of its type.
func isZeroValue(ptr any) bool {
	switch p := ptr.(type) {
	case *int64:
		return *p == 0
	case *string:
		return *p == ""
	case *int32:
		return *p == 0
	case *bool:
		return !*p
	case *decimal.Decimal:
		return p.IsZero()
	case *time.Time:
		return p.IsZero()
	}
	return reflect.ValueOf(ptr).Elem().IsZero()
}

// assignPtr copies a value from one row to another, both given by pointers of the same type.
func assignPtr(dst, src any) {
	switch d := dst.(type) {
	case *int64:
		*d = *src.(*int64)
	case *string:
		*d = *src.(*string)
	case *time.Time:
		*d = *src.(*time.Time)
	case *decimal.Decimal:
		*d = *src.(*decimal.Decimal)
	default:
		reflect.ValueOf(dst).Elem().Set(reflect.ValueOf(src).Elem())
	}
}

// setBasic stores a value of the field's type, or of a named type over it, behind ptr.
func setBasic(ptr, v any, f *field) {
	dst := reflect.ValueOf(ptr).Elem()
	src := reflect.ValueOf(v)
	if dst.Kind() == reflect.Pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	if !src.IsValid() || !src.CanConvert(dst.Type()) {
		panic(fmt.Sprintf("orm: %s.%s: a default of type %T where %s is expected", f.d.Label(), f.Name, v, dst.Type()))
	}
	dst.Set(src.Convert(dst.Type()))
}

// keyOf is the row's key as an argument.
func (d *Descriptor) keyOf(x any) any { return basicOf(d.Ptr(x, d.pk.i)) }

// zeroKey is a pointer to a new key of the model.
func (d *Descriptor) zeroKey() any { return d.Ptr(d.New(), d.pk.i) }

// typedList makes a list argument of one type from the keys of an index.
func typedList(keys map[any]int32) any {
	var out reflect.Value
	for k := range keys {
		if !out.IsValid() {
			out = reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(k)), 0, len(keys))
		}
		out = reflect.Append(out, reflect.ValueOf(k))
	}
	if !out.IsValid() {
		return []int64{}
	}
	return out.Interface()
}

// listOf makes a list argument of one type from key pointers.
func listOf(ptrs []any) any {
	if len(ptrs) == 0 {
		return []int64{}
	}
	if _, ok := ptrs[0].(*int64); ok {
		out := make([]int64, len(ptrs))
		for i, p := range ptrs {
			out[i] = *p.(*int64)
		}
		return out
	}
	first := basicOf(ptrs[0])
	out := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(first)), 0, len(ptrs))
	for _, p := range ptrs {
		out = reflect.Append(out, reflect.ValueOf(basicOf(p)))
	}
	return out.Interface()
}

// Value returns the value of a field of row x by the field's name: nil for NULL, the key for a relation. It is for packages
// that work on any model; ok is false when the model has no such column or it is deferred.
func (d *Descriptor) Value(x any, name string) (v any, ok bool) {
	f := d.fieldNamed(name)
	if f == nil || !d.loaded(x, f) {
		return nil, false
	}
	ptr := d.Ptr(x, f.i)
	if f.Relation != nil && f.Null && isZeroKey(ptr) {
		return nil, true
	}
	return basicOf(ptr), true
}

// defaultOf is the default of a field's tag in the type of its basic value.
func defaultOf(f *field) any {
	if n, ok := f.Default.(schema.Number); ok {
		return decimal.MustParse(string(n))
	}
	return f.Default
}
