package rest

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// codec reads and writes the values of one column, through the pointers that a descriptor gives. It is made once for a column.
type codec struct {
	encode func(b []byte, ptr any) []byte
	decode func(v *value, ptr any) messages
	null   func(ptr any) // makes it NULL
}

// typed makes a codec of functions for a plain type; the column holds it or, where it may be NULL, a pointer to it.
func typed[T any](sample any, enc func(b []byte, v T) []byte, dec func(v *value) (T, messages)) (codec, bool) {
	switch sample.(type) {
	case *T:
		return codec{
			encode: func(b []byte, ptr any) []byte { return enc(b, *ptr.(*T)) },
			decode: func(v *value, ptr any) messages {
				x, wrong := dec(v)
				if wrong == nil {
					*ptr.(*T) = x
				}
				return wrong
			},
			null: func(ptr any) { var zero T; *ptr.(*T) = zero },
		}, true
	case **T:
		return codec{
			encode: func(b []byte, ptr any) []byte {
				if p := *ptr.(**T); p != nil {
					return enc(b, *p)
				}
				return append(b, "null"...)
			},
			decode: func(v *value, ptr any) messages {
				x, wrong := dec(v)
				if wrong == nil {
					*ptr.(**T) = &x
				}
				return wrong
			},
			null: func(ptr any) { *ptr.(**T) = nil },
		}, true
	}
	return codec{}, false
}

// whole is a codec of one of Go's integers.
func whole[T int | int16 | int32 | int64](sample any, t schema.Type) (codec, bool) {
	return typed(sample, func(b []byte, v T) []byte { return appendInt(b, int64(v)) }, func(v *value) (T, messages) {
		n, wrong := parseInt(v, t)
		return T(n), wrong
	})
}

// codecOf makes the codec of a column; sample is a pointer to one of its values.
func codecOf(f *schema.Field, sample any) (codec, error) {
	for _, try := range []func(f *schema.Field, sample any) (codec, bool){numberCodec, textCodec, timeCodec, otherCodec} {
		if c, ok := try(f, sample); ok {
			return c, nil
		}
	}
	return codec{}, fmt.Errorf("rest: %s is held in a %T, which has no form in JSON: use rest.Computed", f.Name, sample)
}

func numberCodec(f *schema.Field, sample any) (codec, bool) {
	t := f.Type
	if c, ok := whole[int64](sample, t); ok {
		return c, true
	}
	if c, ok := whole[int32](sample, t); ok {
		return c, true
	}
	if c, ok := whole[int16](sample, t); ok {
		return c, true
	}
	if c, ok := whole[int](sample, t); ok {
		return c, true
	}
	if c, ok := typed(sample, appendFloat, parseFloat); ok {
		return c, true
	}
	if c, ok := typed(sample, appendBool, parseBool); ok {
		return c, true
	}
	own := *f
	return typed(sample, func(b []byte, d decimal.Decimal) []byte { return appendDecimal(b, d, own.DecimalPlaces) },
		func(v *value) (decimal.Decimal, messages) { return parseDecimal(v, &own) })
}

func textCodec(f *schema.Field, sample any) (codec, bool) {
	own := *f
	return typed(sample, appendText, func(v *value) (string, messages) {
		s, wrong := parseText(v)
		if wrong == nil {
			wrong = checkText(&own, s)
		}
		return s, wrong
	})
}

func timeCodec(_ *schema.Field, sample any) (codec, bool) {
	if c, ok := typed(sample, appendTime, parseTime); ok {
		return c, true
	}
	if c, ok := typed(sample, appendDate, parseDate); ok {
		return c, true
	}
	if c, ok := typed(sample, appendClock, parseClock); ok {
		return c, true
	}
	return typed[time.Duration](sample, appendDuration, parseDuration)
}

func otherCodec(_ *schema.Field, sample any) (codec, bool) {
	if c, ok := typed(sample, appendUUID, parseUUID); ok {
		return c, true
	}
	if c, ok := typed(sample, appendAddr, parseIP); ok {
		return c, true
	}
	if c, ok := typed(sample, appendBytes, parseBytes); ok {
		return c, true
	}
	return typed(sample, func(b []byte, v json.RawMessage) []byte { return appendCompact(b, v) }, func(v *value) (json.RawMessage, messages) {
		raw, wrong := parseJSON(v)
		return raw, wrong
	})
}

func appendAddr(b []byte, a netip.Addr) []byte {
	if !a.IsValid() {
		return append(b, "null"...)
	}
	return append(a.AppendTo(append(b, '"')), '"')
}

// keyCodec is the codec of a key: zero is NULL where it may be.
func keyCodec(f *schema.Field, sample any) (codec, error) {
	own := *f
	own.MaxLength, own.Format = 0, schema.Plain
	c, err := codecOf(&own, sample)
	if err != nil || !f.Null {
		return c, err
	}
	plain := c.encode
	c.encode = func(b []byte, ptr any) []byte {
		if zeroKey(ptr) {
			return append(b, "null"...)
		}
		return plain(b, ptr)
	}
	return c, nil
}

// zeroKey reports whether the key behind ptr is the zero value.
func zeroKey(ptr any) bool {
	switch p := ptr.(type) {
	case *int64:
		return *p == 0
	case *int32:
		return *p == 0
	case *int16:
		return *p == 0
	case *int:
		return *p == 0
	case *string:
		return *p == ""
	case *schema.UUID:
		return p.IsZero()
	}
	return false
}

// choiceCodec takes the choices of a column, by their text as DRF does, and sets them by the plain codec.
func choiceCodec(f *schema.Field, c codec) codec {
	known := make(map[string]bool, len(f.Choices))
	for _, choice := range f.Choices {
		known[fmt.Sprint(choice.Value)] = true
	}
	plain, blank := c.decode, f.Blank
	c.decode = func(v *value, ptr any) messages {
		s := v.str()
		if !known[s] && !(s == "" && blank) {
			return wrong("invalid_choice", `"`+v.quoted()+`" is not a valid choice.`)
		}
		return plain(&value{kind: textValue, text: s}, ptr)
	}
	return c
}
