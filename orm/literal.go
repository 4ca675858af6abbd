package orm

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// literalPlaces is the number of decimal places of a constant, -1 for what is no decimal.
func literalPlaces(v any) int {
	if d, ok := asDecimal(v); ok {
		return d.Scale()
	}
	return -1
}

// literalType is the schema type of a constant.
func literalType(v any) schema.Type {
	switch v.(type) {
	case nil:
		return schema.Invalid
	case int64, int:
		return schema.BigIntegerField
	case int32:
		return schema.IntegerField
	case int16:
		return schema.SmallIntegerField
	case float64:
		return schema.FloatField
	case string:
		return schema.TextField
	case bool:
		return schema.BooleanField
	case decimal.Decimal, *decimal.Decimal:
		return schema.DecimalField
	case time.Time:
		return schema.DateTimeField
	case time.Duration:
		return schema.DurationField
	case schema.Date:
		return schema.DateField
	case schema.Clock:
		return schema.TimeField
	case schema.UUID:
		return schema.UUIDField
	case netip.Addr:
		return schema.IPAddressField
	case json.RawMessage:
		return schema.JSONField
	case []byte:
		return schema.BinaryField
	}
	return kindType(reflect.TypeOf(v))
}

// kindType is the schema type of a named type over a basic one, or of a pointer.
func kindType(t reflect.Type) schema.Type {
	switch t.Kind() {
	case reflect.String:
		return schema.TextField
	case reflect.Bool:
		return schema.BooleanField
	case reflect.Int, reflect.Int64:
		return schema.BigIntegerField
	case reflect.Int32:
		return schema.IntegerField
	case reflect.Int16:
		return schema.SmallIntegerField
	case reflect.Float64:
		return schema.FloatField
	case reflect.Pointer:
		return literalType(reflect.Zero(t.Elem()).Interface())
	}
	return schema.Invalid
}

// literal writes a constant that stands where nothing else tells the database its type. Whole numbers are 64 bits wide, so
// that arithmetic does not overflow where Go's would not.
func (b *builder) literal(n *node) {
	t := literalType(n.arg)
	if n.arg == nil || n.col != nil || !b.ft.ArrayParams || t == schema.Invalid {
		b.value(n, -1)
		return
	}
	if t.IsInt() {
		t = schema.BigIntegerField
	}
	b.s("CAST(")
	b.value(n, -1)
	b.s(" AS " + postgresTypes[t] + ")")
}
