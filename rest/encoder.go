package rest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// encoderOf chooses once how values of a type are written: as columns of that type are, and by encoding/json what no column holds.
func encoderOf[V any]() func(b []byte, v V) ([]byte, error) {
	var fn any
	var zero V
	switch any(zero).(type) {
	case string:
		fn = appendText
	case bool:
		fn = appendBool
	case int:
		fn = func(b []byte, v int) []byte { return appendInt(b, int64(v)) }
	case int64:
		fn = appendInt
	case int32:
		fn = func(b []byte, v int32) []byte { return appendInt(b, int64(v)) }
	case float64:
		fn = appendFloat
	case decimal.Decimal:
		fn = func(b []byte, v decimal.Decimal) []byte { return appendDecimal(b, v, v.Scale()) }
	case time.Time:
		fn = appendTime
	case time.Duration:
		fn = appendDuration
	case schema.Date:
		fn = appendDate
	case schema.Clock:
		fn = appendClock
	case schema.UUID:
		fn = appendUUID
	case json.RawMessage:
		fn = func(b []byte, v json.RawMessage) []byte { return appendCompact(b, v) }
	}
	if plain, ok := fn.(func(b []byte, v V) []byte); ok {
		return func(b []byte, v V) ([]byte, error) { return plain(b, v), nil }
	}
	return func(b []byte, v V) ([]byte, error) { return appendAny(b, v) }
}

// appendAny writes a value of any type by encoding/json, without the escapes that it adds for HTML.
func appendAny(b []byte, v any) ([]byte, error) {
	if a, ok := v.(interface{ appendJSON(b []byte) []byte }); ok {
		return a.appendJSON(b), nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return b, fmt.Errorf("rest: a %T cannot be written as JSON: %w", v, err)
	}
	read, err := readJSON(raw, maxDepth)
	if err != nil {
		return b, fmt.Errorf("rest: a %T cannot be written as JSON: %w", v, err)
	}
	return read.append(b), nil
}
