package db

// The numbers of PostgreSQL's built-in types, from its pg_type.dat.
const (
	oidBool        = 16
	oidBytea       = 17
	oidChar        = 18
	oidName        = 19
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidText        = 25
	oidOID         = 26
	oidJSON        = 114
	oidCIDR        = 650
	oidFloat4      = 700
	oidFloat8      = 701
	oidUnknown     = 705
	oidInet        = 869
	oidBPChar      = 1042
	oidVarchar     = 1043
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
	oidInterval    = 1186
	oidNumeric     = 1700
	oidUUID        = 2950
	oidVoid        = 2278
	oidJSONB       = 3802
)

// class groups the types whose binary form is read alike.
type class uint8

const (
	classOther class = iota // sent as text
	classBool
	classInt
	classFloat
	classNumeric
	classText
	classBytes
	classDate
	classTime
	classStamp
	classInterval
	classUUID
	classJSON
	classJSONB
	classInet
)

// classOf returns the class of a type; classOther for those that this package does not know.
func classOf(oid uint32) class {
	switch oid {
	case oidBool:
		return classBool
	case oidInt8, oidInt4, oidInt2, oidOID:
		return classInt
	case oidFloat4, oidFloat8:
		return classFloat
	case oidNumeric:
		return classNumeric
	case oidText, oidVarchar, oidBPChar, oidName, oidUnknown:
		return classText
	case oidBytea:
		return classBytes
	case oidDate:
		return classDate
	case oidTime:
		return classTime
	case oidTimestamp, oidTimestampTZ:
		return classStamp
	case oidInterval:
		return classInterval
	case oidUUID:
		return classUUID
	case oidJSON:
		return classJSON
	case oidJSONB:
		return classJSONB
	case oidInet, oidCIDR:
		return classInet
	}
	return classOther
}

// typeName is what messages call a type: "integer (int4)".
func typeName(oid uint32) string {
	switch oid {
	case oidBool:
		return "boolean"
	case oidBytea:
		return "bytea"
	case oidName:
		return "name"
	case oidInt8:
		return "bigint (int8)"
	case oidInt2:
		return "smallint (int2)"
	case oidInt4:
		return "integer (int4)"
	case oidText:
		return "text"
	case oidOID:
		return "oid"
	case oidJSON:
		return "json"
	case oidFloat4:
		return "real (float4)"
	case oidFloat8:
		return "double precision (float8)"
	case oidBPChar:
		return "character"
	case oidVarchar:
		return "character varying"
	case oidNumeric:
		return "numeric"
	}
	return otherTypeName(oid)
}

func otherTypeName(oid uint32) string {
	switch oid {
	case oidDate:
		return "date"
	case oidTime:
		return "time"
	case oidTimestamp:
		return "timestamp"
	case oidTimestampTZ:
		return "timestamp with time zone"
	case oidInterval:
		return "interval"
	case oidUUID:
		return "uuid"
	case oidJSONB:
		return "jsonb"
	case oidInet:
		return "inet"
	case oidCIDR:
		return "cidr"
	case oidUnknown:
		return "unknown"
	}
	if elem := elementOf(oid); elem != 0 {
		return typeName(elem) + "[]"
	}
	return "type with OID " + itoa(int(oid))
}

// elementOf returns the element type of an array type, or 0.
func elementOf(oid uint32) uint32 {
	switch oid {
	case 199:
		return oidJSON
	case 651:
		return oidCIDR
	case 1000:
		return oidBool
	case 1001:
		return oidBytea
	case 1003:
		return oidName
	case 1005:
		return oidInt2
	case 1007:
		return oidInt4
	case 1009:
		return oidText
	case 1014:
		return oidBPChar
	case 1015:
		return oidVarchar
	case 1016:
		return oidInt8
	case 1021:
		return oidFloat4
	case 1022:
		return oidFloat8
	case 1028:
		return oidOID
	case 1041:
		return oidInet
	case 1115:
		return oidTimestamp
	case 1182:
		return oidDate
	case 1183:
		return oidTime
	case 1185:
		return oidTimestampTZ
	case 1187:
		return oidInterval
	case 1231:
		return oidNumeric
	case 2951:
		return oidUUID
	case 3807:
		return oidJSONB
	}
	return 0
}
