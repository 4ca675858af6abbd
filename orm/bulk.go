package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// bulk is how BulkCreate works.
type bulk struct {
	batch  int
	ignore bool
	// with UpdateConflicts
	conflicts bool
	target    []*ColRef
	update    []*ColRef
}

// BulkOption changes how BulkCreate works.
type BulkOption[P any] func(*bulk)

// Batch inserts at most n rows with one statement. Defaults to 10,000, and to fewer where the number of parameters demands.
func Batch[P any](n int) BulkOption[P] { return func(b *bulk) { b.batch = n } }

// IgnoreConflicts leaves out rows that a unique constraint forbids. The keys of the rows are not filled in then, since the
// database does not say which were left out.
//
//	INSERT … ON CONFLICT DO NOTHING
func IgnoreConflicts[P any]() BulkOption[P] { return func(b *bulk) { b.ignore = true } }

// UpdateConflicts updates the columns of update where a row with the same values in the columns of unique exists. Those must
// be covered by a unique constraint.
//
//	INSERT … ON CONFLICT (unique) DO UPDATE SET update = excluded.update
func UpdateConflicts[P any](unique, update []Column[P]) BulkOption[P] {
	return func(b *bulk) { b.conflicts, b.target, b.update = true, columns(nil, unique), columns(nil, update) }
}

// Cols lists columns, for UpdateConflicts.
func Cols[P any](cs ...Column[P]) []Column[P] { return cs }

const defaultBatch = 10_000

// bulkCreate inserts rows in batches, in one transaction when there is more than one.
func (q *core) bulkCreate(ctx context.Context, rows []any, b bulk) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	d := q.d
	on, err := q.database(ctx)
	if err != nil {
		return 0, err
	}
	if err := b.check(d); err != nil {
		return 0, err
	}
	for i, x := range rows {
		d.prepare(x, true)
		if err := d.validate(ctx, x, nil); err != nil {
			return 0, fmt.Errorf("orm: BulkCreate, row %d: %w", i, err)
		}
	}
	groups := d.byKey(rows)
	batch := b.batch
	if batch <= 0 {
		batch = defaultBatch
	}
	if ft := on.Dialect().Features; !ft.ArrayParams {
		batch = min(batch, max(1, ft.MaxParams/len(d.cols)))
	}
	var total int64
	run := func(ctx context.Context) error {
		for _, g := range groups {
			for len(g.rows) > 0 {
				n := min(batch, len(g.rows))
				got, err := q.insertMany(ctx, on, g.rows[:n], g.auto, &b)
				if err != nil {
					return err
				}
				total += got
				g.rows = g.rows[n:]
			}
		}
		return nil
	}
	if len(groups) == 1 && len(rows) <= batch {
		err = run(ctx)
	} else {
		err = on.Atomic(ctx, db.TxOptions{}, run)
	}
	if err != nil {
		return 0, err
	}
	return total, nil
}

// check refuses options that do not fit the model.
func (o *bulk) check(d *Descriptor) error {
	if !o.conflicts {
		return nil
	}
	if o.ignore || len(o.target) == 0 || len(o.update) == 0 {
		return fmt.Errorf("orm: BulkCreate of %s: UpdateConflicts needs the unique columns and those to update, and excludes IgnoreConflicts", d.Label())
	}
	for _, c := range slices.Concat(o.target, o.update) {
		if c.path != d.root {
			return fmt.Errorf("orm: BulkCreate of %s: UpdateConflicts names %s: only the model's own columns are possible", d.Label(), c.name())
		}
	}
	return nil
}

type keyGroup struct {
	auto bool // the database assigns the keys
	rows []any
}

// byKey separates rows with a key of their own from those to whom the database gives one.
func (d *Descriptor) byKey(rows []any) []keyGroup {
	var auto, own []any
	for _, x := range rows {
		if d.pk.Auto && isZeroKey(d.Ptr(x, d.pk.i)) {
			auto = append(auto, x)
		} else {
			own = append(own, x)
		}
	}
	var out []keyGroup
	if len(own) > 0 {
		out = append(out, keyGroup{false, own})
	}
	if len(auto) > 0 {
		out = append(out, keyGroup{true, auto})
	}
	return out
}

// insertMany inserts one batch.
func (q *core) insertMany(ctx context.Context, on *db.DB, rows []any, auto bool, opt *bulk) (int64, error) {
	d := q.d
	b := &builder{text: true, ft: &on.Dialect().Features, sql: make([]byte, 0, 256)}
	fields := make([]*field, 0, len(d.cols))
	for _, f := range d.cols {
		if !auto || f != d.pk {
			fields = append(fields, f)
		}
	}
	b.s("INSERT INTO " + quote(d.table()) + " (")
	for i, f := range fields {
		if i > 0 {
			b.s(", ")
		}
		b.s(quote(f.column))
	}
	b.s(") ")
	if err := d.manyValues(b, on, fields, rows); err != nil {
		return 0, err
	}
	opt.conflict(b)
	returning := auto && !opt.ignore
	if !returning {
		n, err := on.Exec(ctx, string(b.sql), b.args...)
		if err != nil {
			return 0, d.dbError(err)
		}
		if !opt.ignore {
			d.rememberAll(rows)
		}
		return n, nil
	}
	b.s(" RETURNING " + quote(d.pk.column))
	got, err := on.Write(ctx, string(b.sql), b.args...)
	if err != nil {
		return 0, d.dbError(err)
	}
	defer got.Close()
	n := 0
	for got.Next() {
		if n < len(rows) {
			scanPtr(&got.Row, d.Ptr(rows[n], d.pk.i), -1)
		}
		n++
	}
	if err := got.Err(); err != nil {
		return 0, d.dbError(err)
	}
	d.rememberAll(rows)
	return int64(n), nil
}

func (d *Descriptor) rememberAll(rows []any) {
	for _, x := range rows {
		d.State(x).st = d.snapshot(x)
	}
}

// manyValues writes the rows: one array for each column, or one tuple for each row.
func (d *Descriptor) manyValues(b *builder, on *db.DB, fields []*field, rows []any) error {
	if b.ft.ArrayParams {
		b.s("SELECT * FROM unnest(")
		for i, f := range fields {
			if i > 0 {
				b.s(", ")
			}
			b.arg(d.columnOf(f, rows))
			b.s("::" + postgresArray(f))
		}
		b.s(")")
		return nil
	}
	b.args = make([]any, 0, len(fields)*len(rows))
	b.s("VALUES ")
	for i, x := range rows {
		if i > 0 {
			b.s(", ")
		}
		for j, f := range fields {
			b.s([]string{"(", ", "}[min(j, 1)])
			v, err := d.value(x, f, on)
			if err != nil {
				return err
			}
			b.arg(v)
		}
		b.s(")")
	}
	return nil
}

var postgresTypes = map[schema.Type]string{schema.BooleanField: "boolean", schema.SmallIntegerField: "smallint", schema.IntegerField: "integer",
	schema.BigIntegerField: "bigint", schema.FloatField: "double precision", schema.DecimalField: "numeric", schema.CharField: "text",
	schema.TextField: "text", schema.DateField: "date", schema.TimeField: "time", schema.DateTimeField: "timestamptz",
	schema.DurationField: "interval", schema.UUIDField: "uuid", schema.JSONField: "jsonb", schema.BinaryField: "bytea",
	schema.IPAddressField: "inet"}

func postgresArray(f *field) string { return postgresTypes[f.Type] + "[]" }

// conflict writes ON CONFLICT.
func (o *bulk) conflict(b *builder) {
	switch {
	case o.ignore:
		b.s(" ON CONFLICT DO NOTHING")
	case o.update != nil:
		b.s(" ON CONFLICT (" + quoteAll(o.target) + ") DO UPDATE SET ")
		for i, c := range o.update {
			if i > 0 {
				b.s(", ")
			}
			b.s(quote(c.f.column) + " = excluded." + quote(c.f.column))
		}
	}
}

func quoteAll(cs []*ColRef) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = quote(c.f.column)
	}
	return strings.Join(names, ", ")
}

// bulkUpdate writes columns of many rows: one UPDATE over a table of the new values for each batch.
func (q *core) bulkUpdate(ctx context.Context, rows []any, cs []*ColRef) (int64, error) {
	d := q.d
	if len(cs) == 0 {
		return 0, fmt.Errorf("orm: BulkUpdate of %s without columns", d.Label())
	}
	if len(rows) == 0 {
		return 0, nil
	}
	on, err := q.database(ctx)
	if err != nil {
		return 0, err
	}
	fields := make([]*field, len(cs))
	for i, c := range cs {
		if c.path != d.root || c.f == d.pk {
			return 0, fmt.Errorf("orm: BulkUpdate of %s cannot write %s", d.Label(), c.name())
		}
		fields[i] = c.f
	}
	for i, x := range rows {
		if err := d.bulkCheck(ctx, x, fields); err != nil {
			return 0, fmt.Errorf("orm: BulkUpdate, row %d: %w", i, err)
		}
	}
	batch := defaultBatch
	if ft := on.Dialect().Features; !ft.ArrayParams {
		batch = max(1, ft.MaxParams/(len(fields)+1))
	}
	var total int64
	write := func(ctx context.Context) error {
		for i := 0; i < len(rows); i += batch {
			n, err := q.updateMany(ctx, on, rows[i:min(i+batch, len(rows))], fields)
			if err != nil {
				return err
			}
			total += n
		}
		return nil
	}
	if len(rows) <= batch { // one statement is all or nothing by itself
		err = write(ctx)
	} else {
		err = on.Atomic(ctx, db.TxOptions{}, write)
	}
	if err != nil {
		return 0, err
	}
	for _, x := range rows {
		d.rememberFields(x, fields)
	}
	return total, nil
}

func (d *Descriptor) bulkCheck(ctx context.Context, x any, fields []*field) error {
	if d.State(x).st == nil {
		return fmt.Errorf("a %s that was never loaded or created", d.Label())
	}
	return d.validate(ctx, x, fields)
}

func (q *core) updateMany(ctx context.Context, on *db.DB, rows []any, fields []*field) (int64, error) {
	d := q.d
	b := &builder{text: true, ft: &on.Dialect().Features}
	t := quote(d.table())
	b.s("UPDATE " + t + " SET ")
	for i, f := range fields {
		if i > 0 {
			b.s(", ")
		}
		b.s(fmt.Sprintf("%s = new.c%d", quote(f.column), i+2))
	}
	b.s(" FROM (")
	all := append([]*field{d.pk}, fields...)
	if !b.ft.ArrayParams {
		b.s("SELECT ")
		for i := range all {
			if i > 0 {
				b.s(", ")
			}
			b.s(fmt.Sprintf("column%d AS c%d", i+1, i+1))
		}
		b.s(" FROM (")
	}
	if err := d.manyValues(b, on, all, rows); err != nil {
		return 0, err
	}
	b.s(")")
	if !b.ft.ArrayParams {
		b.s(") AS new")
	} else {
		b.s(" AS new(")
		for i := range all {
			if i > 0 {
				b.s(", ")
			}
			b.s(fmt.Sprintf("c%d", i+1))
		}
		b.s(")")
	}
	b.s(" WHERE " + t + "." + quote(d.pk.column) + " = new.c1")
	n, err := on.Exec(ctx, string(b.sql), b.args...)
	if err != nil {
		return 0, d.dbError(err)
	}
	return n, nil
}

// columnOf gathers one field of many rows as an array argument.
func (d *Descriptor) columnOf(f *field, rows []any) any {
	if f.Relation != nil {
		return d.keysOf(f, rows)
	}
	first := d.Ptr(rows[0], f.i)
	if out := gather(d, f, rows, first); out != nil {
		return out
	}
	t := reflect.TypeOf(first).Elem()
	bytes := t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Slice // a nil slice is NULL: the pointer is not needed
	if bytes {
		t = t.Elem()
	}
	s := reflect.MakeSlice(reflect.SliceOf(t), len(rows), len(rows))
	for i, x := range rows {
		v := reflect.ValueOf(d.Ptr(x, f.i)).Elem()
		if bytes {
			if v = v.Elem(); !v.IsValid() {
				continue
			}
		}
		s.Index(i).Set(v)
	}
	return s.Interface()
}

// keysOf gathers a key; zero keys are NULL where the key may be.
func (d *Descriptor) keysOf(f *field, rows []any) any {
	if _, ok := d.Ptr(rows[0], f.i).(*int64); ok && f.Null {
		out := make([]*int64, len(rows))
		for i, x := range rows {
			if p := d.Ptr(x, f.i).(*int64); *p != 0 {
				out[i] = p
			}
		}
		return out
	}
	if !f.Null {
		ptrs := make([]any, len(rows))
		for i, x := range rows {
			ptrs[i] = d.Ptr(x, f.i)
		}
		return listOf(ptrs)
	}
	t := reflect.TypeOf(d.Ptr(rows[0], f.i))
	s := reflect.MakeSlice(reflect.SliceOf(t), len(rows), len(rows))
	for i, x := range rows {
		if p := d.Ptr(x, f.i); !isZeroKey(p) {
			s.Index(i).Set(reflect.ValueOf(p))
		}
	}
	return s.Interface()
}

// gather is columnOf for the frequent types, without reflection.
func gather(d *Descriptor, f *field, rows []any, first any) any {
	switch first.(type) {
	case *int64:
		return gatherAs[int64](d, f, rows)
	case *string:
		return gatherAs[string](d, f, rows)
	case *bool:
		return gatherAs[bool](d, f, rows)
	case *int32:
		return gatherAs[int32](d, f, rows)
	case *decimal.Decimal:
		return gatherAs[decimal.Decimal](d, f, rows)
	case *time.Time:
		return gatherAs[time.Time](d, f, rows)
	case **time.Time:
		return gatherAs[*time.Time](d, f, rows)
	}
	return nil
}

func gatherAs[T any](d *Descriptor, f *field, rows []any) []T {
	out := make([]T, len(rows))
	for i, x := range rows {
		out[i] = *d.Ptr(x, f.i).(*T)
	}
	return out
}
