package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Registry is the set of models of a site. Deleting needs it: which rows hang on a row is known only when all models are.
// It is immutable; the site makes it from its apps and puts it into every ctx.
type Registry struct {
	models []*Descriptor
	byName map[string]*Descriptor
	refs   map[*Descriptor][]*field // keys that point to a model
	pairs  map[*Descriptor][]pairTable
}

// pairTable is a table of pairs and its column with the key of a model.
type pairTable struct{ table, column string }

// NewRegistry makes a registry. The error lists every model that is there twice, every table used twice, and every relation
// to a model that is not among them.
func NewRegistry(models ...*Descriptor) (*Registry, error) {
	r := &Registry{byName: map[string]*Descriptor{}, refs: map[*Descriptor][]*field{}, pairs: map[*Descriptor][]pairTable{}}
	tables := map[string]string{}
	var errs []error
	for _, d := range models {
		if r.byName[d.Label()] != nil {
			errs = append(errs, fmt.Errorf("orm: model %s is registered twice: two apps have the same label, or one app is listed twice", d.Label()))
			continue
		}
		if other, ok := tables[d.table()]; ok {
			errs = append(errs, fmt.Errorf("orm: models %s and %s have the same table %s: name another with //musette:table", other, d.Label(), d.table()))
		}
		tables[d.table()] = d.Label()
		r.byName[d.Label()] = d
		r.models = append(r.models, d)
	}
	for _, d := range r.models {
		for i := range d.Schema.Fields {
			if err := r.relate(d, i); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return r, errors.Join(errs...)
}

func (r *Registry) relate(d *Descriptor, i int) error {
	f := &d.Schema.Fields[i]
	if f.Relation == nil {
		return nil
	}
	to := r.byName[f.Relation.To]
	if to == nil {
		return fmt.Errorf("orm: %s.%s points to %s, which no app of the site has: add its app", d.Label(), f.Name, f.Relation.To)
	}
	if !f.IsManyToMany() {
		r.refs[to] = append(r.refs[to], d.fields[i])
		return nil
	}
	if f.Relation.Through != "" {
		return nil // the pairs are rows of a model with keys of its own
	}
	t := d.Schema.ThroughTable(f)
	from, too := d.Schema.ThroughColumns(f)
	r.pairs[d] = append(r.pairs[d], pairTable{t, from})
	r.pairs[to] = append(r.pairs[to], pairTable{t, too})
	return nil
}

// Models returns the models in the order in which they were given.
func (r *Registry) Models() []*Descriptor { return slices.Clone(r.models) }

// Model returns the model with that label ("catalog.Product"), or nil.
func (r *Registry) Model(label string) *Descriptor { return r.byName[label] }

type registryKey struct{}

// WithRegistry returns a context that carries the site's models.
func WithRegistry(ctx context.Context, r *Registry) context.Context {
	return context.WithValue(ctx, registryKey{}, r)
}

// ErrNoRegistry is what Delete returns in a context without the site's models.
var ErrNoRegistry = errors.New("orm: the context has no registry of models, without which Delete cannot know what hangs on a row: use orm.WithRegistry (the site, its commands and testkit do it)")

// RegistryFrom returns the models that [WithRegistry] put into ctx. The error is [ErrNoRegistry].
func RegistryFrom(ctx context.Context) (*Registry, error) {
	if r, ok := ctx.Value(registryKey{}).(*Registry); ok {
		return r, nil
	}
	return nil, ErrNoRegistry
}
