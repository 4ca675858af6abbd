package db

import (
	"encoding/hex"
	"encoding/json"
	"net/netip"

	"github.com/musette-go/musette/schema"
	"github.com/ncruces/go-sqlite3"
)

// String takes a text. JSON and the values of types that this package does not know (enumerations, citext) are texts too.
func (r *Row) String() string {
	i := r.take()
	if i < 0 {
		return ""
	}
	if r.stmt != nil {
		return string(r.liteText(i, "text"))
	}
	if b := r.vals[i]; b != nil {
		switch r.cols[i].class {
		case classText, classOther, classJSON:
			return string(b)
		case classJSONB:
			return string(r.pgJSON(i))
		}
	}
	r.mismatch(i, "text")
	return ""
}

// liteText returns SQLite's own bytes of a text; they hold until the next step.
func (r *Row) liteText(i int, want string) []byte {
	if r.first {
		if t := r.liteType(i); t != sqlite3.TEXT {
			r.mismatch(i, want)
			return nil
		}
	}
	b := r.liteRaw(i)
	if len(b) == 0 && r.liteType(i) == sqlite3.NULL {
		r.mismatch(i, want)
	}
	return b
}

// Bytes takes bytes and copies them. NULL is nil, and only NULL is.
func (r *Row) Bytes() []byte {
	i := r.take()
	if i < 0 {
		return nil
	}
	if r.stmt != nil {
		switch r.liteType(i) {
		case sqlite3.NULL:
			return nil
		case sqlite3.BLOB, sqlite3.TEXT:
			b := r.liteBlob(i)
			return append(make([]byte, 0, len(b)), b...)
		}
		r.mismatch(i, "blob")
		return nil
	}
	b := r.vals[i]
	if b == nil {
		return nil
	}
	if c := r.cols[i].class; c != classBytes && c != classText {
		r.mismatch(i, "bytea")
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

// JSON takes a JSON value as text and copies it. NULL is nil, and only NULL is; JSON's own null is the text "null".
func (r *Row) JSON() json.RawMessage {
	i := r.take()
	if i < 0 {
		return nil
	}
	if r.stmt != nil {
		if r.liteType(i) == sqlite3.NULL {
			return nil
		}
		b := r.liteText(i, "text holding JSON")
		return append(make(json.RawMessage, 0, len(b)), b...)
	}
	if r.vals[i] == nil {
		return nil
	}
	b := r.pgJSON(i)
	return append(make(json.RawMessage, 0, len(b)), b...)
}

// pgJSON returns the text of a json or jsonb value. The binary form of jsonb begins with a version byte.
func (r *Row) pgJSON(i int) []byte {
	b := r.vals[i]
	switch r.cols[i].class {
	case classJSON, classText:
		return b
	case classJSONB:
		if len(b) > 0 && b[0] == 1 {
			return b[1:]
		}
	}
	r.mismatch(i, "jsonb")
	return nil
}

// UUID takes a UUID; on SQLite a text of 32 hexadecimal digits, or the form with hyphens.
func (r *Row) UUID() schema.UUID {
	i := r.take()
	if i < 0 {
		return schema.UUID{}
	}
	if r.stmt != nil {
		return r.liteUUID(i)
	}
	if b := r.vals[i]; len(b) == 16 && r.cols[i].class == classUUID {
		return schema.UUID(b)
	}
	r.mismatch(i, "uuid")
	return schema.UUID{}
}

func (r *Row) liteUUID(i int) (u schema.UUID) {
	b := r.liteText(i, "text holding a UUID")
	if len(b) == 32 {
		if _, err := hex.Decode(u[:], b); err == nil {
			return u
		}
	} else if len(b) == 36 {
		if u, err := schema.ParseUUID(string(b)); err == nil {
			return u
		}
	}
	r.invalid(i, "found a text that is not a UUID of 32 hexadecimal digits")
	return schema.UUID{}
}

// IP takes an internet address. A network (an inet with a shorter mask) is an error, since an address cannot hold it.
func (r *Row) IP() netip.Addr {
	i := r.take()
	if i < 0 {
		return netip.Addr{}
	}
	if r.stmt != nil {
		a, err := netip.ParseAddr(string(r.liteText(i, "text holding an address")))
		if err != nil {
			r.invalid(i, "found a text that is not an internet address")
		}
		return a
	}
	b := r.vals[i]
	if b == nil || r.cols[i].class != classInet {
		r.mismatch(i, "inet")
		return netip.Addr{}
	}
	// family, bits of the mask, whether it is a cidr, length, address
	if len(b) == 8 && b[1] == 32 || len(b) == 20 && b[1] == 128 {
		a, _ := netip.AddrFromSlice(b[4:])
		return a
	}
	r.invalid(i, "found a network, expected an address: select host(…) or the address alone")
	return netip.Addr{}
}
