package decimal

import (
	"database/sql/driver"
	"errors"
	"fmt"
)

// Scan implements [database/sql.Scanner] for text, integers and, by [FromFloat], floats. Values from a database may have as
// many digits as PostgreSQL allows, more than [Parse] accepts. NULL is an error: scan into a sql.Null[Decimal] or a pointer
// to a pointer. d is unchanged after an error.
func (d *Decimal) Scan(src any) error {
	v, err := fromDriver(src)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

func fromDriver(src any) (Decimal, error) {
	switch v := src.(type) {
	case string:
		return parse(v, databaseLimit())
	case []byte:
		if v != nil {
			return parse(v, databaseLimit())
		}
	case int64:
		return FromInt(v), nil
	case float64:
		return FromFloat(v)
	case Decimal:
		return v, nil
	case nil:
	default:
		return Decimal{}, fmt.Errorf("decimal: cannot scan %T into a Decimal; expected text or a number", src)
	}
	return Decimal{}, errors.New("decimal: cannot scan NULL into a Decimal; use sql.Null[decimal.Decimal] for a nullable column")
}

// Value implements [driver.Valuer] with the text of [Decimal.String], which every database converts exactly. The error is
// always nil.
func (d Decimal) Value() (driver.Value, error) { return d.String(), nil }
