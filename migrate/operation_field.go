package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
)

// FillValue is a value for existing rows that the database computes.
type FillValue string

// The computed values for Fill.
const (
	Now        FillValue = "now"  // the time of the migration, for dates and times
	RandomUUID FillValue = "uuid" // a random UUID, another one for each row
)

// AddField adds a field. Rows that exist get Fill; without it the field's Default; without that NULL where the column
// allows it, else Go's zero value for booleans, numbers, durations and texts. For other types that are NOT NULL the
// operation fails when there are rows.
type AddField struct {
	Model string
	Field schema.Field
	Fill  any // a Go value of the field's type, or a [FillValue]
}

// Describe implements [Operation].
func (o AddField) Describe() string {
	return fmt.Sprintf("Add field %s to %s", o.Field.Name, strings.ToLower(o.Model))
}
func (o AddField) sign() string     { return "+" }
func (o AddField) fragment() string { return strings.ToLower(o.Model) + "_" + o.Field.Name }
func (o AddField) reversible() bool { return true }

func (o AddField) apply(app string, s *State) error { return s.addField(app, o.Model, o.Field) }

func (o AddField) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, fillHint(x.app, o.Model, o.Field.Name, o.Fill))
}

// RemoveField removes a field with its column, indexes and values.
type RemoveField struct {
	Model string
	Name  string
	Fill  any // what rows get when the operation is undone, as in [AddField]
}

// Describe implements [Operation].
func (o RemoveField) Describe() string {
	return fmt.Sprintf("Remove field %s from %s", o.Name, strings.ToLower(o.Model))
}
func (o RemoveField) sign() string     { return "-" }
func (o RemoveField) fragment() string { return "remove_" + strings.ToLower(o.Model) + "_" + o.Name }
func (o RemoveField) reversible() bool { return true }

func (o RemoveField) apply(app string, s *State) error { return s.removeField(app, o.Model, o.Name) }

func (o RemoveField) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, fillHint(x.app, o.Model, o.Name, o.Fill))
}

// AlterField gives a field another definition. Values are converted; what cannot be without loss fails and is counted.
// NULLs become Fill (or what AddField would use) when the column becomes NOT NULL.
type AlterField struct {
	Model string
	Field schema.Field // the new definition, under the same name
	Fill  any
}

// Describe implements [Operation].
func (o AlterField) Describe() string {
	return fmt.Sprintf("Alter field %s on %s", o.Field.Name, strings.ToLower(o.Model))
}
func (o AlterField) sign() string { return "~" }
func (o AlterField) fragment() string {
	return "alter_" + strings.ToLower(o.Model) + "_" + o.Field.Name
}
func (o AlterField) reversible() bool { return true }

func (o AlterField) apply(app string, s *State) error { return s.alterField(app, o.Model, o.Field) }

func (o AlterField) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, fillHint(x.app, o.Model, o.Field.Name, o.Fill))
}

// RenameField renames a field, and its column unless that has a name of its own. Indexes and constraints follow.
type RenameField struct{ Model, From, To string }

// Describe implements [Operation].
func (o RenameField) Describe() string {
	return fmt.Sprintf("Rename field %s on %s to %s", o.From, strings.ToLower(o.Model), o.To)
}
func (o RenameField) sign() string     { return "~" }
func (o RenameField) reversible() bool { return true }
func (o RenameField) fragment() string {
	return "rename_" + o.From + "_" + strings.ToLower(o.Model) + "_" + o.To
}

func (o RenameField) apply(app string, s *State) error {
	return s.renameField(app, o.Model, o.From, o.To)
}

func (o RenameField) run(ctx context.Context, x *execution) error {
	return x.transition(ctx, hints{fields: map[string]string{x.app + "." + o.Model + "." + o.To: o.From}})
}

func fillHint(app, model, field string, fill any) hints {
	return hints{fills: map[string]any{app + "." + model + "." + field: fill}}
}
