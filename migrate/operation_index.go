package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
)

// AddIndex adds an index to a model.
type AddIndex struct {
	Model string
	Index schema.Index
}

// Describe implements [Operation].
func (o AddIndex) Describe() string {
	return fmt.Sprintf("Create index %s on %s", o.Index.Name, strings.ToLower(o.Model))
}
func (o AddIndex) sign() string     { return "+" }
func (o AddIndex) fragment() string { return strings.ToLower(o.Index.Name) }
func (o AddIndex) reversible() bool { return true }

func (o AddIndex) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	ix := normalIndex(m, o.Index)
	if findIndex(m, ix.Name) >= 0 {
		return fmt.Errorf("migrate: %s has an index %s already", m.Label(), ix.Name)
	}
	m.Indexes = append(m.Indexes, ix)
	return checkIndex(m, &ix)
}

func (o AddIndex) run(ctx context.Context, x *execution) error { return x.transition(ctx, hints{}) }

// RemoveIndex removes an index of a model.
type RemoveIndex struct{ Model, Name string }

// Describe implements [Operation].
func (o RemoveIndex) Describe() string {
	return fmt.Sprintf("Remove index %s from %s", o.Name, strings.ToLower(o.Model))
}
func (o RemoveIndex) sign() string { return "-" }
func (o RemoveIndex) fragment() string {
	return "remove_" + strings.ToLower(o.Model) + "_" + strings.ToLower(o.Name)
}
func (o RemoveIndex) reversible() bool { return true }

func (o RemoveIndex) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	i := findIndex(m, o.Name)
	if i < 0 {
		return fmt.Errorf("migrate: %s has no index %s", m.Label(), o.Name)
	}
	m.Indexes = append(m.Indexes[:i], m.Indexes[i+1:]...)
	return nil
}

func (o RemoveIndex) run(ctx context.Context, x *execution) error { return x.transition(ctx, hints{}) }

// RenameIndex renames an index of a model.
type RenameIndex struct{ Model, From, To string }

// Describe implements [Operation].
func (o RenameIndex) Describe() string {
	return fmt.Sprintf("Rename index %s on %s to %s", o.From, strings.ToLower(o.Model), o.To)
}
func (o RenameIndex) sign() string { return "~" }
func (o RenameIndex) fragment() string {
	return "rename_" + strings.ToLower(o.From) + "_" + strings.ToLower(o.To)
}
func (o RenameIndex) reversible() bool { return true }

func (o RenameIndex) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	i := findIndex(m, o.From)
	if i < 0 {
		return fmt.Errorf("migrate: %s has no index %s", m.Label(), o.From)
	}
	m.Indexes[i].Name = o.To
	return checkIndex(m, &m.Indexes[i])
}

func (o RenameIndex) run(ctx context.Context, x *execution) error { return x.transition(ctx, hints{}) }

// AddConstraint adds a constraint to a model. It fails when rows break it.
type AddConstraint struct {
	Model      string
	Constraint schema.Constraint
}

// Describe implements [Operation].
func (o AddConstraint) Describe() string {
	return fmt.Sprintf("Create constraint %s on model %s", o.Constraint.Name, strings.ToLower(o.Model))
}
func (o AddConstraint) sign() string     { return "+" }
func (o AddConstraint) fragment() string { return strings.ToLower(o.Constraint.Name) }
func (o AddConstraint) reversible() bool { return true }

func (o AddConstraint) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	c := normalConstraint(m, o.Constraint)
	if findConstraint(m, c.Name) >= 0 {
		return fmt.Errorf("migrate: %s has a constraint %s already", m.Label(), c.Name)
	}
	m.Constraints = append(m.Constraints, c)
	return checkConstraint(m, &c)
}

func (o AddConstraint) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

// RemoveConstraint removes a constraint of a model.
type RemoveConstraint struct{ Model, Name string }

// Describe implements [Operation].
func (o RemoveConstraint) Describe() string {
	return fmt.Sprintf("Remove constraint %s from model %s", o.Name, strings.ToLower(o.Model))
}
func (o RemoveConstraint) sign() string { return "-" }
func (o RemoveConstraint) fragment() string {
	return "remove_" + strings.ToLower(o.Model) + "_" + strings.ToLower(o.Name)
}
func (o RemoveConstraint) reversible() bool { return true }

func (o RemoveConstraint) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	i := findConstraint(m, o.Name)
	if i < 0 {
		return fmt.Errorf("migrate: %s has no constraint %s", m.Label(), o.Name)
	}
	m.Constraints = append(m.Constraints[:i], m.Constraints[i+1:]...)
	return nil
}

func (o RemoveConstraint) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

func findIndex(m *schema.Model, name string) int {
	for i := range m.Indexes {
		if m.Indexes[i].Name == name {
			return i
		}
	}
	return -1
}

func findConstraint(m *schema.Model, name string) int {
	for i := range m.Constraints {
		if m.Constraints[i].Name == name {
			return i
		}
	}
	return -1
}
