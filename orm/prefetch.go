package orm

import (
	"context"
	"reflect"

	"github.com/musette-go/musette/db"
)

// Prefetcher is a relation that PrefetchRelated can load: a key, the reverse of a key, or a many-to-many.
type Prefetcher[P any] interface{ prefetch(P) loader }

// Prefetch is a relation with its own query, made by the relation's method With.
type Prefetch[P any] struct{ l loader }

//go:noinline
func (p Prefetch[P]) prefetch(P) loader { return p.l }

// loader loads one relation for rows that were read.
type loader interface {
	load(ctx context.Context, using *db.DB, rows []any) error
}

// keyIndex finds the rows that have a key. Equal keys are chained, for the same row may have been read twice.
type keyIndex struct {
	ints map[int64]int32
	anys map[any]int32
	next []int32
}

const noRow = int32(-1)

func newKeyIndex(n int) *keyIndex {
	return &keyIndex{ints: make(map[int64]int32, n), next: make([]int32, 0, n)}
}

// add notes that the next row has the key behind ptr.
func (k *keyIndex) add(ptr any) (first bool) {
	i := int32(len(k.next))
	prev, ok := k.find(ptr)
	if !ok {
		prev = noRow
	}
	k.next = append(k.next, prev)
	if n, is := intKey(ptr); is {
		k.ints[n] = i
		return !ok
	}
	if k.anys == nil {
		k.anys = map[any]int32{}
	}
	k.anys[basicOf(ptr)] = i
	return !ok
}

// skip notes that the next row has no key.
func (k *keyIndex) skip() { k.next = append(k.next, noRow) }

func (k *keyIndex) find(ptr any) (int32, bool) {
	if n, ok := intKey(ptr); ok {
		i, ok := k.ints[n]
		return i, ok
	}
	i, ok := k.anys[basicOf(ptr)]
	return i, ok
}

// intKey is a key that is a whole number of any size: a key of 64 bits may point to one of 32.
func intKey(ptr any) (int64, bool) {
	switch p := ptr.(type) {
	case *int64:
		return *p, true
	case *int32:
		return int64(*p), true
	case *int16:
		return int64(*p), true
	case *int:
		return int64(*p), true
	}
	return 0, false
}

// list gives the different keys as an argument of In.
func (k *keyIndex) list() any {
	if k.anys == nil {
		out := make([]int64, 0, len(k.ints))
		for v := range k.ints {
			out = append(out, v)
		}
		return out
	}
	return typedList(k.anys)
}

// keyLoader loads the rows behind a key of the model itself.
type keyLoader struct{ path *Path }

// prefetchesKey reports whether a loader needs the root model's key f.
func prefetchesKey(l loader, f *field) bool {
	k, ok := l.(*keyLoader)
	if !ok {
		return false
	}
	p := k.path
	for p.parent.parent != nil {
		p = p.parent
	}
	return p.field == f
}

func (l *keyLoader) load(ctx context.Context, using *db.DB, rows []any) error {
	root := l.path
	for root.parent != nil {
		root = root.parent
	}
	return l.loadPath(ctx, using, map[*Path][]any{root: rows}, l.path)
}

// loadPath loads the rows behind a path, and before them those on the way to it, each path once.
func (l *keyLoader) loadPath(ctx context.Context, using *db.DB, loaded map[*Path][]any, p *Path) error {
	if _, ok := loaded[p]; ok {
		return nil
	}
	if err := l.loadPath(ctx, using, loaded, p.parent); err != nil {
		return err
	}
	found := []any{}
	err := loadKey(ctx, using, p, loaded[p.parent], &found)
	loaded[p] = found
	return err
}

// loadKey loads the rows behind one key and notes them.
func loadKey(ctx context.Context, using *db.DB, p *Path, rows []any, found *[]any) error {
	index := newKeyIndex(len(rows))
	some := false
	for _, x := range rows {
		if ptr := p.parent.d.Ptr(x, p.field.i); isZeroKey(ptr) {
			index.skip()
		} else {
			index.add(ptr)
			some = true
		}
	}
	if !some {
		return nil
	}
	q := core{d: p.d, using: using, ordered: true, access: allowed}
	return eachIn(ctx, &q, p.d.root.cols[p.d.pk.i], index, func(q *core) error {
		return q.each(ctx, func(row any) error {
			*found = append(*found, row)
			i, ok := index.find(p.d.Ptr(row, p.d.pk.i))
			for ; ok && i != noRow; i = index.next[i] {
				p.attach(rows[i], row)
			}
			return nil
		})
	})
}

// eachIn runs a query for the keys of an index: once, or where lists are no array parameter in as many statements as the
// number of parameters demands.
func eachIn(ctx context.Context, q *core, c *ColRef, index *keyIndex, run func(q *core) error) error {
	d, err := q.database(ctx)
	if err != nil {
		return err
	}
	for _, part := range parts(index.list(), d.Dialect().Features) {
		one := *q
		one.where = append([]node{compareCol(opIn, c, part)}, q.where...)
		if err := run(&one); err != nil {
			return err
		}
	}
	return nil
}

// maxKeys is how many keys one statement takes where each is a parameter of its own.
const maxKeys = 16384

func parts(list any, ft db.Features) []any {
	if ft.ArrayParams || listLen(list) <= maxKeys || jsonable(list) {
		return []any{list}
	}
	var out []any
	l := reflect.ValueOf(list)
	for l.Len() > maxKeys {
		out = append(out, l.Slice(0, maxKeys).Interface())
		l = l.Slice(maxKeys, l.Len())
	}
	return append(out, l.Interface())
}

// manyLoader loads the related rows of a reverse key or a many-to-many.
type manyLoader[M any] struct {
	info *manyInfo
	q    core
}

func (l *manyLoader[M]) load(ctx context.Context, using *db.DB, owners []any) error {
	index := newKeyIndex(len(owners))
	for _, x := range owners {
		index.add(l.info.owner.Ptr(x, l.info.owner.pk.i))
	}
	q := l.q
	if using != nil {
		q.using = using
	}
	var rows []any    // related rows in order
	var whose []int32 // the owner of each: the end of a chain in index
	var err error
	if l.info.isPairs() {
		err = l.readPairs(ctx, &q, index, &rows, &whose)
	} else {
		err = l.readKeys(ctx, &q, index, &rows, &whose)
	}
	if err != nil {
		return err
	}
	if err := q.load(ctx, rows); err != nil {
		return err
	}
	l.deal(owners, index, rows, whose)
	return nil
}

func (l *manyLoader[M]) readKeys(ctx context.Context, q *core, index *keyIndex, rows *[]any, whose *[]int32) error {
	d := l.info.target
	q.must = l.info.key
	return eachIn(ctx, q, d.root.cols[l.info.key.i], index, func(q *core) error {
		return q.each(ctx, func(x any) error {
			if i, ok := index.find(d.Ptr(x, l.info.key.i)); ok {
				*rows, *whose = append(*rows, x), append(*whose, i)
			}
			return nil
		})
	})
}

func (l *manyLoader[M]) readPairs(ctx context.Context, q *core, index *keyIndex, rows *[]any, whose *[]int32) error {
	database, err := q.database(ctx)
	if err != nil {
		return err
	}
	q.pairs = l.info
	owner := l.info.owner.zeroKey()
	for _, part := range parts(index.list(), database.Dialect().Features) {
		q.pairKeys = part
		err := q.eachWith(ctx, func(x any, r *Row) {
			scanPtr(r, owner, -1)
			if i, ok := index.find(owner); ok {
				*rows, *whose = append(*rows, x), append(*whose, i)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// deal gives every owner its rows, cut from one slice.
func (l *manyLoader[M]) deal(owners []any, index *keyIndex, rows []any, whose []int32) {
	start := make([]int32, len(owners)+1)
	for _, i := range whose {
		start[i+1]++
	}
	for i := range owners {
		start[i+1] += start[i]
	}
	all := make([]M, len(rows))
	fill := append([]int32(nil), start...)
	for k, i := range whose {
		all[fill[i]] = rows[k].(M)
		fill[i]++
	}
	done := make([]bool, len(owners))
	for i := int32(len(owners)) - 1; i >= 0; i-- { // the last of equal owners heads their chain
		if done[i] {
			continue
		}
		mine := all[start[i]:start[i+1]:start[i+1]]
		for j := i; j != noRow; j = index.next[j] {
			l.info.put(owners[j], mine)
			done[j] = true
		}
	}
}
