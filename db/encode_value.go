package db

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// Each method writes one Go type for a parameter of the type oid. A text parameter takes every type, in the text form
// that PostgreSQL itself uses; so does one of a type that this package does not know.

func (e *encoder) int(oid uint32, v int64) error {
	switch oid {
	case oidInt8:
		e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(v))
	case oidInt4:
		if int64(int32(v)) != v {
			return misfit(v, oid)
		}
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(v))
	case oidInt2:
		if int64(int16(v)) != v {
			return misfit(v, oid)
		}
		e.buf = binary.BigEndian.AppendUint16(e.buf, uint16(v))
	case oidOID:
		if int64(uint32(v)) != v {
			return misfit(v, oid)
		}
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(v))
	case oidNumeric:
		e.buf = decimal.FromInt(v).AppendNumeric(e.buf)
	case oidFloat8, oidFloat4:
		return e.float(oid, float64(v))
	default:
		if !textual(oid) {
			return errMismatch()
		}
		e.buf = strconv.AppendInt(e.buf, v, 10)
	}
	return nil
}

func misfit(v int64, oid uint32) error {
	return argText(strconv.FormatInt(v, 10) + " does not fit " + typeName(oid))
}

func (e *encoder) uint(oid uint32, v uint64) error {
	if v <= math.MaxInt64 {
		return e.int(oid, int64(v))
	}
	if oid == oidNumeric {
		d, err := decimal.Parse(strconv.FormatUint(v, 10))
		if err != nil {
			return err
		}
		return e.decimal(oid, d)
	}
	return argText(strconv.FormatUint(v, 10) + " does not fit bigint (int8)")
}

// textual reports whether a parameter takes text: the text types, and every type this package does not know.
func textual(oid uint32) bool {
	c := classOf(oid)
	return c == classText || c == classOther && elementOf(oid) == 0
}

func (e *encoder) float(oid uint32, v float64) error {
	switch oid {
	case oidFloat8:
		e.buf = binary.BigEndian.AppendUint64(e.buf, math.Float64bits(v))
	case oidFloat4:
		if math.Abs(v) > math.MaxFloat32 && !math.IsInf(v, 0) {
			return argText("the number does not fit " + typeName(oid))
		}
		e.buf = binary.BigEndian.AppendUint32(e.buf, math.Float32bits(float32(v)))
	case oidNumeric:
		d, err := decimal.FromFloat(v)
		if err != nil {
			return argText("NaN and infinity are no values for numeric")
		}
		e.buf = d.AppendNumeric(e.buf)
	default:
		if !textual(oid) {
			return errMismatch()
		}
		e.buf = strconv.AppendFloat(e.buf, v, 'g', -1, 64)
	}
	return nil
}

func (e *encoder) bool(oid uint32, v bool) error {
	switch {
	case oid == oidBool:
		b := byte(0)
		if v {
			b = 1
		}
		e.buf = append(e.buf, b)
	case textual(oid):
		e.buf = strconv.AppendBool(e.buf, v)
	default:
		return errMismatch()
	}
	return nil
}

// string writes a text. Types whose text form is clear take one too: numeric, uuid, json, inet, date, time, timestamp.
func (e *encoder) string(oid uint32, v string) error {
	if err := checkText(v); err != nil {
		return err
	}
	switch classOf(oid) {
	case classText:
		e.buf = append(e.buf, v...)
		return nil
	case classOther:
		if elementOf(oid) != 0 {
			return errMismatch()
		}
		e.buf = append(e.buf, v...)
		return nil
	case classJSON, classJSONB:
		return e.json(oid, json.RawMessage(v))
	case classNumeric:
		d, err := decimal.Parse(v)
		if err != nil {
			return argText("the text is not a decimal number")
		}
		return e.decimal(oid, d)
	case classUUID:
		u, err := schema.ParseUUID(v)
		if err != nil {
			return argText("the text is not a UUID")
		}
		return e.uuid(oid, u)
	case classInet:
		a, err := netip.ParseAddr(v)
		if err != nil {
			return argText("the text is not an internet address")
		}
		return e.ip(oid, a)
	}
	return e.timeText(oid, v)
}

// checkText refuses what a text column cannot hold.
func checkText(v string) error {
	if strings.IndexByte(v, 0) >= 0 {
		return argText("the text holds a NUL byte, which no text column can store")
	}
	if !utf8.ValidString(v) {
		return argText("the text is not valid UTF-8")
	}
	return nil
}

func (e *encoder) bytes(oid uint32, v []byte) error {
	switch c := classOf(oid); {
	case v == nil:
	case c == classBytes:
		e.buf = append(e.buf, v...)
	case c == classJSON || c == classJSONB:
		return e.json(oid, v)
	case c == classText:
		return e.string(oid, string(v))
	default:
		return errMismatch()
	}
	return nil
}

func (e *encoder) json(oid uint32, v json.RawMessage) error {
	if v == nil {
		return nil
	}
	c := classOf(oid)
	if c != classJSON && c != classJSONB && c != classText {
		return errMismatch()
	}
	if err := checkJSON(v); err != nil {
		return err
	}
	if c == classJSONB {
		e.buf = append(e.buf, 1) // the version of the binary form
	}
	e.buf = append(e.buf, v...)
	return nil
}

// checkJSON refuses what is not JSON, and the escape of the NUL character, which jsonb cannot hold.
func checkJSON(v []byte) error {
	if !json.Valid(v) || !utf8.Valid(v) {
		return argText("the value is not valid JSON")
	}
	for i := 0; i+5 < len(v); i++ {
		if v[i] != '\\' {
			continue
		}
		if v[i+1] == 'u' && string(v[i+2:i+6]) == "0000" {
			return argText(`the JSON holds \u0000, which no database column can store`)
		}
		i++ // the escaped character
	}
	return nil
}

func (e *encoder) uuid(oid uint32, v schema.UUID) error {
	switch {
	case oid == oidUUID:
		e.buf = append(e.buf, v[:]...)
	case textual(oid):
		e.buf = append(e.buf, v.String()...)
	default:
		return errMismatch()
	}
	return nil
}

func (e *encoder) decimal(oid uint32, v decimal.Decimal) error {
	switch c := classOf(oid); {
	case oid == oidNumeric:
		e.buf = v.AppendNumeric(e.buf)
	case c == classFloat:
		return e.float(oid, v.Float64())
	case c == classInt:
		n, ok := v.Int64()
		if !ok {
			return argText("the decimal is not a whole number that fits " + typeName(oid))
		}
		return e.int(oid, n)
	case textual(oid):
		e.buf = v.AppendTo(e.buf)
	default:
		return errMismatch()
	}
	return nil
}

// The families of PostgreSQL's inet.
const (
	familyIPv4 = 2
	familyIPv6 = 3
)

func (e *encoder) ip(oid uint32, v netip.Addr) error {
	if err := checkIP(v); err != nil {
		return err
	}
	switch {
	case classOf(oid) == classInet:
		family := byte(familyIPv4)
		if !v.Is4() {
			family = familyIPv6
		}
		cidr := byte(0)
		if oid == oidCIDR {
			cidr = 1
		}
		e.buf = append(e.buf, family, byte(v.BitLen()), cidr, byte(v.BitLen()/8))
		if v.Is4() {
			a := v.As4()
			e.buf = append(e.buf, a[:]...)
		} else {
			a := v.As16()
			e.buf = append(e.buf, a[:]...)
		}
	case textual(oid):
		e.buf = v.AppendTo(e.buf)
	default:
		return errMismatch()
	}
	return nil
}

func checkIP(v netip.Addr) error {
	switch {
	case !v.IsValid():
		return argText("the zero netip.Addr is no address: use a nil pointer for NULL")
	case v.Zone() != "":
		return argText("an address with a zone cannot be stored")
	}
	return nil
}

// appendHex appends a UUID as 32 hexadecimal digits.
func appendHex(dst []byte, v schema.UUID) []byte { return hex.AppendEncode(dst, v[:]) }
