package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
)

// CreateModel makes a model and its table, with the tables of its many-to-many fields, indexes and constraints.
type CreateModel struct {
	Name    string // the struct's name: "Product"
	Fields  []schema.Field
	Options Options
}

// Describe implements [Operation].
func (o CreateModel) Describe() string { return "Create model " + o.Name }
func (o CreateModel) sign() string     { return "+" }
func (o CreateModel) fragment() string { return strings.ToLower(o.Name) }
func (o CreateModel) reversible() bool { return true }

func (o CreateModel) model(app string) *schema.Model {
	m := &schema.Model{App: app, Name: o.Name, Table: o.Options.Table, Fields: o.Fields,
		Indexes: o.Options.Indexes, Constraints: o.Options.Constraints, Unmanaged: o.Options.Unmanaged}
	o.Options.copyTo(m)
	return m
}

func (o CreateModel) apply(app string, s *State) error { return s.add(normalModel(o.model(app))) }

func (o CreateModel) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

// DeleteModel removes a model and its table with everything in it.
type DeleteModel struct{ Name string }

// Describe implements [Operation].
func (o DeleteModel) Describe() string { return "Delete model " + o.Name }
func (o DeleteModel) sign() string     { return "-" }
func (o DeleteModel) fragment() string { return "delete_" + strings.ToLower(o.Name) }
func (o DeleteModel) reversible() bool { return true }

func (o DeleteModel) apply(app string, s *State) error { return s.remove(app, o.Name) }

func (o DeleteModel) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

// RenameModel renames a model, and its table unless that has a name of its own. Relations of other models follow, and so
// do the tables and columns of many-to-many fields.
type RenameModel struct{ From, To string }

// Describe implements [Operation].
func (o RenameModel) Describe() string { return fmt.Sprintf("Rename model %s to %s", o.From, o.To) }
func (o RenameModel) sign() string     { return "~" }
func (o RenameModel) reversible() bool { return true }
func (o RenameModel) fragment() string {
	return "rename_" + strings.ToLower(o.From) + "_" + strings.ToLower(o.To)
}

func (o RenameModel) apply(app string, s *State) error { return s.renameModel(app, o.From, o.To) }

func (o RenameModel) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{models: map[string]string{x.app + "." + o.From: x.app + "." + o.To}})
}

// AlterModelTable gives a model's table another name; "" means the default.
type AlterModelTable struct{ Model, Table string }

// Describe implements [Operation].
func (o AlterModelTable) Describe() string {
	if o.Table == "" {
		return "Rename table of " + strings.ToLower(o.Model) + " to its default"
	}
	return fmt.Sprintf("Rename table of %s to %s", strings.ToLower(o.Model), o.Table)
}
func (o AlterModelTable) sign() string     { return "~" }
func (o AlterModelTable) fragment() string { return "alter_" + strings.ToLower(o.Model) + "_table" }
func (o AlterModelTable) reversible() bool { return true }

func (o AlterModelTable) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	m.Table = o.Table
	return checkTable(m)
}

func (o AlterModelTable) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

// AlterModelOptions sets all of a model's options that are not indexes, constraints or the table's name (those
// fields of Options are ignored). Only the comment reaches the database.
type AlterModelOptions struct {
	Model   string
	Options Options
}

// Describe implements [Operation].
func (o AlterModelOptions) Describe() string {
	return "Change options on " + strings.ToLower(o.Model)
}
func (o AlterModelOptions) sign() string     { return "~" }
func (o AlterModelOptions) fragment() string { return "alter_" + strings.ToLower(o.Model) + "_options" }
func (o AlterModelOptions) reversible() bool { return true }

func (o AlterModelOptions) apply(app string, s *State) error {
	m, err := s.edit(app, o.Model)
	if err != nil {
		return err
	}
	o.Options.copyTo(m)
	return nil
}

func (o AlterModelOptions) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{})
}

// copyTo sets the options that AlterModelOptions changes.
func (o *Options) copyTo(m *schema.Model) {
	m.Comment = o.Comment
	m.Ordering = o.Ordering
	m.LatestBy = o.LatestBy
	m.VerboseName = o.VerboseName
	m.VerboseNamePlural = o.VerboseNamePlural
	m.DefaultPermissions = o.DefaultPermissions
	m.Permissions = o.Permissions
	m.Unmanaged = o.Unmanaged
}

// optionsOf is the opposite of copyTo.
func optionsOf(m *schema.Model) Options {
	return Options{Comment: m.Comment, Ordering: m.Ordering, LatestBy: m.LatestBy, VerboseName: m.VerboseName,
		VerboseNamePlural: m.VerboseNamePlural, DefaultPermissions: m.DefaultPermissions, Permissions: m.Permissions, Unmanaged: m.Unmanaged}
}
