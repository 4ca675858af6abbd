package orm

import "context"

// GetOrCreate returns the row of the query for which ps hold; when there is none it creates p, and created is true. However many run at
// once, one row is made as long as a unique constraint covers ps: the others get it.
//
//	author, created, err := Authors.GetOrCreate(ctx, &Author{Name: name}, Authors.Name.Eq(name))
//
// The row of a model with a policy is looked for through [Query.For] or [Query.Unrestricted], as by every other query; the policy is not
// asked about the row that is made.
//
//go:noinline
func (q *Query[P]) GetOrCreate(ctx context.Context, p P, ps ...Pred[P]) (row P, created bool, err error) {
	c := core(*q)
	x, created, err := c.getOrCreate(ctx, p, preds(ps))
	if err != nil {
		var none P
		return none, false, err
	}
	return x.(P), created, nil
}

// UpdateOrCreate applies change to the row of the query for which ps hold and saves it; when there is none it applies change to p and
// creates it. With a policy it is Books.For(ctx, orm.Change).UpdateOrCreate, as with [Query.GetOrCreate].
//
//go:noinline
func (q *Query[P]) UpdateOrCreate(ctx context.Context, p P, change func(P), ps ...Pred[P]) (row P, created bool, err error) {
	err = Atomic(ctx, func(ctx context.Context) error {
		change(p)
		row, created, err = q.lockedGetOrCreate(ctx, p, ps)
		if err != nil || created {
			return err
		}
		change(row)
		return q.d.all().save(ctx, row)
	})
	return row, created, err
}

//go:noinline
func (q *Query[P]) lockedGetOrCreate(ctx context.Context, p P, ps []Pred[P]) (P, bool, error) {
	row, created, err := q.GetOrCreate(ctx, p, ps...)
	if err != nil || created {
		return row, created, err
	}
	row, err = q.ForUpdate().Get(ctx, ps...)
	return row, false, err
}
