package orm

import "context"

// Manager is what a model's descriptor (Products) embeds beside the [Query] for all its rows: the methods that write single
// rows.
type Manager[P any] struct{ d *Descriptor }

// NewManager is for generated code.
//
//go:noinline
func NewManager[P any](d *Descriptor) Manager[P] { return Manager[P]{d} }

// NewQuery is for generated code: the query for all rows.
//
//go:noinline
func NewQuery[P any](d *Descriptor) Query[P] { return Query[P]{d: d} }

// Descriptor returns the model's description: its schema and field accessors.
//
//go:noinline
func (m *Manager[P]) Descriptor() *Descriptor { return m.d }

// New returns a new row with the defaults that the tags of its fields give; Create inserts it.
func (m *Manager[P]) New() P {
	d := m.d
	x := d.New()
	for _, f := range d.cols {
		if f.Default != nil {
			setBasic(d.Ptr(x, f.i), defaultOf(f), f)
		}
	}
	return x.(P)
}

// Create validates p and inserts it; keys and values that the database assigns are filled in. Hooks run in the same
// transaction.
//
//	INSERT INTO catalog_product (name, …) VALUES ($1, …) RETURNING id
//
//go:noinline
func (m *Manager[P]) Create(ctx context.Context, p P) error { return m.d.all().create(ctx, p) }

// Save validates p and writes the fields that changed since it was loaded or saved; when nothing changed it does nothing.
// The error is [ErrGone] when the row is no longer there. Hooks run in the same transaction.
//
//	UPDATE catalog_product SET price = $1 WHERE id = $2
//
//go:noinline
func (m *Manager[P]) Save(ctx context.Context, p P) error { return m.d.all().save(ctx, p) }

// Delete deletes p and, by the on_delete of the keys that point to it, what hangs on it, in one transaction.
//
//go:noinline
func (m *Manager[P]) Delete(ctx context.Context, p P) (Deleted, error) {
	return m.d.all().deleteRows(ctx, []any{p})
}

// Validate checks p as Create and Save do, and asks the database whether unique fields are taken by other rows. The error
// is a [*problem.ValidationError] with everything that is wrong, by field.
//
//go:noinline
func (m *Manager[P]) Validate(ctx context.Context, p P) error {
	return m.d.all().fullClean(ctx, p)
}

// Refresh reads p's columns again, in place. Prefetched and joined rows are forgotten. The error is [ErrGone] when the row
// is no longer there. A row of a model with a policy must be one that was loaded or created: else it is a [PolicyError].
//
//go:noinline
func (m *Manager[P]) Refresh(ctx context.Context, p P) error {
	if m.d.State(p).st == nil && PoliciesFrom(ctx).Of(m.d) != nil {
		return &PolicyError{Model: m.d.Label()}
	}
	return m.d.all().refresh(ctx, p, nil)
}

// Load reads deferred columns of p, the named ones or all; those that are loaded already cost nothing.
//
//go:noinline
func (m *Manager[P]) Load(ctx context.Context, p P, cs ...Column[P]) error {
	return m.d.all().loadDeferred(ctx, p, columns(nil, cs))
}

// BulkCreate inserts many rows with few statements and fills in their keys. Each row is validated first, and nothing is
// inserted when one is not valid. Hooks do not run.
//
//	INSERT INTO catalog_product (name, …) SELECT * FROM unnest($1::text[], …) RETURNING id
//
//go:noinline
func (m *Manager[P]) BulkCreate(ctx context.Context, ps []P, opts ...BulkOption[P]) (int64, error) {
	rows := make([]any, len(ps))
	for i := range ps {
		rows[i] = ps[i]
	}
	var b bulk
	for _, o := range opts {
		o(&b)
	}
	return m.d.all().bulkCreate(ctx, rows, b)
}

// BulkUpdate writes the named columns of many rows with few statements.
//
//go:noinline
func (m *Manager[P]) BulkUpdate(ctx context.Context, ps []P, cs ...Column[P]) (int64, error) {
	rows := make([]any, len(ps))
	for i := range ps {
		rows[i] = ps[i]
	}
	return m.d.all().bulkUpdate(ctx, rows, columns(nil, cs))
}
