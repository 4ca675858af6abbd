package migrate

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// literal writes a Go value as a constant of the type. Nothing reaches a statement that has not been checked and parsed
// here: texts are quoted, everything else is written from its typed form.
func literal(d dialect, v any, t columnType) (string, error) {
	if v == nil {
		return "NULL", nil
	}
	typed, err := typedValue(v, t)
	if err != nil {
		return "", err
	}
	return d.constant(typed, t), nil
}

// typedValue brings a value into the one Go type that its column has: bool, int64, float64, decimal.Decimal, string,
// schema.Date, schema.Clock, time.Time (UTC), time.Duration, schema.UUID, json.RawMessage, []byte, netip.Addr or FillValue.
func typedValue(v any, t columnType) (any, error) {
	v = normalValue(v)
	if f, ok := v.(FillValue); ok {
		return computedValue(f, t)
	}
	var out any
	var err error
	switch t.Type {
	case schema.BooleanField:
		out, err = as[bool](v)
	case schema.SmallIntegerField, schema.IntegerField, schema.BigIntegerField:
		out, err = intValue(v, t)
	case schema.FloatField:
		out, err = floatValue(v)
	case schema.DecimalField:
		out, err = decimalValue(v, t)
	case schema.CharField, schema.TextField:
		out, err = textValue(v, t)
	case schema.JSONField:
		out, err = jsonValue(v)
	case schema.BinaryField:
		out, err = binaryValue(v)
	default:
		out, err = parsedValue(v, t)
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %v (%T) is not a value of %s: %w", v, v, t.Type, err)
	}
	return out, nil
}

func computedValue(f FillValue, t columnType) (any, error) {
	switch {
	case f == Now && (t.Type == schema.DateTimeField || t.Type == schema.DateField || t.Type == schema.TimeField),
		f == RandomUUID && t.Type == schema.UUIDField:
		return f, nil
	}
	return nil, fmt.Errorf("migrate: fill %q is for %s, not for %s", f,
		map[FillValue]string{Now: "dates and times", RandomUUID: "UUIDs"}[f], t.Type)
}

func as[T any](v any) (T, error) {
	t, ok := v.(T)
	if !ok {
		return t, fmt.Errorf("expected %T", t)
	}
	return t, nil
}

func intValue(v any, t columnType) (int64, error) {
	if n, ok := v.(schema.Number); ok {
		d, err := decimal.Parse(string(n))
		if err != nil {
			return 0, err
		}
		i, whole := d.Int64()
		if !whole {
			return 0, fmt.Errorf("expected a whole number")
		}
		v = i
	}
	i, err := as[int64](v)
	if err != nil {
		return 0, err
	}
	if low, high := intRange(t.Type); i < low || i > high {
		return 0, fmt.Errorf("expected %d to %d", low, high)
	}
	return i, nil
}

func intRange(t schema.Type) (low, high int64) {
	switch t {
	case schema.SmallIntegerField:
		return math.MinInt16, math.MaxInt16
	case schema.IntegerField:
		return math.MinInt32, math.MaxInt32
	}
	return math.MinInt64, math.MaxInt64
}

func floatValue(v any) (float64, error) {
	switch v := v.(type) {
	case int64:
		return float64(v), nil
	case schema.Number:
		d, err := decimal.Parse(string(v))
		return d.Float64(), err
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("expected a finite number")
		}
		return v, nil
	}
	return 0, fmt.Errorf("expected a number")
}

func decimalValue(v any, t columnType) (decimal.Decimal, error) {
	var d decimal.Decimal
	var err error
	switch v := v.(type) {
	case int64:
		d = decimal.FromInt(v)
	case float64:
		d, err = decimal.FromFloat(v)
	case schema.Number:
		d, err = decimal.Parse(string(v))
	default:
		err = fmt.Errorf("expected a number")
	}
	if err != nil {
		return d, err
	}
	if t.digits == 0 { // not a column's: any size
		return d, nil
	}
	r, ok := d.Rescale(t.places)
	if !ok || r.IntDigits() > t.digits-t.places {
		return d, fmt.Errorf("expected at most %d digits, %d of them after the point", t.digits, t.places)
	}
	return r, nil
}

func textValue(v any, t columnType) (string, error) {
	s, err := as[string](v)
	if err != nil {
		return "", err
	}
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return "", fmt.Errorf("expected valid UTF-8 without NUL")
	}
	if n := utf8.RuneCountInString(s); t.length > 0 && n > t.length {
		return "", fmt.Errorf("expected at most %d characters, found %d", t.length, n)
	}
	return s, nil
}

func jsonValue(v any) (json.RawMessage, error) {
	var raw json.RawMessage
	switch v := v.(type) {
	case string:
		raw = json.RawMessage(v)
	case json.RawMessage:
		raw = v
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		raw = b
	}
	if !json.Valid(raw) || !utf8.Valid(raw) {
		return nil, fmt.Errorf("expected JSON")
	}
	return raw, nil
}

func binaryValue(v any) ([]byte, error) {
	if s, ok := v.(string); ok {
		return []byte(s), nil
	}
	return as[[]byte](v)
}

// parsedValue accepts the type itself or its text.
func parsedValue(v any, t columnType) (any, error) {
	s, text := v.(string)
	switch t.Type {
	case schema.DateField:
		if text {
			return schema.ParseDate(s)
		}
		if m, ok := v.(time.Time); ok {
			return schema.DateOf(m), nil
		}
		d, err := as[schema.Date](v)
		if err == nil && !d.Valid() {
			err = fmt.Errorf("expected a day of the years 1 to 9999")
		}
		return d, err
	case schema.TimeField:
		if text {
			return schema.ParseClock(s)
		}
		return as[schema.Clock](v)
	case schema.DateTimeField:
		if text {
			return parseTime(s)
		}
		return as[time.Time](v)
	case schema.DurationField:
		if text {
			return time.ParseDuration(s)
		}
		if i, ok := v.(int64); ok {
			return time.Duration(i), nil
		}
		return as[time.Duration](v)
	case schema.UUIDField:
		if text {
			return schema.ParseUUID(s)
		}
		return as[schema.UUID](v)
	case schema.IPAddressField:
		if text {
			return netip.ParseAddr(s)
		}
		return as[netip.Addr](v)
	}
	return nil, fmt.Errorf("the field has no type")
}

func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("write it as 2006-01-02T15:04:05Z")
}

// zeroValue is Go's zero value for types whose zero means something in a row: booleans, numbers, durations, texts.
func zeroValue(t columnType) (any, bool) {
	switch t.Type {
	case schema.BooleanField:
		return false, true
	case schema.SmallIntegerField, schema.IntegerField, schema.BigIntegerField, schema.FloatField, schema.DecimalField:
		return int64(0), true
	case schema.DurationField:
		return time.Duration(0), true
	case schema.CharField, schema.TextField:
		return "", true
	}
	return nil, false
}
