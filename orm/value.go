package orm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

// value writes a constant; places says how decimals are scaled, -1 that they are not.
func (b *builder) value(n *node, places int) {
	if n.arg == nil {
		b.s("NULL")
		return
	}
	b.arg(b.scale(n.arg, places, opVal))
}

// compared writes a constant on the right side of a comparison.
func (b *builder) compared(n *node, o op, places int) {
	b.arg(b.scale(n.arg, places, o))
}

// scale gives a decimal the form in which the database keeps decimals: itself, or an integer scaled by places. A value
// with more digits lies between two integers; it is rounded to the one that leaves the comparison's answer right.
func (b *builder) scale(v any, places int, o op) any {
	if !b.ft.ScaledDecimals {
		return v
	}
	d, ok := asDecimal(v)
	if !ok {
		return v
	}
	if places < 0 {
		places = d.Scale()
	}
	if n, ok := d.Unscaled(places); ok {
		return n
	}
	return unexact(d, places, o, b)
}

func asDecimal(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case decimal.Decimal:
		return v, true
	case *decimal.Decimal:
		if v != nil {
			return *v, true
		}
	}
	return decimal.Decimal{}, false
}

func unexact(d decimal.Decimal, places int, o op, b *builder) any {
	mode := decimal.Floor
	switch o {
	case opEq, opNe:
		return 0.5 // equals no integer
	case opLt, opGe:
		mode = decimal.Ceiling
	case opGt, opLe:
	default:
		b.fail(problem.Wrap(problem.Invalid, fmt.Errorf("orm: %s has more than %d decimal places", d, places)))
		return nil
	}
	if n, ok := d.Round(places, mode).Unscaled(places); ok {
		return n
	}
	if d.IsNegative() {
		return math.Inf(-1) // beyond every number that there can be
	}
	return math.Inf(1)
}

// scanPtr reads the next column into ptr, a pointer to a basic type or to a pointer to one.
func scanPtr(r *Row, ptr any, places int) {
	switch p := ptr.(type) {
	case *int64:
		*p = r.Int64()
	case *string:
		*p = r.String()
	case *bool:
		*p = r.Bool()
	case *int32:
		*p = r.Int32()
	case *int16:
		*p = r.Int16()
	case *int:
		*p = r.Int()
	case *float64:
		*p = r.Float64()
	case *decimal.Decimal:
		*p = r.Decimal(places)
	case *time.Time:
		*p = r.Time()
	case *time.Duration:
		*p = r.Duration()
	case *schema.Date:
		*p = r.Date()
	case *schema.Clock:
		*p = r.Clock()
	case *schema.UUID:
		*p = r.UUID()
	case *netip.Addr:
		*p = r.IP()
	case *json.RawMessage:
		*p = r.JSON()
	case *[]byte:
		*p = r.Bytes()
	default:
		scanNullPtr(r, ptr, places)
	}
}

func scanNullPtr(r *Row, ptr any, places int) {
	switch p := ptr.(type) {
	case **int64:
		*p = r.NullInt64()
	case **string:
		*p = r.NullString()
	case **bool:
		*p = r.NullBool()
	case **int32:
		*p = r.NullInt32()
	case **int16:
		*p = r.NullInt16()
	case **int:
		*p = r.NullInt()
	case **float64:
		*p = r.NullFloat64()
	case **decimal.Decimal:
		*p = r.NullDecimal(places)
	case **time.Time:
		*p = r.NullTime()
	case **time.Duration:
		*p = r.NullDuration()
	case **schema.Date:
		*p = r.NullDate()
	case **schema.Clock:
		*p = r.NullClock()
	case **schema.UUID:
		*p = r.NullUUID()
	case **netip.Addr:
		*p = r.NullIP()
	case **[]byte:
		*p = r.NullBytes()
	case **json.RawMessage:
		*p = nil
		if v := r.JSON(); v != nil {
			*p = &v
		}
	default:
		scanNamed(r, reflect.ValueOf(ptr), places)
	}
}

// scanNamed reads into a type that is named by the user (type Status string): by reflection, for outputs and partial
// rows only.
func scanNamed(r *Row, ptr reflect.Value, places int) {
	e := ptr.Elem()
	if e.Kind() == reflect.Pointer {
		if r.IsNull() {
			r.Skip(1)
			e.SetZero()
			return
		}
		e.Set(reflect.New(e.Type().Elem()))
		scanPtr(r, e.Interface(), places)
		return
	}
	basic, ok := basicTypes[e.Kind()]
	if !ok || !ptr.CanConvert(reflect.PointerTo(basic)) {
		panic(fmt.Sprintf("orm: cannot read a column into %s", e.Type()))
	}
	scanPtr(r, ptr.Convert(reflect.PointerTo(basic)).Interface(), places)
}

var basicTypes = map[reflect.Kind]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](), reflect.Int: reflect.TypeFor[int](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](), reflect.Float64: reflect.TypeFor[float64](),
	reflect.String: reflect.TypeFor[string](),
}

// isZeroKey reports whether the key behind ptr is the zero value, which stands for NULL in nullable keys.
func isZeroKey(ptr any) bool {
	switch p := ptr.(type) {
	case *int64:
		return *p == 0
	case *string:
		return *p == ""
	}
	return reflect.ValueOf(ptr).Elem().IsZero()
}

// isNil reports whether ptr is a pointer to a nil pointer or a nil slice: NULL.
func isNil(ptr any) bool {
	switch p := ptr.(type) {
	case *int64, *string, *bool, *int32, *decimal.Decimal, *time.Time:
		return false
	case **time.Time:
		return *p == nil
	case *[]byte:
		return *p == nil
	case *json.RawMessage:
		return *p == nil
	}
	e := reflect.ValueOf(ptr).Elem()
	return (e.Kind() == reflect.Pointer || e.Kind() == reflect.Slice) && e.IsNil()
}

// equalPtr compares two values of the same field, given by pointers as a descriptor's Ptr returns them.
func equalPtr(a, b any) bool {
	switch a := a.(type) {
	case *int64:
		return *a == *b.(*int64)
	case *string:
		return *a == *b.(*string)
	case *bool:
		return *a == *b.(*bool)
	case *int32:
		return *a == *b.(*int32)
	case *int16:
		return *a == *b.(*int16)
	case *int:
		return *a == *b.(*int)
	case *float64:
		return *a == *b.(*float64)
	case *decimal.Decimal:
		return a.Equal(*b.(*decimal.Decimal))
	case *time.Time:
		return a.Equal(*b.(*time.Time))
	case *[]byte:
		y := *b.(*[]byte)
		return bytes.Equal(*a, y) && (*a == nil) == (y == nil)
	case *json.RawMessage:
		y := *b.(*json.RawMessage)
		return bytes.Equal(*a, y) && (*a == nil) == (y == nil)
	case **time.Time:
		y := *b.(**time.Time)
		return *a == nil && y == nil || *a != nil && y != nil && (*a).Equal(*y)
	case **decimal.Decimal:
		y := *b.(**decimal.Decimal)
		return *a == nil && y == nil || *a != nil && y != nil && (*a).Equal(*y)
	}
	return equalReflect(reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem())
}

func equalReflect(a, b reflect.Value) bool {
	if a.Kind() == reflect.Pointer {
		if a.IsNil() || b.IsNil() {
			return a.IsNil() && b.IsNil()
		}
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() == reflect.Slice {
		return bytes.Equal(a.Bytes(), b.Bytes()) && a.IsNil() == b.IsNil()
	}
	return a.Interface() == b.Interface()
}

// detachValue gives a pointer or slice field its own copy of what it points to.
func detachValue(ptr any) {
	switch p := ptr.(type) {
	case *[]byte:
		*p = bytes.Clone(*p)
	case *json.RawMessage:
		*p = slices.Clone(*p)
	case **time.Time:
		if *p != nil {
			c := **p
			*p = &c
		}
	default:
		v := reflect.ValueOf(ptr).Elem()
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			c := reflect.New(v.Type().Elem())
			c.Elem().Set(v.Elem())
			if e := c.Elem(); e.Kind() == reflect.Slice {
				e.SetBytes(bytes.Clone(e.Bytes()))
			}
			v.Set(c)
		}
	}
}

// basicOf gives the value behind a descriptor's pointer: nil for NULL.
func basicOf(ptr any) any {
	switch p := ptr.(type) {
	case *int64:
		return *p
	case *string:
		return *p
	case *schema.UUID:
		return *p
	}
	v := reflect.ValueOf(ptr).Elem()
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	return v.Interface()
}
