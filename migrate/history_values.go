package migrate

import (
	"fmt"
	"reflect"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// deref follows a pointer; values of rows may be given as *string and the like.
func deref(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer {
		if r.IsNil() {
			return nil
		}
		return r.Elem().Interface()
	}
	return v
}

// storedValue turns a checked value into what the database's column takes as an argument.
func storedValue(d dialect, v any, t columnType) (any, error) {
	dec, ok := v.(decimal.Decimal)
	if !ok || !d.scaled() {
		return v, nil
	}
	n, ok := dec.Unscaled(t.places)
	if !ok {
		return nil, fmt.Errorf("%s does not fit %d decimal places in 18 digits", dec, t.places)
	}
	return n, nil
}

// readValue reads the next column of a row as the type its column has; nil for NULL.
func readValue(r *db.Row, c *column) any {
	if r.IsNull() {
		r.Skip(1)
		return nil
	}
	switch c.typ.Type {
	case schema.BooleanField:
		return r.Bool()
	case schema.SmallIntegerField, schema.IntegerField, schema.BigIntegerField:
		return r.Int64()
	case schema.FloatField:
		return r.Float64()
	case schema.DecimalField:
		return r.Decimal(c.typ.places)
	case schema.DateField:
		return r.Date()
	case schema.TimeField:
		return r.Clock()
	case schema.DateTimeField:
		return r.Time()
	case schema.DurationField:
		return r.Duration()
	case schema.UUIDField:
		return r.UUID()
	case schema.JSONField:
		return r.JSON()
	case schema.BinaryField:
		return r.Bytes()
	case schema.IPAddressField:
		return r.IP()
	}
	return r.String()
}
