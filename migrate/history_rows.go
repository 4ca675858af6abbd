package migrate

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// defaultBatch is how many rows a batch has when nobody says.
const defaultBatch = 500

// Row is one row of a [Table].
type Row struct {
	table  *Table
	values Values
	dirty  Values
	err    error // the first wrong name or type; Save and Each return it
}

// Each calls fn for every row in the order of the keys, reading batch rows at a time (500 where batch is 0). Rows that fn
// adds behind the current key are visited too. What fn sets in a row is written by [Row.Save] only.
func (t *Table) Each(ctx context.Context, batch int, fn func(ctx context.Context, row *Row) error) error {
	return t.EachWhere(ctx, schema.And(), batch, fn)
}

// EachWhere is Each for the rows for which the condition holds.
func (t *Table) EachWhere(ctx context.Context, where schema.Expr, batch int, fn func(ctx context.Context, row *Row) error) error {
	if batch <= 0 {
		batch = defaultBatch
	}
	var last any
	for {
		rows, err := t.page(ctx, where, last, batch)
		if err != nil {
			return err
		}
		for _, row := range rows {
			last = row.key()
			if err := fn(ctx, row); err != nil {
				return err
			}
			if row.err != nil {
				return row.err
			}
		}
		if len(rows) < batch {
			return nil
		}
	}
}

// page reads the next rows behind a key; nil starts at the beginning.
func (t *Table) page(ctx context.Context, where schema.Expr, last any, size int) ([]*Row, error) {
	cond, err := t.where(where)
	if err != nil {
		return nil, err
	}
	pk := t.t.primary()
	b := t.builder("SELECT ")
	for i := range t.t.columns {
		if i > 0 {
			b.text(", ")
		}
		b.text(t.quote(t.t.columns[i].name))
	}
	b.text(" FROM " + t.quote(t.t.name) + " WHERE " + cond)
	if last != nil {
		mark, err := b.arg(last, pk)
		if err != nil {
			return nil, t.wrong(pk, err)
		}
		b.text(" AND " + t.quote(pk.name) + " > " + mark)
	}
	b.text(" ORDER BY " + t.quote(pk.name) + " LIMIT " + strconv.Itoa(size))
	rows, err := t.h.db.Write(ctx, b.done(), b.args...) // on the connection that writes: it sees its own changes
	var out []*Row
	err = scan(rows, err, func(rows *db.Rows) {
		r := &Row{table: t, values: make(Values, len(t.t.columns))}
		for i := range t.t.columns {
			c := &t.t.columns[i]
			r.values[c.field] = readValue(&rows.Row, c)
		}
		out = append(out, r)
	})
	return out, err
}

// withDefaults adds what Insert promises to the values.
func (t *Table) withDefaults(values Values) (Values, error) {
	full := make(Values, len(t.t.columns))
	for name, v := range values {
		if _, err := t.column(name); err != nil {
			return nil, err
		}
		full[name] = v
	}
	for i := range t.t.columns {
		c := &t.t.columns[i]
		if _, ok := full[c.field]; ok || c.auto {
			continue
		}
		switch f := t.model.Field(c.field); {
		case f.AutoNow || f.AutoNowAdd:
			full[c.field] = Now
		case c.def != nil:
			full[c.field] = c.def
		case c.null:
			full[c.field] = nil
		default:
			if zero, ok := zeroValue(c.typ); ok && !t.t.isKey(c.name) && !c.primary {
				full[c.field] = zero
			}
		}
	}
	return full, nil
}

func (r *Row) key() any { return r.values[r.table.t.primary().field] }

// Any returns a field's value: nil for NULL, else bool, int64, float64, decimal.Decimal, string, [schema.Date],
// [schema.Clock], [time.Time], [time.Duration], [schema.UUID], json.RawMessage, []byte or netip.Addr.
//
// A name that the model does not have, here and in the other methods, is an error that names the fields there are. It
// ends the step: Save and Each return it.
func (r *Row) Any(field string) any {
	if _, err := r.table.column(field); err != nil {
		r.fail(err)
		return nil
	}
	if v, ok := r.dirty[field]; ok {
		return deref(v)
	}
	return r.values[field]
}

func (r *Row) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// get is Any as one type.
func get[T any](r *Row, field string) T {
	var zero T
	v := r.Any(field)
	if v == nil {
		return zero
	}
	c, _ := r.table.column(field) // Any has found it
	t, err := typedValue(v, c.typ)
	if out, ok := t.(T); ok && err == nil {
		return out
	}
	r.fail(fmt.Errorf("migrate: %s.%s is a %s, which is not read as %T", r.table.model.Label(), field, c.typ.Type, zero))
	return zero
}

// IsNull reports whether a field is NULL.
func (r *Row) IsNull(field string) bool { return r.Any(field) == nil }

// Int64 returns a whole number, or a foreign key of that type; 0 for NULL.
func (r *Row) Int64(field string) int64 { return get[int64](r, field) }

// Bool returns a boolean; false for NULL.
func (r *Row) Bool(field string) bool { return get[bool](r, field) }

// Float64 returns a float; 0 for NULL.
func (r *Row) Float64(field string) float64 { return get[float64](r, field) }

// String returns a text; "" for NULL.
func (r *Row) String(field string) string { return get[string](r, field) }

// Decimal returns a decimal; zero for NULL.
func (r *Row) Decimal(field string) decimal.Decimal { return get[decimal.Decimal](r, field) }

// Time returns a date with time in UTC; the zero time for NULL.
func (r *Row) Time(field string) time.Time { return get[time.Time](r, field) }

// Date returns a date; the zero date for NULL.
func (r *Row) Date(field string) schema.Date { return get[schema.Date](r, field) }

// UUID returns a UUID; zero for NULL.
func (r *Row) UUID(field string) schema.UUID { return get[schema.UUID](r, field) }

// Set changes a field of the row in memory; [Row.Save] writes it. A name that the model does not have, or a value that
// does not fit, is reported by Save.
func (r *Row) Set(field string, value any) {
	if r.dirty == nil {
		r.dirty = Values{}
	}
	r.dirty[field] = value
}

// Save writes what was set since the last Save. The row must still be there.
func (r *Row) Save(ctx context.Context) error {
	if r.err != nil {
		return r.err
	}
	if len(r.dirty) == 0 {
		return nil
	}
	t := r.table
	b := t.builder("UPDATE " + t.quote(t.t.name) + " SET ")
	if err := b.assign(t, r.dirty); err != nil {
		return err
	}
	pk := t.t.primary()
	mark, err := b.arg(r.key(), pk)
	if err != nil {
		return t.wrong(pk, err)
	}
	b.text(" WHERE " + t.quote(pk.name) + " = " + mark)
	n, err := t.h.db.Exec(ctx, b.done(), b.args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("migrate: the row of %s with key %v is gone", t.model.Label(), r.key())
	}
	maps.Copy(r.values, r.dirty)
	r.dirty = nil
	return nil
}
