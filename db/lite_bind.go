package db

import (
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"strconv"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// bind sets the arguments of a statement.
func (c *liteConn) bind(st *liteStmt, args []any) error {
	if len(args) != st.params {
		return &ArgError{Type: "list", Text: "the statement has " + itoa(st.params) + " parameters and got " +
			itoa(len(args)) + " arguments"}
	}
	for i := range args {
		if err := c.bindOne(st, i+1, args[i]); err != nil {
			var bad *ArgError
			if errors.As(err, &bad) {
				return at(bad, i+1, args[i], 0)
			}
			return err
		}
	}
	return nil
}

func (c *liteConn) bindOne(st *liteStmt, i int, arg any) error {
	switch v := arg.(type) {
	case nil:
		return st.stmt.BindNull(i)
	case int64:
		return st.stmt.BindInt64(i, v)
	case string:
		return st.text(i, v)
	case bool:
		return st.stmt.BindBool(i, v)
	case time.Time:
		return c.bindTime(st, i, v)
	case decimal.Decimal:
		return c.bindDecimal(st, i, v)
	case int:
		return st.stmt.BindInt64(i, int64(v))
	case int32:
		return st.stmt.BindInt64(i, int64(v))
	case int16:
		return st.stmt.BindInt64(i, int64(v))
	case float64:
		return st.float(i, v)
	case []byte:
		return st.blob(i, v)
	case json.RawMessage:
		return st.json(i, v)
	case schema.UUID:
		return c.bindUUID(st, i, v)
	case schema.Date:
		return c.bindDate(st, i, v)
	case schema.Clock:
		return c.bindClock(st, i, v)
	case time.Duration:
		return st.stmt.BindInt64(i, int64(v/time.Microsecond))
	case netip.Addr:
		return c.bindIP(st, i, v)
	}
	return c.bindPointer(st, i, arg)
}

// bindPointer binds what a pointer points to; a nil pointer is NULL.
func (c *liteConn) bindPointer(st *liteStmt, i int, arg any) error {
	switch v := arg.(type) {
	case *int64:
		if v != nil {
			return st.stmt.BindInt64(i, *v)
		}
	case *string:
		if v != nil {
			return st.text(i, *v)
		}
	case *bool:
		if v != nil {
			return st.stmt.BindBool(i, *v)
		}
	case *time.Time:
		if v != nil {
			return c.bindTime(st, i, *v)
		}
	case *decimal.Decimal:
		if v != nil {
			return c.bindDecimal(st, i, *v)
		}
	case *int:
		if v != nil {
			return st.stmt.BindInt64(i, int64(*v))
		}
	case *int32:
		if v != nil {
			return st.stmt.BindInt64(i, int64(*v))
		}
	case *int16:
		if v != nil {
			return st.stmt.BindInt64(i, int64(*v))
		}
	case *float64:
		if v != nil {
			return st.float(i, *v)
		}
	default:
		return c.bindPointerToStruct(st, i, arg)
	}
	return st.stmt.BindNull(i)
}

func (c *liteConn) bindPointerToStruct(st *liteStmt, i int, arg any) error {
	switch v := arg.(type) {
	case *schema.UUID:
		if v != nil {
			return c.bindUUID(st, i, *v)
		}
	case *schema.Date:
		if v != nil {
			return c.bindDate(st, i, *v)
		}
	case *schema.Clock:
		if v != nil {
			return c.bindClock(st, i, *v)
		}
	case *time.Duration:
		if v != nil {
			return st.stmt.BindInt64(i, int64(*v/time.Microsecond))
		}
	case *netip.Addr:
		if v != nil {
			return c.bindIP(st, i, *v)
		}
	case *[]byte:
		if v != nil {
			return st.blob(i, *v)
		}
	case *json.RawMessage:
		if v != nil {
			return st.json(i, *v)
		}
	default:
		return c.bindRare(st, i, arg)
	}
	return st.stmt.BindNull(i)
}

// bindRare binds the types that are seldom used, and named types by their kind. There are no arrays.
func (c *liteConn) bindRare(st *liteStmt, i int, arg any) error {
	switch v := arg.(type) {
	case int8:
		return st.stmt.BindInt64(i, int64(v))
	case uint8:
		return st.stmt.BindInt64(i, int64(v))
	case uint16:
		return st.stmt.BindInt64(i, int64(v))
	case uint32:
		return st.stmt.BindInt64(i, int64(v))
	case uint64:
		return st.uint(i, v)
	case uint:
		return st.uint(i, uint64(v))
	case float32:
		return st.float(i, float64(v))
	}
	plain, ok := plainValue(arg)
	if !ok || isSlice(plain) {
		return argText("the type " + goType(arg) + " cannot be an argument on SQLite")
	}
	return c.bindOne(st, i, plain)
}

// isSlice reports whether a plain value is one of the slices that plainValue makes.
func isSlice(v any) bool {
	switch v.(type) {
	case []string, []int64, []float64, []bool:
		return true
	}
	return false
}

// largeValue is the size from which on a bound value is released as soon as its statement is done.
const largeValue = 64 << 10

func (st *liteStmt) text(i int, v string) error {
	if err := checkText(v); err != nil {
		return err
	}
	st.large = st.large || len(v) > largeValue
	return st.stmt.BindText(i, v)
}

func (st *liteStmt) blob(i int, v []byte) error {
	if v == nil {
		return st.stmt.BindNull(i)
	}
	st.large = st.large || len(v) > largeValue
	return st.stmt.BindBlob(i, v)
}

func (st *liteStmt) json(i int, v json.RawMessage) error {
	if v == nil {
		return st.stmt.BindNull(i)
	}
	if err := checkJSON(v); err != nil {
		return err
	}
	st.large = st.large || len(v) > largeValue
	return st.stmt.BindRawText(i, v)
}

// float binds a number. SQLite has no NaN, so it is the text "NaN", which sorts behind all numbers as in PostgreSQL.
func (st *liteStmt) float(i int, v float64) error {
	if math.IsNaN(v) {
		return st.stmt.BindText(i, "NaN")
	}
	return st.stmt.BindFloat(i, v)
}

func (st *liteStmt) uint(i int, v uint64) error {
	if v > math.MaxInt64 {
		return argText(strconv.FormatUint(v, 10) + " does not fit bigint (int8)")
	}
	return st.stmt.BindInt64(i, int64(v))
}

func (c *liteConn) bindTime(st *liteStmt, i int, v time.Time) error {
	if err := checkTime(v); err != nil {
		return err
	}
	c.buf = appendTime(c.buf[:0], v)
	return st.stmt.BindRawText(i, c.buf)
}

func (c *liteConn) bindDate(st *liteStmt, i int, v schema.Date) error {
	if err := checkDate(v); err != nil {
		return err
	}
	c.buf = appendDate(c.buf[:0], v)
	return st.stmt.BindRawText(i, c.buf)
}

func (c *liteConn) bindClock(st *liteStmt, i int, v schema.Clock) error {
	if err := checkClock(v); err != nil {
		return err
	}
	c.buf = appendClock(c.buf[:0], int64(v)/1000)
	return st.stmt.BindRawText(i, c.buf)
}

func (c *liteConn) bindUUID(st *liteStmt, i int, v schema.UUID) error {
	c.buf = appendHex(c.buf[:0], v)
	return st.stmt.BindRawText(i, c.buf)
}

func (c *liteConn) bindDecimal(st *liteStmt, i int, v decimal.Decimal) error {
	c.buf = v.AppendTo(c.buf[:0])
	return st.stmt.BindRawText(i, c.buf)
}

func (c *liteConn) bindIP(st *liteStmt, i int, v netip.Addr) error {
	if err := checkIP(v); err != nil {
		return err
	}
	c.buf = v.AppendTo(c.buf[:0])
	return st.stmt.BindRawText(i, c.buf)
}
