package db

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// slice writes a slice as an array; a nil slice is an empty one, so that it finds no row rather than NULL. done is false when arg is not a slice this package knows.
func (e *encoder) slice(oid uint32, arg any) (done, null bool, err error) {
	switch v := arg.(type) {
	case []int64:
		return array(e, oid, v, (*encoder).int)
	case []string:
		if elementOf(oid) == 0 && classOf(oid) == classOther {
			return true, false, e.textArray(v)
		}
		return array(e, oid, v, (*encoder).string)
	case []bool:
		return array(e, oid, v, (*encoder).bool)
	case []time.Time:
		return array(e, oid, v, (*encoder).time)
	case []decimal.Decimal:
		return array(e, oid, v, (*encoder).decimal)
	case []int32:
		return array(e, oid, v, encodeInt[int32])
	case []int16:
		return array(e, oid, v, encodeInt[int16])
	case []int:
		return array(e, oid, v, encodeInt[int])
	case []float64:
		return array(e, oid, v, (*encoder).float)
	case []schema.UUID:
		return array(e, oid, v, (*encoder).uuid)
	case []schema.Date:
		return array(e, oid, v, (*encoder).date)
	case []schema.Clock:
		return array(e, oid, v, (*encoder).clock)
	case []time.Duration:
		return array(e, oid, v, (*encoder).duration)
	case []netip.Addr:
		return array(e, oid, v, (*encoder).ip)
	case [][]byte:
		return nullableArray(e, oid, v, func(b []byte) bool { return b == nil }, (*encoder).bytes)
	case []json.RawMessage:
		return nullableArray(e, oid, v, func(b json.RawMessage) bool { return b == nil }, (*encoder).json)
	}
	return e.pointerSlice(oid, arg)
}

// pointerSlice writes a slice of pointers as an array, nil as NULL.
func (e *encoder) pointerSlice(oid uint32, arg any) (done, null bool, err error) {
	switch v := arg.(type) {
	case []*int64:
		return pointers(e, oid, v, (*encoder).int)
	case []*string:
		return pointers(e, oid, v, (*encoder).string)
	case []*bool:
		return pointers(e, oid, v, (*encoder).bool)
	case []*time.Time:
		return pointers(e, oid, v, (*encoder).time)
	case []*decimal.Decimal:
		return pointers(e, oid, v, (*encoder).decimal)
	case []*int32:
		return pointers(e, oid, v, encodeInt[int32])
	case []*int16:
		return pointers(e, oid, v, encodeInt[int16])
	case []*int:
		return pointers(e, oid, v, encodeInt[int])
	case []*float64:
		return pointers(e, oid, v, (*encoder).float)
	case []*schema.UUID:
		return pointers(e, oid, v, (*encoder).uuid)
	case []*schema.Date:
		return pointers(e, oid, v, (*encoder).date)
	case []*schema.Clock:
		return pointers(e, oid, v, (*encoder).clock)
	case []*time.Duration:
		return pointers(e, oid, v, (*encoder).duration)
	case []*netip.Addr:
		return pointers(e, oid, v, (*encoder).ip)
	}
	return false, false, nil
}

// arrayHeader begins an array of n elements: dimensions, whether there may be NULLs, element type, size, lower bound.
func (e *encoder) arrayHeader(elem uint32, n int, nulls bool) {
	dims, flag := uint32(1), uint32(0)
	if n == 0 {
		dims = 0
	}
	if nulls {
		flag = 1
	}
	e.buf = binary.BigEndian.AppendUint32(e.buf, dims)
	e.buf = binary.BigEndian.AppendUint32(e.buf, flag)
	e.buf = binary.BigEndian.AppendUint32(e.buf, elem)
	if n > 0 {
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(n))
		e.buf = binary.BigEndian.AppendUint32(e.buf, 1)
	}
}

// element writes one element with its length before it.
func element[T any](e *encoder, elem uint32, v T, write func(*encoder, uint32, T) error) error {
	at := len(e.buf)
	e.buf = append(e.buf, 0, 0, 0, 0)
	if err := write(e, elem, v); err != nil {
		return err
	}
	binary.BigEndian.PutUint32(e.buf[at:], uint32(len(e.buf)-at-4))
	return nil
}

func (e *encoder) nullElement() { e.buf = append(e.buf, 0xff, 0xff, 0xff, 0xff) }

func array[T any](e *encoder, oid uint32, vs []T, write func(*encoder, uint32, T) error) (done, null bool, err error) {
	elem := elementOf(oid)
	if elem == 0 {
		return true, false, notArray(oid)
	}
	e.arrayHeader(elem, len(vs), false)
	for i := range vs {
		if err := element(e, elem, vs[i], write); err != nil {
			return true, false, inElement(err, i, elem)
		}
	}
	return true, false, nil
}

func pointers[T any](e *encoder, oid uint32, vs []*T, write func(*encoder, uint32, T) error) (done, null bool, err error) {
	elem := elementOf(oid)
	if elem == 0 {
		return true, false, notArray(oid)
	}
	e.arrayHeader(elem, len(vs), true)
	for i, v := range vs {
		if v == nil {
			e.nullElement()
		} else if err := element(e, elem, *v, write); err != nil {
			return true, false, inElement(err, i, elem)
		}
	}
	return true, false, nil
}

func nullableArray[T any](e *encoder, oid uint32, vs []T, isNull func(T) bool, write func(*encoder, uint32, T) error) (done, null bool, err error) {
	elem := elementOf(oid)
	if elem == 0 {
		return true, false, notArray(oid)
	}
	e.arrayHeader(elem, len(vs), true)
	for i, v := range vs {
		if isNull(v) {
			e.nullElement()
		} else if err := element(e, elem, v, write); err != nil {
			return true, false, inElement(err, i, elem)
		}
	}
	return true, false, nil
}

// textArray writes the text form of an array, for arrays of types that this package does not know: enumerations, citext.
func (e *encoder) textArray(vs []string) error {
	e.buf = append(e.buf, '{')
	for i, v := range vs {
		if err := checkText(v); err != nil {
			return inElement(err, i, oidText)
		}
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = append(e.buf, '"')
		for j := range len(v) {
			if v[j] == '"' || v[j] == '\\' {
				e.buf = append(e.buf, '\\')
			}
			e.buf = append(e.buf, v[j])
		}
		e.buf = append(e.buf, '"')
	}
	e.buf = append(e.buf, '}')
	return nil
}

func notArray(oid uint32) error {
	return argText("a slice is a value for an array, found " + typeName(oid))
}

// inElement names the element that could not be written.
func inElement(err error, i int, elem uint32) error {
	var a *ArgError
	if !errors.As(err, &a) {
		return argText("element " + itoa(i) + ": " + err.Error())
	}
	if a.Text == "" {
		a.Text = "the elements' type does not go with " + typeName(elem) + "[]"
		return a
	}
	a.Text = "element " + itoa(i) + ": " + a.Text
	return a
}
