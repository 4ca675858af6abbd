package orm

import (
	"context"

	"github.com/musette-go/musette/db"
)

// reader reads the rows of a query: the model's own columns, those of the joined models, then outputs.
type reader struct {
	rows    *db.Rows
	block   block
	partial bool
	rels    []relReader
}

type relReader struct {
	p       *Path
	block   block
	partial bool
	n       int // columns selected
	pk      int // where the key is among them
	parent  int // index of the owner's reader, -1 for the root
}

func newReader(q *core, rows *db.Rows, hint int) reader {
	r := reader{rows: rows, block: newBlock(q.d, hint), partial: q.partial(q.d.root)}
	if len(q.rels) == 0 {
		return r
	}
	r.rels = make([]relReader, len(q.rels))
	for i, p := range q.rels {
		x := relReader{p: p, block: newBlock(p.d, hint), partial: q.partial(p), parent: -1}
		for _, f := range p.d.cols {
			if q.reads(p, f) {
				if f.PrimaryKey {
					x.pk = x.n
				}
				x.n++
			}
		}
		for j, o := range q.rels[:i] {
			if o == p.parent {
				x.parent = j
			}
		}
		r.rels[i] = x
	}
	return r
}

// scan reads one model's columns into a row and remembers them.
func scan(q *core, p *Path, block *block, partial bool, row *db.Rows) any {
	d := p.d
	x := block.next()
	if !partial {
		d.Scan(x, &row.Row)
		block.seal()
		return x
	}
	deferred := make([]bool, len(d.fields))
	for _, f := range d.cols {
		if !q.reads(p, f) {
			deferred[f.i] = true
			continue
		}
		if f.Null && f.Relation != nil {
			ScanNullKey(&row.Row, d.Ptr(x, f.i))
			continue
		}
		scanPtr(&row.Row, d.Ptr(x, f.i), f.places)
	}
	block.seal()
	d.State(x).st.own().deferred = deferred
	return x
}

// read reads the current row of q. The query is not part of the reader, for then it could not stay on the stack.
func (r *reader) read(q *core) any {
	x := scan(q, q.d.root, &r.block, r.partial, r.rows)
	if len(r.rels) == 0 {
		return x
	}
	var few [4]any
	got := few[:0]
	for i := range r.rels {
		rel := &r.rels[i]
		owner := x
		if rel.parent >= 0 {
			owner = got[rel.parent]
		}
		row := r.readRel(q, rel)
		if row != nil && owner != nil {
			rel.p.attach(owner, row)
		}
		got = append(got, row)
	}
	return x
}

// readRel reads a joined row, nil when the LEFT JOIN found none.
func (r *reader) readRel(q *core, rel *relReader) any {
	if rel.p.outer {
		r.rows.Skip(rel.pk)
		null := r.rows.IsNull()
		r.rows.Skip(-rel.pk)
		if null {
			r.rows.Skip(rel.n)
			return nil
		}
	}
	return scan(q, rel.p, &rel.block, rel.partial, r.rows)
}

// eachWith runs a query whose rows go on after the models' columns: tail reads the rest.
func (q *core) eachWith(ctx context.Context, tail func(x any, r *Row)) error {
	return q.run(ctx, func(x any, r *Row) error { tail(x, r); return nil })
}

// each runs the query and gives every row to sink.
func (q *core) each(ctx context.Context, sink func(x any) error) error {
	return q.run(ctx, func(x any, _ *Row) error { return sink(x) })
}

func (q *core) run(ctx context.Context, sink func(x any, r *Row) error) error {
	d, err := q.database(ctx)
	if err != nil || q.none {
		return err
	}
	rows, err := q.open(ctx, d)
	if err != nil {
		return err
	}
	defer rows.Free()
	r := newReader(q, rows, q.hint())
	for rows.Next() {
		x := r.read(q)
		if rows.Row.Err() != nil {
			break
		}
		if err := sink(x, &rows.Row); err != nil {
			return err
		}
		if q.only1 {
			break
		}
	}
	if err := rows.Close(); err != nil {
		return q.d.dbError(err)
	}
	return nil
}

// open runs the query's SELECT.
func (q *core) open(ctx context.Context, d *db.DB) (rows *db.Rows, err error) {
	if err := q.lock.check(ctx, d); err != nil {
		return nil, err
	}
	sql, args, err := q.compile(d, kSelect, nil)
	if err != nil {
		return nil, err
	}
	if q.lock.strength != 0 {
		rows, err = d.Write(ctx, sql, args...)
	} else {
		rows, err = d.Query(ctx, sql, args...)
	}
	if err != nil {
		return nil, q.d.dbError(err)
	}
	return rows, nil
}

// hint is the number of rows to expect.
func (q *core) hint() int {
	switch {
	case q.one:
		return 1
	case q.hasLimit:
		return max(q.limit, 0)
	}
	return 16
}

// all runs the query and its prefetches.
func (q *core) all(ctx context.Context, add func(x any)) error {
	if len(q.fetch) == 0 {
		return q.each(ctx, func(x any) error { add(x); return nil })
	}
	var rows []any
	if err := q.each(ctx, func(x any) error { add(x); rows = append(rows, x); return nil }); err != nil {
		return err
	}
	return q.load(ctx, rows)
}

// load runs the prefetches for rows that were read.
func (q *core) load(ctx context.Context, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	loaded := map[*Path][]any{q.d.root: rows}
	for _, l := range q.fetch {
		k, ok := l.(*keyLoader)
		if !ok {
			if err := l.load(ctx, q.using, rows); err != nil {
				return err
			}
			continue
		}
		if err := k.loadPath(ctx, q.using, loaded, k.path); err != nil {
			return err
		}
	}
	return nil
}

// scalarInt runs a statement that gives one whole number.
func (q *core) scalarInt(ctx context.Context, k stmtKind) (n int64, err error) {
	d, err := q.database(ctx)
	if err != nil || q.none {
		return 0, err
	}
	sql, args, err := q.compile(d, k, nil)
	if err != nil {
		return 0, err
	}
	rows, err := d.Query(ctx, sql, args...)
	if err != nil {
		return 0, q.d.dbError(err)
	}
	defer rows.Close()
	if rows.Next() {
		if k == kExists {
			n = int64(b2u(rows.Bool()))
		} else {
			n = rows.Int64()
		}
	}
	if err := rows.Row.Err(); err != nil {
		return 0, q.d.dbError(err)
	}
	rows.Next()
	return n, rows.Err()
}
