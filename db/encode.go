package db

import (
	"encoding/json"
	"errors"
	"net/netip"
	"reflect"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// encoder writes a statement's arguments in PostgreSQL's binary format, one behind the other into one buffer that is
// used again for the next statement.
type encoder struct {
	buf    []byte
	ends   []int // where each value ends; -1 for NULL
	values [][]byte
}

// keepBuffer is the size of a buffer above which it is not kept for the next statement.
const keepBuffer = 1 << 20

// encode writes args for parameters of the types oids; then values holds them until the next call.
func (e *encoder) encode(oids []uint32, args []any) error {
	if len(args) != len(oids) {
		return &ArgError{Type: "list", Text: "the statement has " + itoa(len(oids)) + " parameters and got " +
			itoa(len(args)) + " arguments"}
	}
	if cap(e.buf) > keepBuffer {
		e.buf = nil
	}
	e.buf, e.ends, e.values = e.buf[:0], e.ends[:0], e.values[:0]
	for i := range args {
		null, err := e.arg(oids[i], args[i])
		if err != nil {
			return at(err, i+1, args[i], oids[i])
		}
		end := len(e.buf)
		if null {
			end = -1
		}
		e.ends = append(e.ends, end)
	}
	start := 0
	for _, end := range e.ends {
		if end < 0 {
			e.values = append(e.values, nil)
			continue
		}
		e.values = append(e.values, e.buf[start:end:end])
		start = end
	}
	return nil
}

// at completes the error of one argument.
func at(err error, index int, arg any, oid uint32) error {
	var a *ArgError
	if !errors.As(err, &a) {
		a = &ArgError{Text: err.Error()}
	}
	a.Index = index
	a.Type = goType(arg)
	if a.Want == "" && oid != 0 {
		a.Want = typeName(oid)
	}
	if a.Text == "" {
		a.Text = a.Type + " is not a value for " + a.Want
	}
	return a
}

// goType names a value's type without making the value escape to the heap.
func goType(v any) string {
	if v == nil {
		return "nil"
	}
	return reflect.TypeOf(v).String()
}

// errMismatch says that a value's Go type does not go with the parameter's type; at writes the text.
func errMismatch() error { return &ArgError{} }

func argText(text string) error { return &ArgError{Text: text} }

// arg writes one argument and reports whether it is NULL.
func (e *encoder) arg(oid uint32, arg any) (null bool, err error) {
	switch v := arg.(type) {
	case nil:
		return true, nil
	case int64:
		return false, e.int(oid, v)
	case string:
		return false, e.string(oid, v)
	case bool:
		return false, e.bool(oid, v)
	case time.Time:
		return false, e.time(oid, v)
	case decimal.Decimal:
		return false, e.decimal(oid, v)
	case int:
		return false, e.int(oid, int64(v))
	case int32:
		return false, e.int(oid, int64(v))
	case int16:
		return false, e.int(oid, int64(v))
	case float64:
		return false, e.float(oid, v)
	case []byte:
		return v == nil, e.bytes(oid, v)
	case json.RawMessage:
		return v == nil, e.json(oid, v)
	case schema.UUID:
		return false, e.uuid(oid, v)
	case schema.Date:
		return false, e.date(oid, v)
	case schema.Clock:
		return false, e.clock(oid, v)
	case time.Duration:
		return false, e.duration(oid, v)
	case netip.Addr:
		return false, e.ip(oid, v)
	}
	return e.pointer(oid, arg)
}

// pointer writes what a pointer points to; a nil pointer is NULL.
func (e *encoder) pointer(oid uint32, arg any) (null bool, err error) {
	switch v := arg.(type) {
	case *int64:
		return v == nil, deref(e, oid, v, (*encoder).int)
	case *string:
		return v == nil, deref(e, oid, v, (*encoder).string)
	case *bool:
		return v == nil, deref(e, oid, v, (*encoder).bool)
	case *time.Time:
		return v == nil, deref(e, oid, v, (*encoder).time)
	case *decimal.Decimal:
		return v == nil, deref(e, oid, v, (*encoder).decimal)
	case *int:
		return v == nil, deref(e, oid, v, encodeInt[int])
	case *int32:
		return v == nil, deref(e, oid, v, encodeInt[int32])
	case *int16:
		return v == nil, deref(e, oid, v, encodeInt[int16])
	case *float64:
		return v == nil, deref(e, oid, v, (*encoder).float)
	case *schema.UUID:
		return v == nil, deref(e, oid, v, (*encoder).uuid)
	case *schema.Date:
		return v == nil, deref(e, oid, v, (*encoder).date)
	case *schema.Clock:
		return v == nil, deref(e, oid, v, (*encoder).clock)
	case *time.Duration:
		return v == nil, deref(e, oid, v, (*encoder).duration)
	case *netip.Addr:
		return v == nil, deref(e, oid, v, (*encoder).ip)
	}
	return e.rare(oid, arg)
}

func deref[T any](e *encoder, oid uint32, v *T, write func(*encoder, uint32, T) error) error {
	if v == nil {
		return nil
	}
	return write(e, oid, *v)
}

type smallInt interface {
	~int | ~int8 | ~int16 | ~int32 | ~uint8 | ~uint16 | ~uint32
}

func encodeInt[T smallInt](e *encoder, oid uint32, v T) error { return e.int(oid, int64(v)) }

// rare writes the types that are seldom used, slices, and named types by their kind.
func (e *encoder) rare(oid uint32, arg any) (null bool, err error) {
	switch v := arg.(type) {
	case int8:
		return false, e.int(oid, int64(v))
	case uint8:
		return false, e.int(oid, int64(v))
	case uint16:
		return false, e.int(oid, int64(v))
	case uint32:
		return false, e.int(oid, int64(v))
	case uint64:
		return false, e.uint(oid, v)
	case uint:
		return false, e.uint(oid, uint64(v))
	case float32:
		return false, e.float(oid, float64(v))
	case *[]byte:
		if v == nil || *v == nil {
			return true, nil
		}
		return false, e.bytes(oid, *v)
	case *json.RawMessage:
		if v == nil || *v == nil {
			return true, nil
		}
		return false, e.json(oid, *v)
	}
	if done, null, err := e.slice(oid, arg); done {
		return null, err
	}
	plain, ok := plainValue(arg)
	if !ok {
		return false, argText("the type " + goType(arg) + " cannot be an argument")
	}
	return e.arg(oid, plain)
}

// plainValue turns a value of a named type, or a pointer to one, into the plain type of its kind.
func plainValue(arg any) (plain any, ok bool) {
	v := reflect.ValueOf(arg)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, true
		}
		v = v.Elem()
	}
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case time.Duration, schema.Clock, json.RawMessage: // behind two pointers; their kind alone would lose the unit
			return x, true
		}
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Bool:
		return v.Bool(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return v.Uint(), true
	case reflect.Float32, reflect.Float64:
		return v.Float(), true
	}
	return plainComposite(v)
}

// plainComposite converts named structs, byte arrays and slices whose underlying type this package knows.
func plainComposite(v reflect.Value) (any, bool) {
	known := []reflect.Type{
		reflect.TypeFor[time.Time](), reflect.TypeFor[decimal.Decimal](), reflect.TypeFor[schema.UUID](),
		reflect.TypeFor[schema.Date](), reflect.TypeFor[netip.Addr](), reflect.TypeFor[[]byte](),
	}
	for _, t := range known {
		if v.Type() == t {
			return v.Interface(), v.CanInterface()
		}
	}
	for _, t := range known {
		if v.CanConvert(t) && v.Kind() == t.Kind() {
			return v.Convert(t).Interface(), true
		}
	}
	if v.Kind() == reflect.Slice {
		return plainSlice(v)
	}
	return nil, false
}

// plainSlice converts a slice of named texts or numbers: []Status.
func plainSlice(v reflect.Value) (any, bool) {
	switch v.Type().Elem().Kind() {
	case reflect.String:
		return convertSlice(v, reflect.Value.String), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return convertSlice(v, reflect.Value.Int), true
	case reflect.Float32, reflect.Float64:
		return convertSlice(v, reflect.Value.Float), true
	case reflect.Bool:
		return convertSlice(v, reflect.Value.Bool), true
	}
	return nil, false
}

func convertSlice[T any](v reflect.Value, value func(reflect.Value) T) []T {
	if v.IsNil() {
		return nil
	}
	out := make([]T, v.Len())
	for i := range out {
		out[i] = value(v.Index(i))
	}
	return out
}
