package work

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/musette-go/musette/decimal"
)

// registerNumeric teaches a pgx connection decimal.Decimal in the binary form, so that both sides work with the same
// decimal and neither pays for text.
func registerNumeric(_ context.Context, c *pgx.Conn) error {
	numeric := &pgtype.Type{Name: "numeric", OID: pgtype.NumericOID, Codec: numericCodec{}}
	c.TypeMap().RegisterType(numeric)
	c.TypeMap().RegisterType(&pgtype.Type{Name: "_numeric", OID: pgtype.NumericArrayOID, Codec: &pgtype.ArrayCodec{ElementType: numeric}})
	return nil
}

type numericCodec struct{ pgtype.NumericCodec }

func (c numericCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, ok := target.(*decimal.Decimal); ok && format == pgtype.BinaryFormatCode {
		return scanNumeric{}
	}
	return c.NumericCodec.PlanScan(m, oid, format, target)
}

func (c numericCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(decimal.Decimal); ok && format == pgtype.BinaryFormatCode {
		return encodeNumeric{}
	}
	return c.NumericCodec.PlanEncode(m, oid, format, value)
}

type scanNumeric struct{}

func (scanNumeric) Scan(src []byte, dst any) error {
	if src == nil {
		return fmt.Errorf("work: NULL cannot be read into a decimal")
	}
	return dst.(*decimal.Decimal).DecodeNumeric(src)
}

type encodeNumeric struct{}

func (encodeNumeric) Encode(value any, buf []byte) ([]byte, error) {
	return value.(decimal.Decimal).AppendNumeric(buf), nil
}
