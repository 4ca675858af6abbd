package form

import (
	"context"
	"slices"

	"github.com/musette-go/musette/schema"
)

// Relation says how a [Members] field learns and stores to which other rows a row is related. All of it is needed.
type Relation[K comparable] struct {
	// Choices are the rows that can be chosen, by their keys.
	Choices Source[K]
	// Now gives the keys of the rows that the row is related to, in any order; none for a row that is not stored yet.
	Now func(ctx context.Context) ([]K, error)
	// Change relates the row, which is stored by then, to more rows and ends its relation to others.
	Change func(ctx context.Context, add, remove []K) error
	// Atomic runs fn in a transaction.
	Atomic func(ctx context.Context, fn func(ctx context.Context) error) error
}

// Members is a field for a many-to-many of a model: which of the choices the row is related to, shown as a list, or as checkboxes with
// [CheckboxSelectMultiple]. [Form.Store] stores them after the row. Rows that the row is related to and that cannot be chosen stay
// related. The pointer names the field in [Errors]; nil for none.
func Members[K comparable](f *schema.Field, ptr any, rel Relation[K]) Item {
	m := &members[K]{rel: rel}
	m.Field = dress(f, SelectManyFrom(&m.chosen, m.choices))
	m.b.ptr = ptr
	return m
}

type members[K comparable] struct {
	*Field[[]K]
	rel    Relation[K]
	chosen []K
	was    []K // those of the choices that are stored
}

// choices also finds out which of them are chosen, in their order, as browsers send them back.
func (m *members[K]) choices(ctx context.Context) ([]Choice[K], error) {
	choices, err := m.rel.Choices(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := m.rel.Now(ctx)
	if err != nil {
		return nil, err
	}
	now := make(map[K]bool, len(keys))
	for _, k := range keys {
		now[k] = true
	}
	m.was = nil
	for _, c := range choices {
		if now[c.Value] {
			m.was = append(m.was, c.Value)
		}
	}
	m.chosen = slices.Clone(m.was)
	return choices, nil
}

func (m *members[K]) pending() bool {
	return len(without(m.chosen, m.was)) > 0 || len(without(m.was, m.chosen)) > 0
}

func (m *members[K]) relate(ctx context.Context) error {
	if err := m.rel.Change(ctx, without(m.chosen, m.was), without(m.was, m.chosen)); err != nil {
		return err
	}
	m.was = slices.Clone(m.chosen)
	return nil
}

func (m *members[K]) atomic(ctx context.Context, fn func(ctx context.Context) error) error {
	return m.rel.Atomic(ctx, fn)
}

// without are the keys that are not among others.
func without[K comparable](keys, others []K) []K {
	known := make(map[K]bool, len(others))
	for _, k := range others {
		known[k] = true
	}
	var out []K
	for _, k := range keys {
		if !known[k] {
			out = append(out, k)
		}
	}
	return out
}
