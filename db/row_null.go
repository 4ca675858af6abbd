package db

import (
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// NullInt64 is Int64 for a column that may be NULL, which gives nil.
func (r *Row) NullInt64() *int64 {
	if r.takeNull() {
		return nil
	}
	v := r.Int64()
	return &v
}

// NullInt32 is Int32 for a column that may be NULL, which gives nil.
func (r *Row) NullInt32() *int32 {
	if r.takeNull() {
		return nil
	}
	v := r.Int32()
	return &v
}

// NullInt16 is Int16 for a column that may be NULL, which gives nil.
func (r *Row) NullInt16() *int16 {
	if r.takeNull() {
		return nil
	}
	v := r.Int16()
	return &v
}

// NullInt is Int for a column that may be NULL, which gives nil.
func (r *Row) NullInt() *int {
	if r.takeNull() {
		return nil
	}
	v := r.Int()
	return &v
}

// NullBool is Bool for a column that may be NULL, which gives nil.
func (r *Row) NullBool() *bool {
	if r.takeNull() {
		return nil
	}
	v := r.Bool()
	return &v
}

// NullFloat64 is Float64 for a column that may be NULL, which gives nil.
func (r *Row) NullFloat64() *float64 {
	if r.takeNull() {
		return nil
	}
	v := r.Float64()
	return &v
}

// NullString is String for a column that may be NULL, which gives nil.
func (r *Row) NullString() *string {
	if r.takeNull() {
		return nil
	}
	v := r.String()
	return &v
}

// NullTime is Time for a column that may be NULL, which gives nil.
func (r *Row) NullTime() *time.Time {
	if r.takeNull() {
		return nil
	}
	v := r.Time()
	return &v
}

// NullDate is Date for a column that may be NULL, which gives nil.
func (r *Row) NullDate() *schema.Date {
	if r.takeNull() {
		return nil
	}
	v := r.Date()
	return &v
}

// NullClock is Clock for a column that may be NULL, which gives nil.
func (r *Row) NullClock() *schema.Clock {
	if r.takeNull() {
		return nil
	}
	v := r.Clock()
	return &v
}

// NullDuration is Duration for a column that may be NULL, which gives nil.
func (r *Row) NullDuration() *time.Duration {
	if r.takeNull() {
		return nil
	}
	v := r.Duration()
	return &v
}

// NullUUID is UUID for a column that may be NULL, which gives nil.
func (r *Row) NullUUID() *schema.UUID {
	if r.takeNull() {
		return nil
	}
	v := r.UUID()
	return &v
}

// NullIP is IP for a column that may be NULL, which gives nil.
func (r *Row) NullIP() *netip.Addr {
	if r.takeNull() {
		return nil
	}
	v := r.IP()
	return &v
}

// NullDecimal is Decimal for a column that may be NULL, which gives nil.
func (r *Row) NullDecimal(places int) *decimal.Decimal {
	if r.takeNull() {
		return nil
	}
	v := r.Decimal(places)
	return &v
}

// NullBytes is Bytes behind a pointer; NULL gives nil.
func (r *Row) NullBytes() *[]byte {
	if r.takeNull() {
		return nil
	}
	v := r.Bytes()
	return &v
}
