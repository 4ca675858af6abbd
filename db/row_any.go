package db

import "github.com/ncruces/go-sqlite3"

// Any takes a value of whatever type the column has, for shells and inspection: nil, bool, int64, float64, string,
// []byte, decimal.Decimal, time.Time, schema.Date, schema.Clock, time.Duration, schema.UUID, json.RawMessage or
// netip.Addr. SQLite knows only nil, int64, float64, string and []byte.
func (r *Row) Any() any {
	i := r.index
	if i >= len(r.cols) {
		r.take()
		return nil
	}
	if r.takeNull() {
		return nil
	}
	if r.stmt != nil {
		return r.liteAny(i)
	}
	switch r.cols[i].class {
	case classBool:
		return r.Bool()
	case classInt:
		return r.Int64()
	case classFloat:
		return r.Float64()
	case classNumeric:
		return r.Decimal(-1)
	case classBytes:
		return r.Bytes()
	case classDate:
		return r.Date()
	case classTime:
		return r.Clock()
	case classStamp:
		return r.Time()
	case classInterval:
		return r.Duration()
	case classUUID:
		return r.UUID()
	case classJSON, classJSONB:
		return r.JSON()
	case classInet:
		return r.IP()
	}
	return r.String()
}

func (r *Row) liteAny(i int) any {
	r.index++
	switch r.liteType(i) {
	case sqlite3.INTEGER:
		return r.liteInt(i)
	case sqlite3.FLOAT:
		return r.liteReal(i)
	case sqlite3.BLOB:
		return append([]byte{}, r.liteBlob(i)...)
	}
	return string(r.liteRaw(i))
}
