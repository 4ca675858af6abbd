package orm

import (
	"context"
	"iter"

	"github.com/musette-go/musette/db"
)

// The methods of Query, on a manager. They are written out, and the query is a field with a name, because a promoted method
// costs the compiler four more functions in every package with models: see DESIGN.md.

// Filter is [Query.Filter] on all rows.
//
//go:noinline
func (m *Manager[P]) Filter(ps ...Pred[P]) Query[P] { return m.Query.Filter(ps...) }

// Exclude is [Query.Exclude] on all rows.
//
//go:noinline
func (m *Manager[P]) Exclude(ps ...Pred[P]) Query[P] { return m.Query.Exclude(ps...) }

// OrderBy is [Query.OrderBy] on all rows.
//
//go:noinline
func (m *Manager[P]) OrderBy(os ...Order[P]) Query[P] { return m.Query.OrderBy(os...) }

// Reverse is [Query.Reverse] on all rows.
//
//go:noinline
func (m *Manager[P]) Reverse() Query[P] { return m.Query.Reverse() }

// Limit is [Query.Limit] on all rows.
//
//go:noinline
func (m *Manager[P]) Limit(n int) Query[P] { return m.Query.Limit(n) }

// Offset is [Query.Offset] on all rows.
//
//go:noinline
func (m *Manager[P]) Offset(n int) Query[P] { return m.Query.Offset(n) }

// Distinct is [Query.Distinct] on all rows.
//
//go:noinline
func (m *Manager[P]) Distinct() Query[P] { return m.Query.Distinct() }

// None is [Query.None].
//
//go:noinline
func (m *Manager[P]) None() Query[P] { return m.Query.None() }

// Using is [Query.Using] on all rows.
//
//go:noinline
func (m *Manager[P]) Using(d *db.DB) Query[P] { return m.Query.Using(d) }

// SelectRelated is [Query.SelectRelated] on all rows.
//
//go:noinline
func (m *Manager[P]) SelectRelated(rs ...Related[P]) Query[P] { return m.Query.SelectRelated(rs...) }

// PrefetchRelated is [Query.PrefetchRelated] on all rows.
//
//go:noinline
func (m *Manager[P]) PrefetchRelated(rs ...Prefetcher[P]) Query[P] {
	return m.Query.PrefetchRelated(rs...)
}

// Only is [Query.Only] on all rows.
//
//go:noinline
func (m *Manager[P]) Only(cs ...Column[P]) Query[P] { return m.Query.Only(cs...) }

// Defer is [Query.Defer] on all rows.
//
//go:noinline
func (m *Manager[P]) Defer(cs ...Column[P]) Query[P] { return m.Query.Defer(cs...) }

// ForUpdate is [Query.ForUpdate] on all rows.
//
//go:noinline
func (m *Manager[P]) ForUpdate(opts ...LockOption) Query[P] { return m.Query.ForUpdate(opts...) }

// All is [Query.All] on all rows.
//
//go:noinline
func (m *Manager[P]) All(ctx context.Context) ([]P, error) { return m.Query.All(ctx) }

// Get is [Query.Get] on all rows.
//
//go:noinline
func (m *Manager[P]) Get(ctx context.Context, ps ...Pred[P]) (P, error) {
	return m.Query.Get(ctx, ps...)
}

// First is [Query.First] on all rows.
//
//go:noinline
func (m *Manager[P]) First(ctx context.Context) (P, error) { return m.Query.First(ctx) }

// Last is [Query.Last] on all rows.
//
//go:noinline
func (m *Manager[P]) Last(ctx context.Context) (P, error) { return m.Query.Last(ctx) }

// Latest is [Query.Latest] on all rows.
//
//go:noinline
func (m *Manager[P]) Latest(ctx context.Context) (P, error) { return m.Query.Latest(ctx) }

// Earliest is [Query.Earliest] on all rows.
//
//go:noinline
func (m *Manager[P]) Earliest(ctx context.Context) (P, error) { return m.Query.Earliest(ctx) }

// Count is [Query.Count] of all rows.
//
//go:noinline
func (m *Manager[P]) Count(ctx context.Context) (int64, error) { return m.Query.Count(ctx) }

// Exists is [Query.Exists] on all rows.
//
//go:noinline
func (m *Manager[P]) Exists(ctx context.Context) (bool, error) { return m.Query.Exists(ctx) }

// Update is [Query.Update] on all rows.
//
//go:noinline
func (m *Manager[P]) Update(ctx context.Context, as ...Assign[P]) (int64, error) {
	return m.Query.Update(ctx, as...)
}

// Iter is [Query.Iter] over all rows.
//
//go:noinline
func (m *Manager[P]) Iter(ctx context.Context, chunk int) iter.Seq2[P, error] {
	return m.Query.Iter(ctx, chunk)
}

// Paginate is [Query.Paginate] on all rows.
//
//go:noinline
func (m *Manager[P]) Paginate(ctx context.Context, page, size int) (*Page[P], error) {
	return m.Query.Paginate(ctx, page, size)
}

// PaginateUncounted is [Query.PaginateUncounted] on all rows.
//
//go:noinline
func (m *Manager[P]) PaginateUncounted(ctx context.Context, page, size int) (*Page[P], error) {
	return m.Query.PaginateUncounted(ctx, page, size)
}

// Explain is [Query.Explain] of the query for all rows.
//
//go:noinline
func (m *Manager[P]) Explain(ctx context.Context, opts ...ExplainOption) (string, error) {
	return m.Query.Explain(ctx, opts...)
}

// SQL is [Query.SQL] of the query for all rows.
//
//go:noinline
func (m *Manager[P]) SQL(d *db.DB) (string, []any, error) { return m.Query.SQL(d) }
