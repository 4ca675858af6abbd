package db

import (
	"encoding/binary"
	"math"

	"github.com/musette-go/musette/decimal"
	"github.com/ncruces/go-sqlite3"
)

// Int64 takes a whole number of any size. A numeric without a fraction is accepted too, as sums of bigint are.
func (r *Row) Int64() int64 {
	i := r.take()
	if i < 0 {
		return 0
	}
	if r.stmt != nil {
		v := r.liteInt(i)
		if (v == 0 || r.first) && r.liteType(i) != sqlite3.INTEGER {
			r.mismatch(i, "integer")
			return 0
		}
		return v
	}
	return r.pgInt(i)
}

// pgInt reads a whole number in PostgreSQL's binary form.
func (r *Row) pgInt(i int) int64 {
	b := r.vals[i]
	switch {
	case b != nil && r.cols[i].class == classInt:
		switch len(b) {
		case 8:
			return int64(binary.BigEndian.Uint64(b))
		case 4:
			if r.cols[i].oid == oidOID {
				return int64(binary.BigEndian.Uint32(b))
			}
			return int64(int32(binary.BigEndian.Uint32(b)))
		case 2:
			return int64(int16(binary.BigEndian.Uint16(b)))
		}
	case b != nil && r.cols[i].class == classNumeric:
		var d decimal.Decimal
		if err := d.DecodeNumeric(b); err != nil {
			r.invalid(i, err.Error())
			return 0
		}
		v, ok := d.Int64()
		if !ok {
			r.invalid(i, "the number does not fit a 64-bit integer")
		}
		return v
	}
	r.mismatch(i, "integer")
	return 0
}

// Int32 takes a whole number of 32 bits.
func (r *Row) Int32() int32 {
	v := r.Int64()
	if int64(int32(v)) != v {
		r.invalid(r.index-1, "the number does not fit a 32-bit integer")
		return 0
	}
	return int32(v)
}

// Int16 takes a whole number of 16 bits.
func (r *Row) Int16() int16 {
	v := r.Int64()
	if int64(int16(v)) != v {
		r.invalid(r.index-1, "the number does not fit a 16-bit integer")
		return 0
	}
	return int16(v)
}

// Int takes a whole number of the size of int.
func (r *Row) Int() int {
	v := r.Int64()
	if int64(int(v)) != v {
		r.invalid(r.index-1, "the number does not fit an int")
		return 0
	}
	return int(v)
}

// Bool takes a truth value; on SQLite the integers 0 and 1.
func (r *Row) Bool() bool {
	i := r.take()
	if i < 0 {
		return false
	}
	if r.stmt != nil {
		v := r.liteInt(i)
		switch {
		case v == 1 && !r.first:
		case r.liteType(i) != sqlite3.INTEGER:
			r.mismatch(i, "boolean")
			return false
		case v != 0 && v != 1:
			r.invalid(i, "found integer "+itoa(int(v))+", expected boolean (0 or 1)")
			return false
		}
		return v != 0
	}
	if b := r.vals[i]; len(b) == 1 && r.cols[i].class == classBool {
		return b[0] != 0
	}
	r.mismatch(i, "boolean")
	return false
}

// Float64 takes a floating-point number. Whole numbers and numeric are accepted too and may lose digits.
func (r *Row) Float64() float64 {
	i := r.take()
	if i < 0 {
		return 0
	}
	if r.stmt != nil {
		v := r.liteReal(i)
		if v == 0 || r.first {
			if t := r.liteType(i); t != sqlite3.FLOAT && t != sqlite3.INTEGER {
				return r.liteFloat(i)
			}
		}
		return v
	}
	b := r.vals[i]
	if b != nil {
		switch r.cols[i].class {
		case classFloat:
			if len(b) == 4 {
				return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
			}
			return math.Float64frombits(binary.BigEndian.Uint64(b))
		case classInt:
			return float64(r.pgInt(i))
		case classNumeric:
			return r.pgDecimal(i).Float64()
		}
	}
	r.mismatch(i, "double precision")
	return 0
}

// liteFloat reads the values that SQLite has no number for: this package stores NaN as text.
func (r *Row) liteFloat(i int) float64 {
	if r.liteType(i) == sqlite3.TEXT {
		if string(r.liteRaw(i)) == "NaN" {
			return math.NaN()
		}
	}
	r.mismatch(i, "real")
	return 0
}

// Decimal takes an exact number. places is the number of decimal places of its column, by which SQLite's integer is
// scaled; negative for a value that is not scaled (an adopted table's NUMERIC or a text), and without meaning where the
// database has exact numbers itself (Features.ScaledDecimals).
func (r *Row) Decimal(places int) decimal.Decimal {
	i := r.take()
	switch {
	case i < 0:
		return decimal.Decimal{}
	case r.stmt != nil:
		return r.liteDecimal(i, places)
	}
	return r.pgDecimal(i)
}

func (r *Row) pgDecimal(i int) decimal.Decimal {
	b := r.vals[i]
	var d decimal.Decimal
	switch {
	case b != nil && r.cols[i].class == classNumeric:
		if err := d.DecodeNumeric(b); err != nil {
			r.invalid(i, err.Error())
		}
	case b != nil && r.cols[i].class == classInt:
		return decimal.FromInt(r.pgInt(i))
	default:
		r.mismatch(i, "numeric")
	}
	return d
}

func (r *Row) liteDecimal(i, places int) decimal.Decimal {
	t := r.liteType(i)
	switch {
	case t == sqlite3.INTEGER:
		return decimal.FromUnscaled(r.liteInt(i), max(places, 0))
	case places >= 0:
		r.mismatch(i, "integer, scaled by "+itoa(places)+" decimal places")
		return decimal.Decimal{}
	case t == sqlite3.FLOAT:
		d, err := decimal.FromFloat(r.liteReal(i))
		if err != nil {
			r.invalid(i, err.Error())
		}
		return d
	case t == sqlite3.TEXT:
		d, err := decimal.Parse(string(r.liteRaw(i)))
		if err != nil {
			r.invalid(i, "found a text that is not a decimal number")
		}
		return d
	}
	r.mismatch(i, "numeric")
	return decimal.Decimal{}
}
