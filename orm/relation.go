package orm

// Rel is a key to another model in a query on R. Generated relations embed it together with the other model's columns:
// Books.Author.Name is a joined column, Books.Author itself names the key.
type Rel[R any] struct{ p *Path }

// MakeRel is for generated code.
func MakeRel[R any](p *Path) Rel[R] { return Rel[R]{p} }

// Related is a key that SelectRelated can follow.
type Related[R any] interface {
	Column[R]
	Prefetcher[R]
}

//go:noinline
func (r *Rel[R]) prefetch(R) loader { return &keyLoader{path: r.p} }

// IsNull holds where the key is NULL.
//
//go:noinline
func (r *Rel[R]) IsNull() Pred[R] { return pr[R](opIsNull, r.p.parent.cols[r.p.field.i], nil) }

// IsNotNull holds where the key is not NULL.
//
//go:noinline
func (r *Rel[R]) IsNotNull() Pred[R] { return pr[R](opNotNull, r.p.parent.cols[r.p.field.i], nil) }

// Under is for generated code.
//
//go:noinline
func Under[R any](r *Rel[R], i int, d *Descriptor, attach func(x, row any)) *Path {
	return r.p.Under(i, d, attach)
}

// manyInfo describes a relation whose other side has many rows: the reverse of a key, or a many-to-many.
type manyInfo struct {
	owner  *Descriptor // the model that has many
	target *Descriptor // the model of the related rows
	key    *field      // reverse of a key: the key, a field of target
	id     uint32
	name   string // "Author.Books", for messages

	// many-to-many
	through  string // the table of pairs
	from, to string // its columns: owner's key, target's key
	slot     func(x any) any
}

func (m *manyInfo) isPairs() bool { return m.through != "" }

// Reverse is the other side of a key: an Author's Books. P is the owner's row, M the related one; both are pointers.
type Reverse[P, M any] struct{ info *manyInfo }

// NewReverse is for generated code.
//
//go:noinline
func NewReverse[P, M any](owner, target *Descriptor, i int) *Reverse[P, M] {
	return &Reverse[P, M]{reverseInfo(owner, target, i)}
}

func reverseInfo(owner, target *Descriptor, i int) *manyInfo {
	f := target.fields[i]
	name := f.Relation.RelatedName
	if name == "" {
		name = target.Schema.Name + "Set"
	}
	return &manyInfo{owner: owner, target: target, key: f, id: ids.Add(1), name: owner.Schema.Name + "." + name}
}

// Any holds for owners that have at least one related row for which all of ps hold:
//
//	EXISTS (SELECT 1 FROM library_book WHERE library_book.author_id = library_author.id AND …)
//
//go:noinline
func (r *Reverse[P, M]) Any(ps ...Pred[M]) Pred[P] {
	return Pred[P]{&[1]node{{op: opExists, sub: &subquery{many: r.info, id: r.info.id}, kids: preds(ps)}}}
}

// Count is the number of related rows for which all of ps hold:
//
//	(SELECT count(*) FROM library_book WHERE library_book.author_id = library_author.id AND …)
//
//go:noinline
func (r *Reverse[P, M]) Count(ps ...Pred[M]) *Value[P, int64] {
	kids := append([]node{{op: opCount}}, preds(ps)...)
	return &Value[P, int64]{op: opSubCol, sub: &subquery{many: r.info, id: r.info.id}, kids: kids}
}

// SumOf adds up e over the related rows for which all of ps hold; it is nil where there are none:
//
//	orm.SumOf(Authors.Books, Books.Price)
func SumOf[P, M, T any](r reverse[P, M], e Expr[M, T], ps ...Pred[M]) *Value[P, *T] {
	return overRelated[P, M, T](r, opSum, e, ps)
}

// MaxOf is the greatest e over the related rows for which all of ps hold; it is nil where there are none.
func MaxOf[P, M, T any](r reverse[P, M], e Expr[M, T], ps ...Pred[M]) *Value[P, *T] {
	return overRelated[P, M, T](r, opMax, e, ps)
}

// MinOf is the least e over the related rows for which all of ps hold; it is nil where there are none.
func MinOf[P, M, T any](r reverse[P, M], e Expr[M, T], ps ...Pred[M]) *Value[P, *T] {
	return overRelated[P, M, T](r, opMin, e, ps)
}

// reverse is a relation whose other side has many rows. A method more would be compiled for each relation, so what is known
// of it is taken from its condition.
type reverse[P, M any] interface{ Any(ps ...Pred[M]) Pred[P] }

func overRelated[P, M, T any](r reverse[P, M], o op, e Expr[M, T], ps []Pred[M]) *Value[P, *T] {
	info := r.Any().n[0].sub.many
	kids := append([]node{{op: o, kids: []node{ex(e)}}}, preds(ps)...)
	return &Value[P, *T]{op: opSubCol, sub: &subquery{many: info, id: info.id}, kids: kids}
}

// Of returns the related rows of p that a query prefetched; it never queries. The error is a [NotLoadedError] otherwise.
//
//go:noinline
func (r *Reverse[P, M]) Of(p P) ([]M, error) {
	if rows, ok := r.info.get(p); ok {
		return rows.([]M), nil
	}
	return nil, &NotLoadedError{What: r.info.name, Fix: "PrefetchRelated"}
}

// Query returns the query for the related rows of p, to be refined.
//
//go:noinline
func (r *Reverse[P, M]) Query(p P) *Query[M] {
	return &Query[M]{d: r.info.target, where: []node{r.info.belongs(p)}}
}

// With chooses how the related rows are prefetched: which ones, in which order, with what else.
//
//	Authors.PrefetchRelated(Authors.Books.With(Books.Filter(Books.Price.Lt(ten)).OrderBy(Books.Title.Asc())))
//
//go:noinline
func (r *Reverse[P, M]) With(q Source[M]) Prefetch[P] {
	c := coreOf(q)
	c.refineSliced(r.info.name + ".With")
	return Prefetch[P]{&manyLoader[M]{info: r.info, q: c}}
}

//go:noinline
func (r *Reverse[P, M]) prefetch(P) loader {
	return &manyLoader[M]{info: r.info, q: core{d: r.info.target, access: asPolicy}}
}

// ReverseOne is the other side of a one-to-one key: a User's Profile.
type ReverseOne[P, M any] struct{ info *manyInfo }

// NewReverseOne is for generated code.
//
//go:noinline
func NewReverseOne[P, M any](owner, target *Descriptor, i int) *ReverseOne[P, M] {
	return &ReverseOne[P, M]{reverseInfo(owner, target, i)}
}

// Is holds for owners whose related row exists and satisfies all of ps.
//
//go:noinline
func (r *ReverseOne[P, M]) Is(ps ...Pred[M]) Pred[P] {
	return Pred[P]{&[1]node{{op: opExists, sub: &subquery{many: r.info, id: r.info.id}, kids: preds(ps)}}}
}

// Of returns the related row of p that a query prefetched; it never queries. The error is [ErrNotFound] when there is
// none, and a [NotLoadedError] when it was not prefetched.
//
//go:noinline
func (r *ReverseOne[P, M]) Of(p P) (M, error) {
	var none M
	rows, ok := r.info.get(p)
	if !ok {
		return none, &NotLoadedError{What: r.info.name, Fix: "PrefetchRelated"}
	}
	if l := rows.([]M); len(l) > 0 {
		return l[0], nil
	}
	return none, r.info.target.notFound()
}

// Query returns the query for the related row of p.
//
//go:noinline
func (r *ReverseOne[P, M]) Query(p P) *Query[M] {
	return &Query[M]{d: r.info.target, where: []node{r.info.belongs(p)}}
}

//go:noinline
func (r *ReverseOne[P, M]) prefetch(P) loader {
	return &manyLoader[M]{info: r.info, q: core{d: r.info.target, access: asPolicy}}
}

// belongs is the condition that a related row belongs to owner p.
func (m *manyInfo) belongs(p any) node {
	key := m.owner.keyOf(p)
	if !m.isPairs() {
		return compareCol(opEq, m.target.root.cols[m.key.i], key)
	}
	return node{op: opExists, sub: &subquery{many: m, id: m.id, pairOf: true}, arg: key}
}

// get returns the prefetched rows of p.
func (m *manyInfo) get(p any) (any, bool) {
	if m.slot != nil {
		return m.slot(p).(manyField).getRows()
	}
	st := m.owner.State(p).st
	if st == nil {
		return nil, false
	}
	for i := range st.related {
		if st.related[i].key == m {
			return st.related[i].rows, true
		}
	}
	return nil, false
}

// put stores prefetched rows with p.
func (m *manyInfo) put(p, rows any) {
	if m.slot != nil {
		m.slot(p).(manyField).setRows(rows)
		return
	}
	st := m.owner.State(p).st
	for i := range st.related {
		if st.related[i].key == m {
			st.related[i].rows = rows
			return
		}
	}
	e := st.own()
	e.related = append(e.related, related{m, rows})
}
