package migrate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/musette-go/musette/schema"
)

// State is all models at one point of the history. Operations change a copy, so a State that somebody holds never
// changes.
type State struct {
	models map[string]*schema.Model // by label; a model is never changed in place once the state is handed out
	blank  map[string]bool          // "catalog.Product.note" of texts that may be empty, in the state of [NewState] only
}

// NewState returns the state that the apps' models describe: where the migrations should lead.
func NewState(apps []App) (*State, error) {
	s := &State{models: map[string]*schema.Model{}, blank: map[string]bool{}}
	for i := range apps {
		for _, m := range apps[i].Models {
			if m.App != apps[i].Label {
				return nil, fmt.Errorf("migrate: app %s lists the model %s of another app", apps[i].Label, m.Label())
			}
			if _, ok := s.models[m.Label()]; ok {
				return nil, fmt.Errorf("migrate: model %s is listed twice", m.Label())
			}
			s.models[m.Label()] = normalModel(m)
			for _, f := range m.Fields {
				if f.Blank && plainType(&f).Type.IsText() {
					s.blank[m.Label()+"."+f.Name] = true
				}
			}
		}
	}
	for _, label := range s.Labels() {
		if err := s.check(s.models[label]); err != nil {
			return nil, err
		}
	}
	return s, s.checkIndexNames()
}

// Labels returns the labels of all models, sorted: "catalog.Product".
func (s *State) Labels() []string { return slices.Sorted(maps.Keys(s.models)) }

// Model returns the model of that label, or nil. It must not be changed.
func (s *State) Model(label string) *schema.Model { return s.models[label] }

// clone returns a copy that may be changed by its methods.
func (s *State) clone() *State { return &State{models: maps.Clone(s.models), blank: s.blank} }

func (s *State) find(app, name string) (*schema.Model, error) {
	if m := s.models[app+"."+name]; m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("migrate: there is no model %s.%s at this point; there are %s", app, name, s.known(app))
}

func (s *State) known(app string) string {
	var out []string
	for _, l := range s.Labels() {
		if a, name, _ := strings.Cut(l, "."); a == app {
			out = append(out, name)
		}
	}
	if len(out) == 0 {
		return "no models of " + app
	}
	return strings.Join(out, ", ")
}

// edit puts a copy of the model in the place of the model and returns it.
func (s *State) edit(app, name string) (*schema.Model, error) {
	m, err := s.find(app, name)
	if err != nil {
		return nil, err
	}
	c := *m
	c.Fields = slices.Clone(m.Fields)
	c.Indexes = slices.Clone(m.Indexes)
	c.Constraints = slices.Clone(m.Constraints)
	s.models[c.Label()] = &c
	return &c, nil
}

func (s *State) add(m *schema.Model) error {
	if s.models[m.Label()] != nil {
		return fmt.Errorf("migrate: model %s exists already", m.Label())
	}
	s.models[m.Label()] = m
	return s.check(m)
}

func (s *State) remove(app, name string) error {
	m, err := s.find(app, name)
	if err != nil {
		return err
	}
	for _, other := range s.Labels() {
		if other == m.Label() {
			continue
		}
		for i := range s.models[other].Fields {
			if f := &s.models[other].Fields[i]; refersTo(f, m.Label()) {
				return fmt.Errorf("migrate: %s.%s refers to %s: remove that field before the model", other, f.Name, m.Label())
			}
		}
	}
	delete(s.models, m.Label())
	return nil
}

func refersTo(f *schema.Field, label string) bool {
	return f.Relation != nil && (f.Relation.To == label || f.Relation.Through == label)
}

func (s *State) renameModel(app, from, to string) error {
	m, err := s.edit(app, from)
	if err != nil {
		return err
	}
	old, label := m.Label(), app+"."+to
	if s.models[label] != nil {
		return fmt.Errorf("migrate: model %s exists already", label)
	}
	delete(s.models, old)
	m.Name = to
	s.models[label] = m
	for _, other := range s.Labels() {
		s.repoint(other, old, label)
	}
	return s.check(s.models[label])
}

// repoint makes the relations of a model follow a renamed one.
func (s *State) repoint(label, old, renamed string) {
	m := s.models[label]
	if !slices.ContainsFunc(m.Fields, func(f schema.Field) bool { return refersTo(&f, old) }) {
		return
	}
	m, _ = s.edit(m.App, m.Name) // it is there
	for i := range m.Fields {
		if f := &m.Fields[i]; refersTo(f, old) {
			r := *f.Relation
			if r.To == old {
				r.To = renamed
			}
			if r.Through == old {
				r.Through = renamed
			}
			f.Relation = &r
		}
	}
}

func (s *State) addField(app, model string, f schema.Field) error {
	m, err := s.edit(app, model)
	if err != nil {
		return err
	}
	if m.Field(f.Name) != nil {
		return fmt.Errorf("migrate: %s has a field %s already", m.Label(), f.Name)
	}
	m.Fields = append(m.Fields, normalField(f))
	return s.check(m)
}

func (s *State) removeField(app, model, name string) error {
	m, err := s.edit(app, model)
	if err != nil {
		return err
	}
	if _, err := fieldOf(m, name); err != nil {
		return err
	}
	m.Fields = slices.DeleteFunc(m.Fields, func(f schema.Field) bool { return f.Name == name })
	return s.check(m)
}

func (s *State) alterField(app, model string, f schema.Field) error {
	m, err := s.edit(app, model)
	if err != nil {
		return err
	}
	old, err := fieldOf(m, f.Name)
	if err != nil {
		return err
	}
	if old.IsManyToMany() != f.IsManyToMany() {
		return fmt.Errorf("migrate: %s.%s cannot change between a column and a many-to-many: remove the field and add a new one", m.Label(), f.Name)
	}
	*old = normalField(f)
	return s.check(m)
}

func (s *State) renameField(app, model, from, to string) error {
	m, err := s.edit(app, model)
	if err != nil {
		return err
	}
	f, err := fieldOf(m, from)
	if err != nil {
		return err
	}
	if m.Field(to) != nil {
		return fmt.Errorf("migrate: %s has a field %s already", m.Label(), to)
	}
	f.Name = to
	renameUses(m, from, to)
	return s.check(m)
}

// renameUses makes everything in the model that names the field follow.
func renameUses(m *schema.Model, from, to string) {
	for i := range m.Indexes {
		m.Indexes[i] = renameInIndex(m.Indexes[i], from, to)
	}
	for i := range m.Constraints {
		m.Constraints[i] = renameInConstraint(m.Constraints[i], from, to)
	}
	m.Ordering = renameInOrder(m.Ordering, from, to)
	m.LatestBy = renameInOrder(m.LatestBy, from, to)
}

func renameInIndex(ix schema.Index, from, to string) schema.Index {
	ix.Keys = slices.Clone(ix.Keys)
	for i, k := range ix.Keys {
		if k.Field == from {
			ix.Keys[i].Field = to
		}
		ix.Keys[i].Expr = renameExpr(k.Expr, from, to)
	}
	ix.Include = renameIn(ix.Include, from, to)
	ix.Where = renameExpr(ix.Where, from, to)
	return ix
}

func renameInConstraint(c schema.Constraint, from, to string) schema.Constraint {
	c.Check = renameExpr(c.Check, from, to)
	c.Where = renameExpr(c.Where, from, to)
	c.Fields = renameIn(c.Fields, from, to)
	c.Include = renameIn(c.Include, from, to)
	c.Exclusions = slices.Clone(c.Exclusions)
	for i := range c.Exclusions {
		if c.Exclusions[i].Field == from {
			c.Exclusions[i].Field = to
		}
	}
	return c
}

func renameExpr(e *schema.Expr, from, to string) *schema.Expr {
	if e == nil {
		return nil
	}
	r := e.Rename(from, to)
	return &r
}

func renameIn(names []string, from, to string) []string {
	out := slices.Clone(names)
	for i, n := range out {
		if n == from {
			out[i] = to
		}
	}
	return out
}

func renameInOrder(keys []schema.OrderKey, from, to string) []schema.OrderKey {
	out := slices.Clone(keys)
	for i, k := range out {
		if head, rest, more := strings.Cut(k.Field, "__"); head == from {
			if out[i].Field = to; more {
				out[i].Field += "__" + rest
			}
		}
	}
	return out
}

func fieldOf(m *schema.Model, name string) (*schema.Field, error) {
	if f := m.Field(name); f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("migrate: %s has no field %s; it has %s", m.Label(), name, fieldNames(m))
}

func fieldNames(m *schema.Model) string {
	names := make([]string, len(m.Fields))
	for i := range m.Fields {
		names[i] = m.Fields[i].Name
	}
	return strings.Join(names, ", ")
}

// splitLast splits "catalog.Product.price" at its last point.
func splitLast(s string) (head, tail string) {
	i := strings.LastIndexByte(s, '.')
	return s[:max(i, 0)], s[i+1:]
}
