package form

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// FromSchema makes the field for a model's field: ptr is where its value is, as the model's descriptor gives it. What the model says of
// the field (name, label, help, length, digits, choices, whether it may be empty) holds in the form. The error names a type that no
// form can show; keys to other models, whose choices come from a query, are the caller's. What an address or a
// slug looks like and how many digits a decimal has is left to the model's own check, which must follow in any case.
func FromSchema(f *schema.Field, ptr any) (Item, error) {
	if len(f.Choices) > 0 {
		if item := chosen(f, ptr); item != nil {
			return item, nil
		}
	}
	switch p := ptr.(type) {
	case *string:
		return dress(f, textField(f, p)), nil
	case **string:
		return dress(f, Nullable(p, func(p *string) *Field[string] { return textField(f, p) })), nil
	case *bool:
		return dress(f, Checkbox(p)).Optional(), nil
	case *int16:
		return number(f, p), nil
	case *int32:
		return number(f, p), nil
	case *int64:
		return number(f, p), nil
	case *int:
		return number(f, p), nil
	case **int16:
		return nullNumber(f, p), nil
	case **int32:
		return nullNumber(f, p), nil
	case **int64:
		return nullNumber(f, p), nil
	case *float64:
		return dress(f, Float(p)), nil
	case **float64:
		return dress(f, Nullable(p, Float[float64])), nil
	case *decimal.Decimal:
		return dress(f, modelDecimal(f)(p)), nil
	case **decimal.Decimal:
		return dress(f, Nullable(p, modelDecimal(f))), nil
	}
	return fromSchemaRare(f, ptr)
}

func fromSchemaRare(f *schema.Field, ptr any) (Item, error) {
	switch p := ptr.(type) {
	case *time.Time:
		return dress(f, DateTime(p)), nil
	case **time.Time:
		return dress(f, Nullable(p, DateTime)), nil
	case *schema.Date:
		return dress(f, Date(p)), nil
	case **schema.Date:
		return dress(f, Nullable(p, Date)), nil
	case *schema.Clock:
		return dress(f, Clock(p)), nil
	case **schema.Clock:
		return dress(f, Nullable(p, Clock)), nil
	case *time.Duration:
		return dress(f, Duration(p)), nil
	case **time.Duration:
		return dress(f, Nullable(p, Duration)), nil
	case *schema.UUID:
		return dress(f, uuidField(p)), nil
	case **schema.UUID:
		return dress(f, Nullable(p, uuidField)), nil
	case *netip.Addr:
		return dress(f, addrField(p)), nil
	case **netip.Addr:
		return dress(f, Nullable(p, addrField)), nil
	case *json.RawMessage:
		return dress(f, jsonField(p)), nil
	}
	return nil, fmt.Errorf("form: no form field can show %s, a %s held in a %T", f.Name, f.Type, ptr)
}

// dress gives a field what the model says of it.
func dress[T any](f *schema.Field, field *Field[T]) *Field[T] {
	field.b.required = !f.Blank && !f.Null
	field.Named(f.Name).Label(capital(f.Verbose())).Help(f.Help)
	field.b.disabled = f.ReadOnly
	if f.MaxLength > 0 {
		field.MaxLength(f.MaxLength)
	}
	return field
}

func textField(f *schema.Field, p *string) *Field[string] {
	field := Text(p)
	switch {
	case f.Format == schema.Email:
		field = Email(p)
	case f.Format == schema.URL:
		field = URL(p)
	case f.Type == schema.TextField:
		field = LongText(p)
	}
	field.checks = nil
	return field
}

// number is a whole number in the range of its column.
func number[N int16 | int32 | int64 | int](f *schema.Field, p *N) Item { return dress(f, ranged(f, p)) }

func nullNumber[N int16 | int32 | int64](f *schema.Field, p **N) Item {
	return dress(f, Nullable(p, func(p *N) *Field[N] { return ranged(f, p) }))
}

func ranged[N int16 | int32 | int64 | int](f *schema.Field, p *N) *Field[N] {
	bits := 64
	switch f.Type {
	case schema.SmallIntegerField:
		bits = 16
	case schema.IntegerField:
		bits = 32
	}
	field := Number(p)
	if bits == 64 {
		return field
	}
	low := -(int64(1) << (bits - 1))
	return field.Attr("min", strconv.FormatInt(low, 10)).Attr("max", strconv.FormatInt(-(low+1), 10))
}

// modelDecimal is a decimal whose digits the model counts: to a database 1.500 is 1.5.
func modelDecimal(f *schema.Field) func(p *decimal.Decimal) *Field[decimal.Decimal] {
	return func(p *decimal.Decimal) *Field[decimal.Decimal] {
		field := Decimal(p, f.MaxDigits, f.DecimalPlaces)
		field.checks = nil
		return field
	}
}

func uuidField(p *schema.UUID) *Field[schema.UUID] {
	return Custom(p, func(s string) (schema.UUID, error) {
		u, err := schema.ParseUUID(s)
		if err != nil {
			return u, fail("invalid", "Enter a valid UUID.")
		}
		return u, nil
	}, func(v schema.UUID) string {
		if v.IsZero() {
			return ""
		}
		return v.String()
	})
}

func addrField(p *netip.Addr) *Field[netip.Addr] {
	return Custom(p, func(s string) (netip.Addr, error) {
		a, err := netip.ParseAddr(s)
		if err != nil || a.Zone() != "" {
			return netip.Addr{}, fail("invalid", "Enter a valid IPv4 or IPv6 address.")
		}
		return a, nil
	}, func(v netip.Addr) string {
		if !v.IsValid() {
			return ""
		}
		return v.String()
	})
}

func jsonField(p *json.RawMessage) *Field[json.RawMessage] {
	return Custom(p, func(s string) (json.RawMessage, error) {
		if !json.Valid([]byte(s)) {
			return nil, fail("invalid", "Enter a valid JSON.")
		}
		return json.RawMessage(s), nil
	}, func(v json.RawMessage) string { return string(v) }).Widget(Textarea)
}

// chosen is a field with choices, nil for a type that has none.
func chosen(f *schema.Field, ptr any) Item {
	switch p := ptr.(type) {
	case *string:
		return dress(f, selectSchema(f, p))
	case **string:
		return dress(f, Nullable(p, func(p *string) *Field[string] { return selectSchema(f, p) }))
	case *int16:
		return dress(f, selectSchema(f, p))
	case *int32:
		return dress(f, selectSchema(f, p))
	case *int64:
		return dress(f, selectSchema(f, p))
	case *int:
		return dress(f, selectSchema(f, p))
	case **int16:
		return dress(f, Nullable(p, func(p *int16) *Field[int16] { return selectSchema(f, p) }))
	case **int32:
		return dress(f, Nullable(p, func(p *int32) *Field[int32] { return selectSchema(f, p) }))
	case **int64:
		return dress(f, Nullable(p, func(p *int64) *Field[int64] { return selectSchema(f, p) }))
	}
	return nil
}

func selectSchema[T comparable](f *schema.Field, p *T) *Field[T] {
	return SelectFrom(p, func(context.Context) ([]Choice[T], error) { return FromSchemaChoices[T](f.Choices) })
}

// Key is a field for a key to another model's row, whose choices the source gives. The zero key is none where the model allows that.
func Key[K comparable](f *schema.Field, p *K, source Source[K]) *Field[K] {
	return dress(f, SelectFrom(p, source))
}

// Adjust changes how a field that was made for a model is shown: a widget, a label, a line of help. What is empty stays as it is.
func Adjust(item Item, w Widget, label, help string) {
	b := item.bound()
	if w != "" {
		b.widget = w
	}
	if label != "" {
		b.label = label
	}
	if help != "" {
		b.help = help
	}
}
