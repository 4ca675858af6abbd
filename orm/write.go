package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// create inserts one row.
func (q *core) create(ctx context.Context, x any) error {
	d, err := q.database(ctx)
	if err != nil {
		return err
	}
	return q.d.withHooks(ctx, d, x, hookCreate, func(ctx context.Context) error {
		q.d.prepare(x, true)
		if err := q.d.validate(ctx, x, nil); err != nil {
			return err
		}
		return q.insert(ctx, d, x)
	})
}

// insert writes the row and fills in its key.
func (q *core) insert(ctx context.Context, on *db.DB, x any) error {
	d := q.d
	key := d.Ptr(x, d.pk.i)
	auto := d.pk.Auto && isZeroKey(key)
	sql := d.insertSQL(on, auto)
	args, err := d.values(x, on, auto)
	if err != nil {
		return err
	}
	if !auto {
		if _, err := on.Exec(ctx, sql, args...); err != nil {
			return q.rowError(ctx, x, err)
		}
		d.State(x).st = d.snapshot(x)
		return nil
	}
	rows, err := on.Write(ctx, sql, args...)
	if err != nil {
		return q.rowError(ctx, x, err)
	}
	defer rows.Close()
	if rows.Next() {
		scanPtr(&rows.Row, key, -1)
		rows.Next()
	}
	if err := rows.Err(); err != nil {
		return q.rowError(ctx, x, err)
	}
	d.State(x).st = d.snapshot(x)
	return nil
}

// insertSQL is the INSERT of all columns, with or without the key.
func (d *Descriptor) insertSQL(on *db.DB, auto bool) string {
	ft := &on.Dialect().Features
	side := 0
	if !ft.ArrayParams {
		side = 1
	}
	key := []byte{0xff, byte(b2u(auto))}
	if sql, ok := d.stmts.get(side, key); ok {
		return sql
	}
	b := builder{text: true, ft: ft}
	b.s("INSERT INTO " + quote(d.table()) + " (")
	n := 0
	for _, f := range d.cols {
		if auto && f == d.pk {
			continue
		}
		if n++; n > 1 {
			b.s(", ")
		}
		b.s(quote(f.column))
	}
	b.s(") VALUES (")
	for i := range n {
		if i > 0 {
			b.s(", ")
		}
		b.s(b.mark(i + 1))
	}
	b.s(")")
	if n == 0 { // a model that is nothing but its key
		b.sql = append(b.sql[:0], "INSERT INTO "+quote(d.table())+" DEFAULT VALUES"...)
	}
	if auto {
		b.s(" RETURNING " + quote(d.pk.column))
	}
	sql := string(b.sql)
	d.stmts.put(side, key, sql)
	return sql
}

// mark is the n-th placeholder.
func (b *builder) mark(n int) string {
	if b.ft.NumberedParams {
		return "$" + strconv.Itoa(n)
	}
	return "?" + strconv.Itoa(n)
}

// values gives the arguments of an INSERT: pointers into the row, which cost no allocation.
func (d *Descriptor) values(x any, on *db.DB, auto bool) ([]any, error) {
	args := make([]any, 0, len(d.cols))
	for _, f := range d.cols {
		if auto && f == d.pk {
			continue
		}
		v, err := d.value(x, f, on)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	return args, nil
}

// value gives one field as an argument.
func (d *Descriptor) value(x any, f *field, on *db.DB) (any, error) {
	ptr := d.Ptr(x, f.i)
	if f.Relation != nil {
		if f.Null && isZeroKey(ptr) {
			return nil, nil
		}
		return ptr, nil
	}
	if f.places >= 0 && on.Dialect().Features.ScaledDecimals {
		return scaledArg(ptr, f)
	}
	return ptr, nil
}

func scaledArg(ptr any, f *field) (any, error) {
	v := basicOf(ptr)
	if v == nil {
		return nil, nil
	}
	dec, ok := asDecimal(v)
	if !ok {
		return v, nil
	}
	n, ok := dec.Unscaled(f.places)
	if !ok {
		return nil, fmt.Errorf("orm: %s.%s: %s has more than %d decimal places", f.d.Label(), f.Name, dec, f.places)
	}
	return n, nil
}

// prepare sets what the model sets by itself: times and computed defaults.
func (d *Descriptor) prepare(x any, create bool) {
	for _, f := range d.cols {
		if f.AutoNow || create && f.AutoNowAdd {
			setNow(d.Ptr(x, f.i), create && f.AutoNowAdd)
		}
	}
	if !create {
		return
	}
	o := d.options()
	for i, def := range o.defaults {
		if f := d.fields[i]; isZeroValue(d.Ptr(x, i)) {
			setBasic(d.Ptr(x, i), def(), f)
		}
	}
}

// now is the current moment as databases keep it: to the microsecond.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// setNow sets a time field to the current moment; keep leaves a value that is there.
func setNow(ptr any, keep bool) {
	t := now()
	switch p := ptr.(type) {
	case *time.Time:
		if !keep || p.IsZero() {
			*p = t
		}
	case **time.Time:
		if !keep || *p == nil {
			*p = &t
		}
	case *schema.Date:
		if !keep || p.IsZero() {
			*p = schema.DateOf(t)
		}
	case *schema.Clock:
		*p = schema.ClockOf(t)
	}
}

// changed lists the loaded fields that differ from the database's.
func (d *Descriptor) changed(x any) []*field {
	st := d.State(x).st
	var out []*field
	for _, f := range d.cols {
		if f == d.pk {
			continue
		}
		deferred := st.deferred != nil && st.deferred[f.i]
		if !equalPtr(d.Ptr(x, f.i), d.Ptr(st.orig, f.i)) || deferred && !isZeroValue(d.Ptr(x, f.i)) {
			out = append(out, f)
		}
	}
	return out
}

// save writes what changed.
func (q *core) save(ctx context.Context, x any) error {
	d := q.d
	st := d.State(x).st
	if st == nil {
		return fmt.Errorf("orm: Save of a %s that was never loaded or created: use Create", d.Label())
	}
	if !equalPtr(d.Ptr(x, d.pk.i), d.Ptr(st.orig, d.pk.i)) {
		return fmt.Errorf("orm: Save of a %s whose key was changed from %v to %v: create a new row instead", d.Label(), basicOf(d.Ptr(st.orig, d.pk.i)), basicOf(d.Ptr(x, d.pk.i)))
	}
	on, err := q.database(ctx)
	if err != nil {
		return err
	}
	return d.withHooks(ctx, on, x, hookSave, func(ctx context.Context) error {
		if len(d.changed(x)) == 0 {
			return nil
		}
		if err := q.completeForClean(ctx, x); err != nil {
			return err
		}
		d.prepare(x, false)
		fields := d.changed(x)
		if err := d.validate(ctx, x, fields); err != nil {
			return err
		}
		all := d.changed(x) // Clean may have changed more, or taken a change back
		if len(all) == 0 {
			return nil
		}
		if err := d.validateMore(x, fields, all); err != nil {
			return err
		}
		return q.updateRow(ctx, on, x, all)
	})
}

// completeForClean loads the deferred columns of a row whose Clean method would take their zero values for the truth.
func (q *core) completeForClean(ctx context.Context, x any) error {
	if _, ok := x.(Cleaner); !ok {
		return nil
	}
	return q.loadDeferred(ctx, x, nil)
}

func (q *core) updateRow(ctx context.Context, on *db.DB, x any, fields []*field) error {
	d := q.d
	b := builder{text: true, ft: &on.Dialect().Features, sql: make([]byte, 0, 128)}
	args := make([]any, 0, len(fields)+1)
	b.s("UPDATE " + quote(d.table()) + " SET ")
	for i, f := range fields {
		if i > 0 {
			b.s(", ")
		}
		v, err := d.value(x, f, on)
		if err != nil {
			return err
		}
		args = append(args, v)
		b.s(quote(f.column) + " = " + b.mark(len(args)))
	}
	args = append(args, d.Ptr(x, d.pk.i))
	b.s(" WHERE " + quote(d.pk.column) + " = " + b.mark(len(args)))
	n, err := on.Exec(ctx, string(b.sql), args...)
	if err != nil {
		return q.rowError(ctx, x, err)
	}
	if n == 0 {
		return &GoneError{Model: d.Label(), Key: basicOf(d.Ptr(x, d.pk.i))}
	}
	d.remember(x)
	return nil
}

// remember takes the row's values as those of the database. What was deferred stays so, unless it was set; prefetched rows
// stay.
func (d *Descriptor) remember(x any) {
	m := d.State(x)
	old := m.st
	m.st = d.snapshot(x)
	if old == nil {
		return
	}
	m.st.inherit(old)
	if old.deferred == nil {
		return
	}
	m.st.own().deferred = make([]bool, len(old.deferred))
	for _, f := range d.cols {
		m.st.deferred[f.i] = old.deferred[f.i] && isZeroValue(d.Ptr(x, f.i))
	}
}

// rememberFields takes the row's values of some fields as those of the database; other changes stay changes.
func (d *Descriptor) rememberFields(x any, fields []*field) {
	m := d.State(x)
	old := m.st
	m.st = d.snapshot(x)
	m.st.inherit(old)
	m.st.own().deferred = slices.Clone(old.deferred)
	for _, f := range d.cols {
		if slices.Contains(fields, f) {
			if m.st.deferred != nil {
				m.st.deferred[f.i] = false
			}
			continue
		}
		assignPtr(d.Ptr(m.st.orig, f.i), d.Ptr(old.orig, f.i))
	}
}

// refresh reads columns of a saved row again; fields nil means all.
func (q *core) refresh(ctx context.Context, x any, fields []*field) error {
	d := q.d
	key := d.Ptr(x, d.pk.i)
	one := core{d: d, using: q.using, ordered: true, access: allowed}
	one.where = []node{compareCol(opEq, d.root.cols[d.pk.i], basicOf(key))}
	for _, f := range fields {
		one.only = append(one.only, d.root.cols[f.i])
	}
	got, err := one.get(ctx)
	if errors.Is(err, ErrNotFound) {
		return &GoneError{Model: d.Label(), Key: basicOf(key)}
	}
	if err != nil {
		return err
	}
	d.take(x, got, fields)
	return nil
}

// take copies columns of a freshly read row into x.
func (d *Descriptor) take(x, got any, fields []*field) {
	if fields == nil {
		for _, f := range d.cols {
			assignPtr(d.Ptr(x, f.i), d.Ptr(got, f.i))
		}
		d.State(x).st = d.State(got).st
		d.forget(x)
		return
	}
	m := d.State(x)
	old := m.st
	st := d.snapshot(x)
	for _, f := range fields {
		assignPtr(d.Ptr(st.orig, f.i), d.Ptr(got, f.i))
		if isZeroValue(d.Ptr(x, f.i)) {
			assignPtr(d.Ptr(x, f.i), d.Ptr(got, f.i)) // what was set meanwhile stays a change
		}
	}
	d.detach(st.orig)
	for _, f := range d.cols { // what the user changed meanwhile stays a change
		if old.deferred == nil || !old.deferred[f.i] {
			assignPtr(d.Ptr(st.orig, f.i), d.Ptr(old.orig, f.i))
		}
	}
	st.own().deferred = append([]bool(nil), old.deferred...)
	for _, f := range fields {
		st.deferred[f.i] = false
	}
	st.inherit(old)
	m.st = st
}

// forget drops the loaded rows of a row's relations. It runs once for each Refresh, so it may reflect.
func (d *Descriptor) forget(x any) {
	row := reflect.ValueOf(x).Elem()
	for i := range d.Schema.Fields {
		if f := &d.Schema.Fields[i]; f.Relation != nil {
			if r, ok := row.FieldByName(f.GoName).Addr().Interface().(interface{ forget() }); ok {
				r.forget()
			}
		}
	}
}

// loadDeferred reads deferred columns.
func (q *core) loadDeferred(ctx context.Context, x any, cs []*ColRef) error {
	st := q.d.State(x).st
	if st == nil {
		return fmt.Errorf("orm: Load of a %s that was never loaded or created", q.d.Label())
	}
	if st.deferred == nil {
		return nil
	}
	var fields []*field
	for _, f := range q.d.cols {
		if !st.deferred[f.i] || !isZeroValue(q.d.Ptr(x, f.i)) { // one that was set since is a change to be saved
			continue
		}
		named := len(cs) == 0
		for _, c := range cs {
			named = named || c.f == f
		}
		if named {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return q.refresh(ctx, x, fields)
}

// getOrCreate gets the row for ps, or creates x.
func (q *core) getOrCreate(ctx context.Context, x any, ps []node) (any, bool, error) {
	find := *q
	find.where = append(append([]node(nil), q.where...), ps...)
	row, err := find.get(ctx)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return row, false, err
	}
	on, err := q.database(ctx)
	if err != nil {
		return nil, false, err
	}
	err = on.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error { return q.create(ctx, x) })
	if err == nil {
		return x, true, nil
	}
	if !errors.Is(err, db.ErrUnique) {
		return nil, false, err
	}
	q.d.State(x).st = nil
	row, again := find.get(ctx)
	if again != nil {
		return nil, false, errors.Join(err, again)
	}
	return row, false, nil
}
